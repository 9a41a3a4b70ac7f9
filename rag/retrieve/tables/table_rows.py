"""The rows of tables that fulfil every condition of a question, and those that do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from rag.retrieve.sifting import sifted
from rag.retrieve.tables.conditions import (
    NOTHING,
    PRICE_COLUMNS,
    STOCK_COLUMNS,
    Condition,
    Demand,
    conditions,
    says_gone,
)
from rag.retrieve.tables.row_picks import by_flag, picked, picks
from rag.retrieve.tables.weekday_rows import names_it, on_that_day, weekday_of
from rag.text import (
    Row,
    number_of,
    rows_in,
    said_words,
    sentence_spans,
    terms,
    topic_words,
)
from rag.text.headed import Headed, headed_rows, less_named, path_of
from rag.types import Evidence, EvidenceSentence, Passage

_SURE = 0.95  # how probable an answer is that was read off cell by cell
_NUMERIC = 0.6  # share of a column's filled cells that are numbers
_ANYTHING = frozenset(
    f"{word}{end}"
    for words in (
        "item product article thing good row entry piece list name show have got sell offer",
        "exist available cost price pay right current currently number amount total value count",
        "member person people allow allowed permitted entitled able need must",
        "table which there any anything everything welche welcher welches artikel produkte",
        "produkt sind ist haben wir es gibt der die das von bei und alle kosten kostet",
    )
    for word in words.split()
    for end in ("", "s", "es", "d", "ed", "ing")
)
"""What a question may say without naming anything that a row would have to hold. Not "production",
though its stem is that of "product"."""


class _Table:
    """Rows of one passage with the same columns, and the headings that they stand below."""

    def __init__(self, tables: Sequence[Headed], *, whole: bool) -> None:
        self.passage = tables[0].passage
        self.rows = [row for table in tables for row in table.rows]
        self.whole = whole
        self.names = tuple(dict.fromkeys(name for row in self.rows for name in row.names))
        heads = (name for table in tables for name in table.head)
        self.near = said_words("\n".join([self.passage.title, *heads]))
        self.kinds = frozenset(word for table in tables for word in table.kinds)

    @cached_property
    def numeric(self) -> dict[str, frozenset[str]]:
        """The columns of numbers by name, each with the words of its name."""
        found = {}
        for name in self.names:
            filled = [text for text in (_cell(row, name) for row in self.rows) if text.strip()]
            numbers = sum(number_of(text) is not None or _says_none(text) for text in filled)
            if numbers and numbers >= _NUMERIC * len(filled):
                found[name] = said_words(name)
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """Those of all columns' names."""
        return frozenset(word for name in self.names for word in said_words(name))

    def column(self, condition: Condition) -> str:
        """The name of the one column that a condition is about, "" if there is no telling."""
        if condition.is_of_stock:
            for known in STOCK_COLUMNS:
                fit = [name for name in self.names if said_words(name) & known]
                if fit:
                    return fit[0] if len(fit) == 1 else ""
            return ""
        priced = [name for name, words in self.numeric.items() if words & PRICE_COLUMNS]
        named = [name for name, words in self.numeric.items() if words & condition.around]
        if condition.of_price:
            return priced[0] if len(priced) == 1 else _one_of(priced, named)
        return named[0] if len(named) == 1 else ""


def _one_of(names: Sequence[str], others: Sequence[str]) -> str:
    both = [name for name in names if name in others]
    return both[0] if len(both) == 1 else ""


def with_rows(evidence: Evidence, passages: Sequence[Passage]) -> Evidence:
    """The evidence; where rows of the passages fulfil all that the question demands, these rows
    alone, and they answer it surely."""
    demanded = conditions(evidence.question)
    found = [] if demanded else _of_the_weekday(evidence.question, passages)
    if not found and not demanded and not picks(evidence.question):
        return evidence
    found = found or [
        EvidenceSentence.of(table.passage, *row.span, _SURE)
        for table in _likeliest(_tables(passages, evidence.question), evidence.question)
        for row in _fulfilling(table, evidence.question, demanded)
    ]
    if not found:
        return evidence
    return Evidence(
        max(_SURE, evidence.probability), tuple(found), "", evidence.question, rows=True
    )


def _of_the_weekday(question: str, passages: Sequence[Passage]) -> list[EvidenceSentence]:
    """The rows of the one timetable that a weekday falls in, and what its section says of that day
    besides: "Open on bank holiday Mondays"."""
    asked = weekday_of(question)
    if asked is None:
        return []
    having = []
    for table in (table for passage in passages for table in headed_rows(passage)):
        path = path_of(table.passage, table.rows[0].span)
        if rows := on_that_day(table.rows, asked, table.passage.title, path):
            having.append((table.passage, path, rows))
    if len(having) != 1:
        return []
    passage, path, rows = having[0]
    besides = (
        span
        for span in sentence_spans(passage.text)
        if not passage.text.startswith("|", span.start)
        and path_of(passage, span) == path
        and names_it(passage.text[span.start : span.end], asked, question)
    )
    return [
        EvidenceSentence.of(passage, *span, _SURE)
        for span in (*(row.span for row in rows), *besides)
    ]


def without_other_rows(evidence: Evidence) -> Evidence:
    """The evidence for quotes: without the rows of a table where the question demands something of
    them that they do not fulfil, or that cannot be checked. Improbable where nothing else tells."""
    return sifted(evidence, _fit)


