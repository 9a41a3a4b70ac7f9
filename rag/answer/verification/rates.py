"""Checks rates: the same figure a day and a week, "40 Euro pro Monat" and "jährlich 40 Euro"."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.text import Figure, figures

_EACH = r"(?:an?|per|each|every)\s"
_PERIODS = {
    "hour": rf"hourly|{_EACH}hour|stündlich|(?:pro|die|jede)\sStunde|par\sheure|"
    r"(?:por|a\sla)\shora",
    "day": rf"daily|{_EACH}(?:day|night)|täglich|(?:pro|am|jeden)\sTag|par\sjour|(?:al|por)\sdía",
    "week": rf"weekly|{_EACH}week|wöchentlich|(?:pro|jede|in\sder)\sWoche|par\ssemaine|"
    r"(?:por|a\sla)\ssemana",
    "month": rf"monthly|{_EACH}month|monatlich|(?:pro|im|jeden)\sMonat|par\smois|mensuel\w*|"
    r"(?:al|por)\smes",
    "quarter": rf"quarterly|{_EACH}quarter|vierteljährlich|"
    r"(?:pro|im|jedes)\s(?:Quartal|Vierteljahr)|par\strimestre|(?:al|por)\strimestre",
    "year": rf"yearly|annually|{_EACH}(?:year|annum)|jährlich|(?:pro|im|jedes)\sJahr|par\san|"
    r"(?:al|por)\saño",
}
_PERIOD = "|".join(f"(?P<{name}>{form})" for name, form in _PERIODS.items())
_BEHIND = regex(rf"[^\d,;:.!?()]{{0,30}}?\b(?:{_PERIOD})\b(?!\s\d)", re.IGNORECASE)
_BEFORE = regex(rf"\b(?:{_PERIOD})\s(?:[^\W\d]+\s)?\Z", re.IGNORECASE)
_LOOKED_AT = 40  # characters before a figure


def other_rate(sentence: str, quote: str) -> str:
    """The same figure a week and a month, as a fault; or ""."""
    given = _rates(quote)
    for figure, period in _rates(sentence):
        periods = {other for one, other in given if figure.same_as(one)}
        if periods and period not in periods:
            return f"The cited text says this of a {sorted(periods)[0]}, not of a {period}."
    return ""


def _rates(text: str) -> list[tuple[Figure, str]]:
    found: list[tuple[Figure, str]] = []
    for one in figures(text):
        before = _BEFORE.search(text[max(0, one.start - _LOOKED_AT) : one.start])
        rate = _BEHIND.match(text, one.end) or before
        if rate and rate.lastgroup:
            found.append((one, rate.lastgroup))
    return found
