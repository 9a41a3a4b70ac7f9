"""Quotes footnotes of a Markdown source with the sentence that they are on, and the reverse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.regex import regex
from rag.text import Span, sentence_spans
from rag.types import EvidenceSentence, Passage

_MARK = regex(r"\[\^(?P<name>[\w-]{1,32})\](?!:)")
_NOTE = regex(r"^ {0,3}\[\^(?P<name>[\w-]{1,32})\]:[ \t]*", re.MULTILINE)
_REFERENCE = regex(
    r"https?://|www\.|\bdoi\b|\bpp?\.\s?\d|\bS\.\s\d|\bet al\b|\bibid\b|\bISBN\b|\(\d{4}[a-z]?\)|"
    r"\A(?:see|cf\.|vgl\.|siehe|voir|véase)\b",
    re.IGNORECASE,
)
"""What names another work, and says nothing of the matter."""
_MOST = 3  # sentences of a note that are quoted with what it is on


def noted(
    kept: Sequence[EvidenceSentence], ranked: Sequence[EvidenceSentence]
) -> list[EvidenceSentence]:
    """The notes on kept sentences, and the sentences that kept notes are on, as far as the passages
    hold them: "before that €70" leaves to its sentence what cost that."""
    known = {one.place for one in kept}
    found: dict[tuple[str, int], EvidenceSentence] = {}
    for sentence in kept:
        if not sentence.passage.is_markdown:
            continue
        own = sentence.passage.document_id
        near = {one.passage.key: one.passage for one in (sentence, *ranked)}
        for passage in (one for one in near.values() if one.document_id == own):
            for span in _belonging(sentence, passage):
                start, end = passage.start + span.start, passage.start + span.end
                text = passage.text[span.start : span.end]
                one = replace(sentence, passage=passage, start=start, end=end, text=text)
                found.setdefault(one.place, one)
    return [one for place, one in found.items() if place not in known]


def _belonging(sentence: EvidenceSentence, passage: Passage) -> Iterator[Span]:
    """Where a passage has the notes on the sentence, or the one that it is a note on."""
    own = _note_of(sentence)
    marks = {own} if own else {one["name"] for one in _MARK.finditer(sentence.text)}
    if not marks:
        return
    notes = list(_notes(passage.text))
    if not own:
        for spans in (spans for name, spans in notes if name in marks and spans):
            said = _NOTE.sub("", passage.text[spans[0].start : spans[-1].end], count=1)
            if not _REFERENCE.search(said):
                yield from spans[:_MOST]
        return
    of_notes = {span for _, spans in notes for span in spans}
    on = (
        span
        for span in sentence_spans(passage.text)
        if span not in of_notes
        and any(one["name"] == own for one in _MARK.finditer(passage.text, *span))
    )
    yield from list(on)[:1]


def _note_of(sentence: EvidenceSentence) -> str:
    """The name of the note that it is of, "" for most."""
    begin = sentence.start - sentence.passage.start
    for name, spans in _notes(sentence.passage.text):
        if any(span.start == begin for span in spans):
            return name
    return ""


def _notes(text: str) -> Iterator[tuple[str, list[Span]]]:
    """Each note's name and sentences: of its paragraph."""
    spans = sentence_spans(text) if "[^" in text else ()
    marks = list(_NOTE.finditer(text)) if spans else []
    for at, mark in enumerate(marks):
        last = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        blank = text.find("\n\n", mark.end())
        end = min(last, blank if blank >= 0 else last)
        yield mark["name"], [span for span in spans if mark.start() <= span.start < end]
