"""Numbers in words: German, French, Spanish, Italian."""

import pytest

from rag.text import figures
from rag.text.numbers_abroad import numbers_abroad


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
        ("El curso dura doce semanas", 12),
        ("los treinta y un días del mes", 31),
        ("para los veintidós alumnos", 22),
        ("una pausa de once minutos", 11),
        ("Il corso dura dodici settimane", 12),
        ("entro ventotto giorni dalla consegna", 28),
        ("il pagamento di due rate", 2),
        ("nei primi sei mesi del contratto", 6),
        ("dopo trentatré anni di servizio", 33),
    ],
)
def test_a_number_word_has_its_value(text: str, value: int) -> None:
    assert [one.value for one in figures(text)] == [value]


def test_words_of_english_are_no_numbers_of_other_languages() -> None:
    assert figures("The elf and the dwarf may seize what is theirs.") == ()
    assert figures("Due: end of May") == ()
    assert figures("Paid once, with quince jam") == ()


def test_words_of_german_are_no_numbers_of_other_languages() -> None:
    assert figures("Herr Otto sagt, der Antrag sei gestellt.") == ()


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
    read = {int(value) for _, _, value in numbers_abroad(" ".join(ALL))}

    assert read == set(range(2, 101))


SPANISH_TENS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
SPANISH_UNITS = ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]


def test_every_number_from_thirty_on_has_a_spanish_form() -> None:
    words = [f"{ten} y {unit}" for ten in SPANISH_TENS for unit in SPANISH_UNITS] + SPANISH_TENS

    found = [int(value) for word in words for _, _, value in numbers_abroad(f"los {word} años")]

    assert sorted(found) == list(range(30, 100))
