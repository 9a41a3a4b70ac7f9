"""What is told of another day is no answer about the one that a question names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.quotable.telling import telling
from rag.text import sentence_spans
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


DIESEL = "Deliveries of diesel: on 4 June 60 litres, on 9 June 80 litres."
WORKS = "On 5 June the boiler was removed. On 6 June the pump was put in."
TASKS = "| Who | What | By |\n|---|---|---|\n| Ann | bills | 31 March |\n| Raj | list | 31 May |"
CLOSED = "The path is closed from 1 April to 15 July."
MET = "The council met on 5 March. It decided to close the path on 1 April."
BRIDGE = "On a weekday 9,000 cars cross the bridge."


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("How much diesel was delivered on 10 June?", DIESEL, 0),
        ("How much diesel was delivered on 9 June?", DIESEL, 1),
        ("What was removed on 6 June?", WORKS, 1),
        ("What happened on 5 June?", WORKS, 1),
        ("Wer hat am 3. Juni bezahlt?", "Am 1. Juni hat Anna bezahlt.", 0),
        ("What has to be done by 31 May?", TASKS, 1),
        ("What has to be done by 31 May?", "Leave must be taken by 31 March.", 0),
        ("Which path is closed on 10 April?", CLOSED, 1),
        ("What was decided about the path on 5 March?", MET, 2),
        (
            "What did they say of the boiler at the meeting on 8 May?",
            "The boiler broke on 2 May.",
            1,
        ),
        ("What was decided on the boiler on 8 May?", "The boiler will be serviced on 2 June.", 1),
        ("What was removed on 6 June?", "She walked on 6 June. A drip was removed on 5 June.", 1),
        ("Was the crane tested on 13 May?", "The crane was tested on 12 May.", 1),
        ("What does the letter of 5 March say of payment?", "Payment is due on 1 April.", 1),
        ("How many cars cross the bridge on a Sunday?", BRIDGE, 0),
        ("How many cars cross the bridge on a weekday?", BRIDGE, 1),
        ("When is the pool open on Sunday?", "The pool is open daily, on weekdays from 7.", 1),
        ("Is the pool open on Sunday?", "The pool is open from 7 on weekdays.", 1),
        ("How many working days does a parcel take?", "A parcel on Saturdays takes two days.", 1),
    ],
)
def test_other_days_than_the_one_asked_about_do_not_answer(
    question: str, text: str, told: int
) -> None:
    sentences = len(sentence_spans(text))
    found = telling(replace(evidence([passage(text)], [0.9] * sentences), question=question))
    assert len(found.sentences) == told
