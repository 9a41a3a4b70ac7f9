"""Cases of a reply with status 200 that is no answer, or not a whole one."""

from __future__ import annotations

from rag.errors import ContextTooLong, ModelNotFound, ModelOverloaded, ModelProtocol
from tests.conformance.case import CANARY, SAID, Answered, Case, Failed, Incomplete, begun
from tests.scripted_server import DONE, SSE, Scripted, Step, delta, event, failing, streamed

_MALFORMED = b'data: {"choices": [{"del\n\n'
_NOT_UTF8 = b'data: {"choices": "\xff\xfe"}\n\n'
_HUGE = b"data: " + b"x" * 20_000_000 + b"\n\n"


def _stream(*steps: Step) -> tuple[Scripted, ...]:
    return (Scripted(steps, headers=SSE),)


REPLIES = (
    Case(
        "HTML with 200",
        (failing(200, f"<!doctype html><title>Welcome</title>{CANARY}"),),
        Failed(ModelProtocol, "something else than a chat completion.", "RAG_BASE_URL"),
    ),
    Case(
        "words with 200",
        (failing(200, "Ollama is running"),),
        Failed(ModelProtocol, "Ollama is running", "usually ending in /v1"),
    ),
    Case("empty body", _stream(), Failed(ModelProtocol, "an empty reply", "log")),
    Case(
        "an error with 200",
        (failing(200, {"error": {"message": f"CUDA out of memory for {CANARY}"}}),),
        Failed(ModelProtocol, 'reports an error. It said: "CUDA', "log"),
    ),
    Case(
        "an error in the stream",
        _stream(event({"error": {"message": "the slot is gone"}})),
        Failed(ModelProtocol, "the slot is gone", "log"),
    ),
    Case(
        "an error event",
        _stream(b'event: error\ndata: {"message": "the model has crashed"}\n\n'),
        Failed(ModelProtocol, "the model has crashed", "log"),
    ),
    Case(
        "an error event that is no JSON",
        _stream(f"event: error\ndata: it fell over with {CANARY}\n\n".encode()),
        Failed(ModelProtocol, "it fell over with [key]", "log"),
    ),
    Case(
        "a rate limit in the stream",
        _stream(event({"error": {"message": "slower, please", "code": 429}})),
        Failed(ModelOverloaded, "slower, please", "in a moment"),
    ),
    Case(
        "an error event after the first token",
        (begun(b'event: error\ndata: {"message": "out of memory"}\n\n'),),
        Incomplete("out of memory"),
    ),
    Case(
        "an error in the stream after the first token",
        (begun(event({"error": {"message": f"gone, {CANARY}"}})),),
        Incomplete("gone, [key]"),
    ),
    Case(
        "malformed JSON",
        _stream(_MALFORMED),
        Failed(ModelProtocol, "JSON that is cut off or malformed", "RAG_BASE_URL"),
    ),
    Case("malformed JSON after the first token", (begun(_MALFORMED),), Incomplete("malformed")),
    Case(
        "bad UTF-8",
        _stream(_NOT_UTF8),
        Failed(ModelProtocol, "text that is not UTF-8", "RAG_BASE_URL"),
    ),
    Case("bad UTF-8 after the first token", (begun(_NOT_UTF8),), Incomplete("not UTF-8")),
    Case(
        "a line of 20 MB",
        _stream(_HUGE),
        Failed(ModelProtocol, "a line without end", "RAG_BASE_URL"),
    ),
    Case("a line of 20 MB after the first token", (begun(_HUGE),), Incomplete("a line without")),
    Case(
        "JSON that is no chunk",
        _stream(b"data: 42\n\n"),
        Failed(ModelProtocol, "a chunk that is not an object", "RAG_BASE_URL"),
    ),
    Case(
        "JSON without end",
        _stream(b"data: " + b"[" * 50_000 + b"\n\n"),
        Failed(ModelProtocol, "malformed", "RAG_BASE_URL", like="malformed JSON"),
    ),
    Case(
        "no finish reason",
        _stream(delta(content=SAID), DONE),
        Answered(note="may be incomplete"),
    ),
    Case(
        "length",
        (streamed(SAID, finish="length"),),
        Answered(note="cut off at the token limit"),
    ),
    Case(
        "content filter",
        (streamed(SAID, finish="content_filter"),),
        Answered(note="content filter ended this answer"),
    ),
    Case(
        "content filter before the first token",
        (streamed(finish="content_filter"),),
        Failed(ModelProtocol, "its content filter stopped it", "other words"),
    ),
    Case(
        "zero deltas",
        _stream(DONE),
        Failed(ContextTooLong, "ended without a word", "RAG_EVIDENCE_TOKENS"),
    ),
    Case(
        "no room for a token",
        (streamed(finish="length"),),
        Failed(ContextTooLong, "had no room for a word", "longer context window"),
    ),
    Case(
        "LM Studio's overflow",
        _stream(event({"error": {"message": "loaded with context length of only 4096 tokens"}})),
        Failed(ContextTooLong, "of only 4096 tokens", "longer context window", window=4096),
    ),
    Case(
        "llama.cpp's overflow in the stream",
        _stream(event({"error": {"type": "exceed_context_size_error", "n_ctx": 512}})),
        Failed(ContextTooLong, "exceed_context_size", "RAG_EVIDENCE_TOKENS", window=512),
    ),
    Case(
        "a finish, and nothing before it",
        (streamed(delta(role="assistant")),),
        Failed(ModelProtocol, "its reply was empty", "use another model"),
    ),
    Case(
        "white space only",
        (streamed(" \n", "\n"),),
        Failed(
            ModelProtocol,
            "its reply was empty",
            "use another model",
            like="a finish, and nothing before it",
        ),
    ),
    Case(
        "thoughts only",
        (streamed(delta(reasoning="Hm."), finish="length"),),
        Failed(ModelProtocol, "it only thought", "RAG_MAX_ANSWER_TOKENS"),
    ),
    Case(
        "LM Studio without /v1",
        (failing(200, {"error": "Unexpected endpoint or method. (POST /api/chat/completions)"}),),
        Failed(ModelNotFound, "takes no questions at this address", "/v1, where most answer"),
        path="/api",
    ),
)
