"""Helpers for spans of a text: its words, its edges, its lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from rag.regex import regex

_WORD_CHARACTER = regex(r"[^\W_]")


class Span(NamedTuple):
    """Half-open character offsets."""

    start: int
    end: int


def has_words(text: str) -> bool:
    """Is there a letter or a digit, of any script? Rules, bullets and fences alone say nothing."""
    return _WORD_CHARACTER.search(text) is not None


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space at its edges; empty, at `start`, if there is nothing else."""
    body = text[start:end]
    left = len(body) - len(body.lstrip())
    if left == len(body):
        return Span(start, start)
    return Span(start + left, start + len(body.rstrip()))


def line_starts(text: str) -> list[int]:
    """The offset at which each line begins; lines end with a line feed and nothing else."""
    return [0, *(found.end() for found in re.finditer("\n", text))]


def line_number(starts: Sequence[int], offset: int) -> int:
    """The line, counted from 1, that holds the character at `offset`."""
    return bisect_right(starts, offset)
