"""Vectors of a text's tokens in their context, out of the lower layers of the bundled encoder."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
from cachetools import LRUCache

from rag.store.embedding import quiet
from rag.store.protocols import FloatArray
from rag.store.weights import BundledFiles

if TYPE_CHECKING:
    from torch import nn

LAYERS = 3
MOST_TEXTS = 1_000  # about 130 kB each
_BATCH = 64


class Tokens(NamedTuple):
    """A text's tokens, special ones included: vectors (tokens, 384), characters (tokens, 2)."""

    vectors: FloatArray
    offsets: npt.NDArray[np.int32]


class TokenEncoder:
    """Encodes texts token by token; remembers those it was asked for last. Thread-safe."""

    def __init__(self, limit: int = MOST_TEXTS) -> None:
        self._remembered: LRUCache[tuple[str, int], Tokens] = LRUCache(limit)
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str], most_tokens: int) -> list[Tokens]:
        """The tokens of each text, in order; what passes `most_tokens` is cut.

        The first call loads torch. Raises `ConfigError` where the bundled weights are missing.
        """
        with self._lock:
            kept = self._remembered
            known = {text: kept[text, most_tokens] for text in texts if (text, most_tokens) in kept}
            new = sorted({text for text in texts if text not in known}, key=len)
            for first in range(0, len(new), _BATCH):
                batch = new[first : first + _BATCH]
                known.update(zip(batch, self._encode(batch, most_tokens), strict=True))
            for text in new:
                kept[text, most_tokens] = known[text]
        return [known[text] for text in texts]

    def _encode(self, texts: list[str], most_tokens: int) -> list[Tokens]:
        import torch

        tokenizer, encoder = self._parts
        encoded = tokenizer(
            texts,
            truncation=True,
            max_length=most_tokens,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").numpy().astype(np.int32)
        with torch.inference_mode():
            vectors = encoder(**encoded).last_hidden_state.numpy()
        sizes = encoded["attention_mask"].sum(1).tolist()
        return [
            Tokens(vectors[row, :size].copy(), offsets[row, :size].copy())
            for row, size in enumerate(sizes)
        ]

    @cached_property
    def _parts(self) -> tuple[Any, nn.Module]:
        """Tokenizer, and the encoder without its upper layers."""
        from transformers import AutoModel, AutoTokenizer

        files = BundledFiles("RAG_READER")
        files.verify()
        folder = files.folder()
        with quiet():
            encoder = AutoModel.from_pretrained(folder, local_files_only=True).eval()
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        encoder.encoder.layer = encoder.encoder.layer[:LAYERS]
        return tokenizer, encoder
