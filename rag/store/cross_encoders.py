"""Pairs of texts to scores, by cross-encoders of sentence-transformers: reranking, entailment.

Importing the library costs seconds, so it happens at the first score.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import ConfigError
from rag.store.embedding import address, config_errors, named_files, quiet
from rag.store.protocols import EntailmentScorer, FloatArray, PairScorer
from rag.store.weights import ModelFiles

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH = 32


def load_pair_scorer(name: str) -> PairScorer:
    """The cross-encoder of this name, a folder's or the hub's. `ConfigError` at the first use."""
    return CrossEncoderScorer(name, named_files("RAG_RERANKER_MODEL", name))


def load_entailment_scorer(name: str) -> EntailmentScorer:
    """The NLI cross-encoder of this name, a folder's or the hub's. `ConfigError` at first use."""
    return CrossEncoderEntailment(name, named_files("RAG_JUDGE", name))


class CrossEncoderScorer:
    """A `PairScorer` on sentence-transformers' CrossEncoder."""

    def __init__(self, name: str, files: ModelFiles) -> None:
        self.name = name
        self._files = files
        self._model: CrossEncoder | None = None
        self._lock = threading.Lock()

    def score(self, question: str, texts: Sequence[str]) -> FloatArray:
        """(n,), higher is better."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        with self._lock:
            if self._model is None:
                with config_errors(self._files, self.name), quiet():
                    self._model = self._load()
            scores = self._model.predict(
                [(question, text) for text in texts], batch_size=_BATCH, show_progress_bar=False
            )
        return np.asarray(scores, dtype=np.float32)

    def _load(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        place, local = address(self._files, self.name)
        model: CrossEncoder = CrossEncoder(place, local_files_only=local)
        if model.num_labels != 1:
            raise ConfigError(
                f"{self.name!r} gives {model.num_labels} numbers for a pair, not one score.",
                hint=f"Name a reranking cross-encoder in {self._files.setting}.",
            )
        return model


class CrossEncoderEntailment:
    """An `EntailmentScorer` on sentence-transformers' CrossEncoder.

    Which of the model's classes are entailment and contradiction is read from its own labels.
    """

    def __init__(self, name: str, files: ModelFiles) -> None:
        self.name = name
        self._files = files
        self._loaded: tuple[CrossEncoder, int, int | None] | None = None
        self._lock = threading.Lock()

    def weigh(self, premises: Sequence[str], sentence: str) -> FloatArray:
        """(n, 2): how probably each premise entails the sentence, and contradicts it."""
        if not premises:
            return np.zeros((0, 2), dtype=np.float32)
        with self._lock:
            if self._loaded is None:
                with config_errors(self._files, self.name), quiet():
                    self._loaded = self._load()
            model, entails, contradicts = self._loaded
            scores = model.predict(
                [(premise, sentence) for premise in premises],
                batch_size=_BATCH,
                show_progress_bar=False,
                apply_softmax=True,
            )
        against = scores[:, contradicts] if contradicts is not None else np.zeros(len(scores))
        return np.stack([scores[:, entails], against], axis=1).astype(np.float32)

    def _load(self) -> tuple[CrossEncoder, int, int | None]:
        from sentence_transformers import CrossEncoder

        place, local = address(self._files, self.name)
        model: CrossEncoder = CrossEncoder(place, local_files_only=local)
        named = getattr(model.config, "id2label", None) or {}
        labels = {str(said).lower(): int(at) for at, said in named.items()}
        entails = labels.get("entailment", labels.get("entailed"))
        if entails is None or len(labels) < 2:
            raise ConfigError(
                f"{self.name!r} has no class named entailment; its classes are "
                f"{', '.join(labels) or 'unnamed'}.",
                hint="Name a cross-encoder for natural-language inference in RAG_JUDGE.",
            )
        return model, entails, labels.get("contradiction")
