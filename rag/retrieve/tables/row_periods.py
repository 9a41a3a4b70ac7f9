"""Picks rows by a period in one cell ("24 June 2025 – 23 June 2028", "from 2026"): those that hold
the year, the month or the day that a question asks about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.regex import regex
from rag.text import MONTH, Row, dates, month_of

_Day = tuple[int, int, int]
_YEAR = r"(?:1[5-9]|20)\d\d"
_ASIDE = regex(r"\([^()]*\)|\[[^\[\]]*\]")
_POINT = regex(
    rf"(?<![\w/.])(?:(?P<month>{MONTH})\s(?P<of>{_YEAR})|(?P<year>{_YEAR}))\b(?!\s?/\s?\d)"
)
_BETWEEN = regex(r"\s*(?:[-–—]|to|until|till|through|bis(?: zum)?|au)\s*(?:the\s+)?", re.IGNORECASE)
_FROM = regex(r"(?:from|since|as of|ab(?: dem)?|seit(?: dem)?|von|vom|depuis)\s+", re.IGNORECASE)
_ONWARDS = regex(r"\s*(?:[-–—]|onwards?|and later)\s*(?:today|now|present|heute)?", re.IGNORECASE)
_UNTIL = regex(r"(?:until|till|up to|to|bis(?: zum)?)\s+", re.IGNORECASE)
_ASKED = regex(r"\b(?:in|during|for|on|im Jahre?|im|am|en)\s+(?:the\s+year\s+)?$", re.IGNORECASE)
_NEVER, _ALWAYS = (0, 1, 1), (9999, 12, 31)


class Period(NamedTuple):
    """Its first and its last day, and where the text that was looked at says so."""

    first: _Day
    last: _Day
    start: int
    end: int
    is_range: bool = False

    def meets(self, other: Period) -> bool:
        """Have they a day in common?"""
        return self.first <= other.last and other.first <= self.last


def period_of(question: str) -> Period | None:
    """The one year, month of a year or day of a year that a question asks about; None for none, and
    for several."""
    found = [*_points(question)]
    if len(found) != 1:
        return None
    asked = _ASKED.search(question[: found[0].start])
    return found[0]._replace(start=asked.start()) if asked else None


def rows_meeting(
    rows: Sequence[Row], names: Sequence[str], question: str
) -> tuple[Period, list[Row]] | None:
    """The period that a question asks about, and the rows whose own has days of it; None where it
    asks about none, or where no one column has nothing but periods."""
    asked = period_of(question)
    if asked is None:
        return None
    for name in names:
        cells = [next((one.text for one in row.cells if one.name == name), "") for row in rows]
        told = [_told(cell) for cell in cells]
        ranges = sum(1 for one in told if one and one.is_range)
        if all(told) and 2 * ranges >= len(rows) > 1:
            held = zip(rows, told, strict=True)
            return asked, [row for row, period in held if period and period.meets(asked)]
    return None


def _told(cell: str) -> Period | None:
    """The period that a cell says, and nothing else; None for any other cell."""
    cell = _ASIDE.sub(" ", cell).strip(" *_`.")
    found = [*_points(cell)]
    if not 1 <= len(found) <= 2:
        return None
    before, behind = cell[: found[0].start], cell[found[-1].end :]
    if len(found) == 2:
        between = _BETWEEN.fullmatch(cell, found[0].end, found[1].start)
        whole = between and not behind.strip() and (not before or _FROM.fullmatch(before))
        return _from_to(found[0], found[1]) if whole else None
    one = found[0]
    if _FROM.fullmatch(before) and (not behind or _ONWARDS.fullmatch(behind)):
        return one._replace(last=_ALWAYS, is_range=True)
    if _UNTIL.fullmatch(before) and not behind:
        return one._replace(first=_NEVER, is_range=True)
    if not before and _ONWARDS.fullmatch(behind):
        return one._replace(last=_ALWAYS, is_range=True)
    return one if not before and not behind else None


def _from_to(one: Period, other: Period) -> Period:
    """From one to the other; "1 October – 31 March 2024" begins in the year before."""
    year, month, day = one.first
    first = (year - 1, month, day) if one.first > other.last else one.first
    return one._replace(first=first, last=other.last, is_range=True)


def _points(text: str) -> Iterator[Period]:
    """The days, months and years that a text says, each with its year, in order; that of the first
    of two days may stand at the second ("1 May – 30 June 2024")."""
    days = [one for one in dates(text) if len(one.readings) == 1]
    found: list[Period] = []
    for at, one in enumerate(days):
        year = one.year or next((other.year for other in days[at + 1 :]), 0)
        if year:
            day = (year, *next(iter(one.readings)))
            found.append(Period(day, day, one.start, one.end))
    for match in _POINT.finditer(text):
        if any(one.start < match.end() and match.start() < one.end for one in days):
            continue
        year = int(match["of"] or match["year"])
        first, last = (month_of(match["month"]),) * 2 if match["month"] else (1, 12)
        found.append(Period((year, first, 1), (year, last, 31), *match.span()))
    yield from sorted(found, key=lambda one: one.start)
