"""Vectors of a text's tokens in their context, out of the lower layers of the bundled encoder."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from cachetools import LRUCache

from rag.store.bert_encoder import BertEncoder, Tokens
from rag.store.weights import BundledFiles

LAYERS = 3
MOST_TEXTS = 1_000  # about 130 kB each


class TokenEncoder:
    """Encodes texts token by token; remembers those it was asked for last. Thread-safe."""

    def __init__(self, limit: int = MOST_TEXTS) -> None:
        self._encoder = BertEncoder(BundledFiles("RAG_READER"), LAYERS)
        self._remembered: LRUCache[tuple[str, int], Tokens] = LRUCache(limit)
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str], most_tokens: int) -> list[Tokens]:
        """The tokens of each text, in order; what passes `most_tokens` is cut.

        Raises `ConfigError` where the bundled weights are missing.
        """
        with self._lock:
            kept = self._remembered
            known = {text: kept[text, most_tokens] for text in texts if (text, most_tokens) in kept}
        new = list(dict.fromkeys(text for text in texts if text not in known))
        if new:
            known.update(zip(new, self._encoder.encode(new, most_tokens), strict=True))
            with self._lock:
                for text in new:
                    kept[text, most_tokens] = known[text]
        return [known[text] for text in texts]
