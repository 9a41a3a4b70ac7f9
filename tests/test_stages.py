"""What holds during a thing does not answer what holds after it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.quotable.stages import without_other_stages
from tests.builders import evidence, passage

DURING = "During the trial period the fee is 9 crowns a month."
LENGTH = "The trial period takes three weeks."
AFTER = "After the trial period the fee is 20 crowns a month."


def left(question: str, *sentences: str) -> tuple[list[str], float]:
    page = passage(" ".join(sentences))
    scores = [0.9 - 0.2 * at for at in range(len(sentences))]
    found = without_other_stages(replace(evidence([page], scores), question=question))
    return [one.text for one in found.sentences], found.probability


@pytest.mark.parametrize(
    "question",
    [
        "What is the fee after the trial period?",
        "What's the fee once my trial period is over?",
        "How much is the fee when the trial has ended?",
        "What is the fee after the end of the trial period?",
        "What did the fee use to be before the trial?",
    ],
)
def test_what_holds_at_another_stage_is_no_answer(question: str) -> None:
    assert left(question, DURING, LENGTH) == ([], 0.0)


def test_what_is_said_of_the_stage_asked_about_answers() -> None:
    question = "What is the fee once the trial is over?"
    kept, probability = left(question, AFTER, DURING)
    assert (kept, probability > 0) == ([AFTER], True)
    assert left("What is the fee during the trial?", DURING, AFTER)[0] == [DURING]
    assert left(question, DURING, "The fee is 20 crowns.")[0] == ["The fee is 20 crowns."]
    short = "After the trial: 20 crowns."
    assert left(question, short, DURING)[0] == [short]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What is the fee during the trial?", DURING),
        ("What is the fee?", DURING),
        ("What is the fee after the summer?", DURING),  # of another thing
        ("What is the fee after the trial?", f"{DURING[:-1]}, afterwards 20."),
        ("What is the fee after the trial?", "During and after the trial the fee is 9 crowns."),
        ("Is there a fee after the trial?", DURING),  # that there is one then tells something
        ("What is the fee after June?", "During June the fee is 9 crowns."),
        ("What is due after an accident?", "In an accident call 112."),
        ("What happens after 30 days?", "Pay within 30 days, or a fee is due."),
    ],
)
def test_what_may_hold_at_the_stage_asked_about_stays(question: str, sentence: str) -> None:
    assert left(question, sentence)[0] == [sentence]
