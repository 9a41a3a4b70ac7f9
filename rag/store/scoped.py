"""Caches the vectors of the scope searched last: reading them is what a scoped search waits for."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator

from rag.store.protocols import FloatArray

ScopeKey = tuple[str, str, frozenset[str]]
"""Generation of the index, fingerprint of the embedder, ids of the documents."""

Named = tuple[list[str], FloatArray]
"""Chunk ids, and their vectors (n, dimension)."""

_MOST_BYTES = 100_000_000
"""What is kept in memory; the vectors of a larger scope are read for every question."""


class ScopeMemory:
    """Keeps one scope's vectors between questions, if they fit. Thread-safe."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._last: tuple[ScopeKey, tuple[Named, ...]] | None = None
        self._lock = threading.Lock()

    def batches(self, key: ScopeKey, read: Iterable[Named]) -> Iterator[Named]:
        """The vectors of this scope: those kept, or else `read`, each batch once it is wanted."""
        with self._lock:
            last = self._last
        if last is not None and last[0] == key:
            yield from last[1]
            return
        kept: list[Named] = []
        size = 0
        for batch in read:
            size += batch[1].nbytes
            if size <= self._most_bytes:
                kept.append(batch)
            else:
                kept.clear()
            yield batch
        if size <= self._most_bytes:
            with self._lock:
                self._last = (key, tuple(kept))
