"""Numbers in words, German and French."""

import re
from decimal import Decimal

import pytest

from rag.text import figures
from rag.text.numbers_abroad import NUMBERS_ABROAD, digits_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Jeder Pächter leistet acht Stunden", 8),
        ("nach einundzwanzig Tagen", 21),
        ("mit DREISSIG Mitgliedern", 30),
        ("nicht vor dem sechsundneunzig", 96),
        ("On peut emprunter huit documents", 8),
        ("pour une durée de vingt et un jours", 21),
        ("soixante-douze places", 72),
        ("quatre-vingt-dix-sept livres", 97),
        ("quatre-vingt dix sept livres", 97),
        ("elle a six chats", 6),
    ],
)
def test_a_number_word_has_its_value(text: str, value: int) -> None:
    assert [one.value for one in figures(text)] == [value]


def test_words_of_english_are_no_numbers_of_other_languages() -> None:
    assert figures("The elf and the dwarf may seize what is theirs.") == ()


UNITS = ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
TENS = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
ALL = [
    *UNITS,
    *[
        "zehn",
        "elf",
        "zwölf",
        "dreizehn",
        "vierzehn",
        "fünfzehn",
        "sechzehn",
        "siebzehn",
        "achtzehn",
        "neunzehn",
    ],
    *TENS,
    *(f"{unit}und{ten}" for ten in TENS for unit in UNITS),
    "hundert",
]


def test_every_number_up_to_a_hundred_has_a_german_form() -> None:
    read = {int(digits_of(word)) for word in re.findall(NUMBERS_ABROAD, " ".join(ALL))}

    assert read == set(range(2, 101))


def test_a_word_that_is_none_has_no_value() -> None:
    assert digits_of("Haus") == Decimal(0)
