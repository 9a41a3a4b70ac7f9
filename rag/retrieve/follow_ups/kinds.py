"""Puts what a follow-up names in the place of what is of the same kind: a day for a day, an adverb
for an adverb, a figure for a figure, a person for "I"."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.regex import regex
from rag.retrieve.follow_ups.agreement import DONE, agreeing
from rag.retrieve.follow_ups.modifiers import put_as_sort
from rag.retrieve.follow_ups.numbered import put_as_numbered
from rag.text import ENGLISH_MONTHS, ENGLISH_WEEKDAYS, Name, is_calendar

_NO_THING = (
    r"(?:the|a|an|my|our|your|his|her|their|its?|this|that|they|them|he|she|you|we|i|there|in|on|at|"
    r"for|with|without|from|by|under|over|during|after|before|since|until|per|between|among|as|of|to|"
    rf"about|new|{DONE})\b"
)
_ONE_VALUE = regex(
    r"\s*(?:how\s+(?!many)\w+|what|when|where)\s+(?:is|are|was|were)\s+"
    rf"(?P<thing>(?:(?!{_NO_THING})[\w’-]+\s){{0,2}}(?!{_NO_THING})[\w’-]+)\s*\?*\s*",
    re.IGNORECASE,
)
_SPAN = {"a": 1, "one": 1, "the": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_DAY = rf"(?:{ENGLISH_WEEKDAYS})s?"
_MONTH = rf"(?:(?!may(?!\s*\W*$|\s+\d))(?:{ENGLISH_MONTHS}))"
_PART_OF_DAY = r"(?:(?:early|late)\s+)?(?:mornings?|afternoons?|evenings?|nights?)"
TIME = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:\s+\d{{4}})?|{_MONTH}(?:\s+\d{{1,2}}\b)?(?:,?\s+\d{{4}})?"
    rf"|{_DAY}(?:\s+(?:and|or|to|until)\s+{_DAY})?(?:\s+{_PART_OF_DAY})?|(?:the\s+)?weekends?"
    r"|weekdays|(?:(?:bank|public|school|national)\s+)?holidays|today|tomorrow|yesterday"
    r"|(?:spring|summer|autumn|winter)(?!\s+\w+s\b)|"
    r"(?:(?:fiscal|financial|tax|school)\s+)?(?:year\s+)?(?:19|20)\d\d"
    r"|(?:last|next|this)\s+(?:week|month|year)|the\s+(?:previous|preceding|following|next)\s+year"
    rf"|(?:{'|'.join(_SPAN)})\s+years?\s+(?:before|earlier|later|after))"
)
_AT = r"(?:on|in|at|during|for|by|from|since|until|before|after)"
_WHEN = regex(rf"\b(?:(?P<at>{_AT})\s+)?(?P<time>{TIME})\b", re.IGNORECASE)
_ON_A_DAY = regex(rf"{_DAY}|weekdays|.*holidays|\d{{1,2}}\s", re.IGNORECASE)
_BY_ITSELF = regex(r"(?:today|tomorrow|yesterday|last|next|this)\b", re.IGNORECASE)

_QUARTER = regex(
    r"(?:in\s+)?(?P<which>(?:the\s+)?(?:first|second|third|fourth|last)\s+(?:quarter|half)|Q[1-4])\b"
    r"(?P<year>(?:\s+of)?\s+(?:19|20)\d\d)?",
    re.IGNORECASE,
)
_YEARS_ON = regex(
    rf"(?:in\s+)?(?:(?P<many>{'|'.join(_SPAN)})\s+years?\s+(?P<way>before|earlier|later|after)"
    r"|the\s+(?P<way2>previous|preceding|following|next)\s+year)",
    re.IGNORECASE,
)
_YEAR = regex(r"\b(?:19|20)\d\d\b")
_BACK = ("before", "earlier", "previous", "preceding")
_OF_ANOTHER_YEAR = regex(
    r"\b(?:earlier|later|previous|preceding|prior|ago|(?:19|20)\d\d|(?:last|next|following)\s+year|"
    r"year\s+(?:before|after))\b",
    re.IGNORECASE,
)

_ADVERB = (
    r"(?!(?:only|family|supply|reply|assembly|early|july|italy|fly|apply|ally|bully|jelly)\b)"
    r"[^\W\d_]{3,}ly|online|offline|abroad|overseas|upstairs|downstairs|outside|inside|outdoors|"
    r"indoors|overnight"
)
_IDIOM = (
    r"(?:on|in|at|by|from)\s+(?:site|home|person|house|office|post|mail|e-?mail|phone|hand|foot|air|"
    r"sea|rail|road|train|bus|car|bike|plane|campus|cash|card|cheque|writing|advance|transit|stock)"
)
"""A place or a manner without an article: "on site", "by post"."""
MANNER = rf"(?:{_IDIOM}|{_ADVERB})"
_MANNER = regex(rf"\b{MANNER}\b", re.IGNORECASE)

_UNIT = r"(?:per|each|every|a(?=\s+(?:hour|day|week|month|quarter|year|night|person|head)))"
_RATE = regex(rf"\b{_UNIT}\s+(?P<unit>[\w'’-]+)", re.IGNORECASE)
_ASKS_HOW_MUCH = regex(r"\s*(?:how\s+(?:much|many)|what)\b", re.IGNORECASE)
_OFTEN = {"day": "daily", "year": "(?:yearly|annual(?:ly)?|per annum)", "person": "per head"}

_FIGURE = regex(
    r"(?<![\w.])(?P<number>\d[\d.,]*)(?!\w)(?P<unit>\s+(?!(?:in|on|at|for|of|to|by|per|and|or)\b)"
    r"[^\W\d_]+)?"
)

_SOMEBODY = regex(
    r"(?:(?:the|an?|my|our)\s+)?(?:[\w'’-]+\s+){0,2}?(?:[^\W\d_]*(?:lord|lady|tenant|agent|client|"
    r"consultant|customer|owner|buyer|seller|lender|borrower|manager|director|employer|employee|"
    r"worker|member|user|holder|teacher|tutor|trainer|trustee|guarantor|contractor|supplier|"
    r"visitor|neighbou?r|student|pupil|patient|doctor|nurse|resident|parent|president|secretary|treasurer|"
    r"chair|adult|senior|pensioner|teenager|infant|guest|person|man|woman|kid|baby|partner|"
    r"company)s?|children|child|people|persons|men|women|babies|parties|companies)"
    r"(?:\s+(?:under|over|aged|from|below|above|between|with|without)\s.+)?",
    re.IGNORECASE,
)
"""Somebody who may do, or get, what a question asks for; companies too."""
_WHO = regex(
    r"(?:(?:the|an?|my|our)\s+)?(?:[\w'’-]+\s+){0,2}?(?:[^\W\d_]*(?:taker|keeper|leader|officer|visor|"
    r"coach|captain|deput(?:y|ie)|head|chief|mayor|clerk|editor|author|founder|owner|inspector|"
    r"engineer|architect|lawyer|accountant|auditor|referee|umpire|warden|steward|librarian|driver|"
    r"vet|dentist|chef|cook|judge|minister|governor|counsel|speaker|host)s?)"
    r"(?:\s+(?:of|for|in|at)\s.+)?",
    re.IGNORECASE,
)
"""Somebody, where a question asks who that is."""
_I = regex(
    r"(?P<may>\b(?:do|does|did|can|could|may|must|should|shall|will|would|am|are)\s+)"
    r"(?P<who>i|we|you|one)\b",
    re.IGNORECASE,
)
_WHO_MAY = regex(
    r"\s*who\s+(?P<may>can|could|may|must|should|shall|will|would)\s+(?P<does>.+)",
    re.IGNORECASE | re.DOTALL,
)


def put_for_its_kind(question: str, other: str) -> str:
    """The question with `other` in the place of the last phrase of the same kind, or at the end
    where a phrase of its kind can stand; "" where `other` is of none of these kinds."""
    ways: tuple[Callable[[str, str], str], ...] = (
        _quarter,
        _years_on,
        _time,
        put_as_numbered,
        _rate,
        _figure,
        _manner,
        put_as_sort,
        _person,
    )
    return next((made for way in ways if (made := way(question, other))), "")


def all_it_names(question: str) -> tuple[int, int] | None:
    """Where the thing stands of which a question asks one value, and says no more: "parking" in
    "How much is parking?"; None for another question, or a thing with an article."""
    found = _ONE_VALUE.fullmatch(question)
    return found.span("thing") if found else None


def is_date(name: Name) -> bool:
    """Is it but a day, a month, a date: "Fri 23"?"""
    parts = (one.text.removesuffix("s") for one in name.parts)
    return all(is_calendar(one) or one.isdecimal() for one in parts)


def is_somebody(other: str) -> bool:
    """Is it a person by what they are: "the landlord", "children under 6"?"""
    return _SOMEBODY.fullmatch(other) is not None


def is_who(other: str) -> bool:
    """Is it, where it is asked who that is, a person rather than what that person is of?"""
    return is_somebody(other) or _WHO.fullmatch(other) is not None


def when_of(question: str) -> str:
    """The last phrase that says when: "on Sunday"; "" where there is none."""
    found = list(_WHEN.finditer(question))
    return found[-1][0] if found else ""


def _quarter(question: str, other: str) -> str:
    new, places = _QUARTER.fullmatch(other), list(_QUARTER.finditer(question))
    if new is None or not places:
        return ""
    old = places[-1]
    which = new["which"]
    if old["which"].lower().startswith("the ") and which[:1].upper() != "Q":
        which = f"the {which.removeprefix('the ')}"
    end = old.end() if new["year"] else old.end("which")
    return _put(question, old.start("which"), end, which + (new["year"] or ""))


def _years_on(question: str, other: str) -> str:
    new, years = _YEARS_ON.fullmatch(other), list(_YEAR.finditer(question))
    if new is None:
        return ""
    if len(years) != 1:
        return _at_the_end(question, other)
    return _put(question, *years[0].span(), _year_meant(new, years[0]))


def _year_meant(new: re.Match[str], year: re.Match[str]) -> str:
    many = _SPAN[(new["many"] or "a").lower()]
    back = (new["way"] or new["way2"]).lower() in _BACK
    return str(int(year[0]) + (-many if back else many))


def is_years_on(other: str) -> bool:
    """Is it "a year earlier", which can only be said of what was asked?"""
    return _YEARS_ON.fullmatch(other) is not None


def named_by(question: str, other: str) -> str:
    """What an answer names: `other`, or the year that it is in the place of one."""
    new, years = _YEARS_ON.fullmatch(other), list(_YEAR.finditer(question))
    return _year_meant(new, years[0]) if new and len(years) == 1 else other


def is_of_another_year(sentence: str) -> bool:
    """Has the sentence a year, or a word like "earlier"?"""
    return _OF_ANOTHER_YEAR.search(sentence) is not None


def _time(question: str, other: str) -> str:
    new = _WHEN.fullmatch(other)
    if new is None:
        return ""
    places = list(_WHEN.finditer(question))
    at, time = new["at"], new["time"]
    if places:
        old = places[-1]
        if at is None and not _BY_ITSELF.match(time):
            at = old["at"] if _ON_A_DAY.match(time) or not _ON_A_DAY.match(old["time"]) else None
            at = at or (_usual(time) if old["at"] else None)
        return _put(question, *old.span(), f"{at} {time}" if at else time)
    if at is None and not _BY_ITSELF.match(time):
        at = _usual(time)
    return _at_the_end(question, f"{at} {time}" if at else time)


def _usual(time: str) -> str:
    if _ON_A_DAY.match(time):
        return "on"
    return "at" if "weekend" in time.lower() else "in"


def _rate(question: str, other: str) -> str:
    if _RATE.fullmatch(other) is None:
        return ""
    places = list(_RATE.finditer(question))
    if places:
        return _put(question, *places[-1].span(), other)
    return _at_the_end(question, other) if _ASKS_HOW_MUCH.match(question) else ""


def is_said_at_a_rate(other: str, text: str) -> bool:
    """Does the text give anything "per month", where that is what is asked; else True."""
    found = _RATE.fullmatch(other)
    if found is None:
        return True
    unit = re.escape(found["unit"].lower())
    said = rf"(?:per|each|every|an?|/)\s*{unit}\b|\b{_OFTEN.get(unit, unit + 'ly')}\b"
    return re.search(said, text, re.IGNORECASE) is not None


def _figure(question: str, other: str) -> str:
    new = _FIGURE.fullmatch(other)
    places = list(_FIGURE.finditer(question))
    if new is None or not places:
        return ""
    old = places[-1]
    return _put(question, old.start(), old.end() if new["unit"] else old.end("number"), other)


def _manner(question: str, other: str) -> str:
    if _MANNER.fullmatch(other) is None:
        return ""
    places = [one for one in _MANNER.finditer(question) if not _how_much_of_it(question, one)]
    if places:
        return _put(question, *places[-1].span(), other)
    return _at_the_end(question, other)


def _how_much_of_it(question: str, adverb: re.Match[str]) -> bool:
    """Does it belong to the word behind it: "newly built"?"""
    return adverb[0].endswith("ly") and bool(re.match(r"\s+\w", question[adverb.end() :]))


def _person(question: str, other: str) -> str:
    if not is_somebody(other):
        return ""
    if does := _WHO_MAY.fullmatch(question):
        return f"{does['may'].capitalize()} {other} {does['does']}"
    if asks := _I.search(question):
        return agreeing(question[: asks.start("who")], other) + other + question[asks.end("who") :]
    return ""


def _at_the_end(question: str, other: str) -> str:
    return f"{question.strip().rstrip('?. ')} {other}?"


def _put(question: str, start: int, end: int, other: str) -> str:
    return question[:start] + other + question[end:]
