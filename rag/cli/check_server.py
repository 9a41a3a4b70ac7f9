"""What `rag doctor` asks of the model servers: are they there, how do they behave, what to set?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from rag.cli.findings import Finding, failure, note, ok, problem
from rag.errors import RagError
from rag.llm import (
    NO_SYSTEM,
    Connection,
    FoundServer,
    LongPrompt,
    OpenAIModel,
    find_servers,
    most_tokens,
    try_connection,
    try_long_prompt,
)
from rag.markup.words import counted
from rag.settings import Settings
from rag.settings.profiles import CONFIGURED, Server, SettingNames

_TOPIC = "server"
_TABLE = "model"
_SHOWN = 5  # names of models
_THINKING_TOKENS = 2_000
_LEAST_EVIDENCE = 200  # tokens; the setting takes no less
_BAR = 10  # characters
_UNHEARD = "not heard to its end"


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of the table: what was found and, where that would help, what to set."""

    found: str
    advice: str = ""


def check_server(
    settings: Settings,
    find: Callable[[], tuple[FoundServer, ...]] = find_servers,
    *,
    deep: bool = False,
) -> Iterator[Finding]:
    """Findings as they come; a slow server may take as long as the settings allow it.

    The configured server, then those of `RAG_SERVERS`; without either, those that `find` finds.
    `deep`: each is sent a prompt as long as they get, too.
    """
    if settings.base_url:
        yield from _examine(settings, deep=deep)
    else:
        yield _no_server(settings)
    try:
        profiles = settings.profiles
    except RagError as error:
        yield failure(_TOPIC, error)
        return
    for profile in profiles:
        yield ok(_TOPIC, f"{profile.name}, of RAG_SERVERS:")
        yield from _examine(settings.for_server(profile), profile, deep=deep)
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
    text = (
        f"{found.name} runs here with {counted(len(found.models), 'model')}: {_names(found.models)}"
    )
    advice = f"To have it answer, set RAG_BASE_URL={found.base_url}"
    if found.models:
        advice += f" and RAG_MODEL={found.models[0]}"
    return note(_TOPIC, text, f"{advice}.", base_url=found.base_url, models=found.models)


def _examine(settings: Settings, server: Server | None = None, *, deep: bool) -> Iterator[Finding]:
    """One server: what it offers, then the table; or why it does not work."""
    names = server.names if server is not None else CONFIGURED
    try:
        model = OpenAIModel.connect(settings, server)
    except RagError as error:
        yield failure(_TOPIC, error)
        return
    connection = try_connection(model)
    yield from _offer(connection, settings.model, names)
    if connection.problem is not None:
        yield failure(_TOPIC, connection.problem)
    else:
        long = try_long_prompt(model, most_tokens(settings)) if deep else None
        yield _table(connection, long, settings, names)


def _offer(connection: Connection, chosen: str, names: SettingNames) -> Iterator[Finding]:
    """Is it reachable, and is the chosen model among those that it lists?"""
    models = connection.models
    if models is None:
        if connection.problem is None or connection.quirks:
            yield note(_TOPIC, f"{connection.address} does not list its models.")
        return
    text = (
        f"{connection.address} is there and has {counted(len(models), 'model')}: {_names(models)}"
    )
    yield ok(_TOPIC, text, models=models)
    if chosen and chosen not in models:
        closest = get_close_matches(chosen, models, n=1, cutoff=0.4)
        advice = f"Did you mean {closest[0]}?" if closest else f"Set {names.model} to one that is."
        yield note(_TOPIC, f"The model {chosen} is not among those listed.", advice)
    elif not chosen and models:
        yield ok(_TOPIC, f"{names.model} is not set; the first one listed answers: {models[0]}")


def _table(
    connection: Connection, long: LongPrompt | None, settings: Settings, names: SettingNames
) -> Finding:
    """Everything measured, a row each; a note if there is something to set."""
    quirks = connection.quirks
    rows = {
        "round trip": Measure(milliseconds(connection.round_trip)),
        "first token": _first_token(connection, settings),
        "context window": _window(connection, names),
        "fullest question": _fullest(connection, settings),
        "long prompt": _long_prompt(long),
        "count of tokens": _counts(connection),
        "system role": Measure("goes with the question" if NO_SYSTEM in quirks else "taken"),
        "parameters": _parameters(connection),
        "streaming": _taken("sends its answer in one piece", connection, "all at once"),
        "end of answer": _taken("no end told", connection, "not told: cut answers look whole"),
        "quirks": _quirks(connection, settings, names),
    }
    facts: dict[str, object] = {
        "model": connection.model,
        "round_trip": connection.round_trip,
        "first_token": connection.first_token,
        "context_window": connection.window.tokens or None,
        "quirks": quirks,
        "table": {name: {"found": row.found, "set": row.advice} for name, row in rows.items()},
    }
    text = f"{connection.model} answers a question"
    if long is not None and long.is_cut:
        text += ", but leaves out a part of long prompts and does not say so"
        return problem(_TABLE, text, f"Set {rows['long prompt'].advice}.", **facts)
    if rows["fullest question"].advice:
        text += ", but not with all the evidence: its context window is too short"
        return note(_TABLE, text, "", **facts)
    return ok(_TABLE, text, **facts)


