"""Weighs table rows against sentences: a row has no full stop, and may tell more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set

from rag.answer.named_rows import AS_LIKELY, Place, rows_of
from rag.regex import regex
from rag.text import content_terms, said_words
from rag.text.rows import Cell, Row
from rag.types import EvidenceSentence

_ASKS_PRICE = regex(
    r"\bhow\s+much\s+(?:is|are|was|were)\s+(?:the|an?|my|our|your)\b|"
    r"\b(?:costs?|prices?|fees?|charges?|kostet|kosten|preise?|coûte|cuesta|costa)\b",
    re.IGNORECASE,
)
_MONEY = regex(
    r"[€£$¥]|\b(?:eur|euros?|gbp|usd|chf|pounds?|dollars?|francs?|pence|cents?|price|cost|fee|charge|preis|"
    r"kosten|prix|precio|prezzo)\b",
    re.IGNORECASE,
)
_IN_BRACKETS = regex(r"\([^()]*\)")


def full_rows(
    ranked: Sequence[EvidenceSentence], asked: Set[str], question: str
) -> frozenset[Place]:
    """The places of the rows that count as much as sentences do: all of them where the likeliest is
    one, else those with a word asked about that the likeliest lacks. Where a price is asked for,
    and a sentence has one, only rows with a price.

    `ranked`: in any order; `asked`: the question's topic words, folded.
    """
    best = max(ranked, key=lambda one: one.score, default=None)
    if best is None:
        return frozenset()
    rows = rows_of(ranked)
    lacking = asked - said_words(best.text)
    priced = _ASKS_PRICE.search(question) is not None and any(
        one.place not in rows and _has_price(one.text) for one in ranked
    )
    return frozenset(
        place
        for place, row in rows.items()
        if (best.place in rows or lacking & _words(row))
        and not (priced and not any(map(_is_price, row.cells)))
    )


def without_other_things(
    ranked: Sequence[EvidenceSentence], asked: Set[str]
) -> tuple[EvidenceSentence, ...]:
    """The sentences without those that begin with what another row of a table is of, where one of
    that table is of what is asked about: "Revenue rose to ..." beside "Net profit | 171"."""
    rows = rows_of(ranked)
    found = [(one, rows[one.place]) for one in ranked if one.place in rows]
    named = [(one.score, row) for one, row in found if _thing(row) and set(_thing(row)) <= asked]

    def is_of_another(one: EvidenceSentence) -> bool:
        said = tuple(term.folded for term in content_terms(one.text))
        return any(
            score >= AS_LIKELY * one.score
            and not set(_thing(row)) & set(said)
            and any(said[: len(other)] == other for other in _beside(row, rows.values(), asked))
            for score, row in named
        )

    return tuple(one for one in ranked if one.place in rows or not is_of_another(one))


def of_the_same(
    kept: Sequence[EvidenceSentence], ranked: Sequence[EvidenceSentence], asked: Set[str], most: int
) -> list[EvidenceSentence]:
    """The rows of the very thing that a kept row is of and that is asked about, but for those kept:
    of two rows for error 402 one is half an answer. None where that would be more than `most`."""
    rows = rows_of(ranked)
    named = {
        (one.passage.document_id, row.names, thing)
        for one in kept
        if (row := rows.get(one.place)) and (thing := _thing(row)) and set(thing) <= asked
    }
    places = {one.place for one in kept}
    found = [
        one
        for one in ranked
        if (row := rows.get(one.place))
        and one.place not in places
        and (one.passage.document_id, row.names, _thing(row)) in named
    ]
    return found if len(kept) + len(found) <= most else []


def _thing(row: Row) -> tuple[str, ...]:
    """The topic words of its first cell, which says what it is of; without a unit in brackets."""
    said = _IN_BRACKETS.sub(" ", row.cells[0].text)
    return tuple(term.folded for term in content_terms(said))


def _beside(row: Row, rows: Iterable[Row], asked: Set[str]) -> Iterator[tuple[str, ...]]:
    """What the other rows of its table are of, as far as nothing of that is asked about."""
    things = (_thing(one) for one in rows if one is not row and one.is_of_one_table_with(row))
    return (thing for thing in things if thing and not set(thing) & asked)


def _is_price(cell: Cell) -> bool:
    return _has_price(f"{cell.name} {cell.text}") and any(map(str.isdigit, cell.text))


def _has_price(text: str) -> bool:
    return _MONEY.search(text) is not None


def _words(row: Row) -> frozenset[str]:
    """Those of its cells; what names the columns is in every row."""
    return said_words("\n".join(cell.text for cell in row.cells))
