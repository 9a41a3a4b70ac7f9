"""Answers what happened on a day by the whole entry of a diary or a log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.regex import regex
from rag.text import (
    Date,
    Span,
    dates,
    day_heading,
    entry_dates,
    is_of_day,
    sentence_spans,
    tells_day,
)
from rag.text.context import headings_in
from rag.types import Chunk, Evidence, EvidenceSentence, Hit, Passage

_WE = r"(?:I|we|you|they|he|she)"
_ALL = regex(
    rf"\W*(?:and\W+)?(?:what\s+(?:else\s+)?(?:(?:has\s+|have\s+)?happen(?:s|ed)|went on|took place|"
    rf"(?:was|is|were)\s+(?:done|noted|recorded|entered|written|planned|happening|on|up)|"
    rf"(?:did|do|have|had)\s+{_WE}\s+(?:do|done|noted?|recorded?|written?|planned))|"
    r"was\s+(?:geschah|passierte|war|(?:habe|haben)\s+(?:ich|wir)|ist)|tell me about|show me|"
    r"(?:the )?(?:entry|entries|notes?))(?:\s+there)?(?:\s+(?:on|for|of|from|am|vom))?"
    r"(?:\s+the)?\s*"
    r"(?:\b(?:gemacht|getan|passiert|geschehen|los)\b)?\W*",
    re.IGNORECASE,
)
_DOCUMENTS = 2
_SHORT = 1_200  # characters of what is quoted whole
_MOST = 12  # ... and its sentences


def day_alone(question: str) -> Date | None:
    """The day of which all is asked; None where something of it is, or nothing."""
    found = dates(question)
    if len(found) != 1:
        return None
    rest = f"{question[: found[0].start]} {question[found[0].end :]}"
    return found[0] if _ALL.fullmatch(rest) else None


def having_day(question: str, hits: Iterable[Hit]) -> list[Hit]:
    """The hits with an entry of the day that the question asks about, best first, one of a
    document."""
    day = day_alone(question)
    found: dict[str, Hit] = {}
    for hit in hits if day else ():
        if len(found) < _DOCUMENTS and day and _begins(hit.chunk, day):
            found.setdefault(hit.chunk.document_id, hit)
    return list(found.values())


def under_day(question: str, chunks: Sequence[Chunk]) -> list[Chunk]:
    """Those of a document's chunks that stand below a heading with the day asked about, as many as
    are quoted; none where too much does."""
    day = day_alone(question)
    found = [one for one in chunks if day and _heading(one.locator, one.title, day)]
    return found if sum(len(one.text) for one in found) <= _SHORT else []


def told_of_day(question: str, passages: Iterable[Passage]) -> Evidence | None:
    """Evidence that is certain: the entries of the day in these passages; None where there are
    none, or where they are too long to be quoted whole."""
    day = day_alone(question)
    name, found = "", list[EvidenceSentence]()
    for passage in passages if day else ():
        text = passage.text
        own = [one for one in sentence_spans(text) if day and _head(passage, one, day)]
        if not own or len(own) > _MOST or own[-1].end - own[0].start > _SHORT:
            continue
        if passage.goes_on and not text[own[-1].end :].strip():
            continue
        name = name or (_head(passage, own[0], day) if day else "")
        found += [EvidenceSentence.of(passage, *one, 1.0) for one in own]
    return Evidence(1.0, tuple(found), "", question, heading=name) if found else None


def _begins(chunk: Chunk, day: Date) -> bool:
    """Does an entry of the day begin in it, or is it of one?"""
    heads = entry_dates(chunk.text, sentence_spans(chunk.text))
    return bool(_heading(chunk.locator, chunk.title, day)) or any(
        is_of_day(day, chunk.text[one.start : one.end], chunk.title) for one in heads
    )


def _heading(locator: str, title: str, day: Date) -> str:
    """The heading with the day that a locator names; "" for none."""
    own = (name for name in headings_in(locator) if tells_day(name))
    return next((name for name in own if is_of_day(day, name, f"{title} {locator}")), "")


def _head(passage: Passage, span: Span, day: Date) -> str:
    """What says of the sentence there that it is of the day; "" where it is not."""
    path = passage.locator_at(passage.start + span.start, passage.start + span.end)
    head = day_heading(passage.text, sentence_spans(passage.text), span, path)
    return head if head and is_of_day(day, head, f"{passage.title} {path}") else ""
