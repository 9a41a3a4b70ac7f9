"""Procedures: who asks how something is done, the numbered steps of a text, what they are of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.regex import regex
from rag.text.context import heading_of
from rag.text.headings import is_ended
from rag.text.parts import Part
from rag.text.terms import topic_words

_HOW = regex(
    r"\W*(?:and\W+|so\W+)?(?:how\s+(?:do|does|did|can|could|should|must|to|would|is|are)\b|"
    r"(?:what|which)\s+(?:are\s+(?:the|all)\s+)?steps\b|what\s+do\s+(?:i|we)\s+have\s+to\s+do\b|"
    r"wie\s+(?:\w+e\s+ich|\w+t\s+man|kann|muss|soll\w*|geht|wird|werden)\b|"
    r"comment\b|cómo\b|come\s+(?:si|posso|devo)\b)",
    re.IGNORECASE,
)
_DOES = regex(
    r"\W*(?:and\W+|so\W+)?how\s+(?:(?:do|does|did|can|could|should|must|would)\s+"
    r"(?:I|we|you|one|they|somebody|someone|people|users)|to)\s+(?:properly\s+)?(?P<verb>[a-z]+)\s",
    re.IGNORECASE,
)
_NUMBERED = "1"


def asks_how(question: str) -> bool:
    """Is it asked how something is done?"""
    return _HOW.match(question) is not None


def done_to(question: str) -> frozenset[str]:
    """The topic words, folded, of what somebody wants to know how to do something with: "heat" and
    "pump" of "How do I connect the heat pump?". None where the question does not say so plainly."""
    found = _DOES.match(question)
    return (
        topic_words(question[found.end() :]) - topic_words(found["verb"]) if found else frozenset()
    )


def steps_at(parts: Sequence[Part], place: int) -> slice:
    """Which parts are the numbered list that one at this place is a step of; an empty slice for
    what is none."""
    inside = (at for at, one in enumerate(parts) if one.start <= place < one.end)
    first = last = next(inside, -1)
    if first < 0 or parts[first].mark != _NUMBERED:
        return slice(0, 0)
    while first > 0 and _goes_on(parts[first], parts[first - 1]):
        first -= 1
    while last + 1 < len(parts) and _goes_on(parts[last], parts[last + 1]):
        last += 1
    return slice(first, last + 1)


def step_lists(parts: Sequence[Part]) -> Iterator[slice]:
    """Which parts are a numbered list, for each of them."""
    at = 0
    while at < len(parts):
        found = steps_at(parts, parts[at].start)
        if parts[found]:
            yield found
        at = max(at + 1, found.stop)


def _goes_on(one: Part, other: Part) -> bool:
    return (one.mark, one.indent) == (other.mark, other.indent) == (_NUMBERED, one.indent)


def words_above(text: str, parts: Sequence[Part], first: int, locator: str) -> frozenset[str]:
    """Of the headings right above the list that begins with this part, marked or not, and of the
    line that announces it; `locator` is the place of that part."""
    lines = [heading_of(locator)]
    for part in reversed(parts[max(0, first - 2) : first]):
        if part.is_item:
            break
        told = (text[span.start : span.end] for span in part.sentences)
        lines += [line for line in told if not is_ended(line) or line.endswith(":")]
        if part.mark == "#":
            break
    return topic_words("\n".join(lines))
