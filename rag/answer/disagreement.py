"""Disagreement: two documents that give different values for what seems the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from rag.answer.amounts import Amount, amounts
from rag.text import Figure, Name, content_terms, figures, names
from rag.types import Citation

_SAME_THING = 0.6  # share of the shorter sentence's topic words that the other must have
_LEAST_SHARED = 3  # topic words
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_RECURRING = re.compile(r"\b(?:annual(?:ly)?|yearly|(?:each|every) year)\b", re.IGNORECASE)
_OPENING = re.compile(r"\W*(?:[Tt]he\s+)?(?:[^\W\d_][^\W_]*\s+){1,2}")
_PLACES = frozenset(
    [
        "appendix",
        "article",
        "chapter",
        "clause",
        "figure",
        "page",
        "paragraph",
        "part",
        "section",
        "table",
    ]
)
_LETTERS = 2  # at most, in front of the number of a quarter, a half, a year ("Q3", "FY24")


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
    topics = _topic(one, numbers[0]), _topic(other, numbers[1])
    shared, shorter = topics[0] & topics[1], min(map(len, topics))
    if len(shared) < _LEAST_SHARED or len(shared) < _SAME_THING * shorter:
        return None
    labels = names(one), names(other)
    if _apart(one, labels[0], topics[1]) and _apart(other, labels[1], topics[0]):
        return None
    subjects = _numbered_subject(one), _numbered_subject(other)
    if all(subjects) and subjects[0] != subjects[1]:
        return None
    known = _values(one, labels[0]), _values(other, labels[1])
    first = [here for here in known[0] if not any(here.same_as(there) for there in known[1])]
    second = [there for there in known[1] if not any(there.same_as(here) for here in known[0])]
    dated = [any(_is_year(one) for one in values) for values in (first, second)]
    if dated[0] != dated[1] or (dated[0] and _RECURRING.search(f"{one} {other}")):
        return None
    if len(first) == len(second) == 1 and first[0].is_like(second[0]):
        return first[0].written, second[0].written
    return _versions(*labels)


def _apart(text: str, labels: Sequence[Name], topic: set[str]) -> bool:
    """Does it name somebody or something, or open with a capital word, that the other lacks?

    A name with a number is none: it may be another version of the same.
    """
    words = content_terms(text)
    strange = [
        part.folded
        for name in labels
        for part in name.parts
        if not any(letter.isdigit() for letter in name.text)
    ]
    if words and not text[: words[0].start].strip(" *_\"'") and words[0].text[0].isupper():
        strange.append(words[0].folded)
    return any(part not in topic for part in strange)


def _numbered_subject(text: str) -> str:
    """The number of what a text opens with, "10" of "Windows 10 supports"; "" for most."""
    for figure in [one.figure for one in amounts(text)[:1] if not (one.unit or one.figure.unit)]:
        opened = _OPENING.fullmatch(text, 0, figure.start)
        if opened and opened[0].split()[-1][0].isupper():
            return text[figure.start : figure.end]
    return next(
        (
            name.text
            for name in names(text)[:1]
            if not content_terms(text[: name.start]) and _stem(name.text)
        ),
        "",
    )


def _values(text: str, labels: Sequence[Name]) -> list[Amount]:
    """Its figures, but for those that are a part of a name."""
    return [
        one
        for one in amounts(text)
        if not any(name.start < one.figure.start and one.figure.end <= name.end for name in labels)
    ]


def _versions(first: Sequence[Name], second: Sequence[Name]) -> tuple[str, str] | None:
    """Two names that are alike but for the digits in them."""
    texts = [name.text for name in first], [name.text for name in second]
    for here in texts[0]:
        for there in texts[1]:
            stem = _stem(here)
            alike = len(stem) > _LETTERS and stem == _stem(there) and stem not in _PLACES
            if alike and here not in texts[1] and there not in texts[0]:
                return here, there
    return None


def _stem(name: str) -> str:
    bare = re.sub(r"[\d.]+$", "", name)
    return bare.casefold().strip() if bare != name else ""


def _topic(text: str, numbers: Sequence[Figure]) -> set[str]:
    return {
        term.folded
        for term in content_terms(text)
        if not any(term.start < figure.end and figure.start < term.end for figure in numbers)
    }


def _is_year(value: Amount) -> bool:
    return bool(_YEAR.fullmatch(value.written))
