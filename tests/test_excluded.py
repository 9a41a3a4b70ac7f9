"""What a figure leaves out, or a document is not for, is not told by them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.quotable.telling import telling
from rag.text import sentence_spans
from tests.builders import evidence, passage


def _told(question: str, text: str, *, locator: str = "Part") -> str:
    near = passage(text, title="Weir", locator=locator)
    found = evidence([near], [0.9] * len(sentence_spans(text)))
    return " ".join(one.text for one in telling(replace(found, question=question)).sentences)


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("What's the catering budget?", "Budget: £9,000, excluding catering.", False),
        ("How much is VAT?", "The door costs £400 plus VAT.", False),
        ("What's the budget?", "Budget: £9,000, excluding catering.", True),
        ("What is the budget without catering?", "Budget: £9,000, excluding catering.", True),
        ("Does the budget include catering?", "Budget: £9,000, excluding catering.", True),
        ("How much is the cleaning fee?", "The rent is £400 plus a cleaning fee of £30.", True),
        ("How much is catering?", "Catering is £400, excluding catering on Sundays.", True),
    ],
)
def test_a_figure_does_not_tell_what_it_leaves_out(question: str, text: str, told: bool) -> None:
    assert bool(_told(question, text)) is told


def test_a_heading_may_name_what_the_sentence_leaves_out() -> None:
    asked, text = "What's the catering budget?", "It is £9,000, without catering on Sundays."
    assert _told(asked, text, locator="Catering")


@pytest.mark.parametrize(
    ("question", "said", "told"),
    [
        ("How long does Heron's queue keep messages?", "**Not** for Heron.", False),
        ("How long does Heron's queue keep messages?", "Heron has its own queue.", False),
        ("How long does the queue keep messages?", "Not for Heron.", True),
        ("How long does Weir's queue keep messages?", "Not for Heron.", True),
        ("How long does Heron's queue keep messages?", "It is also for Heron.", True),
    ],
)
def test_a_document_does_not_tell_of_what_it_is_not_for(
    question: str, said: str, told: bool
) -> None:
    text = f"{said}\n\nThe queue keeps messages for 7 days."
    assert ("7 days" in _told(question, text)) is told
