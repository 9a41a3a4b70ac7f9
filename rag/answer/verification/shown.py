"""Chooses what the support reader is shown of the sources that a sentence cites."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.verification.verdicts import Quote
from rag.reading import MOST_SENTENCE_TOKENS, MOST_SOURCE_TOKENS
from rag.regex import regex
from rag.text import Span, sentence_spans

_PIECE = regex(r"[^\W\d_]{1,5}|\d{1,2}|[^\w\s]|_")  # a token at most, in most languages
WINDOW = 130
"""Tokens of a passage that are read beside a sentence; of those tried, from 80 to 320 and all parts
one after the other, among the best for passages of every length (HISTORY.md)."""


def fits(sentence: str) -> bool:
    """Is all of a sentence read?"""
    return tokens(sentence) <= MOST_SENTENCE_TOKENS


def tokens(text: str) -> int:
    """About how many tokens a text has, rather too many than too few."""
    return len(_PIECE.findall(text))


def shown(quotes: Sequence[Quote]) -> str:
    """Each quote with what stands around it, under its title and, in a table, the columns' names;
    all of it no longer than the reader reads."""
    room = MOST_SOURCE_TOKENS // len(quotes)
    return "\n".join(_under_its_title(one, room) for one in quotes)


def _under_its_title(quote: Quote, room: int) -> str:
    passage = quote.passage
    head = f"{passage.title}. " + (f"{passage.columns}\n" if passage.columns else "")
    return head + around(quote, min(WINDOW, room - tokens(head)))


def around(quote: Quote, room: int) -> str:
    """The passage, or where it has more than `room` tokens the quote with as many whole sentences
    before and behind it as there is room for."""
    text, begin = quote.passage.text, quote.passage.start
    start, end = quote.start - begin, quote.end - begin
    left = room - tokens(text[start:end])
    if tokens(text) <= room:
        return text
    spans = sentence_spans(text)
    before = [one for one in spans if one.end <= start]
    behind = [one for one in spans if one.start >= end][::-1]
    while before or behind:
        for near, is_before in ((before, True), (behind, False)):
            if not near:
                continue
            one = near.pop()
            left -= tokens(_of(text, one))
            if left < 0:
                near.clear()
                left += tokens(_of(text, one))
            elif is_before:
                start = one.start
            else:
                end = one.end
    return text[start:end]


def _of(text: str, span: Span) -> str:
    return text[span.start : span.end]
