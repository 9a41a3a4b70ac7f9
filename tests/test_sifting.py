"""What is left of evidence when sentences go: the rest, if it comes near the best there was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.sifting import sifted
from rag.types import Evidence
from tests.builders import evidence, passage

TOLD = passage("The tide is high at noon. It is low at six. Boats rest.")


def found(*scores: float) -> Evidence:
    return replace(evidence([TOLD], list(scores)), probability=0.9, missing="says when")


@pytest.mark.parametrize(("second", "probability"), [(0.9, 0.9), (0.54, 0.9), (0.5, 0.0)])
def test_without_the_best_it_is_probable_where_another_is_nearly_as_likely(
    second: float, probability: float
) -> None:
    left = sifted(found(0.9, second, 0.1), lambda one: one.sentences[1:], lambda _: "says it")
    assert [one.text for one in left.sentences] == ["It is low at six.", "Boats rest."]
    assert (left.probability, left.missing) == (
        probability,
        "says it" if not probability else "says when",
    )


def test_what_keeps_all_is_as_it_was() -> None:
    one = found(0.9, 0.5, 0.1)
    assert sifted(one, lambda same: same.sentences) is one


def test_nothing_is_left_and_missing_stays() -> None:
    left = sifted(found(0.9, 0.5, 0.1), lambda _: ())
    assert (left.sentences, left.probability, left.missing) == ((), 0.0, "says when")


def test_each_part_is_sifted_by_itself() -> None:
    parts = (found(0.9, 0.8, 0.1), replace(found(0.9, 0.1, 0.1), probability=0.95))
    whole = replace(found(0.9, 0.8, 0.1), parts=parts)
    left = sifted(whole, lambda one: one.sentences[1:])
    assert [part.probability for part in left.parts] == [0.9, 0.0]
    assert left.probability == 0.9
