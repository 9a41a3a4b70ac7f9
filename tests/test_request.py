"""The request: everything at first, then without what the server rejected."""

from __future__ import annotations

from rag.llm.dialects import Dialect
from rag.llm.request import ChatRequest
from rag.types import Message

REQUEST = ChatRequest((Message("user", "Hi"),), max_tokens=9, temperature=0.5)


def test_everything_is_asked_for_at_first() -> None:
    assert REQUEST.body("tiny", Dialect()) == {
        "model": "tiny",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.5,
        "max_tokens": 9,
    }


def test_the_limit_on_the_reply_is_never_dropped() -> None:
    body = REQUEST.body("tiny", Dialect(frozenset({"stream_options", "temperature", "max_tokens"})))
    assert body["max_completion_tokens"] == 9
    assert not {"stream_options", "temperature", "max_tokens"} & set(body)
