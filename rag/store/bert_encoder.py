"""The bundled encoder on ONNX Runtime: the vectors of a text's tokens, without torch.

Loading takes about a second, at the first text.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from rag.settings import Precision
from rag.store.batching import batches
from rag.store.bert_graph import INPUTS, BertShape, bert_graph, padded
from rag.store.cores import on_all_cores
from rag.store.lanes import session_for
from rag.store.protocols import FloatArray, Session
from rag.store.weights import BundledFiles, load_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Taken = TypeVar("Taken")

_MOST_TOKENS = 512  # of one batch, padding included; measured: larger ones are slower


class Tokens(NamedTuple):
    """A text's tokens, special ones included: vectors (tokens, width), characters (tokens, 2)."""

    vectors: FloatArray
    offsets: npt.NDArray[np.int32]


class BertEncoder:
    """Encodes texts token by token with the lowest `layers` layers, or all. Thread-safe."""

    def __init__(
        self,
        files: BundledFiles,
        layers: int | None = None,
        precision: Precision = Precision.AUTO,
    ) -> None:
        self._files = files
        self._layers = layers
        self._precision = precision
        self._loading = threading.Lock()

    def encode(self, texts: Sequence[str], most_tokens: int) -> list[Tokens]:
        """The tokens of each text, in order; what passes `most_tokens` is cut.

        Raises `ConfigError` where the bundled weights are missing or not what they should be.
        """
        return self._each(_tokens, texts, most_tokens)

    def means(self, texts: Sequence[str], most_tokens: int) -> FloatArray:
        """(n, width): the mean of each text's token vectors, special ones included. As `encode`."""
        return np.stack(self._each(_mean, texts, most_tokens))

    def _each(
        self, take: Callable[[FloatArray, Any], Taken], texts: Sequence[str], most_tokens: int
    ) -> list[Taken]:
        """What `take` makes of each text's token vectors and encoding, in order."""
        with self._loading:
            session, tokenizer = self._session, self._tokenizer
        encoded = _cut(tokenizer, texts, most_tokens)
        groups = batches([len(one.ids) for one in encoded], _MOST_TOKENS)
        parts = on_all_cores(
            lambda rows: _run(session, [encoded[row] for row in rows], take), groups
        )
        found: list[Taken | None] = [None] * len(texts)
        for rows, part in zip(groups, parts, strict=True):
            for row, one in zip(rows, part, strict=True):
                found[row] = one
        return [one for one in found if one is not None]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(self._files.folder())

    @cached_property
    def _session(self) -> Session:
        self._files.verify()
        folder = self._files.folder()
        shape = BertShape.required(folder, self._files.package)
        layers = self._layers or shape.layers
        name = "bert" if layers == shape.layers else f"bert, {layers} layers"
        return session_for(name, bert_graph(folder, shape, layers), self._precision)


def _run(
    session: Session, batch: Sequence[Any], take: Callable[[FloatArray, Any], Taken]
) -> list[Taken]:
    """What `take` makes of each text of one batch of encodings."""
    lengths = np.array([len(one.ids) for one in batch], dtype=np.int32)
    ids = np.zeros((len(batch), padded(lengths.max())), dtype=np.int32)
    for at, one in enumerate(batch):
        ids[at, : len(one.ids)] = one.ids
    given = dict(zip(INPUTS, (ids, np.zeros_like(ids), lengths), strict=True))
    (hidden,) = session.run(None, given)
    return [take(hidden[at, : lengths[at]], one) for at, one in enumerate(batch)]


def _tokens(vectors: FloatArray, encoded: Any) -> Tokens:
    offsets = np.array(encoded.offsets, dtype=np.int32).reshape(-1, 2)
    return Tokens(vectors.copy(), offsets)


def _mean(vectors: FloatArray, _: Any) -> FloatArray:
    mean: FloatArray = vectors.mean(0)
    return mean


def _cut(tokenizer: Tokenizer, texts: Sequence[str], most: int) -> list[Any]:
    """Encodings of at most `most` tokens; the last one is always the separator.

    A lone surrogate, which tokenizers refuse, counts as a question mark.
    """
    valid = [text.encode("utf-8", "replace").decode() for text in texts]
    encoded = tokenizer.encode_batch(valid)
    for at, one in enumerate(encoded):
        if len(one.ids) > most:
            bare = tokenizer.encode(valid[at], add_special_tokens=False)
            bare.truncate(most - 2)
            encoded[at] = tokenizer.post_process(bare)
    return encoded
