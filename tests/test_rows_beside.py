"""Rows of tables beside sentences: the better of them is never lost to the other."""

import pytest

from rag.answer.extract import select
from rag.types import EvidenceSentence
from tests.builders import evidence, passage

REPORT = (
    "Revenue rose to 1,284 million in the third quarter.\n\n"
    "| Figure | Now | Before |\n|---|---|---|\n| Revenue | 1,284 | 1,189 |\n"
    "| Net profit (million) | 171 | 219 |\n| Debt | 9,430 | 8,215 |"
)
CONTACTS = (
    "Call the commander if the site is down.\n\n"
    "| Role | Name |\n|---|---|\n| Database lead | Wrona |\n| Press | Vance |\n"
    "| Deputy for the database | Karim |"
)


def told(text: str, scores: list[float], question: str) -> list[str]:
    found: tuple[EvidenceSentence, ...] = evidence([passage(text)], scores).sentences
    return [one.text for one in select(found, question)]


@pytest.mark.parametrize(
    ("profit", "quoted"),
    [(0.56, True), (0.45, True), (0.1, False)],
)
def test_a_row_is_not_lost_to_a_sentence_that_is_about_as_likely(
    profit: float, quoted: bool
) -> None:
    text = REPORT.replace("Revenue rose", "Sales rose")
    found = told(
        text, [0.5, 0.0, 0.0, profit, 0.0], "What was the net profit in the third quarter?"
    )
    assert ("| Net profit (million) | 171 | 219 |" in found) is quoted


def test_what_another_row_is_of_is_not_quoted_beside_the_one_asked_about() -> None:
    asked = "What was the net profit in the third quarter?"
    assert told(REPORT, [0.6, 0.0, 0.0, 0.56, 0.0], asked) == [
        "| Net profit (million) | 171 | 219 |"
    ]
    both = "How did revenue and net profit do in the third quarter?"
    assert REPORT.partition("\n")[0] in told(REPORT, [0.6, 0.0, 0.0, 0.56, 0.0], both)


def test_rows_with_a_word_asked_about_come_beside_a_likelier_sentence_without_it() -> None:
    found = told(CONTACTS, [0.64, 0.0, 0.46, 0.5, 0.45], "Who do I call about the database?")
    assert "| Database lead | Wrona |" in found
    assert "| Deputy for the database | Karim |" in found


def test_every_row_of_the_thing_asked_about_is_quoted() -> None:
    codes = (
        "| Code | Meaning |\n|---|---|\n| 401 | The token expired. |\n"
        "| 402 | The card was declined. |\n| 402 | The account is empty. |"
    )
    found = told(codes, [0.0, 0.1, 0.18, 0.61], "What does 402 mean?")
    assert found == ["| 402 | The card was declined. |", "| 402 | The account is empty. |"]


def test_where_a_price_is_asked_for_a_row_without_one_does_not_put_out_the_sentence() -> None:
    trip = "| Day | What |\n|---|---|\n| 26 March | Trip to the museum |\n\nThe cost is 9 euros."
    asked = "How much is the museum trip?"
    assert "The cost is 9 euros." in told(trip, [0.0, 0.6, 0.31], asked)
    priced = trip.replace("Trip to the museum", "Trip to the museum: €9")
    assert "The cost is 9 euros." not in told(priced, [0.0, 0.6, 0.31], asked)
