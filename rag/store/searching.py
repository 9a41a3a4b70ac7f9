"""Chooses the embedder that searches an index: the store's own, or the one that made it before.

After another embedding model was chosen, the old index answers until the new one is published, as
long as the old model is still on this machine.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import NamedTuple

from rag.errors import ConfigError, StoreError
from rag.settings import Precision
from rag.store.cores import aside
from rag.store.embedding import check_embedder_files, load_embedder
from rag.store.manifest import Manifest
from rag.store.protocols import Embedder, FloatArray

_log = logging.getLogger(__name__)

LoadEmbedder = Callable[[str], Embedder]
"""Gives the embedder of a name. `ConfigError` if it is not on this machine."""


def present_embedders(precision: Precision) -> LoadEmbedder:
    """Embedders that are on this machine: none is fetched. They compute in this precision."""

    def load(name: str) -> Embedder:
        if check_embedder_files(name) is None:
            raise ConfigError(f"The embedding model {name!r} is not on this machine.")
        return load_embedder(name, precision)

    return load


class Ahead(NamedTuple):
    """Texts that are being embedded in another thread, and by whom."""

    texts: tuple[str, ...]
    embedder: Embedder
    vectors: Future[FloatArray]

    @classmethod
    def begun(cls, texts: Sequence[str], embedder: Embedder) -> Ahead:
        """They are, from now on. What that raises is raised where the vectors are asked for."""
        return cls(tuple(texts), embedder, aside(partial(embedder.embed, texts)))

    def result(self) -> FloatArray:
        """(n, dimension). Where no thread was free to begin it, this one does it."""
        if self.vectors.cancel():
            return self.embedder.embed(self.texts)
        return self.vectors.result()


class SearchingEmbedders:
    """Finds the embedder for an index. Thread-safe; a model is looked for once, and let go of
    when it is needed no longer."""

    def __init__(self, own: Embedder, load: LoadEmbedder | None) -> None:
        self._own = own
        self._load = load
        self._former: dict[str, Embedder | None] = {}
        self._lock = threading.Lock()

    def of(self, live: Manifest) -> Embedder | None:
        """The one whose vectors are in `live`; None if there is none here. Never fetches one, nor
        waits for one that is being fetched."""
        if live.is_of(self._own):
            with self._lock:
                self._former.clear()  # it has answered long enough, and takes memory
            return self._own
        with self._lock:
            if live.fingerprint not in self._former:
                self._former[live.fingerprint] = self._find(live)
            return self._former[live.fingerprint]

    def now(self, live: Manifest | None) -> Embedder:
        """The one to embed questions with: that of `live`, or the store's own where there is no
        index, or nobody who can search it."""
        return (live and self.of(live)) or self._own

    def ahead(self, texts: Sequence[str], live: Manifest | None) -> Ahead | None:
        """Begins to embed the texts, to search `live` with them; None if there is nothing in it."""
        embedder = self.of(live) if texts and live is not None and live.count else None
        return None if embedder is None else Ahead.begun(texts, embedder)

    def absence(self, live: Manifest | None) -> StoreError | None:
        """Why dense search cannot answer, though there are chunks."""
        if live is None or not live.count or self.of(live) is not None:
            return None
        if live.embedder == self._own.name and not self._own.is_here:
            return StoreError(
                f"The embedding model {live.embedder!r} of the index is not on this machine.",
                hint="Wait for the sync, or run `rag sync`: it gets it where it can be had.",
            )
        return StoreError(
            f"The index was made with another embedding model than {self._own.name!r}.",
            hint="Wait for the sync, or run `rag sync`, which makes it anew; or set "
            "RAG_EMBEDDING_MODEL back.",
        )

    def _find(self, live: Manifest) -> Embedder | None:
        if self._load is None or not live.embedder:
            return None
        try:
            former = self._load(live.embedder)
            if not live.is_of(former):
                return None
        except ConfigError as error:
            _log.debug("the index's own embedding model cannot be had: %s", error)
            return None
        _log.warning(
            "The index was made with the embedding model %s, which answers until the documents are "
            "indexed with %s.",
            live.embedder,
            self._own.name,
        )
        return former
