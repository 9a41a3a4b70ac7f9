"""The reader: a question and a few sentences read together, token by token.

It is the bundled encoder, trained further until it says whether a window of text answers a question
and which of its words do (a cross-encoder, after Nogueira and Cho, 2019, with the two heads of
Devlin et al., 2019). `reader.safetensors` holds its weights but for the embeddings, which are the
bundled ones; it was made by `train_reader.py` and `voices.py` of `tests/benchmarks/`. It reads so
whatever embedder is configured.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from rag.retrieve.reader_heads import ReaderHeads
from rag.settings import Precision
from rag.store import FloatArray, PairEncoder, Pieces, batches, on_all_cores
from rag.text import Span, Term, terms

WEIGHTS = Path(__file__).with_name("reader.safetensors")
MOST_QUESTION_TOKENS = 48
MOST_WINDOW_TOKENS = 192
_MOST_TOKENS = 640  # of one batch of windows, padding included
MARKS = 3  # of a token: no word, a word, a word that the other side says too
UNREAD = -6.0  # the logit of what lies behind the reader's limit
_OPENING, _SEPARATOR = 101, 102  # [CLS] and [SEP] of BERT's vocabulary
_ENCODER = "encoder."

IntArray = npt.NDArray[np.int32]


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


class Pair(NamedTuple):
    """A question and a window as the encoder takes them, each (tokens,), special ones included.

    `window` is where the window's tokens and their separator stand among them, `offsets` (its
    tokens, 2) their characters in what is shown of it.
    """

    ids: IntArray
    segments: IntArray
    kinds: IntArray
    window: slice
    offsets: IntArray


class BundledReader:
    """The `Reader` that ships with the package."""

    def __init__(self, weights: Path = WEIGHTS, precision: Precision = Precision.AUTO) -> None:
        self._weights = weights
        self._precision = precision
        self._loading = threading.Lock()

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """One reading a window, in order."""
        if not windows:
            return []
        with self._loading:
            encoder, heads = self._loaded
        shown = [window.shown for window in windows]
        (asked,) = encoder.pieces([question], MOST_QUESTION_TOKENS)

        pairs = [
            join(asked, pieces, question, window.shown)
            for window, pieces in zip(
                windows, encoder.pieces(shown, MOST_WINDOW_TOKENS), strict=True
            )
        ]

        def readings(rows: Sequence[int]) -> list[tuple[int, Reading]]:
            ids, segments, kinds, *_ = zip(*(pairs[row] for row in rows), strict=True)
            vectors = encoder.encode(ids, segments, kinds)
            return [
                (row, _reading(windows[row], pairs[row], own, heads))
                for row, own in zip(rows, vectors, strict=True)
            ]

        groups = batches([len(pair.ids) for pair in pairs], _MOST_TOKENS)
        found = dict(chain.from_iterable(on_all_cores(readings, groups)))
        return [found[row] for row in range(len(windows))]

    def warm_up(self) -> None:
        """Loads what `read` needs."""
        self.read("Is it warm?", [Window("", "Warm.", (Span(0, 5),))])

    @cached_property
    def _loaded(self) -> tuple[PairEncoder, ReaderHeads]:
        from safetensors.numpy import load_file

        stored = load_file(self._weights)
        return PairEncoder(_trained(stored), self._precision), ReaderHeads(stored)


def trained_encoder(weights: Path = WEIGHTS) -> dict[str, npt.NDArray[Any]]:
    """What the encoder of these weights was trained to, as `PairEncoder` takes it."""
    from safetensors.numpy import load_file

    return _trained(load_file(weights))


def _trained(stored: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    return {
        name.removeprefix(_ENCODER): one
        for name, one in stored.items()
        if name.startswith(_ENCODER)
    }


def join(asked: Pieces, shown: Pieces, question: str, window: str) -> Pair:
    """The two as one text, each token with its kind: which side it is of, and its mark."""
    asked_terms, shown_terms = terms(question), terms(window)
    first = _marks(asked.offsets, asked_terms, {term.folded for term in shown_terms})
    second = _marks(shown.offsets, shown_terms, {term.folded for term in asked_terms})
    end = len(asked.ids) + 2
    size = end + len(shown.ids) + 1
    ids, segments, kinds = (np.zeros(size, np.int32) for _ in range(3))
    ids[0], ids[end - 1], ids[size - 1] = _OPENING, _SEPARATOR, _SEPARATOR
    ids[1 : end - 1], ids[end : size - 1] = asked.ids, shown.ids
    kinds[1 : end - 1], kinds[end : size - 1] = first, second
    segments[end:] = 1
    return Pair(ids, segments, kinds + MARKS * segments, slice(end, size), shown.offsets)


def _marks(offsets: IntArray, own: Sequence[Term], other: set[str]) -> IntArray:
    """(tokens,): 0 for no word, 1 for a word, 2 for a word that the other side says too."""
    by_character = np.zeros(int(offsets.max(initial=0)) + 1, np.int32)
    for term in own:
        by_character[term.start : term.end] = 2 if term.folded in other else 1
    marks: IntArray = by_character[offsets[:, 0]]
    return marks


def _reading(window: Window, pair: Pair, vectors: FloatArray, heads: ReaderHeads) -> Reading:
    answers, tokens = heads(vectors, pair.window)
    return Reading(answers, _by_sentence(window, pair.offsets, tokens))


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
