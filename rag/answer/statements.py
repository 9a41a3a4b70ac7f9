"""Splits a quote into statements: the cells of a row, the clauses of a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.answer.amounts import Amount, amounts
from rag.regex import regex
from rag.text import Date, Name, dates, figures, names, rows_in
from rag.types import Passage

_CLAUSE = regex(r"[,;:]\s+|\.\s+(?=[A-Z])|\s+(?:and|but|und|aber|et|mais|y|pero)\s+")
_YEAR = regex(r"(?:1\d|20)\d\d")


@dataclass(frozen=True, slots=True)
class Value:
    """A figure with what it counts, or a day, as it is written."""

    written: str
    amount: Amount | None = None
    date: Date | None = None

    @property
    def is_year(self) -> bool:
        """Is it a year, and no more?"""
        return self.amount is not None and _YEAR.fullmatch(self.written) is not None

    def same_as(self, other: Value) -> bool:
        """Equal, or about; days also where one of them may be read in two ways."""
        if self.amount and other.amount:
            return self.amount.same_as(other.amount)
        if not (self.date and other.date):
            return False
        return self.date.same_as(other.date) or any(
            len(one.readings) > 1 for one in (self.date, other.date)
        )

    def is_like(self, other: Value) -> bool:
        """May both say one thing, how much or when?"""
        if self.amount and other.amount:
            return self.amount.is_like(other.amount)
        return self.date is not None and other.date is not None


def values_of(text: str) -> list[Value]:
    """Its days, and its figures but for those of days and of names, in their order."""
    days, named = dates(text), names(text)
    found = [(one.start, Value(text[one.start : one.end].rstrip("."), date=one)) for one in days]
    found += [
        (one.figure.start, Value(one.written, one))
        for one in amounts(text)
        if not any(_holds(day, one) for day in days)
        if not any(name.start < one.figure.start and _holds(name, one) for name in named)
    ]
    return [value for _, value in sorted(found, key=lambda pair: pair[0])]


def _holds(span: Date | Name, amount: Amount) -> bool:
    return span.start <= amount.figure.start and amount.figure.end <= span.end


def statements(passage: Passage, start: int, text: str, *, clauses: bool) -> tuple[str, ...]:
    """The text, and what it says in parts, where it has several values: a row's cells under their
    columns' names, each behind its first one; else its `clauses`, if they are wanted. `start` is
    where it stands."""
    if text.startswith("|"):
        return tuple(_cells(passage, start)) or (text,)
    if not clauses or len(values_of(text)) < 2:
        return (text,)
    parts = [one.strip(" .") for one in _CLAUSE.split(text)]
    return (text, *(one for one in parts if one and len(values_of(one)) == 1))


def _cells(passage: Passage, start: int) -> Iterator[str]:
    for row in rows_in(passage.text, passage.columns):
        if passage.start + row.span.start != start:
            continue
        subject = next((cell.text for cell in row.cells if not figures(cell.text)), "")
        for cell in row.cells:
            if figures(cell.text):
                yield ": ".join(filter(None, (subject, cell.name, cell.text)))
