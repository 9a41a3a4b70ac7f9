"""The reader: does a window of text answer a question, and which of its words do?

`reader.safetensors` was made by `train_reader.py` and `voices.py` of `tests/benchmarks/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from rag.reading.pairs import IntArray, Lesson, PairReader
from rag.settings import Precision
from rag.store import FloatArray
from rag.text import Span

WEIGHTS = Path(__file__).with_name("reader.safetensors")
MOST_QUESTION_TOKENS = 48
MOST_WINDOW_TOKENS = 192
UNREAD = -6.0  # the logit of what lies behind the reader's limit


class Window(NamedTuple):
    """A few sentences of one passage: what they are about, their text, their spans in the text."""

    title: str
    text: str
    sentences: tuple[Span, ...]

    @property
    def shown(self) -> str:
        """What is read."""
        return f"{self.title}. {self.text}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a window gave, as logits: above 0 for rather yes.

    `answers`: the window answers the question. `sentences`: (sentences, 3) the largest and the mean
    logit of its tokens to stand in an answering sentence, the largest to be in the answer itself.
    """

    answers: float
    sentences: FloatArray


class Reader(Protocol):
    """Reads windows for a question."""

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """One reading a window, in order. May be called from several threads."""
        ...

    def warm_up(self) -> None:
        """Loads what `read` needs."""
        ...


class BundledReader:
    """The `Reader` that ships with the package."""

    def __init__(self, weights: Path = WEIGHTS, precision: Precision = Precision.AUTO) -> None:
        lesson = Lesson(weights, "pairs", MOST_QUESTION_TOKENS, MOST_WINDOW_TOKENS)
        self._pairs = PairReader(lesson, precision)

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """One reading a window, in order."""
        found = self._pairs.read(question, [window.shown for window in windows])
        return [
            Reading(one.whole, _by_sentence(window, one.offsets, one.tokens))
            for window, one in zip(windows, found, strict=True)
        ]

    def warm_up(self) -> None:
        """Loads what `read` needs."""
        self.read("Is it warm?", [Window("", "Warm.", (Span(0, 5),))])


def _by_sentence(window: Window, offsets: IntArray, tokens: FloatArray) -> FloatArray:
    shift = len(window.title) + 2
    rows = []
    for span in window.sentences:
        inside = (
            (offsets[:, 0] >= span.start + shift)
            & (offsets[:, 1] <= span.end + shift)
            & (offsets[:, 1] > offsets[:, 0])
        )
        own = tokens[: len(offsets)][inside]
        rows.append(
            (own[:, 0].max(), own[:, 0].mean(), own[:, 1].max()) if len(own) else (UNREAD,) * 3
        )
    return np.array(rows, dtype=np.float32).reshape(len(window.sentences), 3)
