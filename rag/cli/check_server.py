"""What `rag doctor` asks of the model servers: are they there, how do they behave, what to set?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from rag.cli.findings import Finding, counted, failure, note, ok
from rag.errors import RagError
from rag.llm import Connection, FoundServer, OpenAIModel, find_servers, try_connection
from rag.settings import Settings

_TOPIC = "server"
_TABLE = "model"
_SHOWN = 5  # names of models
_PROMPT_TOKENS = 600  # the instructions and the question, beside the evidence
_THINKING_TOKENS = 2_000


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of the table: what was found and, where that would help, what to set."""

    found: str
    advice: str = ""


def check_server(
    settings: Settings, find: Callable[[], tuple[FoundServer, ...]] = find_servers
) -> Iterator[Finding]:
    """Findings as they come; a slow server may take as long as the settings allow it.

    The configured server, then those of `RAG_SERVERS`; without either, those that `find` finds.
    """
    if settings.base_url:
        yield from _examine(settings)
    else:
        yield _no_server(settings)
    try:
        profiles = settings.profiles
    except RagError as error:
        yield failure(_TOPIC, error)
        return
    for profile in profiles:
        yield ok(_TOPIC, f"{profile.name}, of RAG_SERVERS:")
        yield from _examine(settings.for_server(profile))
    if not settings.base_url and not profiles:
        yield from map(_offered, find())


def _no_server(settings: Settings) -> Finding:
    values = {"RAG_MODEL": settings.model, "RAG_API_KEY": settings.key}
    idle = [name for name, value in values.items() if value]
    if idle:
        text = f"{' and '.join(idle)} set, but no server: answers are quotes only."
        return note(_TOPIC, text, "Set RAG_BASE_URL, for example to http://127.0.0.1:11434/v1.")
    return ok(_TOPIC, "None is set: answers are quotes from the documents")


def _offered(found: FoundServer) -> Finding:
    """A server on this machine that nobody has configured."""
    text = f"{found.name} runs here with {counted(found.models, 'model')}: {_names(found.models)}"
    advice = f"To have it answer, set RAG_BASE_URL={found.base_url}"
    if found.models:
        advice += f" and RAG_MODEL={found.models[0]}"
    return note(_TOPIC, text, f"{advice}.", base_url=found.base_url, models=found.models)


def _examine(settings: Settings) -> Iterator[Finding]:
    """One server: what it offers, then the table; or why it does not work."""
    try:
        model = OpenAIModel.connect(settings)
    except RagError as error:
        yield failure(_TOPIC, error)
        return
    connection = try_connection(model, window=settings.context_window)
    yield from _offer(connection, settings.model)
    if connection.problem is not None:
        yield failure(_TOPIC, connection.problem)
    else:
        yield _table(connection, settings)


def _offer(connection: Connection, chosen: str) -> Iterator[Finding]:
    """Is it reachable, and is the chosen model among those that it lists?"""
    names = connection.models
    if names is None:
        if connection.problem is None or connection.quirks:
            yield note(_TOPIC, f"{connection.address} does not list its models.")
        return
    text = f"{connection.address} is there and has {counted(names, 'model')}: {_names(names)}"
    yield ok(_TOPIC, text, models=names)
    if chosen and chosen not in names:
        closest = get_close_matches(chosen, names, n=1, cutoff=0.4)
        advice = f"Did you mean {closest[0]}?" if closest else "Set RAG_MODEL to one that is."
        yield note(_TOPIC, f"The model {chosen} is not among those listed.", advice)
    elif not chosen and names:
        yield ok(_TOPIC, f"RAG_MODEL is not set; the first one listed answers: {names[0]}")


def _table(connection: Connection, settings: Settings) -> Finding:
    """Everything measured, a row each; a note if there is something to set."""
    rows = {
        "round trip": _round_trip(connection),
        "first token": _first_token(connection, settings),
        "context window": _window(connection, settings),
        "quirks": _quirks(connection, settings),
    }
    facts: dict[str, object] = {
        "model": connection.model,
        "round_trip": connection.round_trip,
        "first_token": connection.first_token,
        "context_window": connection.window.tokens or None,
        "quirks": connection.quirks,
        "table": {name: {"found": row.found, "set": row.advice} for name, row in rows.items()},
    }
    text = f"{connection.model} answers a question"
    if rows["context window"].advice.startswith("RAG_EVIDENCE"):
        text += ", but not with all the evidence: its context window is too short"
        return note(_TABLE, text, "", **facts)
    return ok(_TABLE, text, **facts)


def _round_trip(connection: Connection) -> Measure:
    return Measure(milliseconds(connection.round_trip))


def _first_token(connection: Connection, settings: Settings) -> Measure:
    seconds, limit = connection.first_token, settings.first_token_timeout
    late = seconds is not None and seconds > limit / 2
    return Measure(milliseconds(seconds), f"RAG_FIRST_TOKEN_TIMEOUT={2 * limit:g}" if late else "")


def _window(connection: Connection, settings: Settings) -> Measure:
    """Does everything fit that a question may bring along?"""
    window = connection.window
    if not window.tokens:
        return Measure("it does not say", "RAG_CONTEXT_WINDOW, if you know it")
    found = f"{window.tokens:,} tokens ({window.source})"
    room = window.tokens - settings.max_answer_tokens - _PROMPT_TOKENS
    if room < settings.evidence_tokens:
        return Measure(found, f"RAG_EVIDENCE_TOKENS={max(room, 200)}, or load a longer window")
    advice = "RAG_CONTEXT_WINDOW, to what it really loads" if window.is_maximum else ""
    return Measure(found, advice)


def _quirks(connection: Connection, settings: Settings) -> Measure:
    thinks = "thinks aloud" in connection.quirks
    short = thinks and settings.max_answer_tokens < _THINKING_TOKENS
    advice = f"RAG_MAX_ANSWER_TOKENS={_THINKING_TOKENS}" if short else ""
    if "no list of models" in connection.quirks and not settings.model:
        advice = "RAG_MODEL"
    return Measure(", ".join(connection.quirks) or "none", advice)


def milliseconds(seconds: float | None) -> str:
    """ "12 ms"; "not measured" where it did not come to that."""
    return "not measured" if seconds is None else f"{1000 * seconds:,.0f} ms"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "") or "none"
