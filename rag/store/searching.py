"""Who can search an index: the store's own embedder, or the one that made it before.

After another embedding model was chosen, the old index answers until the new one is published, as
long as the old model is still on this machine.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from rag.errors import ConfigError
from rag.store.embedding import check_embedder_files, load_embedder
from rag.store.manifest import Manifest
from rag.store.protocols import Embedder

_log = logging.getLogger(__name__)

LoadEmbedder = Callable[[str], Embedder]
"""Gives the embedder of a name. `ConfigError` if it is not on this machine."""


def load_present_embedder(name: str) -> Embedder:
    """The embedder of this name, which is not fetched for it."""
    if check_embedder_files(name) is None:
        raise ConfigError(f"The embedding model {name!r} is not on this machine.")
    return load_embedder(name)


class SearchingEmbedders:
    """Finds the embedder for an index. Thread-safe; a model is looked for once, and let go of
    when it is needed no longer."""

    def __init__(self, own: Embedder, load: LoadEmbedder | None) -> None:
        self._own = own
        self._load = load
        self._former: dict[str, Embedder | None] = {}
        self._lock = threading.Lock()

    def of(self, live: Manifest) -> Embedder | None:
        """The one whose vectors are in `live`; None if there is none here."""
        if _made(self._own, live):
            with self._lock:
                self._former.clear()  # it has answered long enough, and takes memory
            return self._own
        with self._lock:
            if live.fingerprint not in self._former:
                self._former[live.fingerprint] = self._find(live)
            return self._former[live.fingerprint]

    def _find(self, live: Manifest) -> Embedder | None:
        if self._load is None or not live.embedder:
            return None
        try:
            former = self._load(live.embedder)
            if not _made(former, live):
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


def _made(embedder: Embedder, live: Manifest) -> bool:
    return live.fingerprint.startswith(f"{embedder.fingerprint}/{embedder.dimension}/")
