"""The dates of the entries of a diary, and what is said of a day."""

from __future__ import annotations

import pytest

from rag.text import (
    Span,
    dated_heading,
    dates,
    day_heading,
    entry_date,
    entry_dates,
    in_context,
    is_of_day,
    sentence_spans,
    tells_day,
)
from rag.text.entries import is_date

LOG = """Bees

Sunday, 2 March
Warm and still. Mouse guards off.

6 April
First inspection of both hives.

Nothing but dandelion so far.

To do

- order frames
"""


def heads(text: str) -> list[str]:
    return [text[one.start : one.end] for one in entry_dates(text, sentence_spans(text))]


def day_of(text: str, words: str) -> str | None:
    start = text.index(words)
    found = entry_date(text, sentence_spans(text), Span(start, start + len(words)))
    return found and text[found.start : found.end]


@pytest.mark.parametrize(
    "line",
    ["6 April", "**6 April 2025**", "Sat 12/07/2025", "Dienstag, 3. März 2026", "2025-03-02"],
)
def test_a_line_may_be_a_date_and_nothing_else(line: str) -> None:
    assert is_date(line)


@pytest.mark.parametrize(
    "line", ["April", "6 April to 9 April", "On 6 April", "6 April: rain", "4.5"]
)
def test_a_line_that_says_more_or_less_is_no_date(line: str) -> None:
    assert not is_date(line)


def test_dates_head_the_entries_of_a_log() -> None:
    assert heads(LOG) == ["Sunday, 2 March", "6 April"]
    assert day_of(LOG, "Mouse guards off.") == "Sunday, 2 March"
    assert day_of(LOG, "Nothing but dandelion so far.") == "6 April"


def test_another_heading_ends_an_entry() -> None:
    assert day_of(LOG, "order frames") is None
    assert day_of(LOG.replace("To do", "## To do"), "order frames") is None


def test_an_entry_is_about_its_day() -> None:
    told = {one.text: one.about for one in in_context(LOG, sentence_spans(LOG), "Bees")}
    assert told["Mouse guards off."] == "Bees > Sunday, 2 March"
    assert told["order frames"] == "Bees > To do"


@pytest.mark.parametrize(
    "text",
    [
        "3 March 2025\n\nDear Mr Hall,\n\nthe roof is done.\n\nYours, Ann Lee\n",
        "Meetings\n\n3 March\n\n7 April\n\n5 May\n\nAll in the hall.\n",
        "3 March\n\nPage one ends here.\n\n3 March\n\nPage two goes on.\n",
    ],
)
def test_a_letter_a_list_and_a_page_have_no_entries(text: str) -> None:
    assert heads(text) == []


def test_the_title_may_tell_the_year_of_an_entry() -> None:
    (day,) = dates("What happened on 2 March 2024?")
    assert is_of_day(day, "2 March", "Bees")
    assert is_of_day(day, "2 March", "Bees 2024")
    assert is_of_day(day, "Saturday, 2 March 2024", "Bees 2025")
    assert not is_of_day(day, "2 March", "Bees 2025")
    assert not is_of_day(day, "3 March", "Bees 2024")


@pytest.mark.parametrize(
    ("heading", "first"),
    [
        ("3 April, Tessin to Alber", True),
        ("3. April: Küche", True),
        ("Mittwoch, 3. April", True),
        ("2024-04-03", True),
        ("9 May, 7 km", True),
        ("9 May - 12 km on foot", True),
        ("Day 3 (5 May)", False),
        ("Meeting of 5 March 2024", False),
        ("Sitzung vom 5. März 2024", False),
        ("Minutes from 5 March", False),
        ("Team call – 5 March", False),
    ],
)
def test_a_heading_may_say_of_which_day_it_is(heading: str, first: bool) -> None:
    assert tells_day(heading)
    assert tells_day(heading, first=True) is first


@pytest.mark.parametrize(
    "heading",
    [
        "3–5 April",
        "3 to 5 April",
        "April 3–5",
        "30 April – 2 May",
        "Prices from 1 January 2024",
        "Deadline 31 May",
        "Stand: 5. März 2024",
        "Last updated 5 May 2024",
        "What changes on 1 January 2024 for tenants",
        "May 2024",
    ],
)
def test_a_heading_of_several_days_or_another_matter_says_none(heading: str) -> None:
    assert not tells_day(heading)


def test_a_heading_with_a_day_holds_for_those_below_it() -> None:
    text = (
        "## Meeting of 5 March\n\nAll came.\n\n### Water\n\nA pipe leaks.\n\n## Rules\n\nNo dogs.\n"
    )
    told = {}
    for words in ("All came.", "A pipe leaks.", "No dogs."):
        start = text.index(words)
        found = dated_heading(text, Span(start, start + len(words)))
        told[words] = found and text[found.start : found.end]
    assert told == {
        "All came.": "Meeting of 5 March",
        "A pipe leaks.": "Meeting of 5 March",
        "No dogs.": None,
    }


def test_a_place_may_say_of_which_day_something_is() -> None:
    assert day_heading("A pipe leaks.", (), Span(0, 13), "5 March > Water") == "5 March"
    assert day_heading("A pipe leaks.", (), Span(0, 13), "Water") == ""
