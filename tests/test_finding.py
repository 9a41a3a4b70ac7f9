"""The readings of a question are tried in order, until one can be answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest

from rag.clock import Stopwatch
from rag.errors import StoreBusy
from rag.finding import Finder, Found
from rag.settings import Settings
from rag.types import Evidence, Hit, Passage, Scope
from tests.builders import chunk, hit, passage


class KnowingGate:
    """Finds evidence for the questions that it knows."""

    def __init__(self, *known: str) -> None:
        self._known = known
        self.judged: list[str] = []

    def judge(self, question: str, passages: Sequence[Passage]) -> Evidence:
        del passages
        self.judged.append(question)
        return Evidence(0.9 if question in self._known else 0.1, ())


class FakeStore:
    """Never changes."""

    def generation(self) -> str:
        return "first"


class FakeFinder(Finder):
    """Always finds the same, unless it has a `fault`."""

    fault: Exception | None = None

    def __init__(self, gate: KnowingGate) -> None:
        store, nothing = cast(Any, FakeStore()), cast(Any, None)
        super().__init__(store, nothing, cast(Any, gate), Settings())

    def read(self, question: str, scope: Scope) -> tuple[list[Hit], tuple[Passage, ...]]:
        del question, scope
        if self.fault is not None:
            raise self.fault
        near = chunk("It costs 40 euros.", locator="Part and parcel")
        return [hit(near)], (passage("It costs 40 euros."),)


def test_the_first_reading_that_is_answered_is_taken() -> None:
    gate = KnowingGate("second", "third")
    found = FakeFinder(gate).found(("first", "second", "third"), Scope(), Stopwatch())
    assert (found.asked, found.refusal, gate.judged) == ("second", None, ["first", "second"])


OFFERED = 'What does "Title" say about "Part"?'
NEAR = Found(
    "Who asks?", [hit(chunk("It costs 40 euros.", locator="Title > Part"))], (), Evidence(0.0), None
)
"""What came nearest; to ask about its heading can be put in other words."""


@pytest.mark.parametrize(
    "fault", [StoreBusy("A sync runs."), OSError(5, "Input/output error"), KeyError("bug")]
)
def test_other_questions_that_cannot_be_tried_are_not_offered_and_no_failure(
    fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    finder = FakeFinder(KnowingGate(OFFERED))
    finder.fault = fault
    assert finder.suggestions(NEAR, Scope()) == ()
    assert [one.name for one in caplog.records] == ["rag.finding"]
    finder.fault = None
    assert finder.suggestions(NEAR, Scope()) == (OFFERED,)


def test_trying_other_questions_ends_when_it_is_stopped_and_is_not_remembered() -> None:
    gate = KnowingGate("What happens with Part?")
    finder = FakeFinder(gate)

    def stopped() -> bool:
        return bool(gate.judged)

    assert finder.suggestions(NEAR, Scope(), is_stopped=stopped) == ()
    assert gate.judged == [OFFERED]
    assert finder.suggestions(NEAR, Scope()) == (OFFERED,)


def test_a_refusal_speaks_of_the_likeliest_reading() -> None:
    found = FakeFinder(KnowingGate()).found(("first", "second"), Scope(), Stopwatch())
    assert found.asked == "first"
    assert found.refusal is not None
