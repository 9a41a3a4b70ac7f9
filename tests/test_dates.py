"""Dates, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import dates


@pytest.mark.parametrize(
    "written",
    [
        "5 May 2024",
        "5th of May 2024",
        "May 5, 2024",
        "May 5th 2024",
        "5. Mai 2024",
        "le 5 mai 2024",
        "5 de mayo de 2024",
        "2024-05-05",
        "5.5.2024",
        "05.05.2024",
        "05/05/2024",
        "5/5/24",
        "2024年5月5日",
        "締切は2024年5月5日です",
        "5 May",
    ],
)
def test_one_day_in_many_ways(written: str) -> None:
    (date,) = dates(written)
    (other,) = dates("2024-05-05")

    assert date.same_as(other)
    assert other.same_as(date)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("03/04", "04/03"),
        ("03/04/2024", "04/03/2024"),
        ("03/04/2024", "3 April 2024"),
        ("5. Mai", "5. Juni"),
        ("5 May 2024", "5 May 2023"),
        ("2024年5月3日", "2024年5月4日"),
    ],
)
def test_another_day_or_one_that_may_be_another(one: str, other: str) -> None:
    assert not dates(one)[0].same_as(dates(other)[0])


def test_a_month_first_or_last_is_told_where_there_is_only_one_way() -> None:
    assert dates("25/04/2024")[0].same_as(dates("25 April 2024")[0])
    assert dates("03/04/2024")[0].same_as(dates("03/04/24")[0])


@pytest.mark.parametrize("text", ["35/7", "May 2024", "1.5 m", "we may 5", "3/4/5/6", "40/50"])
def test_no_date(text: str) -> None:
    assert dates(text) == ()


@given(st.text())
def test_any_text_has_dates_within_it(text: str) -> None:
    for date in dates(text):
        assert 0 <= date.start < date.end <= len(text)
