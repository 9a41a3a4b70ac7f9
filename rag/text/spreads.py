"""Cells that say from where to where ("7–9 years", "10 kg and more"), and the figures in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import takewhile
from math import floor
from typing import NamedTuple

from rag.regex import regex
from rag.text.bounds import Bound, Bounded, bounded
from rag.text.figures import Figure
from rag.text.measures import measure_behind
from rag.text.rows import Cell, Row
from rag.text.sentences import Span
from rag.text.terms import said_words, topic_words

_SCALES = {
    "year": ("years", Fraction(12)),
    "month": ("years", Fraction(1)),
    "week": ("days", Fraction(7)),
    "day": ("days", Fraction(1)),
    "hour": ("hours", Fraction(60)),
    "minute": ("hours", Fraction(1)),
    "t": ("mass", Fraction(1_000_000)),
    "kg": ("mass", Fraction(1_000)),
    "g": ("mass", Fraction(1)),
    "mg": ("mass", Fraction(1, 1_000)),
    "km": ("length", Fraction(1_000)),
    "metre": ("length", Fraction(1)),
    "cm": ("length", Fraction(1, 100)),
    "mm": ("length", Fraction(1, 1_000)),
    "l": ("volume", Fraction(1)),
    "ml": ("volume", Fraction(1, 1_000)),
}
"""What is measured, and how many of the smallest named here one is. Days are no part of years here:
what is given for ten days is no question of an age."""

_WHOLE = frozenset(["years", "days"])
"""Counted when they are over: somebody is nine for a year."""

_AGES = said_words("age ages Alter âge edad età")
_UP = frozenset([Bound.FROM, Bound.AT_LEAST, Bound.ABOVE])
_DOWN = frozenset([Bound.UNTIL, Bound.AT_MOST, Bound.BELOW])
_EXACTLY = frozenset([Bound.AT])
_FROM_TO = [frozenset([Bound.FROM]), frozenset([Bound.UNTIL])]
_ASIDE = regex(r"\([^()]*\)|\[[^\[\]]*\]")
_SIGNS = {">": Bound.ABOVE, "≥": Bound.AT_LEAST, "<": Bound.BELOW, "≤": Bound.AT_MOST}
_SIGN = regex(r"([<>≤≥]=?)\s*$")
_OF_COLUMN = regex(r"[(\[,]\s*(?:in\s+)?|\bin\s+")
_OLD = regex(r"[\s-]*(?:olds?\b|of age\b|alte[nrs]?\b)?", re.IGNORECASE)


class Spread(NamedTuple):
    """From where to where, None for an open end, and what it is measured in."""

    first: Fraction | None
    last: Fraction | None
    measure: str
    is_open: bool = False  # are the ends themselves left out?

    def is_of(self, figure: Figure) -> bool:
        """Can it hold the figure, or not? Of kilograms no years."""
        return bool(figure.measure) and _in(figure, self.measure) is not None

    def holds(self, figure: Figure) -> bool:
        """Is the figure in it?"""
        value = _in(figure, self.measure)
        if value is None or (self.is_open and value in (self.first, self.last)):
            return False
        return (self.first is None or value >= self.first) and (
            self.last is None or value <= self.last
        )


def _in(figure: Figure, measure: str) -> Fraction | None:
    """How many of a measure it is; None where it is none of that."""
    value = Fraction(figure.value)
    kind, scale = _SCALES.get(measure, (measure, Fraction(1)))
    its_kind, its_scale = _SCALES.get(figure.measure, (figure.measure, Fraction(1)))
    if kind != its_kind:
        return None
    value *= its_scale / scale
    return Fraction(floor(value)) if kind in _WHOLE else value


def spread_of(cell: str, column: str = "") -> Spread | None:
    """What a cell says, with the measure from its column's name where it has none itself, of one
    figure alone that; None for whatever else is no range."""
    text = _ASIDE.sub(" ", cell)
    points = [(one.point, _signed(text, one)) for one in bounded(text)]
    figures = [point for point, _ in points if isinstance(point, Figure) and not point.unit]
    if not 1 <= len(figures) == len(points) <= 2:
        return None
    bounds = [bounds for _, bounds in points]
    closed = bounds in (_FROM_TO, [_EXACTLY])
    rises, falls = closed or bounds[0] <= _UP, closed or bounds[0] <= _DOWN
    if not (rises or falls) or (len(figures) > 1 and not closed):
        return None
    measure = figures[-1].measure or figures[0].measure or _measure_of(column)
    ends = [_in(one._replace(measure=one.measure or measure), measure) for one in figures]
    if not measure or None in ends:
        return None
    first, last = ends[0] if rises else None, ends[-1] if falls else None
    return Spread(first, last, measure, bool(bounds[0] & {Bound.ABOVE, Bound.BELOW}))


def _signed(text: str, one: Bounded) -> frozenset[Bound]:
    """Its bounds, that of a sign before it: "< 5 kg"."""
    sign = _SIGN.search(text[: one.start])
    if sign is None:
        return one.bounds
    bound = _SIGNS[sign[1][0]]
    closed = {Bound.ABOVE: Bound.AT_LEAST, Bound.BELOW: Bound.AT_MOST}
    return frozenset([closed.get(bound, bound) if "=" in sign[1] else bound])


def _measure_of(column: str) -> str:
    """What a column's name says that it is measured in: "Weight (kg)", "Age"."""
    for found in _OF_COLUMN.finditer(column):
        if measure := measure_behind(column, found.end())[0]:
            return measure
    return "year" if said_words(column) & _AGES else measure_behind(column, 0)[0]


