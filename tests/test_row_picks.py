"""Rows picked by days that a cell says with fewer words, and by what some rows have, others not."""

from __future__ import annotations

import pytest

from rag.answer.named_rows import of_the_named
from rag.retrieve.tables.table_rows import with_rows
from rag.types import Evidence, EvidenceSentence, Passage
from tests.builders import passage

BAKERY = passage(
    "| Item | Category | Price | Available | Order ahead |\n|---|---|---|---|---|\n"
    "| Rye loaf | Bread | 3.50 | daily | no |\n| Sourdough | Bread | 4.20 | Mon-Sat | no |\n"
    "| Milk bread | Bread | 3.10 | Tue Thu Sat | no |\n| Brioche | Bread | 2.10 | Fri | no |\n"
    "| Carrot cake | Cake | 24 | daily | 1 day |\n| Wedding cake | Cake | 240 | Sat | 5 days |\n"
    "| Slice of cake | Cake | 3 | daily | no |",
    title="Price list",
)
CLUB = passage(
    "| Class | Annual fee | Joining fee | Voting right |\n|---|---|---|---|\n"
    "| Full | £150 | £50 | yes |\n| Junior | £85 | none | no |\n| Honorary | none | none | yes |\n"
    "| Social | £40 | £20 | no |",
    title="Statutes",
    locator="Article 4 Fees",
)
INSURANCE = passage(
    "| Extra | What it adds | Price per month |\n|---|---|---|\n"
    "| Legal | legal costs up to £50,000 | £2.40 |\n| Bike | theft from the street | £3.10 |",
    title="Home insurance",
    locator="Extras",
)


def picked(question: str, table: Passage) -> list[str]:
    found = with_rows(Evidence(0.1, question=question), [table])
    return [one.text.strip("| ").split(" | ")[0] for one in found.sentences]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Which bread is available on Fridays?", ["Rye loaf", "Sourdough", "Brioche"]),
        ("Which breads are available on Tuesday?", ["Rye loaf", "Sourdough", "Milk bread"]),
        ("What is available on Sundays?", ["Rye loaf", "Carrot cake", "Slice of cake"]),
        ("Which cakes are available daily?", ["Carrot cake", "Slice of cake"]),
    ],
)
def test_days_are_read_out_of_spans_and_lists(question: str, rows: list[str]) -> None:
    assert picked(question, BAKERY) == rows


@pytest.mark.parametrize(
    ("question", "table", "rows"),
    [
        ("Which cakes must be ordered ahead?", BAKERY, ["Carrot cake", "Wedding cake"]),
        ("Which items have to be ordered ahead?", BAKERY, ["Carrot cake", "Wedding cake"]),
        ("Which cakes need not be ordered ahead?", BAKERY, ["Slice of cake"]),
        ("Which members pay no joining fee?", CLUB, ["Junior", "Honorary"]),
        ("Which class pays a joining fee?", CLUB, ["Full", "Social"]),
        ("Which members are allowed to vote?", CLUB, ["Full", "Honorary"]),
        ("Which members have no voting right?", CLUB, ["Junior", "Social"]),
        ("What is the joining fee for juniors?", CLUB, ["Junior"]),
    ],
)
def test_a_column_says_who_has_some_and_who_has_none(
    question: str, table: Passage, rows: list[str]
) -> None:
    assert picked(question, table) == rows


def test_a_row_that_mentions_costs_is_no_more_what_is_asked_than_those_beside_it() -> None:
    text = INSURANCE.text
    rows = [
        EvidenceSentence(
            INSURANCE, start, text.find("|\n", start) + 1, text[start:].split("\n")[0], 0.6
        )
        for start in (text.index("| Legal"), text.index("| Bike"))
    ]
    assert len(of_the_named(rows, "What do the extras cost per month?")) == 2
    assert [one.text for one in of_the_named(rows, "What does Legal cost per month?")] == [
        rows[0].text
    ]
