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
