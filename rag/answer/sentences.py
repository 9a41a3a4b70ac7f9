"""Splits an answer into sentences and gives each the markers that belong to it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.framing import is_framing
from rag.answer.verification.polarity import NEGATION
from rag.regex import regex
from rag.text import Span, figures, is_header_row, is_statement, sentence_spans
from rag.types import Marker, Stretch

_HEADING = regex(r"\s{0,3}#{1,6}\s+(?:\W*\d{1,3}[.):]\s+)?(?P<words>.*)")
_BOLD_LINE = regex(r"[ \t]*(?P<mark>\*\*|__)(?P<words>(?:(?!(?P=mark)).)+)(?P=mark)[ \t]*")
_YEAR = regex(r"\b(?:1\d|20)\d\d\b")
_OPENER = regex(r"[#>*+\u2022~`=-]|\d{1,3}[.)]\s")
"""What a block opens with, but for a table's row, which is a sentence however it is read."""

_STATES = regex(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|(?-i:may|MAY)|must|should|shall|"
    r"ist|sind|war|waren|hat|haben|wird|werden|est|sont|es|son|è|sono|é|são)\b",
    re.IGNORECASE,
)
_ASKS = regex(
    r"(?:what|which|who|whose|when|where|why|how|if|wer|wie|wo|wann|warum|welche\w*|qui|que|quand|"
    r"comment|pourquoi|où|qué|cuándo|cómo)\b|.*\?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence of the display text: `answer[start:end]` is it with its markers.

    `text` is without markers. `numbers` are those of the passages it cites, each once, in order;
    `unknown` is what it cites besides.
    """

    start: int
    end: int
    text: str
    numbers: tuple[int, ...]
    unknown: tuple[str, ...] = ()


def split_answer(
    text: str,
    markers: Sequence[Marker],
    literal: Sequence[Stretch] = (),
    question: str = "",
    *,
    quotes_only: bool = False,
) -> tuple[CitedSentence, ...]:
    """The sentences of a display text, an answer to `question`, in order; they do not overlap.

    A marker belongs to the sentence it stands in or directly after, full stop or not; markers
    on lines of their own belong to the sentence before. List items, table rows and code blocks are
    apart from their neighbours. Headings are no sentences, and cite nothing, unless they state
    something; nor are, without a marker, a line in bold, a table's header, or what only greets or
    announces; and a line under a paragraph is a rule. What opens a `literal` stretch makes neither
    an item nor a heading of it. With `quotes_only` each quote has its marker, so that what stands
    between two on one line is one sentence, whatever full stops a row's cells have.
    """
    bare, read = _Bare(text, markers), _Bare(_unmarked(text, literal), markers)
    spans = [  # not by line: a marker may stand for several
        span
        for span in sentence_spans(read.text, by_line=False, headings=True)
        if not _is_label(read, span)
    ]
    if quotes_only:
        spans = _by_marker(bare, spans)
    owned: list[list[Marker]] = [[] for _ in spans]
    for marker, place in zip(markers, bare.places, strict=True):
        owner = _owner(bare.text, spans, place)
        if owner is not None:
            owned[owner].append(marker)
    return tuple(
        CitedSentence(
            start=min([bare.offset(span.start), *(mark.start for mark in marks)]),
            end=max([bare.offset(span.end - 1) + 1, *(mark.end for mark in marks)]),
            text=bare.text[span.start : span.end],
            numbers=tuple(dict.fromkeys(m.number for m in marks if m.number is not None)),
            unknown=tuple(dict.fromkeys(m.key for m in marks if m.number is None)),
        )
        for span, marks in zip(spans, owned, strict=True)
        if marks or not _says_nothing(bare.text, span, question)
    )


def _says_nothing(text: str, span: Span, question: str) -> bool:
    """Is it, without a marker, a table's header, a line in bold for a heading, or framing?"""
    words = text[span.start : span.end]
    if is_framing(words, question):
        return True
    start = text.rfind("\n", 0, span.start) + 1
    bold = _BOLD_LINE.fullmatch(text, start, text.find("\n", span.end) % (len(text) + 1))
    if bold is None and not is_header_row(text, span):
        return False
    named = _YEAR.sub(" ", bold["words"] if bold else words)
    return not (
        is_statement(named)
        or figures(named)
        or NEGATION.search(named)
        or (_STATES.search(named) and not _ASKS.match(named))
    )


def _by_marker(bare: _Bare, spans: Sequence[Span]) -> list[Span]:
    """The sentences, those of one line joined that no marker stands between."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last is not None and "\n" not in bare.text[last.end : span.start]:
            place = bisect_left(bare.places, last.end)
            if place == len(bare.places) or bare.places[place] > span.start:
                joined[-1] = Span(last.start, span.end)
                continue
        joined.append(span)
    return joined


def _unmarked(text: str, literal: Sequence[Stretch]) -> str:
    """The text with a letter for each sign or figure that would open a block, at equal offsets."""
    for one in literal:
        if _OPENER.match(text, one.start, one.end):
            text = f"{text[: one.start]}x{text[one.start + 1 :]}"
    return text


class _Bare:
    """The text without its markers and the spaces before them, and where everything was.

    `places` says for each marker at which offset of the bare text it stood.
    """

    def __init__(self, text: str, markers: Sequence[Marker]) -> None:
        kept: list[str] = []
        self._starts: list[int] = []  # of each kept stretch, in the bare text
        self._origins: list[int] = []  # and in the text
        self.places: list[int] = []
        at = length = 0
        for marker in [*markers, None]:
            end = len(text) if marker is None else marker.start
            if marker is not None and not text[marker.end : marker.end + 1].isalnum():
                end = at + len(text[at:end].rstrip(" \t"))
            self._starts.append(length)
            self._origins.append(at)
            kept.append(text[at:end])
            length += end - at
            if marker is not None:
                self.places.append(length)
                at = marker.end
        self.text = "".join(kept)

    def offset(self, place: int) -> int:
        """Where a character of the bare text stands in the text."""
        stretch = bisect_right(self._starts, place) - 1
        return self._origins[stretch] + place - self._starts[stretch]


def _is_label(bare: _Bare, span: Span) -> bool:
    """Is it a heading that only says what follows it is about?

    Not one that ends like a sentence, nor one that gives a figure in a clause ("## The fee is 5
    euros"); with a marker, either will do.
    """
    text = bare.text
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end) % (len(text) + 1)
    heading = _HEADING.fullmatch(text, start, end)
    if start == span.start or heading is None:
        return False
    words = heading["words"]
    if is_statement(words):
        return False
    signs = [bool(figures(words)), bool(_STATES.search(words)) and not _ASKS.match(words)]
    cited = any(start <= place <= end for place in bare.places)
    return not (any(signs) if cited else all(signs))


def _owner(text: str, spans: Sequence[Span], place: int) -> int | None:
    """The sentence that a marker at `place` belongs to, if any."""
    after = bisect_left([span.start for span in spans], place)
    before = after - 1
    gap = text[spans[before].end : place] if before >= 0 else "\n"
    if before >= 0 and "\n" not in gap:
        return before
    if after < len(spans) and "\n" not in text[place : spans[after].start]:
        return after
    return before if before >= 0 and not gap.strip() else None
