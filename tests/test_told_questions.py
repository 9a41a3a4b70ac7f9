"""A question with what is told around it."""

from collections.abc import Sequence

import numpy as np
import pytest

from rag.reading import Reading, Window
from rag.retrieve.signals import read_place
from rag.retrieve.told_questions import asking_sentence
from rag.retrieve.windows import read_likeliest
from rag.store import FloatArray


@pytest.mark.parametrize(
    ("question", "asking"),
    [
        ("My oven is broken. Whom do I call?", "Whom do I call?"),
        (
            "The heron ate our koi! At what hour do we feed the rest?",
            "At what hour do we feed the rest?",
        ),
        ("Where can I lock my bike? It used to be the shed.", "Where can I lock my bike?"),
        ("we are four. how much is the sauna?", "how much is the sauna?"),
        ("How much is the sauna?", ""),
        ("I was told two prices. Is that so?", ""),
        ("Is it open? Is it free?", ""),
        ("How deep? (the well)", ""),
        ("How much did Mr. Lark pay?", ""),
        ("Does Mr. Will Lark pay?", ""),
        ("They may rent it out. True?", ""),
        ("", ""),
    ],
)
def test_the_one_sentence_that_asks(question: str, asking: str) -> None:
    assert asking_sentence(question) == asking


class Told:
    """Reads a window as `with_story`, or as 5 for the sentence that asks alone."""

    def __init__(self, with_story: float) -> None:
        self._with_story = with_story
        self.asked: list[tuple[str, int]] = []

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        self.asked.append((question, len(windows)))
        logit = self._with_story if "." in question else 5.0
        return [
            Reading(logit, np.full((len(one.sentences), 3), logit, np.float32)) for one in windows
        ]

    def warm_up(self) -> None:
        """There is nothing to load."""


def judged(numbers: Sequence[int], readings: FloatArray) -> float:
    del numbers
    return float((1 / (1 + np.exp(-readings[:, 0]))).max())


STORY = "My oven is broken. Whom do I call?"


def test_what_gives_hope_is_read_again_for_the_sentence_that_asks() -> None:
    reader = Told(with_story=-1.0)
    shares = np.ones(1, np.float32)

    _, rows = read_likeliest(reader, STORY, [read_place("T", "", "Call Ann.")], shares, judged)

    assert reader.asked == [(STORY, 1), ("Whom do I call?", 1)]
    assert rows.tolist() == [[5.0, -1.0, -1.0, -1.0]]


def test_what_gives_none_is_not() -> None:
    reader = Told(with_story=-4.0)
    shares = np.ones(1, np.float32)

    _, rows = read_likeliest(reader, STORY, [read_place("T", "", "Call Ann.")], shares, judged)

    assert rows.tolist() == [[-4.0] * 4]


def test_a_surer_reading_with_the_story_stays() -> None:
    reader = Told(with_story=6.0)
    shares = np.ones(1, np.float32)

    _, rows = read_likeliest(reader, STORY, [read_place("T", "", "Call Ann.")], shares, judged)

    assert rows.tolist() == [[6.0] * 4]


def test_a_question_without_a_story_is_read_once() -> None:
    reader = Told(with_story=-1.0)
    shares = np.ones(1, np.float32)

    read_likeliest(reader, "Whom do I call", [read_place("T", "", "Call Ann.")], shares, judged)

    assert reader.asked == [("Whom do I call", 1)]
