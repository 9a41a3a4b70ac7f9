"""The reader's heads: what the encoder's vectors say about a window and each of its tokens."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.store import FloatArray


class ReaderHeads:
    """`token_head` is one layer over a token; `window_head` two over the whole pair."""

    def __init__(self, weights: Mapping[str, npt.NDArray[Any]]) -> None:
        self._weights = {
            name: np.asarray(one, np.float32) for name, one in weights.items() if "_head." in name
        }

    def __call__(self, vectors: FloatArray, window: slice) -> tuple[float, FloatArray]:
        """The logit of "the window answers", and (n, 2) of "in an answering sentence" and "in the
        answer itself" for the window's n tokens, at least one, among (tokens, width) `vectors`."""
        own = vectors[window]
        tokens = self._linear("token_head", own)
        seen = np.concatenate([vectors[0], own.max(axis=0), tokens.max(axis=0)])
        inner = _gelu(self._linear("window_head.0", seen))
        (answers,) = self._linear("window_head.3", inner)
        return float(answers), tokens

    def _linear(self, name: str, given: FloatArray) -> FloatArray:
        found: FloatArray = given @ self._weights[f"{name}.weight"].T
        return found + self._weights[f"{name}.bias"]


def _gelu(given: FloatArray) -> FloatArray:
    halves = [0.5 * (1 + math.erf(one * math.sqrt(0.5))) for one in given.tolist()]
    return given * np.array(halves, np.float32)
