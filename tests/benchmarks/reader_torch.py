"""The reader's network (`rag/retrieve/reader_network.py`) with gradients, for training it."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from rag.retrieve.reader_network import HEADS, LAYERS, MARKS, WIDTH, Inputs

_NOTHING = -1e4


class Tensors(NamedTuple):
    """`Inputs` as tensors."""

    question: Tensor
    window: Tensor
    question_marks: Tensor
    window_marks: Tensor
    question_mask: Tensor
    window_mask: Tensor


def tensors(inputs: Inputs) -> Tensors:
    """The same values, for torch."""
    return Tensors(*(torch.from_numpy(one) for one in inputs))


class TrainableReader(nn.Module):
    """Says how surely a window answers a question, and which of its tokens do."""

    mean: Tensor  # of all tokens, (WIDTH,): what they share says nothing of any

    def __init__(self, aligned: int = 96, hidden: int = 128, dropout: float = 0.2) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(WIDTH))
        self.normed = nn.LayerNorm(WIDTH, elementwise_affine=False)
        self.narrow = nn.Linear(WIDTH, aligned)
        self.bilinear = nn.Linear(aligned, aligned, bias=False)
        nn.init.eye_(self.bilinear.weight)
        self.cosine_weight = nn.Parameter(torch.tensor(30.0))
        self.mix_question = nn.Linear(4 * aligned + MARKS + 1, hidden)
        self.mix_window = nn.Linear(4 * aligned + MARKS + 1, hidden)
        self.neighbours = nn.Conv1d(hidden, hidden, 5, padding=2)
        self.joint = nn.ModuleList(
            nn.TransformerEncoderLayer(
                hidden, HEADS, 2 * hidden, dropout, batch_first=True, norm_first=True
            )
            for _ in range(LAYERS)
        )
        self.token_head = nn.Linear(hidden, 2)
        self.window_head = nn.Sequential(
            nn.Linear(2 * hidden + 2 + 4, 64), nn.GELU(), nn.Dropout(dropout), nn.Linear(64, 1)
        )
        self.linear_head = nn.Linear(4, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, inputs: Tensors) -> tuple[Tensor, Tensor]:
        """(b,) logits of "the window answers", (b, n, 2) of "in an answering sentence", "in the
        answer itself"."""
        in_question, in_window = inputs.question_mask, inputs.window_mask
        from_question, from_window = self._align(inputs)
        smoothed = self.neighbours((from_window * in_window.unsqueeze(-1)).transpose(1, 2))
        from_window = from_window + functional.gelu(smoothed.transpose(1, 2))
        both = torch.cat([from_question, from_window], 1)
        missing = ~torch.cat([in_question, in_window], 1)
        for layer in self.joint:
            both = layer(both, src_key_padding_mask=missing)
        size = inputs.question.shape[1]
        tokens = self.token_head(both[:, size:])
        shallow = _shallow(inputs.question_marks, in_question)
        seen = [
            _largest(both[:, size:], in_window),
            _largest(both[:, :size], in_question),
            _largest(tokens, in_window),
            shallow,
        ]
        answers = self.window_head(torch.cat(seen, -1)) + self.linear_head(shallow)
        return answers.squeeze(-1), tokens

    def _align(self, inputs: Tensors) -> tuple[Tensor, Tensor]:
        """(b, q, hidden), (b, n, hidden): each token with what it attends to on the other side."""
        cosines = functional.normalize(inputs.question, dim=-1) @ functional.normalize(
            inputs.window, dim=-1
        ).transpose(1, 2)
        one = self.dropout(self.narrow(self.normed(inputs.question)))
        two = self.dropout(self.narrow(self.normed(inputs.window)))
        scores = (self.bilinear(one) @ two.transpose(1, 2)) / math.sqrt(one.shape[-1])
        scores = scores + cosines * self.cosine_weight
        over_window = scores.masked_fill(~inputs.window_mask[:, None, :], _NOTHING).softmax(-1)
        over_question = scores.masked_fill(~inputs.question_mask[:, :, None], _NOTHING).softmax(1)
        beside_one, beside_two = over_window @ two, over_question.transpose(1, 2) @ one
        close_one = (over_window * cosines).sum(-1, keepdim=True)
        close_two = (over_question * cosines).sum(1).unsqueeze(-1)
        parts = (one, beside_one, one * beside_one, one - beside_one)
        mixed_one = self.mix_question(torch.cat([*parts, inputs.question_marks, close_one], -1))
        parts = (two, beside_two, two * beside_two, two - beside_two)
        mixed_two = self.mix_window(torch.cat([*parts, inputs.window_marks, close_two], -1))
        return functional.gelu(mixed_one), functional.gelu(mixed_two)


def _largest(values: Tensor, mask: Tensor) -> Tensor:
    return values.masked_fill(~mask.unsqueeze(-1), _NOTHING).max(1).values


def _shallow(marks: Tensor, mask: Tensor) -> Tensor:
    """(b, 4): share of the question's words said, their mean and smallest best cosine, how many."""
    words = (marks[..., 1] > 0) & mask
    many = words.sum(1).clamp(min=1)
    said = (marks[..., 0] * words).sum(1) / many
    close = (marks[..., 2] * words).sum(1) / many
    worst = (marks[..., 2] + 9 * ~words).min(1).values.clamp(max=1)
    return torch.stack([said, close, worst, many.float().log1p()], 1)
