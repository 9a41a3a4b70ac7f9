"""The reader's network with gradients, for training it: the bundled encoder with two heads.

`rag/store/pair_graph.py` and `rag/reading/heads.py` are the same network without gradients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from rag.reading import MARKS, Pair
from rag.store.bert_graph import BertShape
from rag.store.bert_tensors import arranged, word_rows
from rag.store.pair_graph import KINDS, in_whole_numbers
from rag.store.protocols import FloatArray
from rag.store.weights import BundledFiles

FILES = BundledFiles("RAG_READER")
SHAPE = BertShape.required(FILES.folder(), FILES.package)


class Pairs(NamedTuple):
    """A batch: three of (b, n), lengths (b,)."""

    ids: Tensor
    segments: Tensor
    kinds: Tensor
    lengths: Tensor


def stacked(pairs: Sequence[Pair]) -> Pairs:
    """A batch of pairs, filled up with zeros."""
    size = max(len(pair.ids) for pair in pairs)
    parts = [np.zeros((len(pairs), size), np.int64) for _ in range(3)]
    for row, pair in enumerate(pairs):
        for part, own in zip(parts, (pair.ids, pair.segments, pair.kinds), strict=True):
            part[row, : len(own)] = own
    lengths = torch.tensor([len(pair.ids) for pair in pairs])
    ids, segments, kinds = (torch.from_numpy(part) for part in parts)
    return Pairs(ids, segments, kinds, lengths)


class Layer(nn.Module):
    """One layer of the encoder, normalised last."""

    def __init__(self, width: int, heads: int, wide: int, epsilon: float, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.wide, self.narrow = nn.Linear(width, wide), nn.Linear(wide, width)
        self.after_out = nn.LayerNorm(width, epsilon)
        self.after_narrow = nn.LayerNorm(width, epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, tokens: Tensor, present: Tensor) -> Tensor:
        rows, size, width = tokens.shape
        shaped = self.qkv(tokens).reshape(rows, size, 3, self.heads, width // self.heads)
        query, key, value = shaped.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=present)
        mixed = self.out(mixed.transpose(1, 2).reshape(rows, size, width))
        tokens = self.after_out(tokens + self.dropout(mixed))
        inner = self.narrow(functional.gelu(self.wide(tokens)))
        normed: Tensor = self.after_narrow(tokens + self.dropout(inner))
        return normed


class TrainableReader(nn.Module):
    """Says how surely a window answers a question, and which of its tokens do."""

    word: Tensor
    position: Tensor
    token_type: Tensor

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        FILES.verify()
        own = {name: torch.from_numpy(one) for name, one in bundled_weights().items()}
        width, wide = own["l0.wide"].shape
        for name in ("word", "position", "token_type"):
            self.register_buffer(name, own[name], persistent=False)
        self.norm = nn.LayerNorm(width, SHAPE.epsilon)
        self.layers = nn.ModuleList(
            Layer(width, SHAPE.heads, wide, SHAPE.epsilon, dropout) for _ in range(SHAPE.layers)
        )
        self.kinds = nn.Embedding(2 * MARKS, width)
        nn.init.zeros_(self.kinds.weight)
        self.token_head = nn.Linear(width, 2)
        self.window_head = nn.Sequential(
            nn.Linear(2 * width + 2, 96), nn.GELU(), nn.Dropout(dropout), nn.Linear(96, 1)
        )
        self.dropout = nn.Dropout(dropout)
        with torch.no_grad():
            for name, parameter in self.by_graph_name():
                parameter.copy_(own[name].T if parameter.dim() > 1 else own[name])

    def by_graph_name(self) -> list[tuple[str, nn.Parameter]]:
        """What the encoder has too, by the names of `bert_tensors.arranged`; matrices (out, in)."""
        named = [("norm.gamma", self.norm.weight), ("norm.beta", self.norm.bias)]
        for number, layer in enumerate(self.layers):
            assert isinstance(layer, Layer)
            for name in ("qkv", "out", "wide", "narrow"):
                linear = getattr(layer, name)
                named += [
                    (f"l{number}.{name}", linear.weight),
                    (f"l{number}.{name}.bias", linear.bias),
                ]
            for name, norm in (("out", layer.after_out), ("narrow", layer.after_narrow)):
                named += [(f"l{number}.{name}.gamma", norm.weight)]
                named += [(f"l{number}.{name}.beta", norm.bias)]
        return named

    def new_parameters(self) -> list[nn.Parameter]:
        """What the encoder does not have."""
        parts = (self.kinds, self.token_head, self.window_head)
        return [parameter for part in parts for parameter in part.parameters()]

    def forward(self, pairs: Pairs) -> tuple[Tensor, Tensor]:
        """(b,) logits of "the window answers", (b, n, 2) of "in an answering sentence", "in the
        answer itself" of all tokens."""
        size = pairs.ids.shape[1]
        given = self.word[pairs.ids] + self.position[:size] + self.token_type[pairs.segments]
        tokens = self.dropout(self.norm(given) + self.kinds(pairs.kinds))
        present = torch.arange(size)[None] < pairs.lengths[:, None]
        for layer in self.layers:
            tokens = layer(tokens, present[:, None, None, :])
        tokens = tokens.float()
        in_window = (pairs.segments == 1) & present
        logits = self.token_head(tokens)
        seen = [tokens[:, 0], _largest(tokens, in_window), _largest(logits, in_window)]
        return self.window_head(torch.cat(seen, -1)).squeeze(-1), logits


def bundled_weights() -> dict[str, FloatArray]:
    """The encoder's own: those of `bert_tensors.arranged`, "word" and "position"."""
    rows = word_rows(FILES.folder())
    own = arranged(FILES.folder(), SHAPE.layers)
    return {"word": rows.words, "position": rows.places, **own}


def shipped(network: TrainableReader) -> dict[str, npt.NDArray[Any]]:
    """What `reader.safetensors` holds: matrices in whole numbers, the rest in half precision."""
    rest = {f"encoder.{KINDS}": network.kinds.weight}
    rest |= {name: one for name, one in network.state_dict().items() if "_head." in name}
    found: dict[str, npt.NDArray[Any]] = {}
    for name, parameter in network.by_graph_name():
        if parameter.dim() > 1:
            matrix = np.ascontiguousarray(parameter.detach().numpy().T)
            found |= in_whole_numbers(f"encoder.{name}", matrix)
        else:
            rest[f"encoder.{name}"] = parameter
    return found | {name: one.detach().numpy().astype(np.float16) for name, one in rest.items()}


def loaded(stored: Mapping[str, npt.NDArray[Any]]) -> TrainableReader:
    """The network of what `shipped` gave."""
    network = TrainableReader().eval()
    state = {name: one for name, one in stored.items() if "_head." in name}
    state["kinds.weight"] = stored[f"encoder.{KINDS}"]
    network.load_state_dict(
        {name: torch.from_numpy(one.astype(np.float32)) for name, one in state.items()},
        strict=False,
    )
    with torch.no_grad():
        for name, parameter in network.by_graph_name():
            if parameter.dim() > 1:
                own = stored[f"encoder.{name}.whole"] * stored[f"encoder.{name}.scale"]
                parameter.copy_(torch.from_numpy(own).T)
            else:
                parameter.copy_(torch.from_numpy(stored[f"encoder.{name}"].astype(np.float32)))
    return network


def _largest(values: Tensor, mask: Tensor) -> Tensor:
    return values.masked_fill(~mask.unsqueeze(-1), -1e4).max(1).values
