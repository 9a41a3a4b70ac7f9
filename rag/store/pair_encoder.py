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


Numbers = npt.NDArray[np.int32]


class Pieces(NamedTuple):
    """A text's tokens without special ones: ids (tokens,), characters (tokens, 2)."""

    ids: Numbers
    offsets: Numbers


class PairEncoder:
    """The bundled encoder, trained further (`pair_graph`). Thread-safe.

    `graph` is its name among the samples of `openvino_session`.
    """

    def __init__(
        self,
        trained: Mapping[str, npt.NDArray[Any]],
        precision: Precision = Precision.AUTO,
        graph: str = "pairs",
    ) -> None:
        self._graph = graph
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
        self, ids: Sequence[Numbers], segments: Sequence[Numbers], kinds: Sequence[Numbers]
    ) -> list[FloatArray]:
        """(tokens, width) for each pair's (tokens,) ids, special ones included.

        They are computed as one batch, in which each reads as it does alone. Raises `ConfigError`
        where the weights are missing.
        """
        with self._loading:
            session = self._session
        lengths = np.array([len(one) for one in ids], np.int32)
        shape = len(ids), padded(lengths.max())
        tokens = (_stacked(one, shape) for one in (ids, segments, kinds))
        (vectors,) = session.run(None, dict(zip(INPUTS, (*tokens, lengths), strict=True)))
        return [vectors[row, :length] for row, length in enumerate(lengths)]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(self._files.folder())

    @cached_property
    def _session(self) -> Session:
        self._files.verify()
        folder = self._files.folder()
        shape = BertShape.required(folder, self._files.package)
        session = session_for(
            self._graph, pair_graph(folder, shape, self._trained), self._precision
        )
        self._trained = {}  # it is in the session now
        return session


def _stacked(rows: Sequence[Numbers], shape: tuple[int, int]) -> Numbers:
    found = np.zeros(shape, np.int32)
    for row, one in enumerate(rows):
        found[row, : len(one)] = one
    return found
