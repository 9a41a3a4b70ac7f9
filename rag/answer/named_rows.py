"""Chooses the table rows of the thing that a question names, and drops those of its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from rag.answer.relations import said_otherwise
from rag.regex import regex
from rag.text import ITEM_START, Figure, Row, Span, rows_in, terms, topic_words
from rag.text.headed import Headed, path_of
from rag.text.rows import Cell
from rag.text.spreads import asked_figures, spread_of, without_figures
from rag.text.terms import FUNCTION_WORDS
from rag.types import EvidenceSentence

Place = tuple[str, int]
"""A passage's key, and where in its document a sentence begins."""

_NAME = regex(r"[*_]*(?P<name>[^\W\d_][^:\n|.]{0,40}):[*_]*\s")
_ABROAD = frozenset(["von", "nach", "bis", "ab", "de", "à", "vers", "para", "desde", "hasta"])
_COSTS = topic_words("cost price fee charge")
AS_LIKELY = 0.6
"""Share of a sentence's score with which a row that names the thing is preferred."""


def of_the_named(ranked: Sequence[EvidenceSentence], question: str) -> tuple[EvidenceSentence, ...]:
    """The sentences without rows beside the one that was asked for, nor items of a list: those that
    hold less of the question's words than another does.

    Beside a row that has the thing asked about in a cell of its own ("IT"), what other
    documents say without mentioning it goes too, unless it is much likelier.
    """
    rows = rows_of(ranked)
    left = _without_neighbours(ranked, rows, question)
    found = ((one, _named(rows.get(one.place), question)) for one in left)
    best, named = next(((one, words) for one, words in found if words), (None, frozenset()))

    def is_about_another(one: EvidenceSentence) -> bool:
        if best is None or best.score < AS_LIKELY * one.score:
            return False
        return one.passage.document_id != best.passage.document_id and not named <= _words(one.text)

    return tuple(one for one in left if not is_about_another(one))


class _Held(NamedTuple):
    """A row, or an item that begins with a name ("Spring: ...": then `row` is None); what it holds
    of the question's words, an item in its name; and what of that its title and headings say, too.
    """

    sentence: EvidenceSentence
    row: Row | None
    words: frozenset[str]
    above: frozenset[str]

    def holds_less_than(self, other: _Held) -> bool:
        """What stands above both tells them apart no more than it does any rows there."""
        shared = self.above & other.above
        return self.words - shared < other.words - shared

    def is_beside(self, other: _Held) -> bool:
        """Are they of one table, or of one list?"""
        one, two = self.sentence, other.sentence
        if self.row is None or other.row is None:
            return self.row is other.row and _are_of_one_list(one, two)
        table, beside = _table(one, self.row), _table(two, other.row)
        if table.head != beside.head:
            return table.is_beside(beside)
        named = bool(self.row.names) == bool(other.row.names)
        one_document = one.passage.document_id == two.passage.document_id
        return one_document and named and self.row.is_of_one_table_with(other.row)


def _table(one: EvidenceSentence, row: Row) -> Headed:
    """What its row shows of the table: its headings, its columns."""
    passage = one.passage
    span = Span(*one.within)
    return Headed(passage, path_of(passage, span), (row,))


def _without_neighbours(
    ranked: Sequence[EvidenceSentence], rows: Mapping[Place, Row], question: str
) -> list[EvidenceSentence]:
    """The sentences but for rows and items beside one that holds more of the question's words; that
    one is then as likely as they were."""
    asked, held = _asked(question), list[_Held]()
    for one in ranked:
        row, name = rows.get(one.place), _item_name(one)
        if row is not None:
            words = _held(row, asked) - _said_otherwise(row, question)
            words |= _placed(row, question) | _within(row, question)
            held.append(_Held(one, row, words, _above(one, row.cells[0].text, asked)))
        elif name:
            held.append(_Held(one, None, _words(name) & asked, _above(one, name, asked)))
    raised: dict[Place, float] = {}
    gone: set[Place] = set()
    for less in held:
        for more in held:
            if less.holds_less_than(more) and less.is_beside(more):
                gone.add(less.sentence.place)
                known = raised.get(more.sentence.place, more.sentence.score)
                raised[more.sentence.place] = max(known, less.sentence.score)
    return [
        replace(one, score=raised.get(one.place, one.score))
        for one in ranked
        if one.place not in gone
    ]


