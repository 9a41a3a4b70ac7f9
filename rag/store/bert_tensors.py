"""The tensors of a BERT's safetensors file, by the names that our graphs have for them.

The rows of words and places are looked up before a graph runs: they are more than half of the
weights, and the encoder and the reader have the same ones. In their graphs each session would hold
them twice, as they are stored and as it computes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.store.protocols import FloatArray

KINDS_OF_TEXT = "token_type"
_DENSE = {"out": "attention.output", "wide": "intermediate", "narrow": "output"}


class WordRows(NamedTuple):
    """Vectors of words (vocabulary, width) and of places in a text (longest, width)."""

    words: FloatArray
    places: FloatArray

    def of(self, ids: npt.NDArray[np.int32]) -> FloatArray:
        """(n, tokens, width) for ids (n, tokens): each token's word and place, added."""
        rows: FloatArray = self.words.take(ids, axis=0)
        rows += self.places[: ids.shape[1]]
        return rows


@cache
def word_rows(folder: Path) -> WordRows:
    """Those of the model in `folder`, loaded once for all who use them."""
    with _tensors(folder) as stored:
        return WordRows(*(stored(_embedding(name)) for name in ("word", "position")))


def arranged(folder: Path, layers: int) -> dict[str, FloatArray]:
    """The folder's tensors but for words and places; matrices as (in, out), attention's joined.

    "token_type", "norm.gamma", "norm.beta"; of layer 0 "l0.qkv", "l0.out", "l0.wide", "l0.narrow",
    each with its ".bias", and ".gamma" and ".beta" of the norms after "out" and "narrow".
    """
    with _tensors(folder) as stored:
        found = {KINDS_OF_TEXT: stored(_embedding(KINDS_OF_TEXT))}
        found["norm.gamma"] = stored("embeddings.LayerNorm.weight")
        found["norm.beta"] = stored("embeddings.LayerNorm.bias")
        for number in range(layers):
            old, new = f"encoder.layer.{number}", f"l{number}"
            parts = [f"{old}.attention.self.{part}" for part in ("query", "key", "value")]
            found[f"{new}.qkv"] = np.concatenate([stored(f"{one}.weight").T for one in parts], 1)
            found[f"{new}.qkv.bias"] = np.concatenate([stored(f"{one}.bias") for one in parts])
            for name, place in _DENSE.items():
                found[f"{new}.{name}"] = stored(f"{old}.{place}.dense.weight").T
                found[f"{new}.{name}.bias"] = stored(f"{old}.{place}.dense.bias")
                if name != "wide":
                    found[f"{new}.{name}.gamma"] = stored(f"{old}.{place}.LayerNorm.weight")
                    found[f"{new}.{name}.beta"] = stored(f"{old}.{place}.LayerNorm.bias")
    return {name: np.ascontiguousarray(one, np.float32) for name, one in found.items()}


def _embedding(name: str) -> str:
    return f"embeddings.{name}_embeddings.weight"


@contextmanager
def _tensors(folder: Path) -> Iterator[Callable[[str], FloatArray]]:
    """A tensor by its name, whether or not the file has "bert." before it."""
    from safetensors import safe_open

    with safe_open(folder / "model.safetensors", "numpy") as file:
        names = {name.removeprefix("bert."): name for name in file.keys()}  # noqa: SIM118 (no dict)

        def stored(name: str) -> FloatArray:
            read: FloatArray = file.get_tensor(names[name])
            return read

        yield stored
