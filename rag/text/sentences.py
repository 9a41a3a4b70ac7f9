"""Sentences of a Markdown or plain text, as spans; headings and rules are no sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import sentencex

from rag.text.blocks import blocks
from rag.text.lines import stretches

_SURROGATE = re.compile("[\ud800-\udfff]")
_ENDING = re.compile(r"(?P<signs>[*_]{1,3})(?:\s+|$)")
_NUMBER = re.compile(r"[*_(§ ]*\d{1,3}[.)]")
_TITLE = re.compile(r"\b(?:Ms|Mx|Dipl)\.$")
_BEFORE_FIGURE = re.compile(
    r"\b(?:figs|eqs?|ch|vols?|abs|approx|tel|mon|tue|eds?|paras?|incl|excl|app|tab)\.$",
    re.IGNORECASE,
)


_ORDINAL = re.compile(r"(?:^|\s)(?P<before>\S*)\s\d{1,2}\.$")
_BEHIND_ORDINAL = re.compile(
    r"(?:Jan(?:uar)?|Feb(?:ruar)?|März|April?|Mai|Juni?|Juli?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Okt(?:ober)?|Nov(?:ember)?|Dez(?:ember)?)\b"
)
_BEFORE_ORDINAL = frozenset(["das", "dem", "den", "der", "des", "im", "vom", "zum", "zur", "beim"])
"""A German ordinal has a full stop: "am 5. Mai", "das 2. Kapitel"."""


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
    for start, end, whole in blocks(text, headings=headings):
        if whole:
            spans.append(Span(start, end))
        else:
            for piece in stretches(text, start, end) if by_line else ((start, end),):
                spans.extend(_split(text, *piece))
    return tuple(spans)


def plain(text: str) -> str:
    """`text` on one line: runs of white space, line breaks among them, become one space."""
    return " ".join(text.split())


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences of one paragraph, by sentencex's rules for abbreviations and quotes.

    Signs that end emphasis stay with the sentence that they end.
    """
    paragraph = _SURROGATE.sub("\ufffd", text[start:end])  # sentencex wants valid Unicode
    held: Span | None = None
    for boundary in sentencex.get_sentence_boundaries("en", paragraph):
        first, last = boundary["start_index"], boundary["end_index"]
        signs = _ENDING.match(paragraph, first, last)
        if held is not None and signs and _is_open(paragraph, held, start, signs["signs"]):
            held = Span(held.start, start + signs.end("signs"))
            first = signs.end()
        piece = paragraph[first:last]
        body = piece.strip()
        if not body:
            continue
        first += start + len(piece) - len(piece.lstrip())
        if held is not None and _runs_on(paragraph[held.start - start : held.end - start], body):
            held = Span(held.start, first + len(body))
            continue
        if held is not None:
            yield held
        held = Span(first, first + len(body))
    if held is not None:
        yield held


def _is_open(paragraph: str, sentence: Span, start: int, signs: str) -> bool:
    """Does emphasis by these signs begin in the sentence and not end there?"""
    return paragraph.count(signs, sentence.start - start, sentence.end - start) % 2 == 1


def _runs_on(sentence: str, following: str) -> bool:
    """Does it end with an abbreviation that sentencex does not know, and that ends nothing, or is
    it the number of what follows?"""
    if _TITLE.search(sentence) or _NUMBER.fullmatch(sentence):
        return True
    ordinal = _ORDINAL.search(sentence)
    if ordinal and (
        _BEHIND_ORDINAL.match(following) or ordinal["before"].lower() in _BEFORE_ORDINAL
    ):
        return True
    return following[0] in "0123456789+" and _BEFORE_FIGURE.search(sentence) is not None
