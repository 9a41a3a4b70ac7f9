"""What joins two things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.verification.joints import other_joint


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Guests get tea and coffee.", "Guests get tea or coffee."),
        ("It is open on Monday and Friday.", "It is open from Monday to Friday."),
        ("It is open from Monday to Friday.", "It is open on Monday and\nFriday."),
        ("Offen am Montag und Freitag.", "Offen von Montag bis Freitag."),
    ],
)
def test_another_joint_is_a_fault(sentence: str, source: str) -> None:
    assert other_joint(sentence, source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Guests get tea or coffee.", "Guests get tea and coffee."),
        ("Dogs and cats may come.", "Dogs or cats may come."),
        ("No dogs and cats.", "No dogs or cats."),
        ("It opens between May and July.", "It opens from May to July."),
    ],
)
def test_what_says_the_same_is_none(sentence: str, source: str) -> None:
    assert other_joint(sentence, source) == ""


@given(st.text(max_size=60), st.sampled_from(["and", "or", "to", "TO", "bİs", "\u00a0und ", "–"]))
def test_any_words_may_be_joined(text: str, joint: str) -> None:
    assert other_joint(f"{text} {joint} {text}", f"{text} {joint} {text}") == ""
