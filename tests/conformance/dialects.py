"""Cases of servers that answer well, each in a way of its own."""

from __future__ import annotations

from rag.errors import ModelProtocol
from tests.conformance.case import KEY, SAID, Answered, Case, Failed
from tests.scripted_server import (
    DONE,
    SSE,
    Scripted,
    Step,
    delta,
    event,
    failing,
    streamed,
)

_GOOD = streamed(SAID)
_HALVES = SAID[:20], SAID[20:]
_WHOLE = {"choices": [{"index": 0, "message": {"content": SAID}, "finish_reason": "stop"}]}
_ALTERNATE = "Conversation roles must alternate user/assistant/user/assistant/..."
_JINJA = f"While executing CallExpression at line 1, column 61: {'.' * 300} Error: {_ALTERNATE}"
_USAGE = {"prompt_tokens": 430, "completion_tokens": 9}
_SWALLOWED = {"prompt_tokens": 12, "completion_tokens": 9}


def _rejecting(status: int, message: str, **more: str) -> Scripted:
    return failing(status, {"error": {"message": message, **more}})


def _stream(*steps: Step) -> tuple[Scripted, ...]:
    return (Scripted(steps, headers=SSE),)


def _noisy(noise: object) -> tuple[Scripted, ...]:
    """Chunks that say nothing, before, between and after those that do."""
    chunk = event({"id": "1", "choices": noise})
    return (streamed(chunk, _HALVES[0], chunk, _HALVES[1], chunk),)


DIALECTS = (
    Case("a good stream", (_GOOD,), Answered()),
    Case("an address without a path", (_GOOD,), Answered(), path=""),
    Case("plain JSON instead of a stream", (failing(200, _WHOLE),), Answered()),
    Case("choices []", _noisy([]), Answered()),
    Case("choices null", _noisy(None), Answered()),
    Case("role-less deltas", (streamed(*_HALVES),), Answered()),
    Case(
        "a role in every delta",
        (streamed(*(delta(role="assistant", content=half) for half in _HALVES)),),
        Answered(),
    ),
    Case(
        "lines that end in CR LF, after a byte order mark",
        _stream(
            b"\xef\xbb\xbf: hello\r\n\r\n",
            delta(content=SAID).replace(b"\n", b"\r\n"),
            delta(finish="stop").replace(b"\n", b"\r\n"),
        ),
        Answered(),
    ),
    Case(
        "one character at a time",
        (streamed(*(delta(content=letter) for letter in SAID[: -len(f"[{KEY}].")]), f"[{KEY}]."),),
        Answered(),
    ),
    Case(
        "keep-alive comments, then an answer", (streamed(*[b": wait\n\n"] * 20, SAID),), Answered()
    ),
    Case("usage missing", _stream(delta(content=SAID), delta(finish="stop"), DONE), Answered()),
    Case(
        "usage in a chunk with empty choices",
        _stream(
            delta(content=SAID),
            delta(finish="stop"),
            event({"choices": [], "usage": _USAGE}),
            DONE,
        ),
        Answered(),
    ),
    Case(
        "usage that tells of a prompt cut off in silence",
        _stream(
            delta(content=SAID),
            delta(finish="stop"),
            event({"choices": [], "usage": _SWALLOWED}),
            DONE,
        ),
        Answered(note="read 12 tokens of a prompt"),
    ),
    Case(
        "reasoning",
        (streamed(delta(reasoning="Let me see. "), SAID),),
        Answered(reasoning="Let me see."),
    ),
    Case(
        "reasoning_content",
        (streamed(delta(reasoning_content="Let me see. "), SAID),),
        Answered(reasoning="Let me see."),
    ),
    Case(
        "<think> split over chunks",
        (streamed("<th", "ink>Let me ", "see.</thi", "nk>\n\n", SAID),),
        Answered(reasoning="Let me see."),
    ),
    Case(
        "</think> without an opener",
        (streamed("Let me see.", "\n</thi", "nk>\n\n", SAID),),
        Answered(reasoning="Let me see."),
    ),
    Case(
        "no system role",
        (_rejecting(400, "System role not supported"), _GOOD),
        Answered(asked=2, roles=("user",)),
    ),
    Case(
        "alternation",
        (_rejecting(400, _ALTERNATE, type="BadRequestError"), _GOOD),
        Answered(asked=2, roles=("user",)),
    ),
    Case(
        "alternation as a 500 of llama.cpp",
        (_rejecting(500, _JINJA, type="server_error"), _GOOD),
        Answered(asked=2, roles=("user",)),
    ),
    Case(
        "only user and assistant roles, in the stream of LM Studio",
        (
            *_stream(
                b"event: error\ndata: "
                b'{"error": {"message": "Only user and assistant roles are supported!"}}\n\n'
            ),
            _GOOD,
        ),
        Answered(asked=2, roles=("user",)),
    ),
    Case(
        "template_error of TGI",
        (failing(422, {"error": "Template error", "error_type": "template_error"}), _GOOD),
        Answered(asked=2, roles=("user",)),
    ),
    Case(
        "a template that takes no messages at all",
        (_rejecting(400, _ALTERNATE),),
        Failed(ModelProtocol, "takes no such sequence of messages", "another model"),
    ),
    Case(
        "unknown parameter",
        (_rejecting(400, "Unrecognized request argument supplied: stream_options"), _GOOD),
        Answered(asked=2, missing=("stream_options",)),
    ),
    Case(
        "unknown parameter of LiteLLM",
        (_rejecting(400, "UnsupportedParamsError: no such parameters: ['temperature']"), _GOOD),
        Answered(asked=2, missing=("temperature",)),
    ),
    Case(
        "unknown parameter of FastAPI",
        (
            failing(422, {"detail": [{"loc": ["body", "stream_options"], "msg": "Extra inputs"}]}),
            _GOOD,
        ),
        Answered(asked=2, missing=("stream_options",)),
    ),
    Case(
        "unknown parameter without a name",
        (_rejecting(400, "Bad request"), _GOOD),
        Answered(asked=2, missing=("stream_options",)),
    ),
    Case(
        "max_completion_tokens",
        (
            _rejecting(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'."),
            _GOOD,
        ),
        Answered(asked=2, missing=("max_tokens",)),
    ),
    Case(
        "two rejections in a row",
        (
            _rejecting(400, "Unsupported value: 'temperature' does not support 0.0."),
            _rejecting(400, "System role not supported"),
            _GOOD,
        ),
        Answered(asked=3, missing=("temperature",), roles=("user",)),
    ),
    Case(
        "a request that is rejected for good",
        (_rejecting(400, "Bad request"),),
        Failed(ModelProtocol, "does not accept the request (HTTP 400)", "another model"),
    ),
)
