"""Amounts: figures with what they count, compared, so that "12 months" is "one year"."""

from __future__ import annotations

from typing import NamedTuple

from rag.regex import regex
from rag.text import Figure, figures

_UNITS = {
    "second": ("time", 1 / 86_400),
    "minute": ("time", 1 / 1_440),
    "hour": ("time", 1 / 24),
    "day": ("time", 1.0),
    "week": ("time", 7.0),
    "month": ("time", 365 / 12),
    "year": ("time", 365.0),
    "mm": ("length", 0.001),
    "cm": ("length", 0.01),
    "metre": ("length", 1.0),
    "km": ("length", 1_000.0),
    "mg": ("mass", 0.001),
    "g": ("mass", 1.0),
    "kg": ("mass", 1_000.0),
}
"""By the names of `rag/text/measures.py`: what kind each is of, and its size."""

_METRES = regex(r"[ \u00a0\u202f]?m\b")  # beside a figure of the other source in "km" or "cm"
_ABOUT = 0.1  # by how much four weeks may differ from a month, as a share


class Amount(NamedTuple):
    """A figure, as written with its unit; `unit` is "" where it has none."""

    figure: Figure
    written: str
    unit: str

    def same_as(self, other: Amount) -> bool:
        """Equal, or about equal where the one is in weeks and the other in months."""
        if self.unit not in _UNITS or other.unit not in _UNITS or self.unit == other.unit:
            return self.figure.same_as(other.figure)
        (kind, size), (other_kind, other_size) = _UNITS[self.unit], _UNITS[other.unit]
        ours, theirs = float(self.figure.value) * size, float(other.figure.value) * other_size
        return kind == other_kind and abs(ours - theirs) <= _ABOUT * max(abs(ours), abs(theirs))

    def is_like(self, other: Amount) -> bool:
        """May both say how much of one thing there is?"""
        if self.unit and other.unit:
            kinds = [_UNITS.get(one.unit, (one.unit, 0.0))[0] for one in (self, other)]
            return kinds[0] == kinds[1]
        return self.figure.unit == other.figure.unit


def amounts(text: str) -> tuple[Amount, ...]:
    """The figures of a text, in order."""
    return tuple(_amount(one, text) for one in figures(text))


def _amount(figure: Figure, text: str) -> Amount:
    behind = None if figure.measure or figure.unit else _METRES.match(text, figure.end)
    if behind:
        return Amount(figure, text[figure.start : behind.end()], "metre")
    return Amount(figure, figure.written(text), figure.measure)
