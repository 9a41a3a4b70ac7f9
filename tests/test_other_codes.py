"""What stands below the title of one model is no answer about another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.quotable.other_codes import is_of_another_code
from rag.retrieve.quotable.telling import to_quote
from tests.builders import evidence, passage

ASKED = "What pressure does the K5 pump need?"


@pytest.mark.parametrize(
    ("question", "near", "sentence", "of_another"),
    [
        (ASKED, "Service of the K7", "The pressure is 3 bar.", True),
        (ASKED, "Pumps > K7", "The pressure is 3 bar.", True),
        ("How heavy is the HP-120?", "HP-80 manual", "It weighs 90 kg.", True),
        (ASKED, "Service of the K5", "The pressure is 3 bar.", False),
        (ASKED, "Service of K5 and K7", "The pressure is 3 bar.", False),
        (ASKED, "Service of the K7", "The K5 needs 2 bar.", False),
        (ASKED, "Service of the pumps", "The pressure is 3 bar.", False),
        (ASKED, "Filter M7", "The pressure is 3 bar.", False),  # of another kind
        ("Does the K5 fit the K9?", "Service of the K7", "It fits all.", False),  # two of them
        ("What was sold in Q2?", "Report Q3 2024", "We sold 40.", False),  # quarters: see `others`
        ("What pressure does it need?", "Service of the K7", "The pressure is 3 bar.", False),
    ],
)
def test_what_stands_below_another_model(
    question: str, near: str, sentence: str, *, of_another: bool
) -> None:
    assert is_of_another_code(question, sentence, near) is of_another
    assert not is_of_another_code(question, sentence, near, "The K5 and the HP-120 as well.")


def test_it_is_not_quoted_for_the_one_asked_about() -> None:
    page = passage("The pressure is 3 bar. Clean it.", title="Service of the K7")
    found = to_quote(replace(evidence([page], [0.9, 0.1]), question=ASKED))
    assert (found.sentences, found.probability) == ((), 0.0)
    own = replace(page, title="Service of the K5")
    assert to_quote(replace(evidence([own], [0.9, 0.1]), question=ASKED)).probability > 0
