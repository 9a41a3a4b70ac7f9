"""What is told of another day is no answer about the one that a question names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.quotable.telling import telling
from tests.builders import evidence, passage

ENTRIES = {"3 April, Tessin": "We walked 17 miles.", "5 April": "A rest day at the inn."}
MINUTES = {"Meeting of 5 March 2024": "Absent: Tom Weir", "Meeting of 19 March 2024": "Absent: Raj"}


def left(question: str, entries: dict[str, str], title: str = "Title") -> list[str]:
    passages = [
        passage(text, key, start=1_000 * at, locator=heading, title=title)
        for at, (key, (heading, text)) in enumerate(zip("abcd", entries.items(), strict=False))
    ]
    found = telling(replace(evidence(passages, [0.9] * len(passages)), question=question))
    return [one.text for one in found.sentences]


@pytest.mark.parametrize(
    ("question", "entries", "told"),
    [
        ("How far did we walk on 3 April?", ENTRIES, ["We walked 17 miles."]),
        ("How far did we walk on 5 April?", ENTRIES, ["A rest day at the inn."]),
        ("How far did we walk on 7 April?", ENTRIES, []),
        ("How far did we walk before 5 April?", ENTRIES, [*ENTRIES.values()]),
        ("How far did we walk?", ENTRIES, [*ENTRIES.values()]),
        ("Who was absent from the meeting on 5 March?", MINUTES, ["Absent: Tom Weir"]),
        ("Who was absent on 19 March 2024?", MINUTES, ["Absent: Raj"]),
        ("Who was absent on 19 March 2023?", MINUTES, []),
    ],
)
def test_the_heading_says_of_which_day_something_is(
    question: str, entries: dict[str, str], told: list[str]
) -> None:
    assert left(question, entries) == told


def test_what_mentions_the_day_stays_wherever_it_stands() -> None:
    told = {"9 April": "The pipe was mended on 3 April.", "10 April": "All quiet."}
    assert left("What was mended on 3 April?", told) == ["The pipe was mended on 3 April."]


def test_one_heading_that_ends_with_a_day_is_no_diary() -> None:
    lease = {"Amendment of 5 May 2024": "The rent is raised to 700."}
    assert left("What is the rent on 1 June 2024?", lease) == [*lease.values()]


def test_a_document_may_be_a_day() -> None:
    note = {"Notes": "Paid the plumber 120 pounds."}
    asked = "How much did the plumber get on {} May?"
    assert left(asked.format(7), note, "2024-05-07") == [*note.values()]
    assert left(asked.format(6), note, "2024-05-07") == []
