"""Cells that say from where to where, and the rows that hold the figure asked about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rag.text import Figure, rows_in
from rag.text.spreads import asked_figures, rows_holding, spread_of, without_figures


def figure(value: str, measure: str) -> Figure:
    return Figure(0, 1, Decimal(value), "", measure)


@pytest.mark.parametrize(
    ("cell", "column", "held", "not_held"),
    [
        ("7–9 years", "Age", ("7", "9", "8.5"), ("6", "10")),
        ("5 to 9 kg", "", ("5", "9"), ("4.9", "9.5")),
        ("10–14", "Weight (kg)", ("10", "14"), ("15",)),
        ("10 and older", "Age", ("10", "90"), ("9",)),
        ("12+", "Weight in kg", ("12",), ("11",)),
        ("under 5 kg", "", ("4.9",), ("5",)),
        ("≤ 5 kg", "", ("5",), ("5.1",)),
        (">= 10 kg", "", ("10",), ("9",)),
        ("ab 12 Jahren", "Alter", ("12", "40"), ("11",)),
        ("3–5 months (over 5 kg)", "Age", ("3",), ("6",)),
        ("8 years", "Age", ("8",), ("7", "9")),
    ],
)
def test_a_range_holds_what_is_in_it(
    cell: str, column: str, held: tuple[str, ...], not_held: tuple[str, ...]
) -> None:
    spread = spread_of(cell, column)
    assert spread is not None
    assert all(spread.holds(figure(value, spread.measure)) for value in held)
    assert not any(spread.holds(figure(value, spread.measure)) for value in not_held)


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("10–20", "Size"),  # of what?
        ("300 or 400 mg", "Dose"),
        ("10–20 €", "Price"),
        ("adults", "Age"),
        ("2 to 4 years, over 10 kg", "Age"),
        ("1 May to 3 June", "Open"),
    ],
)
def test_what_is_no_range_of_something(cell: str, column: str) -> None:
    assert spread_of(cell, column) is None


def test_years_are_compared_with_months_and_no_years_with_kilograms() -> None:
    spread = spread_of("1–3 years")
    assert spread is not None
    assert spread.holds(figure("18", "month"))
    assert not spread.holds(figure("2", "month"))
    assert not spread.is_of(figure("2", "kg"))


AGES = (
    "| Age | Dose | How often |\n|---|---|---|\n| 6–11 months | 50 mg | every 4–6 hours |\n"
    "| 1–3 years | 100 mg | every 4–6 hours |\n| 4–6 years | 150 mg | every 4–6 hours |"
)
BY_DRUG = (
    "| Drug | Age | Dose |\n|---|---|---|\n| Aprol | 1–3 years | 10 mg |\n"
    "| Aprol | 4–6 years | 20 mg |\n| Benol | 1–4 years | 1 mg |\n| Benol | 5–9 years | 2 mg |"
)
SPEED = (
    "| Service | Takes |\n|---|---|\n| Standard | 3–5 days |\n| Express | 1–2 days |\n"
    "| Bulky | 5–9 days |"
)


@pytest.mark.parametrize(
    ("table", "question", "found"),
    [
        (AGES, "What is the dose for a 5-year-old?", ["4–6 years"]),
        (AGES, "How much for an 18 month old child?", ["1–3 years"]),
        (AGES, "How much for a child of 7 years of age?", []),
        (AGES, "What is given in 24 hours?", None),  # of the column that tells who: ages
        (AGES, "What is the dose from 5 years on?", None),
        (AGES, "What is the dose for a child of 12 kg?", None),
        (AGES.replace("6–11 months", "Babies"), "How much for a 7-year-old?", ["Babies"]),
        (BY_DRUG, "How much aprol does a 4-year-old get?", ["Aprol"]),
        (BY_DRUG, "How much aprol does an 8-year-old get?", []),
        (BY_DRUG, "What does a 4-year-old get?", ["Aprol", "Benol"]),
        (SPEED, "Does standard delivery take 2 days?", None),  # it has one range: 3–5 days
    ],
)
def test_rows_that_hold_the_figure(table: str, question: str, found: list[str] | None) -> None:
    held = rows_holding(rows_in(table), question)
    assert (None if held is None else [row.cells[0].text for row in held.rows]) == found


def test_a_question_without_its_figures() -> None:
    assert without_figures("The dose for an 8-year-old boy?").split() == [
        "The", "dose", "for", "an", "boy?",
    ]  # fmt: skip
    assert not asked_figures("The 3 largest, up to 5 kg, in 2024?")
