"""Picks rows by a span over columns ("Sow from", "Sow until") or within cells ("7–9 years", "2024 –
2026"): those that hold a day, a month, a year, or a figure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import product
from typing import NamedTuple

from rag.regex import regex
from rag.retrieve.tables.row_periods import period_of, rows_meeting
from rag.text import MONTH, Row, dates, month_of, topic_words
from rag.text.spreads import asked_figures, rows_holding

_FROM = {"from", "start", "starts", "begin", "begins", "since", "opens", "von", "ab", "beginn"}
_UNTIL = {"until", "till", "to", "end", "ends", "through", "closes", "bis", "ende"}
_WORD = regex(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MONTH = regex(rf"\b(?:in|during|im|en)\s+(?:the month of\s+)?(?P<month>{MONTH})(?!\s\d)")
_YEAR = regex(r"\b(?:in|during|im Jahr|im|en)\s+(?P<year>1\d{3}|20\d\d)\b(?!\s*[-–/]\s*\d)")
_A_MONTH = regex(rf"(?P<month>{MONTH})")
_A_YEAR = regex(r"(?P<year>1\d{3}|20\d\d)")
_OPEN = frozenset(["", "-", "–", "—", "today", "present", "now", "heute", "aujourd'hui"])


class Moment(NamedTuple):
    """A month, a day, a year or a figure that a question asks about, and where it says so.

    `at` is (month), (month, day) or (year); () of a figure, and of a month with its year.
    """

    kind: str
    at: tuple[int, ...]
    start: int
    end: int


class _Columns(NamedTuple):
    """The names of the two columns, and the folded words that they share."""

    begin: str
    until: str
    words: frozenset[str]


def moment_of(question: str) -> Moment | None:
    """The one that it asks about; None for none, and for several."""
    given = dates(question)
    found = [Moment("day", next(iter(one.readings)), one.start, one.end)
             for one in given if len(one.readings) == 1]  # fmt: skip
    if not given:
        months, years = _MONTH.finditer(question), _YEAR.finditer(question)
        found += [Moment("month", (month_of(one["month"]),), *one.span()) for one in months]
        found += [Moment("year", (int(one["year"]),), *one.span()) for one in years]
    if not found and (period := period_of(question)):
        found = [Moment("period", (), period.start, period.end)]
    found = found or [Moment("figure", (), one.start, one.end) for one in asked_figures(question)]
    return found[0] if len(found) == 1 else None


def rows_at(
    rows: Sequence[Row], names: Sequence[str], question: str
) -> tuple[Moment, list[Row]] | None:
    """The moment that a question asks about, and the rows within whose two cells it is, or within
    whose one cell the figure; None where it asks about none, or where a cell says no time."""
    if meeting := rows_meeting(rows, names, question):
        period, held_in = meeting
        return Moment("period", (), period.start, period.end), held_in
    moment = moment_of(question)
    if moment and moment.kind == "period":
        return None
    if moment and moment.kind == "figure":
        held = rows_holding(rows, question)
        return (moment, held.rows) if held else None
    columns = _columns_of(names, topic_words(question)) if moment else None
    found = _that_hold(rows, columns, moment) if moment and columns else None
    return None if moment is None or found is None else (moment, found)


def _columns_of(names: Sequence[str], asked: Collection[str]) -> _Columns | None:
    """The two of a table that say from when until when, of several pairs the one that the words
    asked for name."""
    pairs = [
        _Columns(one, other, topic_words(" ".join(words)))
        for (one, words), (other, more) in product(_left(names, _FROM), _left(names, _UNTIL))
        if words == more
    ]
    fit = [pair for pair in pairs if pair.words & set(asked)] or pairs
    return fit[0] if len(fit) == 1 else None


def _left(names: Iterable[str], marks: Collection[str]) -> list[tuple[str, list[str]]]:
    """The names that have one of the marks, each with its other words."""
    found = []
    for name in names:
        words = _WORD.findall(name.casefold())
        others = [word for word in words if word not in marks]
        if len(others) == len(words) - 1:
            found.append((name, others))
    return found


def _that_hold(rows: Sequence[Row], columns: _Columns, moment: Moment) -> list[Row] | None:
    found = []
    for row in rows:
        begin, until = (_time(_cell(row, name), moment.kind) for name in columns[:2])
        if begin is None or until is None or not begin:
            return None
        if moment.kind == "year" or begin <= until or not until:
            inside = begin <= moment.at and (not until or moment.at <= until)
        else:  # from October to March
            inside = begin <= moment.at or moment.at <= until
        if inside:
            found.append(row)
    return found


def _time(cell: str, kind: str) -> tuple[int, ...] | None:
    """What a cell says, () for an open end; None for anything else."""
    if cell.casefold() in _OPEN:
        return ()
    days = [next(iter(one.readings)) for one in dates(cell) if len(one.readings) == 1]
    if kind != "year" and len(days) == 1:
        return days[0] if kind == "day" else days[0][:1]
    if kind == "month" and (found := _A_MONTH.fullmatch(cell)):
        return (month_of(found["month"]),)
    if kind == "year" and len(years := _A_YEAR.findall(cell)) == 1:
        return (int(years[0]),)
    return None


def _cell(row: Row, name: str) -> str:
    return next((cell.text for cell in row.cells if cell.name == name), "").strip(" *_`")
