"""Disagreement: two documents that give different values for what seems the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from rag.text import Figure, Name, content_terms, figures, names
from rag.types import Citation

_SAME_THING = 0.6  # share of the shorter sentence's topic words that the other must have
_LEAST_SHARED = 3  # topic words
_YEAR = re.compile(r"(?:1\d|20)\d\d")


def differences(citations: Sequence[Citation]) -> str:
    """What the quotes of different documents contradict each other in, in words; else empty."""
    for one, other in combinations(citations, 2):
        if one.passage.document_id == other.passage.document_id:
            continue
        found = conflict(one.quote, other.quote)
        if found:
            return (
                f"The sources differ: {found[0]} in [{one.number}], {found[1]} in [{other.number}]."
            )
    return ""


def conflict(one: str, other: str) -> tuple[str, str] | None:
    """The two values, as written, if both texts speak of one thing and give it another value.

    A value is a figure, or the version in a name. Figures of different years do not contradict.
    """
    numbers = figures(one), figures(other)
    labels = names(one), names(other)
    shared = _topic(one, numbers[0]) & _topic(other, numbers[1])
    shorter = min(len(_topic(one, numbers[0])), len(_topic(other, numbers[1])))
    if len(shared) < _LEAST_SHARED or len(shared) < _SAME_THING * shorter:
        return None
    first = [figure for figure in numbers[0] if not _is_among(figure, numbers[1])]
    second = [figure for figure in numbers[1] if not _is_among(figure, numbers[0])]
    if any(_is_year(one, figure) for figure in first) != any(
        _is_year(other, figure) for figure in second
    ):
        return None
    for here in first:
        for there in second:
            if here.unit == there.unit and len(first) == len(second) == 1:
                return here.written(one), there.written(other)
    return _versions(*labels)


def _versions(first: Sequence[Name], second: Sequence[Name]) -> tuple[str, str] | None:
    """Two names that are alike but for the digits in them."""
    texts = [name.text for name in first], [name.text for name in second]
    for here in texts[0]:
        for there in texts[1]:
            alike = _stem(here) == _stem(there) and _stem(here)
            if alike and here not in texts[1] and there not in texts[0]:
                return here, there
    return None


def _stem(name: str) -> str:
    bare = re.sub(r"[\d.]+$", "", name)
    return bare.casefold() if bare != name else ""


def _topic(text: str, numbers: Sequence[Figure]) -> set[str]:
    return {
        term.folded
        for term in content_terms(text)
        if not any(term.start < figure.end and figure.start < term.end for figure in numbers)
    }


def _is_among(figure: Figure, others: Sequence[Figure]) -> bool:
    return any(figure.same_as(other) for other in others)


def _is_year(text: str, figure: Figure) -> bool:
    return bool(_YEAR.fullmatch(text[figure.start : figure.end].strip()))
