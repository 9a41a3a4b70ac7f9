"""A sentence in its source's words where both surely mean one thing: initials, ends of months."""

from __future__ import annotations

import re
from calendar import monthrange

from rag.answer.verification.opposites import in_denials
from rag.text import MONTH, dates, month_of

_INITIALS = re.compile(r"\b[A-Z](?:&[A-Z])+\b")
_JOINED = r"\s+(?:and|&|und|et)\s+"
_END_OF_MONTH = re.compile(
    rf"\b(?:(?:by|until|at|before)\s+)?(?:the\s+)?end\s+of\s+(?P<month>{MONTH})(?:\s+(?P<year>[12]\d{{3}}))?\b"
)
_LEAP = 2024  # a year with a 29 February


def in_words_of(sentence: str, source: str) -> str:
    """The sentence with the source's "R&D" for "research and development", or the reverse, its "30
    November" for "the end of November", "03.05.2021" for "3 May 2021", and "not refundable" for
    "non-refundable"."""
    return in_denials(_on_day(_dated(_initialled(sentence, source), source), source), source)


def _initialled(sentence: str, source: str) -> str:
    for initials in {*_INITIALS.findall(source), *_INITIALS.findall(sentence)}:
        letters = initials.split("&")
        phrase = re.compile(_JOINED.join(rf"\b{letter}[\w-]+" for letter in letters), re.IGNORECASE)
        if initials in source and not phrase.search(source):
            sentence = phrase.sub(initials, sentence)
        elif initials not in source and (spelled := phrase.search(source)):
            sentence = sentence.replace(initials, spelled[0])
    return sentence


def _dated(sentence: str, source: str) -> str:
    given = dates(source)

    def told(found: re.Match[str]) -> str:
        month, year = month_of(found["month"]), int(found["year"] or 0)
        days = {monthrange(year or _LEAP, month)[1]} | ({28} if month == 2 and not year else set())
        for one in given:
            same_year = not year or not one.year or one.year == year
            if same_year and one.readings <= {(month, day) for day in days}:
                return f"on {source[one.start : one.end]}"
        return found[0]

    return _END_OF_MONTH.sub(told, sentence)


def _on_day(sentence: str, source: str) -> str:
    """With the source's writing of each day: "03.05.2021" for "3. Mai 2021"."""
    given = dates(source)
    for said in reversed(dates(sentence)):
        same = [one for one in given if one.same_as(said) and (one.year or not said.year)]
        written = [source[one.start : one.end] for one in same]
        if written and sentence[said.start : said.end] not in written:
            sentence = f"{sentence[: said.start]}{written[0]}{sentence[said.end :]}"
    return sentence
