"""Caches for embedders: the same sentences are read again for every question about them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
from cachetools import LRUCache

from rag.store.protocols import Encoder, FloatArray

MOST_TEXTS = 20_000  # 31 MB of vectors at 384 dimensions


class RememberingEmbedder:
    """Gives what `embedder` gives, and keeps the vectors of the texts it was asked for last.

    Thread-safe. Two threads that ask for the same new text may both have it embedded.
    """

    def __init__(self, embedder: Encoder, limit: int = MOST_TEXTS) -> None:
        self._embedder = embedder
        self._vectors: LRUCache[str, FloatArray] = LRUCache(limit)
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """(n, dimension), unit rows; only the texts that are not remembered cost anything."""
        with self._lock:
            known = {text: self._vectors[text] for text in set(texts) if text in self._vectors}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, self._embedder.embed(new), strict=True))
            with self._lock:
                for text in new:
                    self._vectors[text] = known[text].copy()  # a row would keep its whole batch
        if not texts:
            return self._embedder.embed([])
        return np.stack([known[text] for text in texts])


class FollowingEmbedder:
    """Gives what the embedder gives that searches now, and remembers it as long as that one does.

    The vectors of one call are of one embedder. Thread-safe.
    """

    def __init__(self, now: Callable[[], Encoder]) -> None:
        self._now = now
        self._followed: Encoder | None = None
        self._remembering: RememberingEmbedder | None = None
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """(n, dimension), unit rows, comparable within the call."""
        return self._of(self._now()).embed(texts)

    def _of(self, embedder: Encoder) -> RememberingEmbedder:
        with self._lock:
            if self._remembering is None or self._followed is not embedder:
                self._followed, self._remembering = embedder, RememberingEmbedder(embedder)
            return self._remembering
