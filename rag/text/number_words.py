"""Numbers in words, English: "twenty-five", "one hundred and fifty", "two and a half million"."""

from __future__ import annotations

import re
from decimal import Decimal

from rag.regex import regex

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_VALUES = (
    {"zero": Decimal(0), "a": Decimal(1), "an": Decimal(1), "half": Decimal("0.5")}
    | {word: Decimal(value) for value, word in enumerate(_UNITS, 1)}
    | {word: Decimal(value) for value, word in enumerate(_TEENS, 10)}
    | {word: Decimal(10 * value) for value, word in enumerate(_TENS, 2)}
)

_SCALE = "|".join(_SCALES)
_LARGE = "thousand|million|billion|trillion"
_UNIT = rf"(?:{'|'.join(_UNITS)})\b"
_BELOW_HUNDRED = (
    rf"\b(?:(?:{'|'.join(_TENS)})\b(?:[\s-]{_UNIT})?|(?:{'|'.join(_TEENS)}|zero)\b|{_UNIT})"
)
_ARTICLE = rf"\ban?(?=\s(?:{_SCALE})\b)"
_BELOW_THOUSAND = (
    rf"(?:{_BELOW_HUNDRED}|{_ARTICLE})"
    rf"(?:[\s-]hundred\b(?:\s(?:and\s)?{_BELOW_HUNDRED}(?![\s-]hundred\b))?)?"
)
NUMBER_WORDS = (
    rf"\bhalf\sa\s(?:{_SCALE})\b|\bhalf\b|\bdozen\b|"
    rf"{_BELOW_THOUSAND}(?:\sand\sa\shalf\b)?"
    rf"(?:[\s-]dozen\b|[\s-](?:{_LARGE})\b(?:\s(?:and\s)?{_BELOW_THOUSAND}(?![\s-](?:{_SCALE})\b))?)?"
)
"""A pattern for one number in words; "between one hundred and two hundred" has two."""

_WORD = regex(r"[a-z]+")


def in_digits(written: str) -> Decimal:
    """The value of what `NUMBER_WORDS` has found."""
    words = _WORD.findall(re.sub(r"\band a half\b", "half", " ".join(written.lower().split())))
    if words[0] == "half" and len(words) > 1:
        return Decimal("0.5") * _SCALES[words[-1]]
    total = current = Decimal(0)
    for word in words:
        if word == "hundred" or word == "dozen":
            current = (current or Decimal(1)) * _SCALES[word]
        elif word in _SCALES:
            total, current = total + current * _SCALES[word], Decimal(0)
        elif word != "and":
            current += _VALUES[word]
    return total + current
