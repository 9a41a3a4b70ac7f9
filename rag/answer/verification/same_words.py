"""A sentence in its source's words where both surely mean one thing: initials, ends of months."""

from __future__ import annotations

import re
from calendar import monthrange

from rag.answer.verification.opposites import in_denials
from rag.text import ENGLISH_WEEKDAYS, GERMAN_WEEKDAYS, MONTH, dates, month_of, names

_DAYS = (*ENGLISH_WEEKDAYS.split("|"), *GERMAN_WEEKDAYS.split("|"))
_INITIALS = re.compile(r"\b[A-Z](?:&[A-Z])+\b")
_JOINED = r"\s+(?:and|&|und|et)\s+"
_END_OF_MONTH = re.compile(
    rf"\b(?:(?:by|until|at|before)\s+)?(?:the\s+)?end\s+of\s+(?P<month>{MONTH})(?:\s+(?P<year>[12]\d{{3}}))?\b"
)
_LEAP = 2024  # a year with a 29 February


def in_words_of(sentence: str, source: str) -> str:
    """The sentence with the source's "R&D" for "research and development", or the reverse, its "30
    November" for "the end of November", its "Mon" of a table for "Monday", its "Owen" for
    "Owen Price", "03.05.2021" for "3 May 2021", and "not refundable" for "non-refundable"."""
    sentence = _named(sentence, source)
    sentence = _on_day(_dated(_initialled(sentence, source), source), source)
    return in_denials(_shortened_days(sentence, source), source)


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


def _shortened_days(sentence: str, source: str) -> str:
    """With the source's "Mon" for each "Monday" that it has nowhere in full."""
    for day in _DAYS:
        if day not in sentence or day in source:
            continue
        forms = [day[:3], *([day[:4], day[:5]] if day[0] == "T" else [])]
        forms += [day[:2]] if day.endswith(("tag", "woch", "abend")) else []
        short = re.search(
            rf"(?<![\w-])(?:{'|'.join(forms)})(?=\.?,?\s*\d|\.?\s*(?:[|;,)\u2013/-]|$))",
            source,
            re.MULTILINE,
        )
        if short:
            sentence = re.sub(rf"\b{day}\b", short[0], sentence)
    return sentence


def _named(sentence: str, source: str) -> str:
    """With the source's "Owen" for "Owen Price", whom alone it can mean."""
    full = [one for one in names(sentence) if len(one.parts) > 1 and one.text in source]
    given = names(source) if full else ()
    for one in full:
        for part in (one.parts[0].text, one.parts[-1].text):
            others = [it.text for it in given if part in it.text.split() and it.text != one.text]
            if others and set(others) == {part}:
                sentence = sentence.replace(one.text, part)
                break
    return sentence
