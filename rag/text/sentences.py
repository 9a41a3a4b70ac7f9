"""Sentences of a Markdown or plain text, as spans; headings and rules are no sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import sentencex

from rag.regex import regex
from rag.text.abbreviations import (
    ends_at_letters,
    ends_at_months,
    ends_at_units,
    ends_nothing,
)
from rag.text.blocks import blocks
from rag.text.lines import longest_line, stretches, without_leaders

_SURROGATE = regex("[\ud800-\udfff]")
_LETTERED = regex(r"\s*\((?:[A-Za-z]|[ivxIVX]{2,5}|\d{1,2})\)\s")
_ENDING = regex(r"(?P<signs>[*_]{1,3})(?:\s+|$)")
_NOTE = regex(r"(?:\[\^[\w-]{1,32}\])+(?!:)\s*")
_BOLD = regex(r"(?P<signs>\*\*|__)(?=\S)(?:(?!(?P=signs)).){1,98}(?<=\S)(?P=signs)\*?", re.DOTALL)
"""Bold words, of the length of a label."""
_STOP = regex(r"[.!?]\s")
_ENDS = (ends_at_units, ends_at_months, ends_at_letters)


class Span(NamedTuple):
    """Half-open character offsets into the text that was split."""

    start: int
    end: int


def sentence_spans(text: str, *, by_line: bool = True, headings: bool = False) -> tuple[Span, ...]:
    """The sentences of `text` in reading order, without surrounding white space or list marks.

    A list item, a table row and a fenced block never share a sentence with their neighbours, nor
    does a line that was ended on purpose (a heading without a mark, "Date: 5 October") except
    without `by_line`. With `headings` they count as sentences.
    """
    spans: list[Span] = []
    longest = longest_line(text)
    for start, end, whole in blocks(text, headings=headings):
        if whole:
            spans.append(Span(start, end))
        else:
            for piece in stretches(text, start, end, longest) if by_line else ((start, end),):
                spans.extend(_split(text, *piece))
    return tuple(spans)


def plain(text: str) -> str:
    """`text` on one line: runs of white space, line breaks among them, become one space."""
    return " ".join(text.split())


def opening_bold(text: str, start: int, end: int) -> int:
    """Where the bold words end that what stands from `start` to `end` begins with; 0 for none."""
    found = _BOLD.match(text, start, end)
    return found.end() if found else 0


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences of one paragraph, by sentencex's rules for abbreviations and quotes.

    Signs that end emphasis stay with the sentence that they end, and so does the mark of a note
    right behind its full stop. No sentence ends within the bold words that the paragraph opens with
    and goes on from: "**Room 2. The map.** It was drawn in 1810.".
    """
    paragraph = _readable(text[start:end])
    opened = start + _label_of(paragraph)
    held: Span | None = None
    for first, last in _boundaries(paragraph):
        signs = _ENDING.match(paragraph, first, last)
        if held is not None and signs and _is_open(paragraph, held, start, signs["signs"]):
            held = Span(held.start, start + signs.end("signs"))
            first = signs.end()
        note = _NOTE.match(paragraph, first, last)
        if held is not None and note and held.end == start + first:
            held = Span(held.start, start + first + len(note[0].rstrip()))
            first = note.end()
        piece = paragraph[first:last]
        body = piece.strip()
        if not body:
            continue
        first += start + len(piece) - len(piece.lstrip())
        if held is not None and (
            first < opened or ends_nothing(paragraph[held.start - start : held.end - start], body)
        ):
            held = Span(held.start, first + len(body))
            continue
        if held is not None:
            yield held
        held = Span(first, first + len(body))
    if held is not None:
        yield held


def _label_of(paragraph: str) -> int:
    """Where the bold words end that open it and that something follows; 0 for none, and for bold
    words of more than two sentences, which are an emphasis."""
    margin = len(paragraph) - len(paragraph.lstrip())
    until = opening_bold(paragraph, margin, len(paragraph))
    several = len(_STOP.findall(paragraph[:until])) > 1
    return until if paragraph[until:].strip() and not several else 0


def _readable(paragraph: str) -> str:
    """The paragraph for sentencex, letter by letter: valid Unicode, and without dots that lead from
    a thing to its value, which end nothing."""
    return without_leaders(_SURROGATE.sub("\ufffd", paragraph))


def _boundaries(paragraph: str) -> Iterator[tuple[int, int]]:
    """Where the splitter's sentences begin and end, and those that a unit or the letter of a thing
    ends, which it takes for an initial, or a month, for an abbreviation."""
    for boundary in sentencex.get_sentence_boundaries("en", paragraph):
        first, last = boundary["start_index"], boundary["end_index"]
        for begin, end in _behind_letter(paragraph, first, last):
            piece = paragraph[begin:end]
            for begins in sorted({end for ends in _ENDS for end in ends(piece)}):
                yield first, begin + begins
                first = begin + begins
            yield first, end
            first = end


def _behind_letter(paragraph: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The splitter's sentences of a clause: behind "(c)" it sees none by itself."""
    lettered = _LETTERED.match(paragraph, first, last)
    if lettered is None:
        yield first, last
        return
    for boundary in sentencex.get_sentence_boundaries("en", paragraph[lettered.end() : last]):
        begin = lettered.end() + boundary["start_index"] if boundary["start_index"] else first
        yield begin, lettered.end() + boundary["end_index"]


def _is_open(paragraph: str, sentence: Span, start: int, signs: str) -> bool:
    """Does emphasis by these signs begin up to the sentence's end and not end there?"""
    return paragraph.count(signs, 0, sentence.end - start) % 2 == 1
