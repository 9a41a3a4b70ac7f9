"""The bundled encoder, trained further, as an ONNX graph that reads two texts together.

Beside its id and its segment each token has a kind, whose vector is added to what the encoder sees.
Matrices are kept in whole numbers of eight bits, a quarter of the room, and computed in float32:
computed in whole numbers too, a window took 3.6 ms instead of 6.2, but a reading was off by up to
1.5 of a logit.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.store.bert_graph import (
    IDS,
    BertShape,
    Model,
    adding_nodes,
    embedding_nodes,
    layer_nodes,
    model_bytes,
)
from rag.store.bert_tensors import KINDS_OF_TEXT, arranged, word_rows
from rag.store.protocols import FloatArray

INPUTS = (IDS, "segment_ids", "kinds", "lengths")
KINDS = "kinds.vectors"
_WHOLE, _SCALE = ".whole", ".scale"
_MOST = 127  # of a signed whole number of eight bits


def pair_graph(folder: Path, shape: BertShape, trained: Mapping[str, Any]) -> Model:
    """All layers. `folder` holds the embeddings, `trained` all other weights.

    Takes INPUTS, int32: three of (n, tokens) and (n,); gives the vectors of all tokens, float32,
    (n, tokens, width). `trained` has the names of `bert_tensors.arranged`, a matrix as
    `in_whole_numbers` gives it; and KINDS, (kinds, width).
    """
    stored = {KINDS_OF_TEXT: arranged(folder, 0)[KINDS_OF_TEXT]}
    for name, one in trained.items():
        if name.endswith(_WHOLE):
            matrix = name.removesuffix(_WHOLE)
            stored[matrix] = one.astype(np.float32) * trained[matrix + _SCALE]
        elif not name.endswith(_SCALE):
            stored[name] = one.astype(np.float32)
    nodes = [
        *embedding_nodes(shape, "seen"),
        *adding_nodes("seen", KINDS, "kinds", "h0"),
        *layer_nodes(shape),
    ]
    return Model(model_bytes("pairs", nodes, INPUTS, stored, shape), stored, word_rows(folder))


def in_whole_numbers(name: str, weight: FloatArray) -> dict[str, npt.NDArray[Any]]:
    """A matrix as whole numbers with one scale a column, so that the largest of each is kept."""
    scale = np.abs(weight).max(axis=0) / _MOST
    scale[scale == 0] = 1
    whole = np.round(weight / scale).astype(np.int8)
    return {f"{name}{_WHOLE}": whole, f"{name}{_SCALE}": scale.astype(np.float32)}
