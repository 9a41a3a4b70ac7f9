"""Logistic models of the evidence gate: their coefficients, and the signals that they weigh."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from rag.retrieve.signals import READER_SIGNALS, SIGNALS
from rag.store import FloatArray
from rag.types import Signal

ModelName = Literal["seen", "likely", "read", "quoted"]

MEASURED: dict[ModelName, tuple[str, ...]] = {
    "seen": SIGNALS,
    "likely": SIGNALS,
    "read": SIGNALS + READER_SIGNALS,
    "quoted": SIGNALS + READER_SIGNALS,
}
"""What each model is given: a sentence as it looks, or one that was read. "seen" and "read" say how
probable it is that it answers the question; "likely", how much rather than the others that were
found it does, if one of them does; "quoted", how probable it is that it belongs to the answer if
there is one."""


@dataclass(frozen=True, slots=True)
class EvidenceModel:
    """Standardisation and weights, one of each for every signal by `names`.

    `columns` says where in what is measured each of those signals stands.
    """

    names: tuple[str, ...]
    columns: tuple[int, ...]
    mean: FloatArray
    scale: FloatArray
    weights: FloatArray
    bias: float

    @classmethod
    def load(cls, name: ModelName) -> EvidenceModel:
        """One that ships with the package, in `evidence_model.json`."""
        return _shipped(name)

    def probabilities(self, measured: FloatArray) -> FloatArray:
        """(rows,) probabilities in [0, 1] for (rows, what is measured)."""
        odds = np.exp(-self._logits(measured))
        probabilities: FloatArray = (1.0 / (1.0 + odds)).astype(np.float32)
        return probabilities

    def shares(self, measured: FloatArray) -> FloatArray:
        """(rows,) probabilities that add up to 1: of each row, that it is the one that is meant."""
        logits = self._logits(measured)
        odds = np.exp(logits - logits.max(initial=-np.inf))
        shares: FloatArray = (odds / odds.sum()).astype(np.float32)
        return shares

    def contributions(self, measured: FloatArray) -> tuple[Signal, ...]:
        """What each signal of one row adds to its logit; the bias, which always counts, last."""
        (added,) = self._added(measured[None])
        values = measured[list(self.columns)]
        told = zip(self.names, values, added, strict=True)
        signals = [Signal(name, float(value), float(weight)) for name, value, weight in told]
        return (*signals, Signal("bias", 1.0, self.bias))

    def _logits(self, measured: FloatArray) -> FloatArray:
        logits: FloatArray = self._added(measured).sum(axis=1) + self.bias
        return logits

    def _added(self, measured: FloatArray) -> FloatArray:
        chosen = measured[:, list(self.columns)]
        added: FloatArray = (chosen - self.mean) / self.scale * self.weights
        return added


def build_model(
    measured: Sequence[str], signals: dict[str, list[float]], bias: float
) -> EvidenceModel:
    """The model of stored coefficients: mean, scale and weight by signal."""
    names = tuple(signals)
    mean, scale, weights = np.array(list(signals.values()), dtype=np.float32).T
    columns = tuple(measured.index(name) for name in names)
    return EvidenceModel(names, columns, mean, scale, weights, bias)


@cache
def _shipped(name: ModelName) -> EvidenceModel:
    stored = json.loads(files("rag.retrieve").joinpath("evidence_model.json").read_text("utf-8"))
    return build_model(MEASURED[name], stored[name]["signals"], float(stored[name]["bias"]))
