"""Years that are written as two ("2024/25"): what is said of another such year is no answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.retrieve.sifting import sifted
from rag.types import Evidence, EvidenceSentence

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
    return sifted(evidence, _of_those_asked, _missing)


def _of_those_asked(evidence: Evidence) -> Iterator[EvidenceSentence]:
    asked = {first for first, _, _ in _years(evidence.question)}
    for one in evidence.sentences:
        if not asked or evidence.heading or not _is_of_others(one, asked):
            yield one


def _missing(evidence: Evidence) -> str:
    return "says this of " + " or ".join(written for _, _, written in _years(evidence.question))


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
