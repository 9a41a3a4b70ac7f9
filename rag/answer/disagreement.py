"""Disagreement: two documents that give different values for what seems the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from rag.answer.amounts import amounts
from rag.answer.statements import statements, values_of
from rag.answer.versions import are_versions, replaces
from rag.regex import regex
from rag.text import Date, Figure, Name, content_terms, dates, figures, names
from rag.types import Citation, EvidenceSentence, Passage

_SAME_THING = 0.6  # share of the shorter sentence's topic words that the other must have
_LEAST_SHARED = 3  # topic words
_LEAST_OF_VERSIONS = 2  # ... of two versions of one document
_RECURRING = regex(r"\b(?:annual(?:ly)?|yearly|(?:each|every) year)\b", re.IGNORECASE)
_OPENING = regex(r"\W*(?:[Tt]he\s+)?(?:[^\W\d_][^\W_]*\s+){1,2}")
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
    """What the quotes of different documents contradict each other in, in words; else empty.

    Where the one document says that it takes the other's place, its words for that, too.
    """
    for one, other in combinations(citations, 2):
        if one.passage.document_id == other.passage.document_id:
            continue
        found = contradiction(Quoted.of(one), Quoted.of(other))
        if found:
            told = (
                f"The sources differ: {found[0]} in [{one.number}], {found[1]} in [{other.number}]."
            )
            return told + _newer(one, other) + _newer(other, one)
    return ""


def _newer(one: Citation, other: Citation) -> str:
    said = replaces(one.passage, other.passage)
    return f' [{one.number}] says: "{said}"' if said else ""


class Quoted(NamedTuple):
    """A sentence or a row, and where it stands."""

    passage: Passage
    start: int
    text: str

    @classmethod
    def of(cls, one: Citation | EvidenceSentence) -> Quoted:
        return cls(one.passage, one.start, one.quote if isinstance(one, Citation) else one.text)


def contradiction(one: Quoted, other: Quoted) -> tuple[str, str] | None:
    """The two values, as written, if a statement of each speaks of one thing and gives it another
    value. Versions of one document need fewer words in common for that, and are compared clause by
    clause."""
    versions = are_versions(one.passage, other.passage)
    for first in statements(*one, clauses=versions):
        for second in statements(*other, clauses=versions):
            if found := conflict(first, second, versions=versions):
                return found
    return None


def conflict(one: str, other: str, *, versions: bool = False) -> tuple[str, str] | None:
    """The two values, as written, if both texts speak of one thing and give it another value.

    A value is a day, a figure, or the version in a name. Figures of different years do not
    contradict. In `versions` of one document, all words of the shorter text are enough.
    """
    topics = _topic(one), _topic(other)
    shared, shorter = topics[0] & topics[1], min(map(len, topics))
    same = len(shared) >= _LEAST_SHARED and len(shared) >= _SAME_THING * shorter
    if not same and not (versions and len(shared) == shorter >= _LEAST_OF_VERSIONS):
        return None
    labels = names(one), names(other)
    if _apart(one, labels[0], topics[1]) and _apart(other, labels[1], topics[0]):
        return None
    subjects = _numbered_subject(one), _numbered_subject(other)
    if all(subjects) and subjects[0] != subjects[1]:
        return None
    known = values_of(one), values_of(other)
    first = [here for here in known[0] if not any(here.same_as(there) for there in known[1])]
    second = [there for there in known[1] if not any(there.same_as(here) for here in known[0])]
    dated = [any(one.is_year for one in values) for values in (first, second)]
    if dated[0] != dated[1] or (dated[0] and _RECURRING.search(f"{one} {other}")):
        return None
    if len(first) == len(second) == 1 and first[0].is_like(second[0]):
        return first[0].written, second[0].written
    return _versions(*labels)


def _apart(text: str, labels: Sequence[Name], topic: set[str]) -> bool:
    """Does it name somebody or something, or open with a capital word, that the other lacks?

    A name with a number is none: it may be another version of the same; nor is the "Euro".
    """
    words, counted = content_terms(text), figures(text)
    strange = [
        part.folded
        for name in labels
        for part in name.parts
        if not any(letter.isdigit() for letter in name.text)
        if not any(one.start <= name.start and name.end <= one.end for one in counted)
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


def _topic(text: str) -> set[str]:
    """Its topic words, without those of figures and of days."""
    told: list[Figure | Date] = [*figures(text), *dates(text)]
    return {
        term.folded
        for term in content_terms(text)
        if not any(term.start < one.end and one.start < term.end for one in told)
    }
