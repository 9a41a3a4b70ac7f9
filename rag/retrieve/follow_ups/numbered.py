"""Swaps things that are told apart by a number or a letter: "Hall B" in the place of "Hall A"."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.text import is_calendar

_NUMBER = r"(?:\d[\w.]*|(?-i:[A-Z]\d*|[IVX]+))"
_NUMBERED = regex(
    rf"(?:(?:in|on|at|for|from|of|to|with|by)\s+)?(?:the\s+)?(?:(?P<word>[^\W\d_]{{2,}})\s+"
    rf"(?P<number>{_NUMBER})|(?P<letter>(?-i:[A-Z])\d*|\d+(?-i:[a-z])))",
    re.IGNORECASE,
)


def put_as_numbered(question: str, other: str) -> str:
    """The question with the number of `other` for that of its like; "" where it has none."""
    new = _numbered(other)
    if new is None:
        return ""
    word = re.escape(new["word"].removesuffix("s")) + "s?" if new["word"] else r"[^\W\d_]{2,}"
    places = list(re.finditer(rf"\b{word}\s+(?P<number>{_NUMBER})(?!\w)", question, re.IGNORECASE))
    if not places:
        return ""
    start, end = places[-1].span("number")
    return question[:start] + (new["number"] or new["letter"]) + question[end:]


def is_numbered(other: str) -> bool:
    """Is it one of several that are told apart so?"""
    return _numbered(other) is not None


def _numbered(other: str) -> re.Match[str] | None:
    found = _NUMBERED.fullmatch(other)
    return None if found is None or is_calendar(found["word"] or "") else found