def _above(one: EvidenceSentence, name: str, asked: frozenset[str]) -> frozenset[str]:
    """The words asked about in its title and headings, but for those of a name that has no others:
    "Folic acid" is of what is asked, and "Carer's leave" no more so than all below "Leave"."""
    passage = one.passage
    own = topic_words(name)
    said = _words(f"{passage.title}\n{one.locator}") & asked
    return said - own if own <= asked else said


def _item_name(one: EvidenceSentence) -> str:
    """What a list's item begins with, before a colon; "" for anything else."""
    passage = one.passage
    begin = one.start - passage.start
    line = passage.text.rfind("\n", 0, begin) + 1
    if not ITEM_START.fullmatch(passage.text, line, begin):
        return ""
    name = _NAME.match(one.text)
    return name["name"] if name else ""


def _are_of_one_list(one: EvidenceSentence, other: EvidenceSentence) -> bool:
    first, last = sorted((one.start, other.start))
    passage = one.passage
    between = passage.text[first - passage.start : last - passage.start]
    return other.passage is passage and "\n\n" not in between


def rows_of(ranked: Sequence[EvidenceSentence]) -> dict[Place, Row]:
    """The rows of the passages that sentences are rows of, by their places; no header rows."""
    passages = {one.passage.key: one.passage for one in ranked if one.text.startswith("|")}
    return {
        (passage.key, passage.start + row.span.start): row
        for passage in passages.values()
        for row in rows_in(passage.text, passage.columns)
    }


def _asked(question: str) -> frozenset[str]:
    """The question's topic words, but for what its figures are measured in; names in capitals
    ("IT") as they are written."""
    capitals = {term.text for term in terms(question) if _is_capitals(term.text)}
    return topic_words(without_figures(question)) | _figures(question) | capitals


def _figures(question: str) -> frozenset[str]:
    """The figures alone: "8" of "an 8-year-old"."""
    numbers = (question[slice(*one.point[:2])] for one in asked_figures(question)
               if isinstance(one.point, Figure))  # fmt: skip
    return frozenset(term.folded for number in numbers for term in terms(number))


def _is_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.lower() in FUNCTION_WORDS


def _words(text: str) -> frozenset[str]:
    """Its words folded, and as they are written."""
    found = terms(text)
    return frozenset(term.folded for term in found) | {term.text for term in found}


def _held(row: Row, asked: frozenset[str]) -> frozenset[str]:
    """The words in its cells that the question says, but for those that name its columns, or what
    all of them may be asked for: "legal costs" is no more what something costs than "theft" is."""
    names = frozenset(word for name in row.names for word in _words(name))
    first, *others = (_words(cell.text) for cell in row.cells)
    return (asked - names) & first.union(*(words - _COSTS for words in others))


def _said_otherwise(row: Row, question: str) -> frozenset[str]:
    """What is asked of another side of a thing than the row is of: "During probation"."""
    return said_otherwise(question, "\n".join(cell.text for cell in row.cells))


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


def _within(row: Row, question: str) -> frozenset[str]:
    """The figures asked for that are within a range of the row: "8" in "7–9 years"."""
    ranges = [found for cell in row.cells if (found := spread_of(cell.text, cell.name))]
    return frozenset(
        term.folded
        for one in asked_figures(question)
        if isinstance(one.point, Figure) and any(each.holds(one.point) for each in ranges)
        for term in terms(question[one.point.start : one.point.end])
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
