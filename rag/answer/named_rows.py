"""Which rows of tables are of the thing that a question names, and which of its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.text import Cell, Row, content_terms, rows_in, terms
from rag.text.terms import FUNCTION_WORDS
from rag.types import EvidenceSentence

_ABROAD = frozenset(["von", "nach", "bis", "ab", "de", "à", "vers", "para", "desde", "hasta"])
_AS_LIKELY = 0.6  # share of a sentence's score with which a row that names the thing is preferred


def of_the_named(ranked: Sequence[EvidenceSentence], question: str) -> tuple[EvidenceSentence, ...]:
    """The sentences without rows beside the one that was asked for: those that hold less of the
    question's words in their cells than another does.

    Beside a row that has the thing asked about in a cell of its own ("IT"), what other
    documents say without mentioning it goes too, unless it is much likelier.
    """
    asked = _asked(question)
    rows = _rows(ranked)
    held = [
        (one.passage.document_id, row, _held(row, asked) | _placed(row, question))
        for one in ranked
        if (row := rows.get(id(one)))
    ]

    def is_beside(one: EvidenceSentence) -> bool:
        document, row = one.passage.document_id, rows.get(id(one))
        if row is None:
            return False
        own = next(words for _, other, words in held if other is row)
        return any(
            own < more
            for name, other, more in held
            if name == document
            and bool(row.names) == bool(other.names)
            and row.is_of_one_table_with(other)
        )

    left = [one for one in ranked if not is_beside(one)]
    found = ((one, _named(rows.get(id(one)), question)) for one in left)
    best, named = next(((one, words) for one, words in found if words), (None, frozenset()))

    def is_about_another(one: EvidenceSentence) -> bool:
        if best is None or best.score < _AS_LIKELY * one.score:
            return False
        return one.passage.document_id != best.passage.document_id and not named <= _words(one.text)

    return tuple(one for one in left if not is_about_another(one))


def _rows(ranked: Sequence[EvidenceSentence]) -> dict[int, Row]:
    """The rows among the sentences, by the sentence's identity; header rows are none."""
    known: dict[tuple[str, int], Row] = {}
    passages = {one.passage.key: one.passage for one in ranked if one.text.startswith("|")}
    for passage in passages.values():
        for row in rows_in(passage.text, passage.columns):
            known[passage.key, passage.start + row.span.start] = row
    return {
        id(one): known[one.passage.key, one.start]
        for one in ranked
        if (one.passage.key, one.start) in known
    }


def _asked(question: str) -> frozenset[str]:
    """The question's topic words; names in capitals ("IT") as they are written."""
    capitals = {term.text for term in terms(question) if _is_capitals(term.text)}
    return frozenset(term.folded for term in content_terms(question)) | capitals


def _is_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.lower() in FUNCTION_WORDS


def _words(text: str) -> frozenset[str]:
    """Its words folded, and as they are written."""
    found = terms(text)
    return frozenset(term.folded for term in found) | {term.text for term in found}


def _held(row: Row, asked: frozenset[str]) -> frozenset[str]:
    return asked & frozenset(word for cell in row.cells for word in _words(cell.text))


def _placed(row: Row, question: str) -> frozenset[str]:
    """What the question has behind a small word that names the row's column: "to Oslo" where "To"
    is Oslo. The row from there holds "Oslo", but not this."""
    said = [term.folded for term in terms(question)]
    names = {name.casefold(): _words(cell.text) for name, cell in _small(row)}
    return frozenset(
        f"{word} {following}"
        for word, following in pairwise(said)
        if following in names.get(word, ())
    )


def _small(row: Row) -> Iterator[tuple[str, Cell]]:
    """The cells of the columns that a small word names: "From", "To", "By"."""
    for cell in row.cells:
        name = cell.name.strip(" .*_")
        if name.casefold() in FUNCTION_WORDS or name.casefold() in _ABROAD:
            yield name, cell


def _named(row: Row | None, question: str) -> frozenset[str]:
    """The words of the row's first cell which the question says as it is written."""
    said = [term.text for term in terms(question)]
    for cell in row.cells if row is not None else ():
        own = [term.text for term in terms(cell.text)]
        known = own and (_is_capitals(own[0]) or own[0].lower() not in FUNCTION_WORDS)
        if known and own[0][:1].isupper() and _is_within(own, said):
            return frozenset(own)
    return frozenset()


def _is_within(words: list[str], others: list[str]) -> bool:
    width = len(words)
    return any(others[at : at + width] == words for at in range(len(others) - width + 1))
