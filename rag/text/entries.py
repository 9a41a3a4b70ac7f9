"""The dates that head the entries of a diary, a log, minutes: lines with nothing else, headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.regex import regex
from rag.text.dates import ENGLISH_WEEKDAYS, GERMAN_WEEKDAYS, MONTH, Date, dates
from rag.text.sentences import Span, plain

_WEEKDAY = (
    rf"(?:(?:{ENGLISH_WEEKDAYS}|{GERMAN_WEEKDAYS})|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?|"
    r"(?:Mo|Di|Mi|Do|Fr|Sa|So)\b\.?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
)
_BESIDE_DATE = regex(rf"\W*(?:(?:the|den)\s)?(?:{_WEEKDAY}\W*)?\W*", re.IGNORECASE)
_YEAR = regex(r"\b[12]\d{3}\b")
_NOT_OF = regex(
    r"\b(?:after|and|as of|before|between|bis|by|deadline|due|effective|ends?|frist|nach|oder|or|"
    r"seit|since|stand|starts?|through|till|to|und|until|updated|valid|vor|zwischen)\W*$|"
    r"(?<!minutes )(?<!notes )(?<!meeting )\bfrom\W*$|"
    rf"(?:[\d.]|{MONTH})\s?[-–—/&+]\s?$",
    re.IGNORECASE,
)
"""Before a date: then what stands below is not of that day alone."""
_GOES_ON = regex(
    r"\s?(?:[-–—/&+]|,?\s?\b(?:to|until|till|through|and|or|bis|und|oder)\b)\s?"
    rf"(?:{_WEEKDAY}\W*)?(?:\d\d?(?:st|nd|rd|th)?\b(?!\s?[^\W\d_]|[.,:]\d)|{MONTH})",
    re.IGNORECASE,
)
_LONGEST_HEADING = 100
_LONGEST = 60  # characters
_LONGEST_HEADING = 100
_FEWEST = 2  # entries of a log; a letter has one date


def entry_dates(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Those of a text's sentences that are the dates of its entries, in order.

    Each is all that a line says, and what is said of the day follows it. None in a text with a
    single one, or where they are a list of dates.
    """
    found = [(one, is_date(text[one.start : one.end]), text[one.start : one.end]) for one in spans]
    heads = [
        (one, words)
        for (one, dated, words), (other, further, _) in pairwise(found)
        if dated and not further and _fill_a_line(text, one, other)
    ]
    several = len({words for _, words in heads}) >= _FEWEST
    return tuple(one for one, _ in heads) if several else ()


def is_date(line: str) -> bool:
    """Does a line say a day, perhaps with its weekday, and nothing else?"""
    if len(line) > _LONGEST:
        return False
    line = plain(line)
    given = dates(line)
    if len(given) != 1:
        return False
    beside = (line[: given[0].start], line[given[0].end :])
    return all(_BESIDE_DATE.fullmatch(words) for words in beside)


def tells_day(heading: str, *, first: bool = False) -> bool:
    """Does a heading say of which one day it is: "3 April, Tessin to Alber", "Meeting of 5 March"?

    The date opens it, or, unless it has to be `first`, ends it.
    """
    line = plain(heading)
    given = dates(line) if len(line) <= _LONGEST_HEADING else ()
    if len(given) != 1:
        return False
    before, behind = line[: given[0].start], line[given[0].end :]
    if _NOT_OF.search(before) or _GOES_ON.match(behind):
        return False
    opens = _BESIDE_DATE.fullmatch(before) is not None
    return opens or (not first and _BESIDE_DATE.fullmatch(behind) is not None)


def is_of_day(day: Date, head: str, title: str) -> bool:
    """Is the entry with this date of the day? Of a date without its year the document's title may
    tell that ("Log 2025")."""
    years = {int(year) for year in _YEAR.findall(title)}
    return any(
        day.same_as(one) and (bool(one.year) or not day.year or not years or day.year in years)
        for one in dates(head)
    )


def _fill_a_line(text: str, one: Span, following: Span) -> bool:
    begin = text.rfind("\n", 0, one.start) + 1
    between = text[one.end : following.start]
    return not text[begin : one.start].strip(" \t*_") and "\n" in between
