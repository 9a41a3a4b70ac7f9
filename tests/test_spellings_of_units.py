"""A measure is the same in words and in signs."""

from __future__ import annotations

import pytest

from rag.text.spellings_of_units import spelt_as_in


@pytest.mark.parametrize(
    ("question", "texts", "spelt"),
    [
        ("What do tiles cost per square metre?", "£62 per m²", ["What do tiles cost per m²?"]),
        ("How many m² is it?", "It has 300 square feet and 28 square metres.",
         ["How many square metres is it?"]),
        ("How many kilowatt hours a year?", "3,200 kWh, 4 kW", ["How many kWh a year?"]),
        ("How many kilometres per hour?", "30 km/h", ["How many km/h?"]),
        ("Wie viele Quadratmeter?", "31 m²", ["Wie viele m²?"]),
        ("How many kg?", "5 kg, and three kilos", ["How many kg?", "How many kilos?"]),
        ("What does it cost per kilometre?", "at 30 km/h", ["What does it cost per kilometre?"]),
        ("How many kg?", "5 kg", ["How many kg?"]),
        ("How big is the MB-4?", "30 megabytes", ["How big is the MB-4?"]),
        ("How many litres?", "3 l", ["How many litres?"]),
        ("Who pays?", "5 kg", ["Who pays?"]),
    ],
)  # fmt: skip
def test_a_question_has_its_measures_in_the_texts_spelling(
    question: str, texts: str, spelt: list[str]
) -> None:
    assert [*spelt_as_in(question, texts)] == spelt