def asked_figures(question: str) -> tuple[Bounded, ...]:
    """The figures with a measure that a question says exactly, "an 8-year-old" with the "old"."""
    found = (
        one._replace(end=_end(question, one.end))
        for one in bounded(question)
        if isinstance(one.point, Figure)
        and one.point.measure
        and one.bounds <= {Bound.AT, Bound.ABOUT}
    )
    return tuple(found)


def _end(question: str, end: int) -> int:
    behind = _OLD.match(question, end)
    return behind.end() if behind and behind[0].strip(" -") else end


def without_figures(question: str) -> str:
    """The question without those figures."""
    for one in reversed(asked_figures(question)):
        question = f"{question[: one.start]} {question[one.end :]}"
    return question


class Held(NamedTuple):
    """The figure that tells which row of a table is asked for, and those rows."""

    figure: Bounded
    rows: list[Row]


def rows_holding(rows: Sequence[Row], question: str) -> Held | None:
    """The rows of one table in whose first range the one figure asked for is, else those that may
    have it, whose cells there are none; None where it asks for none, or where no ranges are of it.

    Of rows that cells before their ranges name ("Ibuprofen", "7–9 years"), those that the question
    names alone; None where that is one: what it has is no range to look a figure up in.
    """
    figures = asked_figures(question)
    spreads = _ranges(rows) if figures else {}
    fit = [one for one in figures if all(_is_of(one, each) for each in spreads.values())]
    if not spreads or len(fit) != 1:
        return None
    asked = topic_words(without_figures(question))
    named = {row.span: asked & _label(row, spreads) for row in rows}
    most = [row for row in rows if not any(named[row.span] < words for words in named.values())]
    if len(most) == 1 < len(rows) and named[most[0].span]:
        return None
    holding = [row for row in most if _holds(spreads.get(row.span), fit[0])]
    return Held(fit[0], holding or [row for row in most if row.span not in spreads])


def _is_of(asked: Bounded, spread: Spread) -> bool:
    return isinstance(asked.point, Figure) and spread.is_of(asked.point)


def _holds(spread: Spread | None, asked: Bounded) -> bool:
    return bool(spread and isinstance(asked.point, Figure) and spread.holds(asked.point))


def _label(row: Row, spreads: Mapping[Span, Spread]) -> frozenset[str]:
    """The words of the cells before its range."""
    if row.span not in spreads:
        return frozenset()
    before = takewhile(lambda cell: spread_of(cell.text, cell.name) != spreads[row.span], row.cells)
    return frozenset(word for cell in before for word in said_words(cell.text))


def _ranges(rows: Sequence[Row]) -> dict[Span, Spread]:
    """The ranges of the first column that has them, by the spans of their rows; none where not most
    of its cells are ranges, or there are no two of them with two ends."""
    for column in _columns(rows):
        cells = [(row.span, cell) for row in rows for cell in _cells(row, column)]
        told = {span: spread_of(cell.text, cell.name) for span, cell in cells}
        found = {span: spread for span, spread in told.items() if spread is not None}
        ranges = [one for one in found.values() if one.first != one.last]
        if 2 * len(ranges) >= len(rows) and sum(None not in one[:2] for one in ranges) > 1:
            return found
    return {}


def _columns(rows: Sequence[Row]) -> Sequence[str | int]:
    """The names of the columns, or their numbers where they have none."""
    names = list(dict.fromkeys(name for row in rows for name in row.names))
    return names or range(max((len(row.cells) for row in rows), default=0))


def _cells(row: Row, column: str | int) -> Sequence[Cell]:
    if isinstance(column, int):
        return row.cells[column : column + 1]
    return [cell for cell in row.cells if cell.name == column][:1]
