"""What `rag doctor` asks of the model server: is it there, what does it offer, does it answer?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from difflib import get_close_matches

from rag.cli.findings import Finding, counted, failure, note, ok
from rag.errors import ModelNotFound, ModelProtocol, RagError
from rag.llm import OpenAIModel
from rag.settings import Settings
from rag.types import Message

_TOPIC = "server"
_SHOWN = 5  # names of models


def check_server(settings: Settings) -> Iterator[Finding]:
    """Findings as they come; a slow server may take as long as the settings allow it."""
    if not settings.base_url:
        yield _no_server(settings)
        return
    try:
        model = OpenAIModel.connect(settings)
        yield from _offer(model, settings.model)
        yield _first_token(model, settings)
    except RagError as error:
        yield failure(_TOPIC, error)


def _no_server(settings: Settings) -> Finding:
    values = {"RAG_MODEL": settings.model, "RAG_API_KEY": settings.key}
    idle = [name for name, value in values.items() if value]
    if idle:
        text = f"{' and '.join(idle)} set, but no server: answers are quotes only."
        return note(_TOPIC, text, "Set RAG_BASE_URL, for example to http://127.0.0.1:11434/v1.")
    return ok(_TOPIC, "None is set: answers are quotes from the documents")


def _offer(model: OpenAIModel, chosen: str) -> Iterator[Finding]:
    """Is it reachable, and is the chosen model among those that it lists?"""
    where = model.endpoint.shown
    try:
        names = model.list_models()
    except (ModelNotFound, ModelProtocol) as error:  # some do not list; the question will tell
        yield note(_TOPIC, f"It does not list its models. {error.message}")
        return
    listed = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    text = f"{where} is there and has {counted(names, 'model')}: {listed or 'none'}"
    yield ok(_TOPIC, text, models=names)
    if chosen and chosen not in names:
        closest = get_close_matches(chosen, names, n=1, cutoff=0.4)
        advice = f"Did you mean {closest[0]}?" if closest else "Set RAG_MODEL to one that is."
        yield note(_TOPIC, f"The model {chosen} is not among those listed.", advice)
    elif not chosen and names:
        yield ok(_TOPIC, f"RAG_MODEL is not set; the first one listed answers: {names[0]}")


def _first_token(model: OpenAIModel, settings: Settings) -> Finding:
    """Asks as a question would, and hangs up at the first token, of thought or of answer."""
    started = time.perf_counter()
    request = (Message("user", "Reply with the word: ready"),)
    stream = model.stream(
        request, max_tokens=settings.max_answer_tokens, temperature=settings.temperature
    )
    with closing(stream):
        for delta in stream:
            if delta.text or delta.reasoning:
                break
    seconds = time.perf_counter() - started
    text = f"{model.name} answers a question; its first token came after {seconds:.1f} s"
    return ok(_TOPIC, text, model=model.name, first_token=seconds)
