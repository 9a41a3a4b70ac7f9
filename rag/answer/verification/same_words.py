"""Puts a sentence into its source's spelling where both mean the same: initials, ends of months."""

from __future__ import annotations

import re
from calendar import monthrange

from rag.answer.verification.opposites import in_denials
from rag.regex import regex
from rag.text import (
    CURRENCIES,
    ENGLISH_WEEKDAYS,
    GERMAN_WEEKDAYS,
    MONTH,
    NUMBER_WORDS,
    dates,
    figures,
    month_of,
    names,
)

_DAYS = (*ENGLISH_WEEKDAYS.split("|"), *GERMAN_WEEKDAYS.split("|"))
_INITIALS = regex(r"\b[A-Z](?:&[A-Z])+\b")
_JOINED = r"\s+(?:and|&|und|et)\s+"
_END_OF_MONTH = regex(
    rf"\b(?:(?:by|until|at|before)\s+)?(?:the\s+)?end\s+of\s+(?P<month>{MONTH})(?:\s+(?P<year>[12]\d{{3}}))?\b"
)
_DEGREES = {
    "C": regex(r"\s?\b(?:degrees?|Grad)\s(?:C|Celsius|centigrade)\b", re.IGNORECASE),
    "F": regex(r"\s?\b(?:degrees?|Grad)\s(?:F|Fahrenheit)\b", re.IGNORECASE),
}
_LAST = r"\s+(?:and|or|und|oder|et|ou|y|o)\s+"
_COUNTED_UP = regex(
    rf"\b(?P<number>{NUMBER_WORDS}|\d{{1,2}})\s+(?P<what>(?:[^\W\d_]+\s+){{0,3}}?[^\W\d_]+)"
    rf"\s?(?:[,:(]|\s[–—])\s*(?P<items>(?:[^,.;:()]+,\s*)*?[^,.;:()]+?,?{_LAST}[^,.;:()]+)",
    re.IGNORECASE,
)
_BETWEEN_ITEMS = regex(rf",?{_LAST}|,\s*")
_LEAP = 2024  # a year with a 29 February


def in_words_of(sentence: str, source: str) -> str:
    """The sentence with the source's "R&D" for "research and development", or the reverse, its "30
    November" for "the end of November", its "Mon" of a table for "Monday", its "Owen" for
    "Owen Price", "03.05.2021" for "3 May 2021", its "°C" for "degrees Celsius", its "€0.45" for "45
    cents", and "not refundable" for "non-refundable"; and without the number of what it lists
    itself: "two boats, Kite and Gull"."""
    sentence = _named(_uncounted(_in_cents(_in_degrees(sentence, source), source), source), source)
    sentence = _on_day(_dated(_initialled(sentence, source), source), source)
    return in_denials(_shortened_days(sentence, source), source)


def _in_degrees(sentence: str, source: str) -> str:
    for sign, spelled in _DEGREES.items():
        other = next(one for one in _DEGREES if one != sign)
        if re.search(rf"°\s?{sign}\b", source) and not re.search(rf"°\s?{other}\b", source):
            sentence = spelled.sub(f" °{sign}", sentence)
    return sentence


def _in_cents(sentence: str, source: str) -> str:
    """A price below one in the source's writing, where it has it as hundredths or as a fraction."""
    given = [one for one in figures(source) if one.unit in CURRENCIES]
    for said in reversed(figures(sentence)):
        if said.unit not in CURRENCIES or any(said.same_as(one) for one in given):
            continue
        in_cents = said.unit == "cent"
        value = said.value / 100 if in_cents else said.value * 100
        same = [one for one in given if one.value == value and (one.unit == "cent") != in_cents]
        if same:
            written = source[same[0].start : same[0].end]
            sentence = f"{sentence[: said.start]}{written}{sentence[said.end :]}"
    return sentence


def _uncounted(sentence: str, source: str) -> str:
    def told(found: re.Match[str]) -> str:
        (figure, *_) = figures(found["number"]) or (None,)
        items = len(_BETWEEN_ITEMS.split(found["items"]))
        counts = re.compile(rf"\w+\s+{re.escape(found['what'])}\b", re.IGNORECASE)
        if (
            figure is None
            or figure.value != items
            or figures(found["items"])
            or any(figures(one[0]) for one in counts.finditer(source))
        ):
            return found[0]
        return found[0][found.start("what") - found.start() :]

    return _COUNTED_UP.sub(told, sentence)


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
