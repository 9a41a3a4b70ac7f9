"""What is asked of a model server, in the dialect that it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rag.llm.dialects import Dialect
from rag.types import Message


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One chat completion to ask for. `max_tokens` bounds the reply."""

    messages: tuple[Message, ...]
    max_tokens: int
    temperature: float

    def body(self, model: str, dialect: Dialect) -> dict[str, Any]:
        """The JSON to send, without what this dialect leaves out.

        `max_tokens` is replaced: some hosted models want `max_completion_tokens` in its place.
        """
        body: dict[str, Any] = {
            "model": without_surrogates(model),
            "messages": [_plain(message) for message in dialect.messages(self.messages)],
            "stream": True,
        }
        if "stream_options" not in dialect.without:
            body["stream_options"] = {"include_usage": True}
        if "temperature" not in dialect.without:
            body["temperature"] = self.temperature
        limit = "max_completion_tokens" if "max_tokens" in dialect.without else "max_tokens"
        body[limit] = self.max_tokens
        return body


def without_surrogates(text: str) -> str:
    """Lone surrogates, which JSON can spell and UTF-8 cannot, become "?"."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _plain(message: Message) -> dict[str, str]:
    return {"role": message.role, "content": without_surrogates(message.content)}
