"""Follow-ups to questions that were refused: "and to Paris?" asks the question before of Paris,
also where that had no answer; alone it would ask of anything."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.regex import regex
from rag.types import Message

_REFUSED = regex(
    r"The documents (?:don't say|came close)\b|There are no documents\b"
    r"|Footnote answers questions\b|The page Documents lists\b"
)
"""Begins what a refusal says, or a hint in its place."""
_SILENT = regex(r"The documents (?:don't say|came close)\b")
_GOES_ON = regex(r"\s*(?:and|or|but)\b", re.IGNORECASE)


def is_refusal(said: str) -> bool:
    """Was nothing answered?"""
    return _REFUSED.match(said) is not None


def refused_before(history: Sequence[Message]) -> tuple[str, ...]:
    """The questions at the end of it that the documents were silent on, in their order."""
    found: list[str] = []
    for asked, told in zip(history[-2::-2], history[::-2], strict=False):
        if (asked.role, told.role) != ("user", "assistant") or not _SILENT.match(told.content):
            break
        found.append(asked.content)
    return tuple(reversed(found))


def goes_on(question: str) -> bool:
    """Does it say that it goes on from what was asked: "and to Paris?"?"""
    return _GOES_ON.match(question) is not None
