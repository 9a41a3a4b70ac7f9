"""Numbers in words up to a hundred, in German, French, Spanish and Italian: "einundzwanzig",
"quatre-vingt-dix-sept", "treinta y dos", "ventotto".

"Ein" and "une" are left out, being articles, and so is "cent", being money.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from rag.regex import regex
from rag.text.italian import is_italian
from rag.text.spanish import is_spanish

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
_SPANISH = (
    *("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"),
    *("trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve"),
    *("veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco"),
    *("veintiséis", "veintisiete", "veintiocho", "veintinueve"),
)
_SPANISH_TENS = (*("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"),)
_ITALIAN = (
    *("due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici"),
    *("dodici", "tredici", "quattordici", "quindici", "sedici", "diciassette", "diciotto"),
    "diciannove",
)
_ITALIAN_TENS = (
    *("venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"),
)


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


def _spanish() -> dict[str, int]:
    found = {word: value for value, word in enumerate(_SPANISH, 2)}
    for ten, word in enumerate(_SPANISH_TENS, 3):
        found |= {word: 10 * ten, f"{word} y uno": 10 * ten + 1, f"{word} y un": 10 * ten + 1}
        found |= {f"{word} y una": 10 * ten + 1}
        found |= {f"{word} y {_SPANISH[value - 2]}": 10 * ten + value for value in range(2, 10)}
    return found | {"veintiún": 21, "veintiuna": 21, "cien": 100}


def _italian() -> dict[str, int]:
    found = {word: value for value, word in enumerate(_ITALIAN, 2)}
    units = {1: "uno"} | {value: _ITALIAN[value - 2] for value in range(2, 10)}
    for ten, word in enumerate(_ITALIAN_TENS, 2):
        found |= {word: 10 * ten, f"{word[:-1]}un": 10 * ten + 1, f"{word}tré": 10 * ten + 3}
        for value, unit in units.items():
            stem = word[:-1] if unit[0] in "uo" else word  # "ventuno", "ventotto"
            found |= {f"{stem}{unit}": 10 * ten + value}
    return found | {"cento": 100}


_ONLY_IN: tuple[tuple[Callable[[str], bool], dict[str, int]], ...] = (
    (is_spanish, _spanish()),
    (is_italian, _italian()),
)
"""Numbers of languages in whose texts alone they are told: "once" and "due" are words of English,
"sei" is one of German, and "Otto" is a name."""
_VALUES = _german() | _french()


def _any_of(words: dict[str, int]) -> str:
    forms = (
        re.escape(word).replace(r"\-", "[- ]").replace(r"\ ", " ")
        for word in sorted(words, key=len, reverse=True)
    )
    return rf"\b(?:{'|'.join(forms)})\b(?!-\w)"


_ANYWHERE = regex(_any_of(_VALUES), re.IGNORECASE)
_FORMS_IN = tuple((tells, regex(_any_of(words)), words) for tells, words in _ONLY_IN)


def numbers_abroad(text: str) -> Iterator[tuple[int, int, Decimal]]:
    """Each number word of a text that is not English, from where to where, and its value; in no
    order.

    "Elf" and "seize" are words of English, so that the caller has to tell that it is none.
    """
    for found in _ANYWHERE.finditer(text):
        word = found[0].lower()
        value = _VALUES.get(word) or _VALUES[word.replace(" ", "-")]
        yield *found.span(), Decimal(value)
    for tells, pattern, values in _FORMS_IN:
        matches = list(pattern.finditer(text))
        if matches and tells(text):
            yield from ((*found.span(), Decimal(values[found[0]])) for found in matches)
