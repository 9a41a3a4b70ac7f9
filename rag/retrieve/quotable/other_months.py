"""Filters the rows of other months: that of April for May, in a table of months, which may be
written in figures ("2025-04")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.regex import regex
from rag.retrieve.sifting import sifted
from rag.text import Row, month_of, rows_in, terms
from rag.text.dates import MONTH
from rag.text.months import months_may
from rag.types import Evidence, EvidenceSentence

_A_MONTH = regex(rf"(?P<month>{MONTH})(?:['’]?\s?(?:[12]\d{{3}}|\d\d))?", re.IGNORECASE)
_IN_FIGURES = regex(r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])")
_NAME = regex(MONTH, re.IGNORECASE)
_COMPARES = regex(
    r"\b(?:before|after|until|till|since|from|between|than|compared|ago|previous|next|last|first|"
    r"through|by|up to|vor|nach|seit|bis|ab|von|als|zwischen)\b",
    re.IGNORECASE,
)
"""Then rows of other months tell, too."""


def without_other_months(evidence: Evidence) -> Evidence:
    """The evidence for quotes: without rows of months that are not asked about. Improbable where
    nothing else tells."""
    return sifted(evidence, _of_those_asked, _missing)


def _of_those_asked(evidence: Evidence) -> Iterator[EvidenceSentence]:
    asked = {month_of(one) for one in _months(evidence.question)}
    barred = not asked or _COMPARES.search(evidence.question) is not None
    told = set()
    for one in evidence.sentences:
        is_other = not barred and _is_of_another(one, asked)
        for kept in _in_its_place(one, asked) if is_other else [one]:
            if kept.place not in told:
                told.add(kept.place)
                yield kept


def _in_its_place(other: EvidenceSentence, asked: set[int]) -> Iterator[EvidenceSentence]:
    """The rows of its table whose month is asked about, where months are written in figures: no
    word of the question stands there, so that they come no nearer to it than the others."""
    passage = other.passage
    rows = rows_in(passage.text, passage.columns)
    own = [one for one in rows if passage.start + one.span.start == other.start]
    for row in (row for row in rows if own and row.is_of_one_table_with(own[0])):
        if _months_in_figures(row) & asked:
            start, end = row.span.start, row.span.end
            at = passage.start
            yield replace(other, start=at + start, end=at + end, text=passage.text[start:end])


def _missing(evidence: Evidence) -> str:
    return "says this of " + " or ".join(_months(evidence.question))


def _is_of_another(sentence: EvidenceSentence, asked: set[int]) -> bool:
    """Is it a row of a table of months whose own month is another, and that mentions none of those
    asked about?"""
    if not sentence.text.startswith("|"):
        return False
    passage = sentence.passage
    rows = rows_in(passage.text, passage.columns)
    own = next((one for one in rows if passage.start + one.span.start == sentence.start), None)
    if own is None or any(month_of(one) in asked for one in _months(sentence.text)):
        return False
    if _months_in_figures(own) & asked:
        return False
    return any(_is_of_months(rows, own, at) for at in range(len(own.cells)))


def _is_of_months(rows: Sequence[Row], own: Row, at: int) -> bool:
    """Has the row a month there, and has no row of its table a span of some, "June – August"?"""
    table = (row for row in rows if row.is_of_one_table_with(own) and len(row.cells) > at)
    cells = [row.cells[at].text.strip(" *_") for row in table]
    if _in_figures(own.cells[at].text):
        return _are_months_in_figures(cells)
    if not _A_MONTH.fullmatch(own.cells[at].text.strip(" *_")):
        return False
    return all(_A_MONTH.fullmatch(cell) or not _months(cell) for cell in cells)


def _in_figures(cell: str) -> re.Match[str] | None:
    """A cell that is a month and its year: "2025-05"."""
    return _IN_FIGURES.fullmatch(cell.strip(" *_"))


def _months_in_figures(row: Row) -> set[int]:
    return {int(one["month"]) for cell in row.cells if (one := _in_figures(cell.text))}


def _are_months_in_figures(cells: Sequence[str]) -> bool:
    """Are all that say something months, and not seasons: "2010-11", "2011-12"?"""
    found = [_in_figures(cell) for cell in cells if cell]
    months = [(int(one["year"]), int(one["month"])) for one in found if one]
    are_seasons = all(month == (year + 1) % 100 for year, month in months)
    return len(months) == len(found) and not are_seasons


def _months(text: str) -> list[str]:
    """The months that a text names, in any case, as their names are written."""
    may = months_may(text)
    found = (one[0].capitalize() for term in terms(text)
             if (one := _NAME.fullmatch(term.text))
             and (term.text.lower() != "may" or term.start in may))  # fmt: skip
    return list(dict.fromkeys(found))
