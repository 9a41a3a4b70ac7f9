"""Ordinals in a text: "5th", "third", "twenty-first", as figures of their own kind."""

from __future__ import annotations

import re
from decimal import Decimal

from rag.regex import regex
from rag.text.figures import Figure

_FORMS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_WORDS = {word: value for value, word in enumerate(_FORMS.split(), start=1)} | {"thirtieth": 30}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_ORDINAL = regex(
    r"\b(?:(?P<digits>\d{1,4})(?:st|nd|rd|th)"
    rf"|(?:(?P<tens>{'|'.join(_TENS)})[\s-])?(?P<word>{'|'.join(_WORDS)}))\b",
    re.IGNORECASE,
)
ORDINAL = "th"
"""The measure of an ordinal."""


def ordinals(text: str) -> tuple[Figure, ...]:
    """Every ordinal in `text`, in order; `figures` leaves them out."""
    return tuple(
        Figure(match.start(), match.end(), Decimal(_value(match)), "", ORDINAL)
        for match in _ORDINAL.finditer(text)
    )


def _value(match: re.Match[str]) -> int:
    if match["digits"]:
        return int(match["digits"])
    return _TENS.get((match["tens"] or "").lower(), 0) + _WORDS.get(match["word"].lower(), 0)
