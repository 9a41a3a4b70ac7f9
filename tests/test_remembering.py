"""Vectors that are remembered are the same vectors, and are not made twice."""

import gc
import weakref
from collections.abc import Sequence

import numpy as np

from rag.store import FloatArray, RememberingEmbedder
from tests.fakes import WordEmbedder


def test_a_text_is_embedded_once() -> None:
    inner = WordEmbedder()
    remembering = RememberingEmbedder(inner)

    first = remembering.embed(["a lease", "the rent", "a lease"])
    second = remembering.embed(["the rent", "new"])

    assert inner.embedded == ["a lease", "the rent", "new"]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first[1], second[0])
    assert np.array_equal(second, WordEmbedder().embed(["the rent", "new"]))


def test_what_was_used_longest_ago_is_forgotten() -> None:
    inner = WordEmbedder()
    remembering = RememberingEmbedder(inner, limit=1)

    remembering.embed(["one"])
    remembering.embed(["two"])
    remembering.embed(["one"])

    assert inner.embedded == ["one", "two", "one"]


def test_what_is_forgotten_takes_no_memory() -> None:
    batches: list[weakref.ref[FloatArray]] = []

    class Watched(WordEmbedder):
        def embed(self, texts: Sequence[str]) -> FloatArray:
            vectors = super().embed(texts)
            batches.append(weakref.ref(vectors))
            return vectors

    remembering = RememberingEmbedder(Watched(), limit=1)
    remembering.embed(["one", "two"])
    gc.collect()
    assert batches[0]() is None, "the one that is remembered keeps the other"


def test_nothing_in_nothing_out() -> None:
    assert RememberingEmbedder(WordEmbedder()).embed([]).shape == (0, 32)
