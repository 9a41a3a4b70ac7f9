"""Questions that documents come near to and do not answer: since when, who decided, in which year,
and of a row that their table does not have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rag.evaluation.clauses import DATE, Clause
from rag.evaluation.questions import Asked
from rag.evaluation.silence import Silence
from rag.evaluation.tabled import Tabled
from rag.regex import regex
from rag.text import topic_words
from rag.types import Document

SWAPPED, UNDATED, UNCOUNTED = "wrong-entity", "missing-detail", "missing-figure"
EMPTY, YEAR = "empty-cell", "other-year"
"""Groups of cases that are to be refused."""

_CHANGED = topic_words("changed changes raised revised amended increased adjusted updated since")
_DECIDED = topic_words("decided decides agreed agrees set sets approved chose determined")
_MEASURING = frozenset(["cost", "last"])
"""What a thing does that is asked for its price, or its length."""

_SET = regex(r"\b(?:price|fee|cost|charge|rate|rent|deposit|fine|discount|salary|budget)$")
"""A column of what somebody has set, and may change."""

_NUMBERED = regex(r"(?P<series>[A-Z][\w.-]*?)(?P<number>\d{1,4})")
_PAST = {"is": "was", "are": "were", "does": "did", "do": "did"}
_YEAR = regex(r"(?<![\d.,])(?:19|20)\d\d(?!\d|[.,]\d)")
_LATEST, _EARLIEST = 2024, 1990  # years that are asked about


@dataclass(frozen=True, slots=True)
class Found:
    """A plain statement and where it stands."""

    document: Document
    clause: Clause


class Unsaid(NamedTuple):
    """A question to be refused, and the sentence, or the row, that made somebody think of it."""

    document: Document
    sentence: str
    question: str
    group: str
    why: str


Pairs = Sequence[tuple[Found, Asked]]
Rows = Sequence[tuple[Document, Tabled]]


def of_statement(found: Found, question: str, group: str, why: str) -> Unsaid:
    """A question that a plain statement made somebody think of."""
    return Unsaid(found.document, found.clause.sentence, question, group, why)


def undecided(pairs: Pairs, actors: Collection[str], silence: Silence) -> Iterator[Unsaid]:
    """Of a price, a length or a day: since when it has been so, and who decided on it."""
    for at, (found, asked) in enumerate(pairs):
        thing, verb = found.clause.subject, found.clause.verb
        if asked.kind not in ("how much", "how long", "when") or thing in actors:
            continue
        if not thing[:1].islower() or (verb is not None and verb.base not in _MEASURING):
            continue
        thing = re.sub(r"^an? ", "the ", thing)
        was = "were" if re.search(r"(?<![su])s$", thing) else "was"
        if told := _history(at, thing, was, silence, thing):
            yield of_statement(found, told[0], UNDATED, told[1])


def repriced(rows: Rows, silence: Silence) -> Iterator[Unsaid]:
    """The same of a price, a fee or a deposit in a table."""
    for at, (document, row) in enumerate(rows):
        if row.fact is None or not _SET.search(row.column):
            continue
        thing = f"the {row.column} of {row.called}"
        if told := _history(at, thing, "was", silence, row.label, row.column):
            yield Unsaid(document, row.said, told[0], UNDATED, told[1])


def _history(
    at: int, thing: str, was: str, silence: Silence, *names: str
) -> tuple[str, str] | None:
    """One of the two questions about `thing`, by turns, that nothing tells of any of its names."""
    ways = [
        (f"When {was} {thing} last changed?", _CHANGED, "it is said, but not since when"),
        (f"Who decided on {thing}?", _DECIDED, "it is said, but not who decided on it"),
    ]
    for question, words, why in ways[at % 2 :] + ways[: at % 2]:
        if all(silence.of_words(name, words) for name in names):
            return question, why
    return None


def empty_cells(rows: Rows, silence: Silence) -> Iterator[Unsaid]:
    """What a table has a column for, and says nothing of in this row."""
    for document, row in rows:
        if row.fact is None and silence.about(row.label, row.question):
            yield Unsaid(document, row.said, row.question, EMPTY, "the cell is empty")


def unlisted(rows: Rows, whole: str) -> Iterator[Unsaid]:
    """Of a number behind one that a row is called by: "E3" and "E8" where there are E2 and E7.

    `whole` is the text of all documents: a number that stands anywhere in it is not asked about,
    nor any of a series that is given as a range.
    """
    series: dict[tuple[str, str, str], list[tuple[int, Document, Tabled]]] = defaultdict(list)
    for document, row in rows:
        named = _NUMBERED.fullmatch(row.label)
        if named and row.fact is not None:
            place = document.id, named["series"], row.column
            series[place].append((int(named["number"]), document, row))
    for (_, name, _), found in series.items():
        written = re.escape(name)
        if len(found) < 2 or re.search(rf"{written}\d+\s*(?:-|–|to)\s*(?:{written})?\d", whole):
            continue
        for number, document, row in found:
            width = len(row.label) - len(name)
            other = f"{name}{number + 1:0{width}d}"
            if not re.search(rf"(?<!\w){re.escape(other)}(?!\w)", whole):
                question = row.question.replace(row.label, other)
                why = f"said of {row.label}, not of {other}"
                yield Unsaid(document, row.said, question, SWAPPED, why)


def of_another_year(pairs: Pairs, whole: str, silence: Silence) -> Iterator[Unsaid]:
    """What is so, asked of a year that the documents do not speak of."""
    spoken_of = {int(year) for year in _YEAR.findall(whole)}
    recent = max((year for year in spoken_of if year <= _LATEST), default=_LATEST)
    years = [one for one in range(recent, _EARLIEST, -1) if one not in spoken_of]
    for at, (found, asked) in enumerate(pairs):
        clause, past = found.clause, _PAST.get(found.clause.auxiliary)
        if asked.kind not in ("how much", "how many", "how long") or not past or not years:
            continue
        if DATE.search(clause.sentence) or f" {clause.auxiliary} " not in asked.question:
            continue
        year = years[at % min(len(years), 5)]
        was = asked.question.replace(f" {clause.auxiliary} ", f" {past} ", 1).rstrip("?")
        question = f"{was} in {year}?"
        if silence.of_date(question):
            yield of_statement(found, question, YEAR, f"it is said, but not of {year}")
