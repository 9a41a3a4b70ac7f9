"""The model of support."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.verification.support import SUPPORT_SIGNALS, SupportModel, signals, topical_terms

CITED = "The mill in Leeds has 40 workers. It makes cotton."


def probability(sentence: str, quote: str = "The mill in Leeds has 40 workers.") -> float:
    measured = signals(sentence, quote, CITED, np.array([0.8, 0.3], np.float32))
    return SupportModel.load().probability(measured)


def test_what_the_source_has_words_for_is_likelier_than_what_it_has_not() -> None:
    assert probability("The mill has 40 workers.") > probability("The mill has 40 red boats.")
    assert probability("The mill has 40 workers.") > probability("The mill has 41 workers.")
    assert probability("Leeds has a mill.") > probability("York has a mill.")


def test_the_shipped_thresholds_are_in_order() -> None:
    model = SupportModel.load()

    assert 0 < model.partial_at < model.supported_at < 1
    assert model.weights.shape == (len(SUPPORT_SIGNALS),)


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=300))
def test_any_texts_have_a_probability(sentence: str, quote: str, cited: str) -> None:
    measured = signals(sentence, quote, cited, np.zeros(0, np.float32))

    assert measured.shape == (len(SUPPORT_SIGNALS),)
    assert 0 <= SupportModel.load().probability(measured) <= 1


@pytest.mark.parametrize(
    ("sentence", "topic"),
    [
        ("Hunde dürfen frei laufen.", ["Hunde", "frei", "laufen"]),
        ("La médiathèque est ouverte le lundi.", ["médiathèque", "ouverte", "lundi"]),
        ("Car insurance costs extra.", ["Car", "insurance", "costs", "extra"]),
        ("Il est là.", ["là"]),
    ],
)
def test_small_words_of_german_and_french_carry_no_topic(sentence: str, topic: list[str]) -> None:
    assert [term.text for term in topical_terms(sentence)][:3] == topic[:3]
