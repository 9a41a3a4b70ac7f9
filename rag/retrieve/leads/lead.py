"""Answers a question about a title or a heading by the text that stands below it.

"What do the documents say about "Minutes of 6 May"?" names no fact that a sentence could have, and
is answered by the sentences with which the document begins; a short section by all of it. Only
where the topic is the whole title or heading: about a word of it, anything may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple

from rag.regex import regex
from rag.retrieve.leads.brought import asked_of_release
from rag.retrieve.leads.hours import heads_hours, hours_of
from rag.retrieve.topical import KEYWORDS, OPENINGS, is_sentence
from rag.text import (
    Span,
    fold,
    heading_of,
    is_farewell,
    naming_terms,
    rows_in,
    sentence_spans,
    terms,
)
from rag.text.same_question import is_same, is_sought
from rag.types import Chunk, Evidence, EvidenceSentence, Hit, Passage

_WHAT = r"(?:[\"“](?P<quoted>.{2,300})[\"”]|(?P<topic>[^?.!;:\"“”]{2,80}?))\s*+[?.!]*+\s*+"
_ASKS = tuple(regex(rf"\s*+{opening}\s++{_WHAT}", re.IGNORECASE) for opening in OPENINGS)
_NAMES = regex(
    r"\s*+what\s++(?:is|are|was|were)\s++(?:the\s++|our\s++|your\s++)?(?P<topic>[^?.!;:,\"“”]{2,60}?)"
    r"(?:\s++(?:of|in|for|at)\s++(?P<subject>[^?.!;:\"“”]{2,80}?))?\s*+[?.!]*+\s*+",
    re.IGNORECASE,
)
"""Asks for what may be a heading: "What was the root cause of the outage?"."""

_ANY = frozenset(map(fold, ("documents", "document", "files", "sources", "texts", "papers")))
"""What is asked, where all documents are."""

_NUMBERED = regex(
    r"^(?:§+\s*\d+[a-z]?[.)]?|\d+(?:\.\d+)*[.)]|\d+(?:\.\d+)+|[IVX]+\.)\s+", re.IGNORECASE
)
_ENDED = regex(r"[.!?。！？।؟…][\"'”’»)\]*_]*$")
_ORDINAL = regex(r"\b\d{1,3}\.$")
"""Ends no sentence in many languages: "bis zum 15. November"."""
_BULLET = regex(r"\s*(?:[-*+•]|\(?\d{1,3}[.)])\s+")
_LEAST = 4  # words of a sentence that tells something
_LONGEST = 400  # characters of one: what is longer is a log, or a text without sentences
_CHUNKS = 4  # of a document that are looked at: a letter's head may fill the first
_DOCUMENTS = 2
_SENTENCES = 3  # of the beginning of what is long
_ROWS = 4  # ... of a long list or table
_SHORT = 1_200  # characters of a section, a list or a table that is given whole
_MOST = 12  # ... and its sentences, items or rows


class Whole(NamedTuple):
    """A question about a topic as a whole: its words, and those of what is asked, if not all.

    `exact` if the topic stands within quotation marks; `below` if it can be a heading only, and no
    title. A `question` is asked by a heading in these or nearly these words; of `hours` any heading
    may be that says so.
    """

    topic: tuple[str, ...]
    subject: frozenset[str]
    exact: bool = False
    below: bool = False
    question: str = ""
    hours: bool = False

    def is_headed_by(self, title: str, locator: str) -> str:
        """The title, or the heading on the way to this place, that the topic is; else ""."""
        path = [title, *(heading_of(part) for part in locator.split(" > "))]
        if self.question:
            return next((one for one in path if is_same(self.question, one, path)), "")
        if not self.subject <= {term.folded for one in path for term in terms(one)}:
            return ""
        if self.hours:
            return next(filter(heads_hours, path), "")
        names = (one for one in path if _words(one) == self.topic)
        return next((one for one in names if not (self.below and one == title)), "")

    def is_of(self, title: str) -> bool:
        """Is what is asked the document with this title, and no other that has its words too?"""
        return self.subject == _named(title)


class Begun(NamedTuple):
    """Chunks below a title or a heading, of one document's in their order; `whole` if they are all
    that stands there, and that is short."""

    chunks: tuple[Chunk, ...]
    whole: bool = False


def whole_of(question: str) -> Whole | None:
    """The topic that it asks about as a whole; None for one that asks for something of it."""
    for asks in _ASKS:
        if found := asks.fullmatch(question):
            given = found.groupdict()
            return _whole(given["topic"], given["quoted"], given.get("subject") or "")
    found = KEYWORDS.fullmatch(question)
    if found and not is_sentence(question):
        return _whole(found["topic"])
    named = _NAMES.fullmatch(question)
    return _whole(named["topic"], None, named["subject"] or "", below=True) if named else None


def _ways(question: str) -> list[Whole]:
    """How a title or a heading may be what it asks: in its own words, or as a topic."""
    asked = [Whole((), frozenset(), question=question)] if is_sought(question) else []
    if hours := hours_of(question):
        asked.append(Whole((), hours.what, hours=True))
    topic = whole_of(question)
    return asked if topic is None else [*asked, topic]


def headed(question: str, hits: Iterable[Hit]) -> tuple[str, list[Hit]]:
    """The title or heading that the question is about as a whole, and one hit of each document
    that has it, best first; "" and none where there is no such.

    Of a document that is named, where another has its whole name and more, that one alone.
    """
    near = list(hits)
    for whole in _ways(question):
        name, found = _headed(whole, near)
        if name:
            return name, found
    return "", []


def _headed(whole: Whole, hits: Iterable[Hit]) -> tuple[str, list[Hit]]:
    named = [(whole.is_headed_by(hit.chunk.title, hit.chunk.locator), hit) for hit in hits]
    having = [(name, hit) for name, hit in named if name]
    exact = [(name, hit) for name, hit in having if whole.is_of(hit.chunk.title)]
    found: dict[str, Hit] = {}
    for _, hit in exact or having:
        if len(found) < _DOCUMENTS:
            found.setdefault(hit.chunk.document_id, hit)
    return next((name for name, _ in exact or having), ""), list(found.values())


def is_exact(question: str) -> bool:
    """Does it ask about a title or a heading that it gives as a quotation, or for what a release
    brought, which leads?"""
    whole = whole_of(question)
    return asked_of_release(question) is not None or (whole is not None and whole.exact)


def begun(question: str, chunks: Iterable[Chunk]) -> Begun:
    """The chunks below what the question is about, of one document's in their order: all, of a
    short section; else as many as it takes to a sentence that tells something, or the very first.
    What is quoted is of the last then."""
    those = list(chunks)
    ways = (
        [(one, name) for one in those if (name := whole.is_headed_by(one.title, one.locator))]
        for whole in _ways(question)
    )
    below = next(filter(None, ways), [])
    found = tuple(chunk for chunk, _ in below)
    if not any(name == chunk.title for chunk, name in below) and _is_short(found):
        return Begun(found, whole=bool(found))
    for many, chunk in enumerate(found[:_CHUNKS], start=1):
        if any(_tells(chunk.text, span) for span in sentence_spans(chunk.text)):
            return Begun(found[:many])
    return Begun(found[:1])


def _is_short(chunks: Sequence[Chunk]) -> bool:
    """May all of them be given?"""
    if sum(len(chunk.text) for chunk in chunks) > _SHORT:
        return False
    return sum(len(sentence_spans(chunk.text)) for chunk in chunks) <= _MOST


def lead_evidence(
    question: str, name: str, beginnings: Iterable[Begun], passages: Iterable[Passage]
) -> Evidence:
    """Evidence that is certain: the sentences of a short section, or the first ones of what is
    longer, as the passages have them."""
    begins = [
        (chunk, begin.whole)
        for begin in beginnings
        for chunk in begin.chunks[0 if begin.whole else -1 :]
    ]
    found: list[EvidenceSentence] = []
    more = False
    for passage in passages:
        for chunk, whole in begins:
            if chunk.document_id != passage.document_id:
                continue
            shown, left = _shown(passage, chunk, whole=whole)
            found += [EvidenceSentence.of(passage, *span, 1.0) for span in shown]
            more = more or left or (bool(shown) and not whole and chunk.title != name)
    return Evidence(1.0, tuple(found), "", question, heading=name, more=more)


def _shown(passage: Passage, chunk: Chunk, *, whole: bool) -> tuple[list[Span], bool]:
    """What is quoted of a chunk, and whether a list or a table is cut by that: all, or the first
    sentences that tell something."""
    start, end = chunk.start - passage.start, chunk.end - passage.start
    text = passage.text
    rows = {row.span for row in rows_in(text, passage.columns)}
    spans = [
        span
        for span in sentence_spans(text)
        if start <= span.start
        and (span in rows or not text.startswith("|", span.start))
        and _words(text[span.start : span.end]) != _words(passage.title)
        and (_is_item(text, span) or not is_farewell(text[span.start : span.end]))
    ]
    own = [span for span in spans if span.start < end]
    if whole:
        return own, False
    short = [span for span in own if span.end - span.start <= _LONGEST]
    telling = [span for span in own if _tells(text, span)] or short
    if not telling or not _is_item(text, telling[0]):
        return telling[:_SENTENCES], False
    behind = (span for span in spans if span.start >= telling[0].start)
    items = list(takewhile(lambda span: _is_item(text, span), behind))
    if len(items) > _MOST or items[-1].end - items[0].start > _SHORT:
        return items[:_ROWS], True
    goes_on = passage.rows_left or passage.goes_on
    return items, goes_on and not text[items[-1].end :].strip()


def _tells(text: str, span: Span) -> bool:
    """Is it a sentence, a row or a list's item? A title, an address and a greeting are not."""
    words = text[span.start : span.end]
    if len(words) > _LONGEST:
        return False
    if _is_item(text, span):
        return True
    whole = _ENDED.search(words) and not _ORDINAL.search(words)
    return bool(whole) and len(terms(words)) >= _LEAST


def _is_item(text: str, span: Span) -> bool:
    """Is it a row of a table, or an item of a list?"""
    line = text[text.rfind("\n", 0, span.start) + 1 : span.end]
    return line.startswith("|") or _BULLET.match(line) is not None


def _whole(
    topic: str | None, quoted: str | None = None, subject: str = "", *, below: bool = False
) -> Whole | None:
    words = _words(quoted or topic or "")
    asked = _named(subject)
    if subject[:1] not in tuple('"“'):
        asked -= _ANY
    return Whole(words, frozenset(asked), quoted is not None, below) if words else None


def _words(topic: str) -> tuple[str, ...]:
    """Its words of a topic, without its number: two that have the same are one heading."""
    return tuple(term.folded for term in naming_terms(_NUMBERED.sub("", topic.strip(), count=1)))


def _named(subject: str) -> frozenset[str]:
    return frozenset(term.folded for term in naming_terms(subject))
