"""Filters what is said of another year: "in 2019" for "in 2020", "2025/26" for "2024/25"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.regex import regex
from rag.retrieve.question import asks_whether
from rag.retrieve.sifting import sifted
from rag.text import topic_words
from rag.types import Evidence, EvidenceSentence

_YEARS = regex(
    r"(?<![\w/.-])(?P<first>(?:19|20)\d\d)\s?[/–—-]\s?(?P<century>19|20)?(?P<second>\d\d)(?![\w/-])"
)
_ONE = regex(r"(?<![\w/.–—-])(?:1[5-9]|20)\d\d\b(?!\s?[/–—-]\s?\d|[.,]\d)")
_IN = regex(r"\b(?:(?P<of>for|für|pour)|in|during|im Jahre?|en)\s+(?:the year\s+)?$", re.IGNORECASE)
_ALSO = regex(r"(?:[;:(|\n]\s*|\b(?:and|und|et|or)\s+|,\s*)$")
"""Behind another year, or in a cell."""
_OTHERWISE = regex(
    r"\b(?:before|until|till|since|from|to|by|after|than|compared|as|over|between|ago|earlier|previous|bis|"
    r"seit|ab|von|nach|vor|als|gegenüber|depuis|jusqu)\b",
    re.IGNORECASE,
)
_BEGAN = regex(
    r"\b(?:becom\w+|became|rais\w+|increas\w+|lower\w+|reduc\w+|introduc\w+|found(?:ed|ing)|opened|"
    r"appoint\w+|elect\w+|join\w+|start\w+|beg[aiu]n\w*|took|mov\w+|replac\w+|chang\w+|set|fix\w+|"
    r"adopt\w+|bought|acquir\w+|clos\w+|renam\w+|enlarg\w+|extend\w+|(?:re)?built|wurden?|worden)\b",
    re.IGNORECASE,
)
"""What began in a year may hold in later ones, unless it is asked what did."""
_FORESEEN = regex(
    r"\b(?:agree|announc|decid|expect|forecast|goal|plan|predict|promis|propos|target|erwart|geplant|"
    r"prognos|versproch)\w*",
    re.IGNORECASE,
)
_COMPARES = regex(
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
    year = _year_of(evidence.question)
    for one in evidence.sentences:
        if evidence.heading or not (
            (asked and _is_of_others(one, asked))
            or (year and _tells_of_other_years(one, year, evidence.question))
        ):
            yield one


def _missing(evidence: Evidence) -> str:
    written = [written for _, _, written in _years(evidence.question)]
    return "says this of " + " or ".join(written or [_year_of(evidence.question)])


def _is_of_others(sentence: EvidenceSentence, asked: set[int]) -> bool:
    """Does it name such years, and neither it nor what it stands below, or beside in a table, one
    of those that are asked about?"""
    passage = sentence.passage
    where = f"{passage.title}\n{sentence.locator}"
    beside = passage.text if sentence.text.startswith("|") else ""
    told = list(_years(sentence.text))
    around = [*_years(where), *_years(passage.columns), *_years(beside)]
    if not told or any(first in asked for first, _, _ in (*told, *around)):
        return False
    return not any(_COMPARES.search(sentence.text[:start]) for _, start, _ in told)


def _year_of(question: str) -> str:
    """The one year in which something was; "" for none, for more, and where a question asks whether
    it was so, for how long, or for what then was to come."""
    found = [*_ONE.finditer(question)]
    other = asks_whether(question) or _OTHERWISE.search(question) or _FORESEEN.search(question)
    if len(found) != 1 or other:
        return ""
    return found[0][0] if _IN.search(question[: found[0].start()]) else ""


def _tells_of_other_years(sentence: EvidenceSentence, year: str, question: str) -> bool:
    """Does it say of other years alone what is asked of this one? What it stands below or beside,
    or what is said before it in its paragraph, may have the year."""
    passage, text = sentence.passage, sentence.text
    told = [*_ONE.finditer(text)]
    began = _BEGAN.search(text) and not _BEGAN.search(question)
    if not told or year in text or began or _OTHERWISE.search(text):
        return False
    mark = _IN.search(question[: question.index(year)])
    of = bool(mark and mark["of"])
    if any(not _is_in(text[: one.start()], first=not at, of=of) for at, one in enumerate(told)):
        return False
    begin = sentence.start - passage.start
    before = passage.text[:begin].rpartition("\n\n")[2]
    where = sentence.locator
    around = f"{passage.title}\n{where}\n{passage.columns}\n{before}"
    if text.startswith("|"):
        around += passage.text
    return year not in around and bool(topic_words(question) & topic_words(text))


def _is_in(before: str, *, first: bool, of: bool) -> bool:
    """Is a year behind these words one in which something was, or that it was for or `of`?"""
    mark = _IN.search(before)
    opens = not before.strip(" |*_")
    return (
        opens or bool(mark and (of or not mark["of"])) or bool(_ALSO.search(before) and not first)
    )


def _years(text: str) -> Iterator[tuple[int, int, str]]:
    """The first of the two years, where it stands, and both as they are written."""
    for found in _YEARS.finditer(text):
        first = int(found["first"])
        second = int(f"{found['century'] or str(first + 1)[:2]}{found['second']}")
        if second == first + 1:
            yield first, found.start(), found[0]
