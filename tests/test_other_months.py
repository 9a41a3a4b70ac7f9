"""Of a table of months only the row of the one that is asked about is quoted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.quotable.other_months import without_other_months
from rag.text import sentence_spans
from tests.builders import evidence, passage

RAIN = """| Month | Rain mm | Note |
|---|---|---|
| April 2023 | 31 | |
| May 2023 | 77 | storm |
| June 2023 | 12 | less than in April |"""
SHORT = "| Monat | mm |\n|---|---|\n| Mrz | 31 |\n| Mai | 77 |\n| Okt | 12 |"
SPANS = "| When | Work |\n|---|---|\n| March | prune |\n| June – August | water |"

FIGURES = "| Month | kWh |\n|---|---|\n| 2025-04 | 300 |\n| 2025-05 | 262 |\n| 2025-06 | 240 |"
SEASONS = "| Month | goals |\n|---|---|\n| 2010-11 | 30 |\n| 2011-12 | 26 |"
NUMBERS = "| Month | goals |\n|---|---|\n| 2010-12 | 30 |\n| 2011-13 | 26 |"


def _quoted(question: str, table: str) -> tuple[list[str], float]:
    found = evidence([passage(table)], [0.9] * len(sentence_spans(table)))
    left = without_other_months(replace(found, question=question))
    rows = [one.text.split("|")[1].strip() for one in left.sentences if "--" not in one.text]
    return rows[1:] if rows[:1] in (["Month"], ["Monat"], ["When"]) else rows, left.probability


@pytest.mark.parametrize(
    ("question", "table", "rows"),
    [
        ("How much rain fell in May 2023?", RAIN, ["May 2023"]),
        ("how much rain fell in may?", RAIN, ["May 2023"]),
        ("How much rain fell in Apr?", RAIN, ["April 2023", "June 2023"]),
        ("How much rain fell in May and June?", RAIN, ["May 2023", "June 2023"]),
        ("How much rain fell in January?", RAIN, []),
        ("May I see the rain gauge?", RAIN, ["April 2023", "May 2023", "June 2023"]),
        ("How much rain fell after April?", RAIN, ["April 2023", "May 2023", "June 2023"]),
        ("How much rain fell?", RAIN, ["April 2023", "May 2023", "June 2023"]),
        ("Wie viel Regen fiel im Mai?", SHORT, ["Mrz", "Mai"]),
        ("Wie viel Regen fiel im Oktober?", SHORT, ["Mrz", "Okt"]),
        ("How many kWh in May?", FIGURES, ["2025-05"]),
        ("How many kWh in May and June?", FIGURES, ["2025-05", "2025-06"]),
        ("How many kWh in January?", FIGURES, []),
        ("How many kWh before May?", FIGURES, ["2025-04", "2025-05", "2025-06"]),
        ("How many goals in May?", SEASONS, ["2010-11", "2011-12"]),
        ("How many goals in May?", NUMBERS, ["2010-12", "2011-13"]),
        ("What is done in March?", SPANS, ["March", "June – August"]),
        ("What is done in July?", SPANS, ["March", "June – August"]),
    ],
)
def test_rows_of_other_months_are_left_out(question: str, table: str, rows: list[str]) -> None:
    assert _quoted(question, table)[0] == rows


def test_a_row_whose_month_is_in_figures_stands_in_for_those_of_other_months() -> None:
    found = evidence([passage(FIGURES)], [0.9] * len(sentence_spans(FIGURES)))
    rows = tuple(one for one in found.sentences if "-04" in one.text or "-06" in one.text)
    asked = replace(found, question="How many kWh in May?", sentences=rows)
    left = without_other_months(asked)
    assert [one.text for one in left.sentences] == ["| 2025-05 | 262 |"]
    assert left.probability == asked.probability


def test_a_month_without_a_row_is_refused() -> None:
    found = evidence([passage(RAIN)], [0.9] * len(sentence_spans(RAIN)))
    rows = tuple(one for one in found.sentences if "2023" in one.text)
    asked = replace(found, question="How much rain fell in Jan?", sentences=rows)
    left = without_other_months(asked)
    assert left.probability == 0.0
    assert left.missing == "says this of Jan"
