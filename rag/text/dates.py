"""Dates of a day in a text, however they are written: "5 May 2024", "5. Mai 2024", "05/05/2024"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rag.regex import regex

_GERMAN = (
    *("Januar Jänner Jan", "Februar Feb", "März", "April Apr", "Mai", "Juni Jun", "Juli Jul"),
    *("August Aug", "September Sept Sep", "Oktober Okt", "November Nov", "Dezember Dez"),
)
_GERMAN_WEEK = (
    *("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag Sonnabend", "Sonntag"),
)
_OTHERS = (
    "January januari janvier enero gennaio",
    "February februari février febrero febbraio",
    "March Mar maart mars marzo",
    "avril abril aprile",
    "May mei mai mayo maggio",
    "June juin junio giugno",
    "July juillet julio luglio",
    "augustus août agosto",
    "septembre septiembre settembre",
    "October Oct octobre octubre ottobre",
    "novembre noviembre",
    "December Dec décembre diciembre dicembre",
)


ENGLISH_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
ENGLISH_WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
GERMAN_WEEKDAYS = "|".join(_GERMAN_WEEK).replace(" ", "|")
"""Alternatives of a pattern."""


def _numbers(months: Sequence[str]) -> dict[str, int]:
    return {name: at for at, names in enumerate(months, start=1) for name in names.split()}


def _any_of(names: Iterable[str]) -> str:
    return rf"(?:{'|'.join(sorted(names, key=len, reverse=True))})\b"


_NUMBERS = _numbers(_GERMAN) | _numbers(_OTHERS)
_WEEKDAY_NUMBERS = _numbers(ENGLISH_WEEKDAYS.split("|")) | _numbers(_GERMAN_WEEK)
MONTH = rf"{_any_of(_NUMBERS)}\.?"
"""A pattern for a month's name, in a few languages; case matters: "may" is no month."""

GERMAN_MONTH = _any_of(_numbers(_GERMAN))
"""A pattern for a month's name in German, without the full stop of a short one."""

GERMAN_DAY = regex(
    r"(?:0?[1-9]|[12]\d|3[01])\.\s(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|"
    r"Oktober|November|Dezember)\b"
)
"""A day as German writes it: "3. März" at the beginning of a line is no third item of a list."""

_YEAR = r"[12]\d{3}"
_DATE = regex(
    rf"(?<![\w.,/])(?:(?P<d1>\d\d?)(?:\.|st|nd|rd|th|er)?\s(?:of\s|de\s)?(?P<m1>{MONTH})"
    rf"(?:,?\s(?:de\s)?(?P<y1>{_YEAR})\b)?"
    rf"|(?P<m2>{MONTH})\s(?P<d2>\d\d?)(?:st|nd|rd|th)?\b(?:,?\s(?P<y2>{_YEAR})\b)?"
    rf"|(?P<y3>{_YEAR})-(?P<m3>\d\d)-(?P<d3>\d\d)\b"
    rf"|(?P<d4>\d\d?)\.\s?(?P<m4>\d\d?)\.\s?(?P<y4>{_YEAR})\b"
    r"|(?P<d7>[0-3]\d)\.(?P<m7>[01]\d)\.(?![\d\w]|\s?[12]\d{3})"
    rf"|(?P<one>\d\d?)/(?P<two>\d\d?)(?:/(?P<y5>{_YEAR}|\d\d))?(?![\w/]))"
    rf"|(?:(?P<y6>{_YEAR})\s?年\s?)?(?<!\d)(?P<m6>\d\d?)\s?月\s?(?P<d6>\d\d?)\s?日"
)
_CENTURY = 100  # years below it are written without theirs


class Date(NamedTuple):
    """A day: its span, the (month, day) that it may be, and its year, 0 where none is written.

    `slashed` are the two numbers of "03/04" as they stand, of which either may be the month.
    """

    start: int
    end: int
    readings: frozenset[tuple[int, int]]
    year: int
    slashed: tuple[int, ...] = ()

    def same_as(self, other: Date) -> bool:
        """Surely the same day: not where one may be read in two ways and the other is written so
        that it cannot."""
        if self.year and other.year and not _same_year(self.year, other.year):
            return False
        if self.slashed and other.slashed:
            return self.slashed == other.slashed
        return len(self.readings) == 1 and self.readings == other.readings


def dates(text: str) -> tuple[Date, ...]:
    """Every date with a day and a month in `text`, in order."""
    found = (_date(match) for match in _DATE.finditer(text))
    return tuple(one for one in found if one.readings)


def month_of(name: str) -> int:
    """1 to 12 for a name that `MONTH` has found."""
    return _NUMBERS[name.removesuffix(".")]


def weekday_of(name: str) -> int:
    """1 to 7, from Monday on, for a weekday's name in English or German."""
    return _WEEKDAY_NUMBERS[name]


def _date(match: re.Match[str]) -> Date:
    slashed: tuple[int, ...] = ()
    if match["one"]:
        one, two = slashed = int(match["one"]), int(match["two"])
        year, pairs = int(match["y5"] or 0), [(one, two), (two, one)]
    else:
        kind = next(at for at in "123467" if match[f"d{at}"])
        named = match[f"m{kind}"]
        month = int(named) if named[0].isdigit() else month_of(named)
        year, pairs = (
            int(match[f"y{kind}"] or 0) if kind != "7" else 0,
            [(month, int(match[f"d{kind}"]))],
        )
    readings = frozenset(pair for pair in pairs if 1 <= pair[0] <= 12 and 1 <= pair[1] <= 31)
    return Date(match.start(), match.end(), readings, year, slashed)


def _same_year(one: int, other: int) -> bool:
    if min(one, other) < _CENTURY:
        return one % _CENTURY == other % _CENTURY
    return one == other
