"""The readings of a question are tried in order, until one can be answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from rag.clock import Stopwatch
from rag.finding import Finder
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


class FakeFinder(Finder):
    """Always finds the same."""

    def __init__(self, gate: KnowingGate) -> None:
        nothing = cast(Any, None)
        super().__init__(nothing, nothing, cast(Any, gate), Settings())

    def read(self, question: str, scope: Scope) -> tuple[list[Hit], tuple[Passage, ...]]:
        del question, scope
        return [hit(chunk("It costs 40 euros."))], (passage("It costs 40 euros."),)


def test_the_first_reading_that_is_answered_is_taken() -> None:
    gate = KnowingGate("second", "third")
    found = FakeFinder(gate).found(("first", "second", "third"), Scope(), Stopwatch())
    assert (found.asked, found.refusal, gate.judged) == ("second", None, ["first", "second"])


def test_a_refusal_speaks_of_the_likeliest_reading() -> None:
    found = FakeFinder(KnowingGate()).found(("first", "second"), Scope(), Stopwatch())
    assert found.asked == "first"
    assert found.refusal is not None
