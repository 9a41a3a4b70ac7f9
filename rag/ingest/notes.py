"""Footnotes of Markdown: "[^a]: ..." belongs where its mark stands, and not to the last section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.ingest.spans import Span, has_words, trimmed
from rag.regex import regex
from rag.types import Section

_NOTE = regex(r"^ {0,3}\[\^(?P<name>[\w-]{1,32})\]:[ \t]", re.MULTILINE)
_MARK = regex(r"\[\^(?P<name>[\w-]{1,32})\](?!:)")
_END = regex(r"\n[ \t]*\n(?! {2,}|\t)")  # a blank line; what is indented behind it goes on
_FENCE = regex(r"^ {0,3}(?:```|~~~)", re.MULTILINE)


def with_notes(text: str, sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections; each note that one of them has at its end, or amid it, as one of its own that
    is labelled as that which has the first mark of it."""
    if _NOTE.search(text) is None:
        return tuple(sections)
    marked: dict[str, str] = {}
    for section in sections:
        for mark in _MARK.finditer(text, section.start, section.end):
            marked.setdefault(mark["name"], section.label)
    return tuple(part for section in sections for part in _parts(text, section, marked))


def _parts(text: str, section: Section, marked: dict[str, str]) -> Iterator[Section]:
    notes = [
        (span, marked[name])
        for name, span in _notes(text, section)
        if marked.get(name, section.label) != section.label
    ]
    if not notes:
        yield section
        return
    edges = [Span(0, section.start), *(span for span, _ in notes), Span(section.end, 0)]
    labels = [*(label for _, label in notes), ""]
    for (before, after), label in zip(pairwise(edges), labels, strict=True):
        body = trimmed(text, before.end, after.start)
        if has_words(text[slice(*body)]):
            yield Section(body.start, body.end, section.label)
        if label:
            yield Section(after.start, after.end, label)


def _notes(text: str, section: Section) -> Iterator[tuple[str, Span]]:
    """The notes of a section by their names: each to a blank line, or to the next."""
    found = [
        one
        for one in _NOTE.finditer(text, section.start, section.end)
        if len(_FENCE.findall(text, 0, one.start())) % 2 == 0
    ]
    for one, following in pairwise([*found, None]):
        if one is None:
            return
        last = following.start() if following else section.end
        blank = _END.search(text, one.end(), last)
        span = trimmed(text, one.start(), blank.start() if blank else last)
        if has_words(text[one.end() : span.end]):
            yield one["name"], span
