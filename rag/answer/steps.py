"""The steps of a procedure, all of them: some of them are worse than none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from rag.answer.complete import MAX_ITEMS, Chosen
from rag.text import Span, heading_of, is_ended, topic_words
from rag.text.parts import Part, parts_of
from rag.types import Passage

_HOW = re.compile(
    r"\W*(?:and\W+|so\W+)?(?:how\s+(?:do|does|did|can|could|should|must|to|would|is|are)\b|"
    r"(?:what|which)\s+(?:are\s+(?:the|all)\s+)?steps\b|what\s+do\s+(?:i|we)\s+have\s+to\s+do\b|"
    r"wie\s+(?:\w+e\s+ich|\w+t\s+man|kann|muss|soll\w*|geht|wird|werden)\b|"
    r"comment\b|cómo\b|come\s+(?:si|posso|devo)\b)",
    re.IGNORECASE,
)
_NUMBERED = "1"


def asks_how(question: str) -> bool:
    """Is it asked how something is done?"""
    return _HOW.match(question) is not None


def whole_steps(quotes: Sequence[Chosen], asked: Collection[str]) -> Iterator[Chosen]:
    """The numbered lists that quotes are steps of, whole, where what stands right above them names
    something of what is asked (`asked`: its topic words, folded)."""
    done: set[tuple[str, int]] = set()
    for quote in quotes:
        passage = quote.passage
        parts = parts_of(passage.text)
        at = _step_at(parts, quote.span.start - passage.start)
        first = _first(parts, at)
        if first < 0 or (passage.key, first) in done:
            continue
        done.add((passage.key, first))
        if _words_above(passage, parts, first) & set(asked):
            yield from _list_from(passage, parts, first)


def _step_at(parts: Sequence[Part], place: int) -> int:
    inside = (at for at, one in enumerate(parts) if one.start <= place < one.end)
    at = next(inside, -1)
    return at if at >= 0 and parts[at].mark == _NUMBERED else -1


def _first(parts: Sequence[Part], at: int) -> int:
    """The number of the first step of the list that one is of; -1 for what is none."""
    while at > 0 and _goes_on(parts[at], parts[at - 1]):
        at -= 1
    return at


def _goes_on(one: Part, other: Part) -> bool:
    return (one.mark, one.indent) == (other.mark, other.indent) == (_NUMBERED, one.indent)


def _words_above(passage: Passage, parts: Sequence[Part], first: int) -> frozenset[str]:
    """Of the headings right above the list, marked or not, and of the line that announces it."""
    lines = [heading_of(passage.locator_at(passage.start + parts[first].start))]
    for part in reversed(parts[max(0, first - 2) : first]):
        if part.is_item:
            break
        told = (passage.text[span.start : span.end] for span in part.sentences)
        lines += [line for line in told if not is_ended(line) or line.endswith(":")]
        if part.mark == "#":
            break
    return topic_words("\n".join(lines))


def _list_from(passage: Passage, parts: Sequence[Part], first: int) -> Iterator[Chosen]:
    last = first
    while last + 1 < len(parts) and _goes_on(parts[last], parts[last + 1]):
        last += 1
    steps = parts[first : last + 1]
    cut = len(steps) > MAX_ITEMS or (passage.goes_on and last + 1 == len(parts))
    for step in steps[:MAX_ITEMS]:
        for number, span in enumerate(step.sentences):
            moved = Span(span.start + passage.start, span.end + passage.start)
            yield Chosen(passage, moved, listed=True, further=number > 0, cut=cut)
