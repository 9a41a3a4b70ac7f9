"""From the bytes of a chat completion to deltas; whatever is not one is `ModelProtocol`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from rag.errors import ContextTooLong, ModelError, ModelProtocol
from rag.llm.faults import Endpoint
from rag.llm.request import without_surrogates
from rag.nesting import read_json
from rag.types import CUT, Delta, Usage
from rag.types.messages import BROKEN

MAX_LINE_BYTES = 4_000_000
MAX_REPLY_CHARS = 400_000
"""A server that goes on for longer has lost its way, and is not listened to any further."""

_EMPTY = "Look into the model server's log: the model may have crashed."
_ANOTHER = "Ask again, in other words; or use another model."
_UNFINISHED = (None, CUT, "length")
_FINISHES = {
    **dict.fromkeys(("model_length", "max_tokens", "MAX_TOKENS"), "length"),
    **dict.fromkeys(("error", "abort", "insufficient_system_resource"), BROKEN),
}
"""What some servers call it; the rest is as OpenAI names it, or says that the answer is whole."""
_FIELDS = ("data:", "event:", "id:", "retry:", ":")


def read_reply(pieces: Iterable[bytes], endpoint: Endpoint) -> Iterator[Delta]:
    """The deltas of one reply, finish reason and usage as the server gives them, if it does.

    Reads server-sent events, and a whole JSON completion from servers that do not stream. Stops
    at `[DONE]`, at the end (with the finish reason `CUT` if there was none), or at
    `MAX_REPLY_CHARS` (with "length").
    Raises what an error event or an error body says, else `ModelProtocol`.
    """
    lines = _lines(pieces, endpoint)
    first = next((line for line in lines if line.strip()), "").removeprefix("\ufeff")
    if not first:
        message = f"The model server at {endpoint.shown} sent an empty reply, without a word."
        raise endpoint.error(ModelProtocol, message, hint=_EMPTY)
    if first.lstrip().startswith("{"):
        body = "\n".join(chain([first], lines))
        deltas = _deltas(_decoded(body, endpoint), endpoint)
    elif first.startswith(_FIELDS):
        deltas = _streamed(chain([first], lines), endpoint)
    else:
        message = f"{endpoint.shown} answered with something else than a chat completion."
        raise endpoint.error(ModelProtocol, message, said="" if first.startswith("<") else first)
    return _bounded(deltas)


def require_text(deltas: Iterable[Delta], endpoint: Endpoint) -> Iterator[Delta]:
    """The same deltas. If none had text, that is no answer: an error at their end.

    `ContextTooLong` where it never began, or had no room to: some servers, LM Studio among them,
    say it in no other way. Else `ModelProtocol`.
    """
    written = thought = False
    finish = None
    for delta in deltas:
        written = bool(delta.text.strip()) or (written and not delta.restart)
        thought = thought or bool(delta.reasoning)
        finish = delta.finish or finish
        yield delta
    if written:
        return
    if not thought and finish in _UNFINISHED:
        why = "had no room for a word" if finish == "length" else "ended without a word"
        message = f"The model at {endpoint.shown} {why}: the prompt may be too long for it."
        hint = "Lower RAG_EVIDENCE_TOKENS, or load the model with a longer context window."
        raise endpoint.error(ContextTooLong, message, hint=hint)
    if finish == "content_filter":
        why, hint = "its content filter stopped it", "Ask in other words, or use another model."
    elif thought:
        why = "it only thought"
        hint = "Raise RAG_MAX_ANSWER_TOKENS." if finish in _UNFINISHED else _ANOTHER
    else:
        why, hint = "its reply was empty", _ANOTHER
    message = f"The model at {endpoint.shown} wrote no answer: {why}."
    raise endpoint.error(ModelProtocol, message, hint=hint)


def model_names(body: bytes, endpoint: Endpoint) -> tuple[str, ...]:
    """The ids in the body of a `/models` reply, in its order."""
    try:
        listing = _decoded(body.decode("utf-8"), endpoint)
    except UnicodeDecodeError:
        raise _malformed(endpoint, "a list of models that is not UTF-8") from None
    if isinstance(listing, Mapping):
        if listing.get("error"):
            raise endpoint.fault(listing)
        if listing.get("object") == "list" and not listing.get("data", True):
            return ()  # where Ollama has none yet, it says null
        listing = listing.get("data", listing.get("models"))
    if not isinstance(listing, list):
        raise _malformed(endpoint, "something else than a list of models")
    found = (entry.get("id") if isinstance(entry, Mapping) else entry for entry in listing)
    return tuple(dict.fromkeys(name for name in found if isinstance(name, str) and name))


def _lines(pieces: Iterable[bytes], endpoint: Endpoint) -> Iterator[str]:
    """Lines without their ends, which may be \\n or \\r\\n."""
    held, size = list[bytes](), 0
    for piece in pieces:
        *ended, rest = piece.split(b"\n")
        for part in ended:
            yield _text(b"".join([*held, part]), endpoint)
            held, size = [], 0
        held.append(rest)
        size += len(rest)
        if size > MAX_LINE_BYTES:
            raise _malformed(endpoint, "a line without end")
    if any(held):
        yield _text(b"".join(held), endpoint)


def _text(line: bytes, endpoint: Endpoint) -> str:
    try:
        return line.decode("utf-8").removesuffix("\r")
    except UnicodeDecodeError:
        raise _malformed(endpoint, "text that is not UTF-8") from None


def _streamed(lines: Iterable[str], endpoint: Endpoint) -> Iterator[Delta]:
    """Deltas of server-sent events; an event without its closing blank line counts as well."""
    event, parts, finished = "", list[str](), False
    for line in chain(lines, [""]):
        field, _, value = line.partition(":")
        if field == "data":
            parts.append(value.removeprefix(" "))
        elif field == "event":
            event = value.strip()
        if line:
            continue
        text = "\n".join(parts).strip()
        if text == "[DONE]":
            return
        if event == "error":
            raise endpoint.fault(_error_body(text))
        if text:
            for delta in _deltas(_decoded(text, endpoint), endpoint):
                finished = finished or delta.finish is not None
                yield delta
        event, parts = "", []
    if not finished:
        yield Delta(finish=CUT)


def _error_body(text: str) -> object:
    """JSON if it is, else the words themselves."""
    try:
        return read_json(text)
    except ValueError:
        return text


def _decoded(text: str, endpoint: Endpoint) -> object:
    try:
        return read_json(text)
    except ValueError:
        raise _malformed(endpoint, "JSON that is cut off or malformed") from None


def _deltas(chunk: object, endpoint: Endpoint) -> Iterator[Delta]:
    """What one chunk (or one whole completion) carries; chunks without choices are no error."""
    if not isinstance(chunk, Mapping):
        raise _malformed(endpoint, "a chunk that is not an object")
    if chunk.get("error"):
        raise endpoint.fault(chunk)
    usage = _usage(chunk.get("usage"))
    choices = chunk.get("choices")
    first = next(iter(choices), None) if isinstance(choices, list) else None
    finish: str | None = None
    if isinstance(first, Mapping) and first.get("index") in (None, 0):
        carried, told = first.get("delta") or first.get("message"), first.get("finish_reason")
        if isinstance(told, str) and told:
            finish = _FINISHES.get(told) or without_surrogates(told)
        yield from _spoken(carried if isinstance(carried, Mapping) else {})
    if finish is not None or usage is not None:
        yield Delta(finish=finish, usage=usage)


def _spoken(carried: Mapping[str, object]) -> Iterator[Delta]:
    """Reasoning before text, in one delta each."""
    text, reasoning = _content(carried.get("content"))
    for name in ("reasoning_content", "reasoning"):
        thought = carried.get(name)
        if isinstance(thought, str) and thought:
            reasoning += thought
            break
    refused = carried.get("refusal")
    if not text and isinstance(refused, str):
        text = refused
    if reasoning:
        yield Delta(reasoning=without_surrogates(reasoning))
    if text:
        yield Delta(text=without_surrogates(text))


def _content(content: object) -> tuple[str, str]:
    """(text, reasoning) of a string, or of a list of typed parts."""
    if isinstance(content, str):
        return content, ""
    text = reasoning = ""
    for part in content if isinstance(content, list) else []:
        if not isinstance(part, Mapping):
            continue
        if isinstance(part.get("text"), str):
            text += part["text"]
        elif "thinking" in part:
            inner = part["thinking"]
            reasoning += inner if isinstance(inner, str) else _content(inner)[0]
    return text, reasoning


def _usage(usage: object) -> Usage | None:
    if not isinstance(usage, Mapping):
        return None
    prompt, completion = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if type(prompt) is not int or type(completion) is not int or prompt <= 0 or completion < 0:
        return None
    return Usage(prompt_tokens=prompt, completion_tokens=completion, estimated=False)


def _bounded(deltas: Iterable[Delta]) -> Iterator[Delta]:
    received = 0
    for delta in deltas:
        received += len(delta.text) + len(delta.reasoning)
        if received > MAX_REPLY_CHARS:
            yield Delta(finish="length")
            return
        yield delta


def _malformed(endpoint: Endpoint, what: str) -> ModelError:
    return endpoint.error(ModelProtocol, f"The model server at {endpoint.shown} sent {what}.")
