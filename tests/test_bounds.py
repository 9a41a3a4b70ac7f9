"""Figures and dates as intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.verification.limits import other_bound, turned_bound
from rag.text import Bound, Contrast, bounded


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("30 people", Bound.AT),
        ("about 30 people", Bound.ABOUT),
        ("up to 30 people", Bound.AT_MOST),
        ("not more than 30 people", Bound.AT_MOST),
        ("30 people at most", Bound.AT_MOST),
        ("höchstens 30 Personen", Bound.AT_MOST),
        ("au plus 30 personnes", Bound.AT_MOST),
        ("fewer than 30 people", Bound.BELOW),
        ("under the age of 30", Bound.BELOW),
        ("moins de 30 personnes", Bound.BELOW),
        ("at least 30 people", Bound.AT_LEAST),
        ("30 or older", Bound.AT_LEAST),
        ("30+ people", Bound.AT_LEAST),
        ("up to 30 days before", Bound.AT_LEAST),
        ("more than $30 million", Bound.ABOVE),
        ("mehr als 30 Euro", Bound.ABOVE),
        ("until 6 June", Bound.UNTIL),
        ("by 5 pm", Bound.UNTIL),
        ("bis März", Bound.UNTIL),
        ("since 2020", Bound.FROM),
        ("from Monday", Bound.FROM),
        ("bis Sonnabend", Bound.UNTIL),
        ("à partir de 2020", Bound.FROM),
    ],
)
def test_a_bound_is_read(text: str, bound: Bound) -> None:
    (found,) = bounded(text)

    assert found.bounds == {bound}


def test_a_range_is_from_its_first_until_its_last() -> None:
    for text in ("open from 9 to 17", "open 9-17", "between 9 and 17"):
        assert [one.bounds for one in bounded(text)] == [{Bound.FROM}, {Bound.UNTIL}]


def test_a_negation_in_front_may_turn_a_bound() -> None:
    (found,) = bounded("It must not weigh more than 23 kg.")

    assert found.bounds == {Bound.ABOVE, Bound.AT_MOST}


@pytest.mark.parametrize(
    ("one", "other", "contrast"),
    [
        ("30", "up to 30", Contrast.DIFFERENT),
        ("up to 30", "less than 30", Contrast.DIFFERENT),
        ("more than 30", "up to 30", Contrast.OPPOSITE),
        ("from 6 June", "until 6 June", Contrast.OPPOSITE),
        ("on 6 June", "from 6 June", Contrast.NONE),
        ("about 30", "up to 30", Contrast.NONE),
        ("at most 30", "not over 30", Contrast.NONE),
        ("over three years", "three years", Contrast.NONE),
    ],
)
def test_bounds_differ_or_are_opposite(one: str, other: str, contrast: Contrast) -> None:
    assert bounded(one)[0].same_as(bounded(other)[0])
    assert bounded(one)[0].contrast(bounded(other)[0]) is contrast


@given(st.text(max_size=200))
def test_any_text_has_bounds_with_exact_spans(text: str) -> None:
    for one in bounded(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.bounds


def test_a_bound_is_told_without_the_full_stop_behind_it() -> None:
    told = other_bound("Der Vertrag gilt ab Mai.", "Der Vertrag gilt bis Mai.")
    told = told or turned_bound("Der Vertrag gilt ab Mai.", "Der Vertrag gilt bis Mai.")
    assert told == 'The cited text says "until Mai", not "from Mai".'
