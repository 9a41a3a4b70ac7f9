"""Two texts read together by the bundled encoder: a vector for each token, in the light of both."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rag.settings import Precision
from rag.store.bert_graph import BertShape, padded
from rag.store.lanes import session_for
from rag.store.pair_graph import INPUTS, pair_graph
from rag.store.protocols import FloatArray, Session
from rag.store.weights import BundledFiles, load_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer


Offsets = npt.NDArray[np.int32]


class Pieces(NamedTuple):
    """A text's tokens without special ones: ids (tokens,), characters (tokens, 2)."""

    ids: npt.NDArray[np.int32]
    offsets: Offsets


class PairEncoder:
    """The bundled encoder, trained further (`pair_graph`). Thread-safe."""

    def __init__(
        self, trained: Mapping[str, npt.NDArray[Any]], precision: Precision = Precision.AUTO
    ) -> None:
        self._precision = precision
        self._files = BundledFiles("RAG_READER")
        self._trained = trained
        self._loading = threading.Lock()

    def pieces(self, texts: Sequence[str], most: int) -> list[Pieces]:
        """The first `most` tokens of each text. A lone surrogate counts as a question mark."""
        valid = [text.encode("utf-8", "replace").decode() for text in texts]
        with self._loading:
            tokenizer = self._tokenizer
        return [
            Pieces(
                np.array(one.ids[:most], np.int32),
                np.array(one.offsets[:most], np.int32).reshape(-1, 2),
            )
            for one in tokenizer.encode_batch(valid, add_special_tokens=False)
        ]

    def encode(
        self,
        ids: npt.NDArray[np.int32],
        segments: npt.NDArray[np.int32],
        kinds: npt.NDArray[np.int32],
    ) -> FloatArray:
        """(tokens, width) for one pair's (tokens,) ids, special ones included.

        One pair at a time: the steps of the whole numbers then follow from it alone, and it reads
        the same in whatever company. Raises `ConfigError` where the weights are missing.
        """
        with self._loading:
            session = self._session
        behind = (0, padded(len(ids)) - len(ids))
        tokens = (np.pad(one, behind)[None] for one in (ids, segments, kinds))
        length = np.array([len(ids)], np.int32)
        (vectors,) = session.run(None, dict(zip(INPUTS, (*tokens, length), strict=True)))
        found: FloatArray = vectors[0, : len(ids)]
        return found

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(self._files.folder())

    @cached_property
    def _session(self) -> Session:
        self._files.verify()
        folder = self._files.folder()
        shape = BertShape.required(folder, self._files.package)
        session = session_for("pairs", pair_graph(folder, shape, self._trained), self._precision)
        self._trained = {}  # it is in the session now
        return session
