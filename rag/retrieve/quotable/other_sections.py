"""Filters what a section says of another thing, named by its heading, than the one asked about.

"Lemon tart: It keeps for 2 days" beside a section "Beef goulash", asked how long the goulash keeps;
likewise of paragraphs that begin with a label in bold; the rows under "Paracetamol" beside those
under "Ibuprofen", asked for the dose of ibuprofen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.regex import regex
from rag.retrieve.sifting import sifted
from rag.retrieve.signals import read_passage
from rag.text import content_terms, heading_of, named_words, said_words, topic_words
from rag.text.headed import headed_rows, less_named
from rag.text.leaning import is_definite, leaves_open
from rag.text.run_ins import run_in_at, run_ins
from rag.text.sentences import Span
from rag.types import Evidence, EvidenceSentence

_ASIDE = regex(r"\([^()]*\)|\[[^\[\]]*\]")


class _Section(NamedTuple):
    """Where a sentence stands: its document, the headings above its own, and that."""

    document: str
    above: str
    heading: str


def without_other_sections(evidence: Evidence) -> Evidence:
    """The evidence for quotes: without sentences that leave to their section what they are about,
    and without rows, where the question names a section beside it. Improbable where nothing else
    tells."""
    return sifted(evidence, _of_its_section)


def _of_its_section(evidence: Evidence) -> list[EvidenceSentence]:
    sections = set(_sections(evidence.sentences))
    gone = {
        one.place for one in evidence.sentences if _is_of_another(one, sections, evidence.question)
    }
    gone |= set(_rows_of_others(evidence))
    return [one for one in evidence.sentences if one.place not in gone]


def _rows_of_others(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """Where rows stand of which the question names another table, with the same columns in the same
    document, by its heading. Not a row that has that name itself."""
    rows = [one for one in evidence.sentences if one.text.startswith("|")]
    passages = {one.passage.key: one.passage for one in rows}
    tables = [table for one in passages.values() for table in headed_rows(one)]
    for table in tables:
        beside = [table, *(one for one in tables if one is not table and one.is_beside(table))]
        lacking = less_named(beside, evidence.question)[0]
        for row in table.rows if lacking else ():
            if not any(lacking & said_words(cell.text) for cell in row.cells):
                yield table.passage.key, table.passage.start + row.span.start


def _sections(sentences: Sequence[EvidenceSentence]) -> Iterator[_Section]:
    """All that the passages of these sentences begin in or reach, and their labelled paragraphs."""
    for passage in {one.passage.key: one.passage for one in sentences}.values():
        for chunk in passage.chunks:
            yield _section(passage.document_id, chunk.locator)
        for label in run_ins(passage.text):
            start = passage.start + label.start
            yield _Section(passage.document_id, passage.locator_at(start, start + 1), label.name)


def _section(document: str, locator: str) -> _Section:
    above, _, _ = locator.rpartition(" > ")
    return _Section(document, above, heading_of(locator))


def _is_of_another(sentence: EvidenceSentence, sections: set[_Section], question: str) -> bool:
    """Does the question name one section beside the sentence's own, of which that says nothing?"""
    own, asked = _own(sentence), topic_words(question)
    beside = [one for one in sections if one != own and one[:2] == own[:2]]
    heads = [own.heading, *(one.heading for one in beside)]
    shared = frozenset.intersection(*(topic_words(head) for head in heads))
    if not own.heading or (topic_words(own.heading) - shared) & asked:
        return False
    named = [words for one in beside if (words := _named_by(asked - shared, one.heading, shared))]
    of_a_kind = bool(shared & asked)
    if len(named) != 1 or not _leans_on(own, sentence, named[0], question, of_a_kind=of_a_kind):
        return False
    return not named[0] & _said_near(sentence)


def _leans_on(
    own: _Section,
    sentence: EvidenceSentence,
    named: frozenset[str],
    question: str,
    *,
    of_a_kind: bool,
) -> bool:
    """Does it leave to its section what it is about? "The study took a year" does where a name is
    asked about ("Holm's study"), and all that a paragraph says with another name for its label, or
    with one `of_a_kind` ("Salt glaze" beside "Ash glaze")."""
    if leaves_open(sentence.text, question):
        return True
    if of_a_kind and run_in_at(sentence.passage.text, Span(*sentence.within)):
        return True
    if not named <= named_words(question):
        return False
    labelled = run_in_at(sentence.passage.text, Span(*sentence.within)) is not None
    return is_definite(sentence.text) or (labelled and bool(named_words(f"by {own.heading}")))


def _own(sentence: EvidenceSentence) -> _Section:
    """The section that it is of, or its labelled paragraph."""
    passage = sentence.passage
    here = sentence.locator
    label = run_in_at(passage.text, Span(*sentence.within))
    if label is None:
        return _section(passage.document_id, here)
    return _Section(passage.document_id, here, label.name)


def _named_by(asked: frozenset[str], heading: str, shared: frozenset[str]) -> frozenset[str]:
    """The words of a heading that are asked, if its noun is: "goulash" of "Beef goulash", and
    "ibuprofen" of "Ibuprofen dose (100 mg)" where "dose" is `shared` by those beside it."""
    words = [term.folded for term in content_terms(_ASIDE.sub(" ", heading))]
    own = [word for word in words if word not in shared]
    return topic_words(heading) & asked if own and own[-1] in asked else frozenset()


def _said_near(sentence: EvidenceSentence) -> frozenset[str]:
    """The words of the document's title, the headings above, and up to its end the section, or the
    labelled paragraph that it is of."""
    passage = sentence.passage
    label = run_in_at(passage.text, Span(*sentence.within))
    begin = label.start if label else 0
    here = sentence.locator
    place = read_passage(passage)
    before = (
        passage.text[span.start : span.end]
        for span in place.spans
        if span.start >= begin
        and passage.start + span.start < sentence.end
        and passage.locator_at(passage.start + span.start, passage.start + span.end) == here
    )
    return said_words("\n".join([passage.title, here, *before]))
