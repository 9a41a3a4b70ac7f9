"""Two texts read together, token by token, and what two trained heads say of them.

The bundled encoder, trained further, as a cross-encoder (after Nogueira and Cho, 2019), with one
head over the whole pair and one over each token (Devlin et al., 2019). The weights' files hold all
but the embeddings, which are the bundled ones. It reads so whatever embedder is configured.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rag.reading.heads import ReaderHeads
from rag.settings import Precision
from rag.store import FloatArray, PairEncoder, Pieces, batches, on_all_cores
from rag.text import Term, terms

MARKS = 3  # of a token: no word, a word, a word that the other side says too
_MOST_TOKENS = 640  # of one batch of pairs, padding included
_OPENING, _SEPARATOR = 101, 102  # [CLS] and [SEP] of BERT's vocabulary
_ENCODER = "encoder."

IntArray = npt.NDArray[np.int32]


class Pair(NamedTuple):
    """A first text, a question say, and a second, as the encoder takes them, each (tokens,),
    special ones included.

    `window` is where the second's tokens and their separator stand among them, `offsets` (its
    tokens, 2) their characters in it.
    """

    ids: IntArray
    segments: IntArray
    kinds: IntArray
    window: slice
    offsets: IntArray


class PairReading(NamedTuple):
    """What the heads say, as logits: of the whole pair, and (tokens and a separator, 2) of the
    second text's tokens, whose characters are `offsets`."""

    whole: float
    tokens: FloatArray
    offsets: IntArray


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned: the file of its weights, its graph's name among the lanes' samples
    (`store/openvino_session.py`), and how many tokens of either text are read."""

    weights: Path
    graph: str
    most_first: int
    most_second: int


class PairReader:
    """Reads pairs as one lesson has taught it to. Thread-safe."""

    def __init__(self, lesson: Lesson, precision: Precision = Precision.AUTO) -> None:
        self._lesson = lesson
        self._precision = precision
        self._loading = threading.Lock()

    def read(self, first: str, seconds: Sequence[str]) -> list[PairReading]:
        """One reading of `first` with each of `seconds`, in order, whatever the texts."""
        if not seconds:
            return []
        with self._loading:
            encoder, heads = self._loaded
        (asked,) = encoder.pieces([first], self._lesson.most_first)
        shown = encoder.pieces(seconds, self._lesson.most_second)
        pairs = [
            join(asked, pieces, first, second)
            for second, pieces in zip(seconds, shown, strict=True)
        ]

        def readings(rows: Sequence[int]) -> list[tuple[int, PairReading]]:
            ids, segments, kinds, *_ = zip(*(pairs[row] for row in rows), strict=True)
            vectors = encoder.encode(ids, segments, kinds)
            return [
                (row, PairReading(*heads(own, pairs[row].window), pairs[row].offsets))
                for row, own in zip(rows, vectors, strict=True)
            ]

        groups = batches([len(pair.ids) for pair in pairs], _MOST_TOKENS)
        found = dict(chain.from_iterable(on_all_cores(readings, groups)))
        return [found[row] for row in range(len(pairs))]

    @cached_property
    def _loaded(self) -> tuple[PairEncoder, ReaderHeads]:
        from safetensors.numpy import load_file

        stored = load_file(self._lesson.weights)
        encoder = PairEncoder(_trained(stored), self._precision, self._lesson.graph)
        return encoder, ReaderHeads(stored)


def trained_encoder(weights: Path) -> dict[str, npt.NDArray[Any]]:
    """What the encoder of these weights was trained to, as `PairEncoder` takes it."""
    from safetensors.numpy import load_file

    return _trained(load_file(weights))


def _trained(stored: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    return {
        name.removeprefix(_ENCODER): one
        for name, one in stored.items()
        if name.startswith(_ENCODER)
    }


def join(asked: Pieces, shown: Pieces, first: str, second: str) -> Pair:
    """The two as one text, each token with its kind: which side it is of, and its mark."""
    first_terms, second_terms = terms(first), terms(second)
    in_first = _marks(asked.offsets, first_terms, {term.folded for term in second_terms})
    in_second = _marks(shown.offsets, second_terms, {term.folded for term in first_terms})
    end = len(asked.ids) + 2
    size = end + len(shown.ids) + 1
    ids, segments, kinds = (np.zeros(size, np.int32) for _ in range(3))
    ids[0], ids[end - 1], ids[size - 1] = _OPENING, _SEPARATOR, _SEPARATOR
    ids[1 : end - 1], ids[end : size - 1] = asked.ids, shown.ids
    kinds[1 : end - 1], kinds[end : size - 1] = in_first, in_second
    segments[end:] = 1
    return Pair(ids, segments, kinds + MARKS * segments, slice(end, size), shown.offsets)


def _marks(offsets: IntArray, own: Sequence[Term], other: set[str]) -> IntArray:
    """(tokens,): 0 for no word, 1 for a word, 2 for a word that the other side says too."""
    by_character = np.zeros(int(offsets.max(initial=0)) + 1, np.int32)
    for term in own:
        by_character[term.start : term.end] = 2 if term.folded in other else 1
    marks: IntArray = by_character[offsets[:, 0]]
    return marks
