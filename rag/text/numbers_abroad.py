"""Numbers in words up to a hundred, German and French: "einundzwanzig", "quatre-vingt-dix-sept".

"Ein" and "une" are left out, being articles, and so is "cent", being money.
"""

from __future__ import annotations

import re
from decimal import Decimal

_GERMAN_UNITS = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_GERMAN_TEENS = (
    *("zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn"),
    *("achtzehn", "neunzehn"),
)
_GERMAN_TENS = (
    *("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"),
)
_FRENCH = (
    *("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_FRENCH_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}


def _german() -> dict[str, int]:
    units = dict(enumerate(_GERMAN_UNITS, 1))
    found = {word: value for value, word in units.items() if value > 1}
    found |= {word: value for value, word in enumerate(_GERMAN_TEENS, 10)}
    for ten, word in enumerate(_GERMAN_TENS, 2):
        found |= {word: 10 * ten}
        found |= {f"{unit}und{word}": 10 * ten + value for value, unit in units.items()}
    found |= {word.replace("ß", "ss"): value for word, value in found.items()}
    return found | {"hundert": 100, "einhundert": 100}


def _french() -> dict[str, int]:
    below = dict(enumerate(_FRENCH, 2))
    found = {word: value for value, word in below.items()}
    for ten, word in _FRENCH_TENS.items():
        found |= {word: ten, f"{word} et un": ten + 1, f"{word}-et-un": ten + 1}
        found |= {f"{word}-{below[value]}": ten + value for value in range(2, 10)}
    found |= {f"soixante-{below[value]}": 60 + value for value in range(10, 20)}
    found |= {"soixante et onze": 71, "quatre-vingts": 80, "quatre-vingt": 80}
    found |= {"quatre-vingt-un": 81}
    return found | {f"quatre-vingt-{below[value]}": 80 + value for value in range(2, 20)}


_VALUES = _german() | _french()
_FORMS = "|".join(
    re.escape(word).replace(r"\-", "[- ]").replace(r"\ ", " ")
    for word in sorted(_VALUES, key=len, reverse=True)
)
NUMBERS_ABROAD = rf"\b(?:{_FORMS})\b(?!-\w)"
"""A pattern for one of them, for texts that are not English: "elf" and "seize" are words of it."""


def digits_of(written: str) -> Decimal:
    """The value of what `NUMBERS_ABROAD` has found."""
    word = written.lower()
    found = _VALUES.get(word, _VALUES.get(word.replace(" ", "-"), 0))
    return Decimal(found)
