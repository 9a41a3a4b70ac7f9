"""What the store and search need of an embedder, of a cross-encoder, and of what computes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns text into vectors that are near where meanings are."""

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """(n, dimension), rows of length 1. May be called from several threads."""
        ...


class Embedder(Encoder, Protocol):
    """An encoder that says what it is, so that its vectors can be kept."""

    @property
    def name(self) -> str:
        """As configured."""
        ...

    @property
    def dimension(self) -> int:
        """Components of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """The longest input in its own tokens, special ones included; the rest is silently cut."""
        ...

    @property
    def is_here(self) -> bool:
        """Can `fingerprint` be said now? Not while the model has yet to be fetched, or is gone."""
        ...

    @property
    def fingerprint(self) -> str:
        """Stands for weights, lane and version: vectors are comparable where it is the same.

        Fetches a model that is not on this machine yet. Raises `ConfigError`.
        """
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, special ones included, however long it is."""
        ...

    def warm_up(self) -> None:
        """Loads what `embed` needs."""
        ...


class PairScorer(Protocol):
    """Says how well a text answers a question, reading both together (a cross-encoder)."""

    @property
    def name(self) -> str:
        """As configured."""
        ...

    def score(self, question: str, texts: Sequence[str]) -> FloatArray:
        """(n,), higher is better; comparable within one call."""
        ...


class EntailmentScorer(Protocol):
    """Says whether a text entails a sentence, reading both together (a cross-encoder for NLI)."""

    @property
    def name(self) -> str:
        """As configured."""
        ...

    def weigh(self, premises: Sequence[str], sentence: str) -> FloatArray:
        """(n, 2), probabilities: that each premise entails the sentence, that it contradicts it."""
        ...


class Session(Protocol):
    """A graph that is ready to run."""

    def run(self, outputs: None, given: Mapping[str, Any]) -> list[FloatArray]:
        """All outputs for these inputs, by name. May be called from several threads."""
        ...
