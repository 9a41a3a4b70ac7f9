"""Vectors of the scope that was searched last: reading them is what a scoped search waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable

from rag.store.protocols import FloatArray

ScopeKey = tuple[str, str, frozenset[str]]
"""Generation of the index, fingerprint of the embedder, ids of the documents."""

Named = tuple[list[str], FloatArray]
"""Chunk ids, and their vectors (n, dimension)."""

_MOST_BYTES = 100_000_000
"""What is kept in memory; the vectors of a larger scope are read for every question."""


class ScopeMemory:
    """Keeps one scope's vectors between questions. Thread-safe."""

    def __init__(self) -> None:
        self._last: tuple[ScopeKey, Named] | None = None
        self._lock = threading.Lock()

    def get(self, key: ScopeKey, read: Callable[[], Named]) -> Named:
        """The vectors of this scope, by `read` if they are not those kept."""
        with self._lock:
            if self._last is not None and self._last[0] == key:
                return self._last[1]
        found = read()
        if found[1].nbytes <= _MOST_BYTES:
            with self._lock:
                self._last = (key, found)
        return found
