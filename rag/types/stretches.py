"""Stretches of a Markdown text that are none: letters of a source, to be shown as they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """Half-open offsets, in characters, into the text that it is a part of."""

    start: int
    end: int


def touched(stretches: Iterable[Stretch], start: int, end: int) -> bool:
    """Is any character of `[start, end)` in one of them?"""
    return any(one.start < end and start < one.end for one in stretches)


def taken(stretches: Iterable[Stretch], start: int, end: int, by: int) -> tuple[Stretch, ...]:
    """What of them is in `[start, end)`, moved by so many characters."""
    return tuple(
        Stretch(max(one.start, start) + by, min(one.end, end) + by)
        for one in stretches
        if touched([one], start, end)
    )
