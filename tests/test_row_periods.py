"""Rows whose cell says from when until when are picked by the time that is asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.tables.row_periods import period_of, rows_meeting
from rag.retrieve.tables.row_ranges import without_other_ranges
from rag.retrieve.tables.table_rows import with_rows
from rag.text import rows_in, sentence_spans
from rag.types import Evidence
from tests.builders import evidence, passage

FEES = (
    "| Period | Fee per metre |\n|---|---|\n| 1 April 2021 – 31 March 2023 | £38 |\n"
    "| 1 April 2023 – 31 March 2026 | £41 |\n| from 1 April 2026 | £45 |\n"
)


def held(table: str, question: str) -> list[str] | None:
    rows = rows_in(table)
    found = rows_meeting(rows, rows[0].names, question)
    return None if found is None else [row.cells[-1].text for row in found[1]]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What is the fee per metre in 2022?", ["£38"]),
        ("What was the fee in 2024?", ["£41"]),
        ("What is the fee in May 2025?", ["£41"]),
        ("What is the fee on 1 March 2026?", ["£41"]),
        ("What was the fee in 2026?", ["£41", "£45"]),
        ("Wie hoch ist die Gebühr im Jahr 2030?", ["£45"]),
        ("What was the fee in 2020?", []),
        ("What is the fee?", None),
        ("What did the fee do between 2022 and 2024?", None),
    ],
)
def test_a_time_is_looked_up_in_the_periods(question: str, told: list[str] | None) -> None:
    assert held(FEES, question) == told


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["2015–2019", "since 2020"], ["0"]),
        (["May 2016 to June 2018", "July 2018 onwards"], ["0"]),
        (["1 October – 31 March 2018", "1 April – 30 September 2018"], ["0"]),
        (["bis 2017 (alt)", "ab 2018"], ["0"]),
        (["3 May 2017", "7 June 2018"], None),
        (["2017", "2018"], None),
        (["2015–2019", "unknown"], None),
    ],
)
def test_only_a_column_of_periods_is_looked_in(cells: list[str], told: list[str] | None) -> None:
    rows = "".join(f"| {cell} | {at} |\n" for at, cell in enumerate(cells))
    assert held(f"| When | Who |\n|---|---|\n{rows}", "Who was it in 2017?") == told


def test_the_time_asked_about_is_one() -> None:
    assert period_of("Who was chair in 2017?") is not None
    assert period_of("Who was chair in 2017 and in 2018?") is None
    assert period_of("Who wrote the 2017 report?") is None


def asked(question: str) -> Evidence:
    found = evidence([passage(FEES)], [0.4] * len(sentence_spans(FEES)))
    return replace(found, question=question)


def test_the_row_of_the_time_answers_surely_and_no_other_is_left() -> None:
    question = "What was the fee in 2024?"
    found = with_rows(asked(question), [passage(FEES)])
    assert [one.text for one in found.sentences] == ["| 1 April 2023 – 31 March 2026 | £41 |"]
    assert found.probability > 0.9
    left = without_other_ranges(asked("What was the fee in 2020?"))
    assert not any("£" in one.text for one in left.sentences)
