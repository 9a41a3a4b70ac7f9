"""Rows of a timetable are picked by the weekday that a question asks the hours of."""

from __future__ import annotations

import pytest

from rag.retrieve.tables.table_rows import with_rows
from rag.retrieve.tables.weekday_rows import days_of
from rag.types import Evidence, Passage
from tests.builders import passage

MUSEUM = passage(
    "| | April–October | November–March |\n|---|---|---|\n| Tuesday–Friday | 10–18 | 10–17 |\n"
    "| Saturday, Sunday | 9–19 | 10–17 |\n| Monday | closed | closed |\n\n"
    "Open on bank holiday Mondays, 10–16. Closed on 24–26 December and 1 January. "
    "The tower closes one hour earlier.",
    title="Guide to the Torrance Museum",
    locator="Opening hours",
)
CAFE = passage(
    "| Day | Open |\n|---|---|\n| Mon-Thu | 9:00-17:00 |\n| Fri | 9:00-15:00 |\n| weekend | - |",
    title="Guide to the Torrance Museum",
    locator="The building > Café Pendulum",
)
BAD = passage(
    "| Wochentag | Zeit |\n|---|---|\n| Mo, Mi | 8 bis 12 Uhr |\n| Di und Do | 14 bis 18 Uhr |",
    title="Bürgerbüro",
    locator="Öffnungszeiten",
)
PRICES = passage(
    "| Day | Adults |\n|---|---|\n| Monday | 12 euros |\n| Tuesday | 9 euros |", title="Pool"
)


CLASSES = passage(
    "| Day | Time | Class |\n|---|---|---|\n| Monday | 18:00 | Yoga |\n| Tuesday | 19:00 | Judo |",
    title="Sports club",
)


def picked(question: str, *passages: Passage) -> list[str]:
    found = with_rows(Evidence(0.1, question=question), passages)
    assert found.rows is bool(found.sentences)
    return [one.text.strip("| ").split(" | ")[0] for one in found.sentences]


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What time does the museum close on Tuesday in July?", ["Tuesday–Friday"]),
        ("When does the museum open on Sundays?", ["Saturday, Sunday"]),
        ("When is the museum open on Saturdays in winter?", ["Saturday, Sunday"]),
        ("Is the museum open on Mondays?", ["Monday", "Open on bank holiday Mondays, 10–16."]),
        (
            "When does the museum close on Fridays in December?",
            ["Tuesday–Friday", "Closed on 24–26 December and 1 January."],
        ),
        ("When does the café open on Wednesday?", ["Mon-Thu"]),
        ("Is the café open on Sunday?", ["weekend"]),
        ("Wann hat das Bürgerbüro am Donnerstag geöffnet?", ["Di und Do"]),
        ("Wann hat das Bürgerbüro am Montag offen?", ["Mo, Mi"]),
    ],
)
def test_a_weekday_picks_its_row_and_what_its_section_says_of_it_besides(
    question: str, quoted: list[str]
) -> None:
    assert picked(question, MUSEUM, CAFE, BAD) == quoted


@pytest.mark.parametrize(
    "question",
    [
        "When does the tower close on Tuesday?",  # nothing of its table says what is asked about
        "Is the museum open on Saturday nights?",
        "How much is the museum on Tuesday?",
        "When does the museum close on Tuesday 24 December?",  # one day, and not every such day
        "Is the museum open on the first Sunday?",
        "Is the museum open on bank holiday Mondays?",
        "Is the museum open except on Mondays?",
        "Is the museum open from Monday to Friday?",
        "When does the pool close on Monday?",  # a table of prices
        "When is the museum open?",
    ],
)
def test_no_row_is_picked_where_more_or_something_else_is_asked(question: str) -> None:
    assert picked(question, MUSEUM, CAFE, PRICES) == []


def test_what_there_is_on_a_day_says_nothing_of_when_its_place_is_open() -> None:
    assert picked("When does the sports club open on Monday?", CLASSES) == []
    assert picked("What time is yoga on Monday?", CLASSES) == ["Monday"]
    assert picked("What time is judo on Monday?", CLASSES) == []


def test_of_two_timetables_that_may_be_meant_neither_is_picked() -> None:
    library = passage(
        "| Monday | 9–17 |\n| Tuesday | 9–19 |",
        "b2c3",
        document="b",
        title="Library",
        locator="Hours",
    )
    assert picked("Is it open on Tuesday?", library) == ["Tuesday"]
    assert picked("Is it open on Tuesday?", library, MUSEUM) == []
    assert picked("Is the library open on Tuesday?", library, MUSEUM) == ["Tuesday"]


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("Monday", {0}),
        ("**Mondays:**", {0}),
        ("Tue. – Thu.", {1, 2, 3}),
        ("Sat-Mon", {5, 6, 0}),
        ("lundi, mercredi et vendredi", {0, 2, 4}),
        ("martes a jueves", {1, 2, 3}),
        ("Mo bis Fr", {0, 1, 2, 3, 4}),
        ("daily", {0, 1, 2, 3, 4, 5, 6}),
        ("Mon 9 June", set()),
        ("Monday club", set()),
        ("Sun lotion", set()),
        ("so", {6}),
        ("", set()),
        ("–", set()),
    ],
)
def test_the_weekdays_of_a_cell(cell: str, days: set[int]) -> None:
    assert days_of(cell) == days
