"""What is said of "2025/26" is no answer to a question about "2024/25"."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.quotable.other_years import without_other_years
from rag.text import sentence_spans
from tests.builders import evidence, passage

SET = "The precept for 2025/26 was set at 38,500 pounds."


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("What was the precept for 2024/25?", SET, False),
        ("What was the precept for 2024-2025?", SET, False),
        ("What is the precept for 2025/26?", SET, True),
        ("What is the precept for 2025–2026?", SET, True),
        ("How do 2024/25 and 2025/26 compare?", SET, True),
        ("What is the precept?", SET, True),
        ("What was the precept in 2024?", SET, True),  # may be either
        ("Who signed item 24/25?", SET, True),  # no such year
        ("What was the precept for 2024/25?", "Before 2025/26 it was 37,000 pounds.", True),
        ("What was the precept for 2024/25?", "It rose to 38,500 pounds in 2025.", True),
        ("What was the precept for 2024/25?", "Call 2025-30 for the precept.", True),
    ],
)
def test_only_what_names_the_years_or_none_is_left(question: str, text: str, told: bool) -> None:
    found = evidence([passage(text)], [0.9])
    left = without_other_years(replace(found, question=question))
    assert bool(left.sentences) is told
    assert left.probability == (0.9 if told else 0.0)
    assert left.missing.startswith("" if told else "says this of 2024")


def test_a_row_and_a_heading_may_have_the_years() -> None:
    table = "| | 2024/25 | 2025/26 |\n|---|---|---|\n| Precept, see 2025/26 | 37,000 | 38,500 |"
    question = "What was the precept for 2024/25?"
    for one in (passage(table), passage(SET, locator="Accounts 2024/25 > Notes")):
        found = evidence([one], [0.9] * len(sentence_spans(one.text)))
        asked = replace(found, question=question)
        assert without_other_years(asked) == asked


HERONS = "In 2019 there were 12 pairs of herons, in 2021 there were 15."


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("How many pairs of herons were there in 2020?", HERONS, False),
        ("How many pairs of herons were there in 2019?", HERONS, True),
        ("How many pairs of herons were there between 2018 and 2020?", HERONS, True),
        ("Were there 12 pairs of herons in 2020?", HERONS, True),
        ("Wie viele Mitglieder gab es im Jahr 2020?", "2019 gab es 120 Mitglieder.", False),
        ("How many workers had it in 1920?", "From 1915 to 1925 it had 400 workers.", True),
        ("How many workers had it in 1920?", "It had 300 workers in 1910 and 500 in 1930.", False),
        ("What is the fee in 2026?", "The fee was raised to 40 in 2024.", True),
        ("What was built in 2020?", "The hall was built in 2018.", False),
        ("What did she promise in 2020?", "She promised a pool in 2022.", True),
        ("How much was the fee for 2020?", "The fee for 2019 was 40.", False),
        ("What was the forecast in 2020?", "The forecast for 2025 was 4 million.", True),
    ],
)
def test_what_was_in_other_years_alone_does_not_answer(
    question: str, text: str, told: bool
) -> None:
    left = without_other_years(replace(evidence([passage(text)], [0.9]), question=question))
    assert bool(left.sentences) is told


def test_what_stands_below_or_behind_the_year_is_of_it() -> None:
    question = "What was the surplus in 2020?"
    for one in (
        passage("The surplus was 5 (2019: 3).", title="Report 2020"),
        passage("| Year | Surplus |\n|---|---|\n| 2019 | 3 |\n| 2020 | 5 |"),
        passage("The fair was in 2020. The surplus in 2019, it says here, was 3."),
    ):
        found = evidence([one], [0.9] * len(sentence_spans(one.text)))
        asked = replace(found, question=question)
        assert without_other_years(asked) == asked
