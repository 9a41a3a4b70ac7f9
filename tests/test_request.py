"""The request: everything at first, then without what the server rejected."""

from __future__ import annotations

import pytest

from rag.llm.request import ChatRequest, rejected_parameters
from rag.types import Message

REQUEST = ChatRequest((Message("user", "Hi"),), max_tokens=9, temperature=0.5)


def test_everything_is_asked_for_at_first() -> None:
    assert REQUEST.body("tiny", frozenset()) == {
        "model": "tiny",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.5,
        "max_tokens": 9,
    }


def test_the_limit_on_the_reply_is_never_dropped() -> None:
    body = REQUEST.body("tiny", frozenset({"stream_options", "temperature", "max_tokens"}))
    assert body["max_completion_tokens"] == 9
    assert not {"stream_options", "temperature", "max_tokens"} & set(body)


@pytest.mark.parametrize(
    ("status", "said", "named"),
    [
        (400, "stream_options is odd", {"stream_options"}),
        (422, "include_usage: extra fields", {"stream_options"}),
        (400, "Unsupported parameter: 'max_tokens'", {"max_tokens"}),
        (400, "'temperature' does not support 0.0", {"temperature"}),
        (400, "max_tokens is too large: 50000", set()),
        (400, "temperature must be below 2", set()),
        (500, "Unsupported parameter: stream_options", set()),
        (400, "the prompt is bad", set()),
    ],
)
def test_what_a_rejection_is_about(status: int, said: str, named: set[str]) -> None:
    assert rejected_parameters(status, said) == named
