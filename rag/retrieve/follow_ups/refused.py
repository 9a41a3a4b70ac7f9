"""What a fragment may go on from that follows a refusal: "and to Paris?" asks the question before
of Paris, also where that was refused; alone it would ask of anything."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.types import Message

_REFUSED = re.compile(
    r"The documents (?:don't say|came close)\b|There are no documents\b"
    r"|Footnote answers questions\b|The page Documents lists\b"
)
"""Begins what a refusal says, or a hint in its place."""
_SILENT = re.compile(r"The documents (?:don't say|came close)\b")
_GOES_ON = re.compile(r"\s*(?:and|or|but)\b", re.IGNORECASE)


def is_refusal(said: str) -> bool:
    """Was nothing answered?"""
    return _REFUSED.match(said) is not None


def refused_before(question: str, history: Sequence[Message]) -> str:
    """The question right before a fragment, if the documents were silent on it; else ""."""
    roles = tuple(turn.role for turn in history[-2:])
    if roles != ("user", "assistant") or not _GOES_ON.match(question):
        return ""
    return history[-2].content if _SILENT.match(history[-1].content) else ""
