"""Finds the question in a document's own text that a user asks: set as a heading, in bold or
italics, marked "Q:", or asked in an interview.

Somebody who asks it is answered with what stands below it there, as with what stands below a
heading. A question in the middle of a text is none: a mail may ask it, and go on with anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.regex import regex
from rag.retrieve.leads.asked_in_turns import is_asked_in_turn, told_in_turn
from rag.text import Span, is_ended, is_labelled_answer, is_question
from rag.text.parts import Part, ends_with_colon, parts_of, words_at
from rag.text.same_question import is_same, is_sought
from rag.types import Chunk, Evidence, EvidenceSentence, Hit, Passage

_BOLD = regex(r"[\s>]*(?P<signs>\*\*|__)(?=\S).*(?P=signs)[\s:]*", re.DOTALL)
_EMPHASIS = regex(r"[\s>]*(?P<sign>[*_])(?=\S).*(?P=sign)\s*", re.DOTALL)
_MARK = regex(r"[\s*_>]*(?:Q|F|Question|Frage)\s?\d*\s?[.:)]", re.IGNORECASE)
_DOCUMENTS = 2
_SHORT = 1_200  # characters of what is quoted whole
_MOST = 12  # ... and its sentences


def asking(question: str, hits: Iterable[Hit]) -> list[Hit]:
    """The hits whose text asks this, best first, one of a document."""
    found: dict[str, Hit] = {}
    if is_sought(question):
        for hit in hits:
            if len(found) < _DOCUMENTS and _is_asked_in(question, hit.chunk):
                found.setdefault(hit.chunk.document_id, hit)
    return list(found.values())


def _is_asked_in(question: str, chunk: Chunk) -> bool:
    place = _place(question, chunk.text, chunk.title)
    return place is not None or is_asked_in_turn(question, chunk)


def told_below(question: str, passages: Iterable[Passage]) -> Evidence | None:
    """Evidence that is certain: what stands below the question in these passages; None where
    nothing does, or too much to be quoted whole."""
    name, found = "", list[EvidenceSentence]()
    for passage in passages:
        spans = told_in_turn(question, passage)
        asked = None if spans else _place(question, passage.text, passage.title)
        spans = spans or ([] if asked is None else list(_below(passage.text, asked)))
        if not spans or len(spans) > _MOST or spans[-1].end - spans[0].start > _SHORT:
            continue
        if passage.goes_on and not passage.text[spans[-1].end :].strip():
            continue
        name = name or question
        found += [EvidenceSentence.of(passage, *span, 1.0) for span in spans]
    return Evidence(1.0, tuple(found), "", question, heading=name) if found else None


def _place(question: str, text: str, title: str) -> Span | None:
    """Where the text asks this as a heading would."""
    if "?" not in text:
        return None
    places = (
        span
        for part in parts_of(text)
        for at, span in enumerate(part.sentences)
        if _stands(text, part, at) and is_same(question, text[span.start : span.end], [title])
    )
    return next(places, None)


def _stands(text: str, part: Part, at: int) -> bool:
    """Is this sentence a question that looks like the heading of what follows it?"""
    asked, *behind = (text[one.start : one.end] for one in part.sentences[at : at + 2])
    marked = _EMPHASIS.fullmatch(asked) or _MARK.match(asked)
    return is_question(asked) and (marked is not None or any(map(is_labelled_answer, behind)))


def _below(text: str, asked: Span) -> Iterator[Span]:
    """The sentences behind it up to the next one like it; where they begin in its own paragraph,
    that alone, with the list that it announces."""
    own: Part | None = None
    runs_in = False
    for part in parts_of(text):
        if part.end < asked.end:
            continue
        if own is not None and (_ends(text, part, own) or (runs_in and not _is_listed(part))):
            return
        for at, span in enumerate(part.sentences):
            if span.start < asked.end:
                continue
            if _stands(text, part, at):
                return
            yield span
        if own is None:
            own, runs_in = part, part.end > asked.end
            if runs_in and not text[: part.end].endswith(":"):
                return


def _is_listed(part: Part) -> bool:
    return part.is_item or part.mark in {"|", "`"}


def _ends(text: str, part: Part, own: Part) -> bool:
    """Does something else begin with this part?"""
    if part.mark == "#" or (own.is_item and part.is_item and part.indent <= own.indent):
        return True
    first = part.sentences[0]
    alone = len(part.sentences) == 1 and not part.is_item
    line = words_at(text, first)
    told = is_ended(line) and not ends_with_colon(line)  # "**Not on Sundays.**" goes with the rest
    return alone and not told and _BOLD.fullmatch(text, first.start, first.end) is not None
