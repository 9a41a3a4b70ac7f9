"""An encoder's matrices in whole numbers of eight bits, arranged so that little is lost by them.

A run of channels shares one scale, a token's as well as a matrix's: one large channel takes
the digits of its neighbours. So channels of similar size stand together. Nothing else changes by
their order, as every matrix and norm has the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rag.store.bert_graph import Model
from rag.store.bert_tensors import KINDS_OF_TEXT
from rag.store.protocols import FloatArray

TOKEN_GROUP = 64
"""Channels of a token that share a scale: 128 are a tenth faster and change five answers of the
334 in tests/grounding, 64 none."""

_WEIGHT_GROUP = 128  # of a matrix: its scales are made once
_MOST = 127
_SPREAD = 2.0  # standard deviations above the mean: what a channel within a layer often reaches
_LEFT = {"l4.qkv", "l4.wide", "l5.qkv"}
"""Stay as they are: a seventh of the computing, two fifths of what whole numbers would change. Were
the first of them rounded too, a row of tests/verdicts.yaml would change."""


class WholeNumbers(NamedTuple):
    """A matrix, out * in: `values` of eight bits (out, groups, in a group), `scales` (out, groups,
    1)."""

    values: npt.NDArray[np.int8]
    scales: FloatArray

    @classmethod
    def of(cls, matrix: FloatArray) -> WholeNumbers:
        """The nearest to a matrix (in, out)."""
        groups = matrix.T.reshape(matrix.shape[1], -1, min(_WEIGHT_GROUP, matrix.shape[0]))
        scales = np.abs(groups).max(2, keepdims=True) / _MOST
        scales[scales == 0] = 1
        return cls(np.rint(groups / scales).astype(np.int8), scales)


class EightBitModel(NamedTuple):
    """`model` with its channels in another order, which `order` (width,) gives; `matrices` are what
    those of the same name among its tensors are to be computed as."""

    model: Model
    matrices: Mapping[str, WholeNumbers]
    order: npt.NDArray[np.intp]


def in_eight_bits(model: Model) -> EightBitModel:
    """The encoder of `bert_graph.bert_graph`, arranged and rounded."""
    order = _similar_together(model.stored)
    stored = {name: _reordered(name, one, order) for name, one in model.stored.items()}
    for wide in [name for name in stored if name.endswith(".wide")]:
        _arrange_within(stored, wide.removesuffix(".wide"))
    rounded = {
        name: WholeNumbers.of(one)
        for name, one in stored.items()
        if one.ndim == 2 and name != KINDS_OF_TEXT and name not in _LEFT
    }
    return EightBitModel(model._replace(stored=stored), rounded, order)


def _similar_together(stored: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.intp]:
    """Channels by how large the norms between the layers make them, the largest first."""
    norms = [name.removesuffix(".gamma") for name in stored if name.endswith(".gamma")]
    size = sum(stored[f"{one}.gamma"] ** 2 + stored[f"{one}.beta"] ** 2 for one in norms)
    return np.argsort(-size, kind="stable")


def _reordered(name: str, tensor: FloatArray, order: npt.NDArray[np.intp]) -> FloatArray:
    """The tensor for channels in this order. Attention's and a layer's own channels stay."""
    takes = name.endswith((".qkv", ".wide"))
    if name.endswith((".qkv.bias", ".wide.bias")):
        return tensor
    found: FloatArray = np.ascontiguousarray(tensor.take(order, 0 if takes else -1))
    return found


def _arrange_within(stored: dict[str, FloatArray], layer: str) -> None:
    """Put the channels within a layer in the order of how large they often are."""
    gamma, beta, wide, narrow = (
        stored[f"{layer}.{name}"] for name in ("out.gamma", "out.beta", "wide", "narrow")
    )
    bias = stored[f"{layer}.wide.bias"]
    reached = beta @ wide + bias + _SPREAD * np.sqrt(gamma**2 @ wide**2)
    order = np.argsort(-reached, kind="stable")
    stored[f"{layer}.wide"] = np.ascontiguousarray(wide.take(order, 1))
    stored[f"{layer}.wide.bias"] = bias[order]
    stored[f"{layer}.narrow"] = np.ascontiguousarray(narrow.take(order, 0))
