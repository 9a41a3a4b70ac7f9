"""What is asked of a model server, and what is left out once a server has rejected it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rag.types import Message

_UNSUPPORTED = re.compile(
    r"unsupported|not (?:be )?supported|not support|unknown|unrecognized|unexpected|not permitted|"
    r"extra (?:inputs|fields)|max_completion_tokens",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One chat completion to ask for. `max_tokens` bounds the reply."""

    messages: tuple[Message, ...]
    max_tokens: int
    temperature: float

    def body(self, model: str, rejected: frozenset[str]) -> dict[str, Any]:
        """The JSON to send, without the parameters that this server has rejected.

        `max_tokens` is replaced: some hosted models want `max_completion_tokens` in its place.
        """
        body: dict[str, Any] = {
            "model": without_surrogates(model),
            "messages": [_plain(message) for message in self.messages],
            "stream": True,
        }
        if "stream_options" not in rejected:
            body["stream_options"] = {"include_usage": True}
        if "temperature" not in rejected:
            body["temperature"] = self.temperature
        limit = "max_completion_tokens" if "max_tokens" in rejected else "max_tokens"
        body[limit] = self.max_tokens
        return body


def rejected_parameters(status: int, said: str) -> frozenset[str]:
    """Which of the parameters that can be done without a 400 or 422 is about, by its words."""
    if status not in (400, 422):
        return frozenset()
    named = {name for name in ("stream_options", "temperature", "max_tokens") if name in said}
    if "include_usage" in said:
        named.add("stream_options")
    if not _UNSUPPORTED.search(said):  # a value out of range is the user's to correct
        named &= {"stream_options"}
    return frozenset(named)


def without_surrogates(text: str) -> str:
    """Lone surrogates, which JSON can spell and UTF-8 cannot, become "?"."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _plain(message: Message) -> dict[str, str]:
    return {"role": message.role, "content": without_surrogates(message.content)}
