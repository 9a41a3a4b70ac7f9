"""What stands first under a title or a heading: what is said about it, where that alone is asked.

"What do the documents say about "Minutes of 6 May"?" names no fact that a sentence could have, and
is answered by the sentences with which the document begins. Only where the topic is the whole title
or heading: about a word of it, anything may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rag.retrieve.topical import ABOUT, KEYWORDS, is_sentence
from rag.text import Span, content_terms, fold, heading_of, sentence_spans, terms, topic_words
from rag.types import Chunk, Evidence, EvidenceSentence, Hit, Passage

_WHAT = r"(?:[\"“](?P<quoted>.{2,300})[\"”]|(?P<topic>[^?.!;:\"“”]{2,80}?))\s*[?.!]*\s*"
_ASKS = tuple(
    re.compile(rf"\s*{opening}\s+{_WHAT}", re.IGNORECASE)
    for opening in (
        r"what\s+(?:do|does|did)\s+(?P<subject>[\"“][^\"“”]{1,200}[\"”]|[^?.!;:\"“”]{1,60}?)\s+"
        rf"(?:say|tell|state|write|mention)(?:\s+(?:me|us))?\s+{ABOUT}",
        rf"what(?:\s+(?:is|are|was|were)|['’]s)\s+(?:said|told|written|stated|mentioned)\s+{ABOUT}",
        r"(?:please\s+|(?:can|could)\s+you\s+)?tell\s+(?:me|us)\s+"
        r"(?:something\s+|more\s+|everything\s+|all\s+)?about",
    )
)
_ANY = frozenset(map(fold, ("documents", "document", "files", "sources", "texts", "papers")))
"""What is asked, where all documents are."""

_NUMBERED = re.compile(
    r"^(?:§+\s*\d+[a-z]?[.)]?|\d+(?:\.\d+)*[.)]|\d+(?:\.\d+)+|[IVX]+\.)\s+", re.IGNORECASE
)
_ENDED = re.compile(r"[.!?。！？।؟…][\"'”’»)\]*_]*$")
_ORDINAL = re.compile(r"\b\d{1,3}\.$")
"""Ends no sentence in many languages: "bis zum 15. November"."""
_BULLET = re.compile(r"\s*(?:[-*+•]|\(?\d{1,3}[.)])\s+")
_LEAST = 4  # words of a sentence that tells something
_LONGEST = 400  # characters of one: what is longer is a log, or a text without sentences
_CHUNKS = 4  # of a document that are looked at: a letter's head may fill the first
_DOCUMENTS = 2
_SENTENCES = 3  # of one document; of a list or a table one more


class Whole(NamedTuple):
    """A question about a topic as a whole: its words, and those of what is asked, if not all."""

    topic: tuple[str, ...]
    subject: frozenset[str]

    def is_headed_by(self, title: str, locator: str) -> str:
        """The title, or the heading on the way to this place, that the topic is; else ""."""
        path = [title, *(heading_of(part) for part in locator.split(" > "))]
        if not self.subject <= {term.folded for one in path for term in terms(one)}:
            return ""
        return next((one for one in path if _words(one) == self.topic), "")


def whole_of(question: str) -> Whole | None:
    """The topic that it asks about as a whole; None for one that asks for something of it."""
    for asks in _ASKS:
        if found := asks.fullmatch(question):
            given = found.groupdict()
            asked = topic_words(given.get("subject") or "") - _ANY
            return _whole(given["quoted"] or given["topic"], asked)
    found = KEYWORDS.fullmatch(question)
    return _whole(found["topic"], ()) if found and not is_sentence(question) else None


def headed(question: str, hits: Iterable[Hit]) -> tuple[str, list[Hit]]:
    """The title or heading that the question is about as a whole, and one hit of each document
    that has it, best first; "" and none where there is no such."""
    whole = whole_of(question)
    found: dict[str, Hit] = {}
    names: list[str] = []
    for hit in hits if whole else ():
        name = whole.is_headed_by(hit.chunk.title, hit.chunk.locator) if whole else ""
        if name and len(found) < _DOCUMENTS:
            names.append(name)
            found.setdefault(hit.chunk.document_id, hit)
    return (names or [""])[0], list(found.values())


def begun(question: str, chunks: Iterable[Chunk]) -> list[Chunk]:
    """The first chunks below what the question is about, of one document's in their order: as many
    as it takes to a sentence that tells something, else the very first."""
    whole = whole_of(question)
    found: list[Chunk] = []
    for chunk in chunks:
        if whole is None or not whole.is_headed_by(chunk.title, chunk.locator):
            continue
        found.append(chunk)
        text = chunk.text
        if any(_tells(text, span) for span in sentence_spans(text)):
            return found
        if len(found) == _CHUNKS:
            break
    return found[:1]


def lead_evidence(
    question: str, name: str, chunks: Iterable[Chunk], passages: Iterable[Passage]
) -> Evidence:
    """Evidence that is certain: the first sentences of these chunks, as the passages have them."""
    begins = [(chunk.document_id, chunk.start, chunk.end) for chunk in chunks]
    found = [
        sentence
        for passage in passages
        for document, start, end in begins
        if document == passage.document_id
        for sentence in _first(passage, start, end)
    ]
    return Evidence(1.0, tuple(found), "", question, heading=name)


def _first(passage: Passage, start: int, end: int) -> Iterator[EvidenceSentence]:
    """The first sentences of `document.text[start:end]`, without what only heads them."""
    within = Span(max(0, start - passage.start), end - passage.start)
    spans = [
        span
        for span in sentence_spans(passage.text)
        if within.start <= span.start < within.end
        and _words(passage.text[span.start : span.end]) != _words(passage.title)
    ]
    short = [span for span in spans if span.end - span.start <= _LONGEST]
    telling = [span for span in spans if _tells(passage.text, span)] or short
    listed = bool(telling) and _is_item(passage.text, telling[0])
    for span in telling[: _SENTENCES + listed]:
        text = passage.text[span.start : span.end]
        yield EvidenceSentence(
            passage, passage.start + span.start, passage.start + span.end, text, 1.0
        )


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


def _whole(topic: str, subject: Iterable[str]) -> Whole | None:
    words = _words(topic)
    return Whole(words, frozenset(subject)) if words else None


def _words(topic: str) -> tuple[str, ...]:
    """Its words of a topic, without its number: two that have the same are one heading."""
    return tuple(term.folded for term in content_terms(_NUMBERED.sub("", topic.strip(), count=1)))
