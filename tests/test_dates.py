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
def test_figures_that_are_no_day_are_no_date(text: str) -> None:
    assert dates(text) == ()


_PIECES = st.sampled_from(
    [*("3", "03", "31", "24", "2024", "1999", "May", "Mai", "März", "Sept", "de", "of", "st", "th"),
     *(" ", " ", " ", ".", ",", "/", "-", "年", "月", "日", "x", "\n"),
     *("3 May", "March 31", "31. März 2024", "03/04", "24/3/1999", "2024-03-31", "3.4.2024"),
     "3月3日"]
)  # fmt: skip
_NAMES = st.sampled_from(["March", "März", "mars", "Mar", "marzo"])


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_dates_are_in_order_and_within_the_text(text: str) -> None:
    found = dates(text)
    ends = [0, *(date.end for date in found)]
    for date, before in zip(found, ends, strict=False):
        assert before <= date.start < date.end <= len(text)
        assert all(1 <= month <= 12 and 1 <= day <= 31 for month, day in date.readings)
        (alone,) = dates(text[date.start : date.end])
        assert (alone.readings, alone.year) == (date.readings, date.year)


@given(st.text("ab .,:\n"), st.integers(1, 31), _NAMES, st.integers(1000, 2999))
def test_a_date_is_found_whatever_stands_before_it(
    before: str, day: int, month: str, year: int
) -> None:
    for written in (f"{day} {month} {year}", f"{day:02}/{3:02}/{year}", f"{year}-03-{day:02}"):
        (found,) = dates(f"{before} {written}")
        assert (found.start, found.year) == (len(before) + 1, year)
        assert (3, day) in found.readings
