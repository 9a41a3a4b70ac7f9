"""The steps for one thing are not told of another."""

from __future__ import annotations

import pytest

from rag.retrieve.quotable.procedures import is_of_another_thing
from rag.text.steps import done_to
from rag.types import EvidenceSentence
from tests.builders import evidence, passage

MANUAL = passage(
    "The heat pump stands in the garden.\n\n## Connecting the sauna heater\n\n"
    "1. Switch off the mains.\n2. Lead the cable in.\n\n## Care\n\nWipe it.\n",
    title="Manual",
)


def step(number: int = 1) -> EvidenceSentence:
    return evidence([MANUAL], [0.1, 0.1, 0.1, 0.1]).sentences[number]


def test_what_something_is_done_with() -> None:
    assert done_to("How do I connect the heat pump?") == {"heat", "pump"}
    assert done_to("And how can you connect the heater to the mains?") == {"heater", "main"}
    assert done_to("How much is the heater?") == done_to("What is a heater?") == frozenset()


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("How do I connect the heat pump?", True),
        ("How do I connect the sauna heater?", False),
        ("How do I install the heater?", False),
        ("How do I connect the oven?", False),  # in whatever words the manual may call it
        ("How do I lead in the cable?", False),
        ("Where is the heat pump?", False),
    ],
)
def test_steps_below_the_name_of_another_thing_are_not_told(question: str, other: bool) -> None:
    assert step().text == "Switch off the mains."
    assert is_of_another_thing(step(), question) is other


def test_what_is_no_step_may_be_of_anything() -> None:
    assert not is_of_another_thing(step(0), "How do I connect the heat pump?")
