"""The bundled encoder on ONNX Runtime: the mean of a text's token vectors, without torch.

Loading takes about a second, at the first text.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.settings import Precision
from rag.store.batching import batches
from rag.store.bert_graph import INPUTS, BertShape, bert_graph, padded
from rag.store.cores import on_all_cores
from rag.store.lanes import session_for
from rag.store.protocols import FloatArray, Session
from rag.store.weights import BundledFiles, load_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_MOST_TOKENS = 512  # of one batch, padding included; measured: larger ones are slower


class BertEncoder:
    """Encodes texts with all layers. Thread-safe."""

    def __init__(self, files: BundledFiles, precision: Precision = Precision.AUTO) -> None:
        self._files = files
        self._precision = precision
        self._loading = threading.Lock()

    def means(self, texts: Sequence[str], most_tokens: int) -> FloatArray:
        """(n, width): the mean of each text's token vectors, special ones included; of at least
        one text. What passes `most_tokens` is cut.

        Raises `ConfigError` where the bundled weights are missing or not what they should be.
        """
        with self._loading:
            session, tokenizer = self._session, self._tokenizer
        encoded = _cut(tokenizer, texts, most_tokens)
        groups = batches([len(one.ids) for one in encoded], _MOST_TOKENS)
        parts = on_all_cores(lambda rows: _means(session, [encoded[row] for row in rows]), groups)
        found: dict[int, FloatArray] = {}
        for rows, part in zip(groups, parts, strict=True):
            found.update(zip(rows, part, strict=True))
        return np.stack([found[row] for row in range(len(texts))])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(self._files.folder())

    @cached_property
    def _session(self) -> Session:
        self._files.verify()
        folder = self._files.folder()
        shape = BertShape.required(folder, self._files.package)
        return session_for("bert", bert_graph(folder, shape), self._precision)


def _means(session: Session, batch: Sequence[Any]) -> list[FloatArray]:
    """The mean of each text of one batch of encodings."""
    lengths = np.array([len(one.ids) for one in batch], dtype=np.int32)
    ids = np.zeros((len(batch), padded(lengths.max())), dtype=np.int32)
    for at, one in enumerate(batch):
        ids[at, : len(one.ids)] = one.ids
    given = dict(zip(INPUTS, (ids, np.zeros_like(ids), lengths), strict=True))
    (hidden,) = session.run(None, given)
    return [hidden[at, :length].mean(0) for at, length in enumerate(lengths)]


def _cut(tokenizer: Tokenizer, texts: Sequence[str], most: int) -> list[Any]:
    """Encodings of at most `most` tokens; the last one is always the separator.

    A lone surrogate, which tokenizers refuse, counts as a question mark.
    """
    valid = [text.encode("utf-8", "replace").decode() for text in texts]
    encoded = tokenizer.encode_batch(valid) if len(valid) > 1 else [tokenizer.encode(valid[0])]
    for at, one in enumerate(encoded):
        if len(one.ids) > most:
            bare = tokenizer.encode(valid[at], add_special_tokens=False)
            bare.truncate(most - 2)
            encoded[at] = tokenizer.post_process(bare)
    return encoded
