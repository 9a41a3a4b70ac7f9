"""The reader: a question and a few sentences read together, token by token.

`rag.store.TokenEncoder` gives each token a vector in its context; the small network of
`reader_network.py` aligns the two sides. `reader.safetensors` holds its weights, made by
`tests/benchmarks/train_reader.py`. It reads the bundled encoder, whatever embedder is configured.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from rag.retrieve.reader_network import MARKS, WIDTH, Inputs, ReaderNetwork
from rag.store import FloatArray, TokenEncoder, Tokens
from rag.text import Span, Term, terms

WEIGHTS = Path(__file__).with_name("reader.safetensors")
MOST_QUESTION_TOKENS = 48
MOST_WINDOW_TOKENS = 144
UNREAD = -6.0  # the logit of what lies behind the reader's limit


class Window(NamedTuple):
    """A few sentences of one passage: the passage's title, their text, their spans in the text."""

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

    def __init__(self, weights: Path = WEIGHTS, encoder: TokenEncoder | None = None) -> None:
        self._weights = weights
        self._encoder = encoder or TokenEncoder()
        self._loading = threading.Lock()
        self._computing = threading.Lock()

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """One reading a window, in order."""
        if not windows:
            return []
        with self._loading:
            network = self._network
        (asked,) = self._encoder.encode([question], MOST_QUESTION_TOKENS)
        shown = [window.shown for window in windows]
        tokens = self._encoder.encode(shown, MOST_WINDOW_TOKENS)
        inputs = assemble(
            [asked] * len(windows), tokens, [question] * len(windows), shown, network.mean
        )
        # Threads cost more than these products do; the limit is the whole process's, so one by one.
        with self._computing, threadpool_limits(1, user_api="blas"):
            answers, weights = network(inputs)
        return [
            Reading(float(answers[row]), _by_sentence(window, one.offsets, weights[row]))
            for row, (window, one) in enumerate(zip(windows, tokens, strict=True))
        ]

    def warm_up(self) -> None:
        """Loads what `read` needs."""
        self.read("Is it warm?", [Window("", "Warm.", (Span(0, 5),))])

    @cached_property
    def _network(self) -> ReaderNetwork:
        from safetensors.numpy import load_file

        return ReaderNetwork(load_file(self._weights))


def assemble(
    questions: Sequence[Tokens],
    windows: Sequence[Tokens],
    asked: Sequence[str],
    shown: Sequence[str],
    mean: FloatArray,
) -> Inputs:
    """One batch for the network: each question's tokens beside its window's, with their texts.

    `mean` is the mean token vector, (384,): what all tokens share says nothing of any.
    """
    rows = len(questions)
    sizes = [max(len(one.vectors) for one in side) for side in (questions, windows)]
    vectors = [np.zeros((rows, size, WIDTH), np.float32) for size in sizes]
    marks = [np.zeros((rows, size, MARKS), np.float32) for size in sizes]
    masks = [np.zeros((rows, size), np.bool_) for size in sizes]
    for row, sides in enumerate(zip(questions, windows, strict=True)):
        centred = [np.asarray(one.vectors, np.float32) - mean for one in sides]
        cosines = _unit(centred[0]) @ _unit(centred[1]).T
        terms_of = [terms(asked[row]), terms(shown[row])]
        for side, tokens in enumerate(sides):
            size = len(tokens.vectors)
            other = {term.folded for term in terms_of[1 - side]}
            words = cosines[:, 1:-1] if side == 0 else cosines[1:-1].T  # no special tokens
            vectors[side][row, :size] = centred[side]
            marks[side][row, :size, :2] = _words(tokens.offsets, terms_of[side], other)
            marks[side][row, :size, 2] = words.max(1, initial=-1)
            masks[side][row, :size] = True
    return Inputs(vectors[0], vectors[1], marks[0], marks[1], masks[0], masks[1])


def _words(offsets: npt.NDArray[np.int32], own: Sequence[Term], other: set[str]) -> FloatArray:
    """(tokens, 2): is the token part of a word that the other side says, of any word?"""
    length = int(offsets.max(initial=0)) + 1
    by_character = np.zeros((length, 2), dtype=np.float32)
    for term in own:
        by_character[term.start : term.end] = (term.folded in other, True)
    marks = by_character[offsets[:, 0]]
    marks[offsets[:, 1] <= offsets[:, 0]] = 0
    return marks


def _unit(vectors: FloatArray) -> FloatArray:
    unit: FloatArray = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    return unit


def _by_sentence(window: Window, offsets: npt.NDArray[np.int32], weights: FloatArray) -> FloatArray:
    shift = len(window.title) + 2
    rows = []
    for span in window.sentences:
        inside = (
            (offsets[:, 0] >= span.start + shift)
            & (offsets[:, 1] <= span.end + shift)
            & (offsets[:, 1] > offsets[:, 0])
        )
        own = weights[: len(offsets)][inside]
        rows.append(
            (own[:, 0].max(), own[:, 0].mean(), own[:, 1].max()) if len(own) else (UNREAD,) * 3
        )
    return np.array(rows, dtype=np.float32).reshape(len(window.sentences), 3)
