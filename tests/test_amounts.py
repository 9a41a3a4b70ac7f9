"""Figures with what they count."""

import pytest

from rag.answer.amounts import amounts


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12 months", "one year", True),
        ("four weeks", "one month", True),
        ("a three-month notice", "three months", True),
        ("5 km", "5000 m", True),
        ("three weeks", "three months", False),
        ("30 days", "31 days", False),
        ("5 kg", "5 km", False),
        ("5", "5 km", True),
    ],
)
def test_a_value_in_another_unit_is_the_same_value(one: str, other: str, same: bool) -> None:
    (here,), (there,) = amounts(one), amounts(other)

    assert here.same_as(there) is same
    assert there.same_as(here) is same


def test_a_figure_is_written_with_its_unit() -> None:
    found = amounts("It takes three weeks, 900 euros and 40 workers.")

    assert [one.written for one in found] == ["three weeks", "900 euros", "40"]