def _fit(evidence: Evidence) -> Iterator[EvidenceSentence]:
    demanded = () if evidence.rows else conditions(evidence.question)
    for one in evidence.sentences:
        if not demanded or not _is_unfit(one, evidence, demanded):
            yield one


def _is_unfit(
    sentence: EvidenceSentence, evidence: Evidence, demanded: Sequence[Condition]
) -> bool:
    """Is it a row, and one that does not say itself what is demanded ("Children under 12"), nor the
    only one that is named ("the highest speed of the centrifuge")?"""
    if not sentence.text.startswith("|"):
        return False
    passage, question = sentence.passage, evidence.question
    rows = rows_in(passage.text, passage.columns)
    own = [row for row in rows if passage.start + row.span.start == sentence.start]
    if any(_is_said(row, question, demanded) for row in own):
        return False
    if not all(condition.is_extreme for condition in demanded):
        return True
    asked = topic_words(_without(question, demanded))
    named = [_held(row) & (asked - _sayings(question)) for row in own]
    return not any(words and sum(words <= _held(row) for row in rows) == 1 for words in named)


def _is_said(row: Row, question: str, demanded: Sequence[Condition]) -> bool:
    """Does the row say in its words what is demanded? Then that is the name of something."""
    cells = "\n".join(cell.text for cell in row.cells).casefold()
    said = [
        question[one.span.start : one.span.end].casefold()
        for one in demanded
        if not one.is_of_stock
    ]
    return any(words in cells for words in said)


def _tables(passages: Sequence[Passage], question: str) -> Iterator[_Table]:
    """The tables; of those with the same columns under one heading after the other the ones that
    the question names by theirs, as one, or all, where it names none."""
    for passage in passages:
        tables = headed_rows(passage)
        beside = [list(tables[:1])] if tables else []
        for before, table in pairwise(tables):
            if table.is_beside(before):
                beside[-1].append(table)
            else:
                beside.append([table])
        for group in beside:
            lacking = less_named(group, question)
            left = [table for table, words in zip(group, lacking, strict=True) if not words]
            inner = tables[0] not in left and tables[-1] not in left
            yield _Table(left, whole=inner or not passage.rows_left)


def _likeliest(tables: Iterator[_Table], question: str) -> list[_Table]:
    """The tables with the most columns that the question names: "trip", and what it cost."""
    asked = topic_words(question)
    found = [(len(asked & table.words), table) for table in tables]
    most = max((named for named, _ in found), default=0)
    return [table for named, table in found if named == most]


def _fulfilling(table: _Table, question: str, demanded: Sequence[Condition]) -> Iterator[Row]:
    """The rows that fulfil all conditions and hold whatever else the question names."""
    if not demanded:
        yield from picked(table.rows, question, table.near, _sayings(question), table.kinds)
        return
    told = _without(question, demanded)
    asked = topic_words(told) | _capitals(told)
    named = asked - table.words - table.near - _sayings(told)
    if any(_is_said(row, question, demanded) for row in table.rows):
        return
    rows = [row for row in by_flag(table.rows, told) if named <= _held(row)]
    for condition in demanded:
        column = table.column(condition)
        if condition.is_extreme:
            rows = _extreme_rows(rows, column, condition) if table.whole else []
        else:
            rows = [row for row in rows if _meets(row, column, condition)]
    yield from rows


def _without(question: str, demanded: Sequence[Condition]) -> str:
    """The question without the words of its conditions."""
    for condition in sorted(demanded, key=lambda one: -one.span.start):
        question = f"{question[: condition.span.start]} {question[condition.span.end :]}"
    return question


def _sayings(question: str) -> frozenset[str]:
    """Its words, folded, that name nothing."""
    return frozenset(term.folded for term in terms(question) if term.text.lower() in _ANYTHING)


def _capitals(question: str) -> frozenset[str]:
    """Names that are spelled like small words: "IT", "US"."""
    return frozenset(
        term.folded for term in terms(question) if len(term.text) > 1 and term.text.isupper()
    )


def _held(row: Row) -> frozenset[str]:
    return frozenset(term.folded for cell in row.cells for term in terms(cell.text))


def _meets(row: Row, column: str, condition: Condition) -> bool:
    if condition.is_of_stock and not column:
        gone = any(says_gone(cell.text) for cell in row.cells)
        return gone and condition.demand == Demand.NONE_LEFT
    text = _cell(row, column) if column else ""
    if condition.is_of_stock and text.strip() and _says_none(text):
        return condition.demand == Demand.NONE_LEFT
    number = number_of(text)
    return number is not None and condition.is_met_by(number)


def _extreme_rows(rows: Sequence[Row], column: str, condition: Condition) -> list[Row]:
    """Those with the largest or the smallest number of a column; none if one has no number."""
    numbers = [number_of(_cell(row, column)) for row in rows] if column else []
    known = [number for number in numbers if number is not None]
    if not known or len(known) < len(numbers):
        return []
    best: Decimal = max(known) if condition.demand == Demand.LARGEST else min(known)
    return [row for row, number in zip(rows, numbers, strict=True) if number == best]


def _cell(row: Row, name: str) -> str:
    return next((cell.text for cell in row.cells if cell.name == name), "")


def _says_none(text: str) -> bool:
    return NOTHING.fullmatch(text) is not None