def _first_token(connection: Connection, settings: Settings) -> Measure:
    seconds, limit = connection.first_token, settings.first_token_timeout
    late = seconds is not None and seconds > limit / 2
    return Measure(milliseconds(seconds), f"RAG_FIRST_TOKEN_TIMEOUT={2 * limit:g}" if late else "")


def _window(connection: Connection, names: SettingNames) -> Measure:
    """How large is it, and who says so?"""
    window = connection.window
    if not window.tokens:
        return Measure("it does not say", f"{names.window}, if you know it")
    advice = f"{names.window}, to what it really loads" if window.is_maximum else ""
    return Measure(f"{window.tokens:,} tokens ({window.source})", advice)


def _fullest(connection: Connection, settings: Settings) -> Measure:
    """Does everything fit that a question may bring along?"""
    window, most = connection.window.tokens, most_tokens(settings)
    if not window:
        return Measure(f"{most:,} tokens")
    found = f"{most:,} of {window:,} tokens {_bar(most / window)}"
    if most <= window:
        return Measure(found)
    if settings.max_answer_tokens > window // 2:
        return Measure(found, f"RAG_MAX_ANSWER_TOKENS={window // 2}, or load a longer window")
    room = max(window - most + settings.evidence_tokens, _LEAST_EVIDENCE)
    return Measure(found, f"RAG_EVIDENCE_TOKENS={room}, or load a longer window")


def _bar(share: float) -> str:
    """[######....]"""
    full = min(round(_BAR * share), _BAR)
    return f"[{'#' * full}{'.' * (_BAR - full)}]"


def _long_prompt(long: LongPrompt | None) -> Measure:
    """Is a prompt of the fullest question's length read to its end?"""
    if long is None:
        return Measure("not tried", "run rag doctor --deep")
    if long.problem is not None:
        return Measure(f"{long.sent:,} tokens failed: {long.problem.message}", long.problem.hint)
    if long.read is None:
        return Measure(f"{long.sent:,} tokens taken; not told how many were read")
    if long.is_cut:
        evidence = max(long.read // 2, _LEAST_EVIDENCE)
        advice = f"RAG_EVIDENCE_TOKENS={evidence}, or load a longer window"
        return Measure(f"CUT: it read {long.read:,} of {long.sent:,} tokens", advice)
    return Measure(f"all read ({long.read:,} tokens; {long.sent:,} by our count)")


def _counts(connection: Connection) -> Measure:
    """Does it count the tokens of a prompt as we do?"""
    if connection.counted is None and not connection.heard_out:
        return Measure(_UNHEARD)
    if connection.counted is None:
        return Measure("not reported: ours stand in")
    theirs, ours = connection.counted
    return Measure(f"reported: {theirs:,}, ours {ours:,}")


def _taken(quirk: str, connection: Connection, otherwise: str) -> Measure:
    if quirk in connection.quirks:
        return Measure(otherwise)
    return Measure("as it should be" if connection.heard_out else _UNHEARD)


def _parameters(connection: Connection) -> Measure:
    rejected = [one for one in connection.quirks if one.startswith("rejects ")]
    return Measure(f"{', '.join(rejected)}: left out" if rejected else "all taken")


def _quirks(connection: Connection, settings: Settings, names: SettingNames) -> Measure:
    thinks = "thinks aloud" in connection.quirks
    short = thinks and settings.max_answer_tokens < _THINKING_TOKENS
    advice = f"RAG_MAX_ANSWER_TOKENS={_THINKING_TOKENS}" if short else ""
    if "no list of models" in connection.quirks and not settings.model:
        advice = names.model
    return Measure(", ".join(connection.quirks) or "none", advice)


def milliseconds(seconds: float | None) -> str:
    """ "12 ms"; "not measured" where it did not come to that."""
    return "not measured" if seconds is None else f"{1000 * seconds:,.0f} ms"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "") or "none"
