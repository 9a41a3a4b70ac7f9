"""What a server turned out not to take for a model: found by asking, remembered, left out later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.llm.situations import ROLE_WORDS
from rag.regex import regex
from rag.types import Message, Role

ROLES = "roles"
"""Stands among the names of rejected parameters for a system message, and for two neighbouring
messages of one role."""

OPTIONAL = "stream_options"
"""The first parameter that is done without when a server does not say what it rejects."""

_NAMES = (OPTIONAL, "temperature", "max_tokens")
_UNSUPPORTED = regex(
    r"unsupported|not (?:be )?supported|not support|unknown|unrecognized|unexpected|not permitted|"
    r"extra (?:inputs|fields)|max_completion_tokens|deprecated|only [\d.]+ is allowed",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What is left out: names of parameters, and `ROLES` where messages have to be folded."""

    without: frozenset[str] = frozenset()

    def simpler(self, rejected: Iterable[str]) -> Dialect:
        """This dialect without what was rejected as well."""
        return Dialect(self.without | frozenset(rejected))

    def messages(self, messages: Sequence[Message]) -> tuple[Message, ...]:
        """The messages as this dialect can say them."""
        return folded(messages) if ROLES in self.without else tuple(messages)


def folded(messages: Sequence[Message]) -> tuple[Message, ...]:
    """User and assistant in turns; what the system says becomes part of the user's.

    The text of neighbouring messages of one role is joined by a blank line. Nothing is lost.
    """
    turns: list[Message] = []
    for message in messages:
        role: Role = "assistant" if message.role == "assistant" else "user"
        if turns and turns[-1].role == role:
            turns[-1] = Message(role, f"{turns[-1].content}\n\n{message.content}")
        else:
            turns.append(Message(role, message.content))
    return tuple(turns)


def rejected_by(status: int | None, said: str) -> frozenset[str]:
    """Which of what can be done without an error is about, by its words; empty if none is named.

    Parameters count only in a 400 or 422. Roles also in a 500 (llama.cpp) and in an error that
    comes with status 200, which is None here.
    """
    if status in (None, 400, 422, 500) and ROLE_WORDS.search(said):
        return frozenset({ROLES})
    if status not in (400, 422):
        return frozenset()
    named = {name for name in _NAMES if name in said}
    if "include_usage" in said:
        named.add(OPTIONAL)
    if not _UNSUPPORTED.search(said):  # a value out of range is the user's to correct
        named &= {OPTIONAL}
    return frozenset(named)
