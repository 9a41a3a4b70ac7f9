"""Years that are written as two ("2024/25"): what is said of another such year is no answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rag.types import Evidence, EvidenceSentence

_CLOSE = 0.6  # share of the best sentence's score with which another answers in its place
_YEARS = re.compile(
    r"(?<![\w/.-])(?P<first>(?:19|20)\d\d)\s?[/–—-]\s?(?P<century>19|20)?(?P<second>\d\d)(?![\w/-])"
)
_COMPARES = re.compile(
    r"\b(?:before|until|till|since|from|after|than|compared (?:to|with)|over|on|vor|bis|seit|ab|"
    r"nach|gegenüber|als|avant|depuis|jusqu['’]en)\s+(?:the\s+)?(?:year\s+)?$",
    re.IGNORECASE,
)
"""Before such a year: then something is said of others, too."""


def without_other_years(evidence: Evidence) -> Evidence:
    """The evidence for quotes: without sentences about such years, none of which is asked about.
    Improbable where nothing else tells."""
    if evidence.parts:
        parts = tuple(map(without_other_years, evidence.parts))
        best = max(part.probability for part in parts)
        return replace(evidence, parts=parts, probability=best)
    asked = {first for first, _, _ in _years(evidence.question)}
    if not asked or evidence.heading:
        return evidence
    left = tuple(one for one in evidence.sentences if not _is_of_others(one, asked))
    if len(left) == len(evidence.sentences):
        return evidence
    answers = bool(left) and left[0].score >= _CLOSE * evidence.sentences[0].score
    if answers:
        return replace(evidence, sentences=left)
    written = " or ".join(written for _, _, written in _years(evidence.question))
    missing = f"says this of {written}"
    return replace(evidence, sentences=left, probability=0.0, missing=missing)


def _is_of_others(sentence: EvidenceSentence, asked: set[int]) -> bool:
    """Does it name such years, and neither it nor what it stands below, or beside in a table, one
    of those that are asked about?"""
    passage = sentence.passage
    where = f"{passage.title}\n{passage.locator_at(sentence.start, sentence.end)}"
    beside = passage.text if sentence.text.startswith("|") else ""
    told = list(_years(sentence.text))
    around = [*_years(where), *_years(passage.columns), *_years(beside)]
    if not told or any(first in asked for first, _, _ in (*told, *around)):
        return False
    return not any(_COMPARES.search(sentence.text[:start]) for _, start, _ in told)


def _years(text: str) -> Iterator[tuple[int, int, str]]:
    """The first of the two years, where it stands, and both as they are written."""
    for found in _YEARS.finditer(text):
        first = int(found["first"])
        second = int(f"{found['century'] or str(first + 1)[:2]}{found['second']}")
        if second == first + 1:
            yield first, found.start(), found[0]
