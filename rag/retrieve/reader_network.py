"""The reader's network: it aligns the tokens of a question with those of a window of text.

A small one after Seo et al., "BiDAF" (2017), and Chen et al., "DrQA" (2017), on top of frozen token
vectors. This is its forward pass; `tests/benchmarks/reader_torch.py` is the same network with
gradients, and a test holds the two together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.store import FloatArray

WIDTH = 384  # components of a token's vector
MARKS = 3  # of a token: said on both sides, part of a word, its best cosine on the other side
LAYERS = 2
HEADS = 4
_NOTHING = np.float32(-1e4)
_EPSILON = 1e-5

BoolArray = npt.NDArray[np.bool_]


class Inputs(NamedTuple):
    """A batch of b questions of up to q tokens, each with a window of up to n.

    Vectors are (b, tokens, WIDTH) with the mean token taken away, marks (b, tokens, MARKS), masks
    (b, tokens), True where there is a token.
    """

    question: FloatArray
    window: FloatArray
    question_marks: FloatArray
    window_marks: FloatArray
    question_mask: BoolArray
    window_mask: BoolArray


class ReaderNetwork:
    """Says how surely a window answers a question, and which of its tokens do."""

    def __init__(self, weights: Mapping[str, FloatArray]) -> None:
        self._weights = {name: np.asarray(one, np.float32) for name, one in weights.items()}

    @property
    def mean(self) -> FloatArray:
        """The mean token vector, (WIDTH,): what all tokens share says nothing of any."""
        return self._weights["mean"]

    def __call__(self, inputs: Inputs) -> tuple[FloatArray, FloatArray]:
        """(b,) logits of "the window answers", (b, n, 2) of "in an answering sentence", "in the
        answer itself"."""
        in_question, in_window = inputs.question_mask, inputs.window_mask
        from_question, from_window = self._align(inputs)
        from_window = from_window + _gelu(self._neighbours(from_window * in_window[..., None]))
        both = np.concatenate([from_question, from_window], 1)
        present = np.concatenate([in_question, in_window], 1)
        for number in range(LAYERS):
            both = self._layer(f"joint.{number}", both, present)
        size = inputs.question.shape[1]
        tokens = self._linear("token_head", both[:, size:])
        shallow = _shallow(inputs.question_marks, in_question)
        seen = [
            _largest(both[:, size:], in_window),
            _largest(both[:, :size], in_question),
            _largest(tokens, in_window),
            shallow,
        ]
        inner = _gelu(self._linear("window_head.0", np.concatenate(seen, -1)))
        answers = self._linear("window_head.3", inner) + self._linear("linear_head", shallow)
        return answers[:, 0], tokens

    def _align(self, inputs: Inputs) -> tuple[FloatArray, FloatArray]:
        """(b, q, hidden), (b, n, hidden): each token with what it attends to on the other side."""
        cosines = _unit(inputs.question) @ _unit(inputs.window).swapaxes(1, 2)
        one = self._linear("narrow", _normed(inputs.question))
        two = self._linear("narrow", _normed(inputs.window))
        scores = (self._linear("bilinear", one) @ two.swapaxes(1, 2)) / math.sqrt(one.shape[-1])
        scores = scores + cosines * self._weights["cosine_weight"]
        over_window = _softmax(np.where(inputs.window_mask[:, None, :], scores, _NOTHING), -1)
        over_question = _softmax(np.where(inputs.question_mask[:, :, None], scores, _NOTHING), 1)
        beside_one, beside_two = over_window @ two, over_question.swapaxes(1, 2) @ one
        close_one = (over_window * cosines).sum(-1, keepdims=True)
        close_two = (over_question * cosines).sum(1)[..., None]
        parts = (one, beside_one, one * beside_one, one - beside_one)
        mixed_one = np.concatenate([*parts, inputs.question_marks, close_one], -1)
        parts = (two, beside_two, two * beside_two, two - beside_two)
        mixed_two = np.concatenate([*parts, inputs.window_marks, close_two], -1)
        return (
            _gelu(self._linear("mix_question", mixed_one)),
            _gelu(self._linear("mix_window", mixed_two)),
        )

    def _neighbours(self, tokens: FloatArray) -> FloatArray:
        """A convolution over each token and those around it; beyond the ends there is nothing."""
        weight = self._weights["neighbours.weight"]  # (out, in, taps)
        taps = weight.shape[2]
        around = taps // 2
        padded = np.pad(tokens, ((0, 0), (around, around), (0, 0)))
        size = tokens.shape[1]
        summed = sum(padded[:, tap : tap + size] @ weight[:, :, tap].T for tap in range(taps))
        found: FloatArray = summed + self._weights["neighbours.bias"]
        return found

    def _layer(self, name: str, tokens: FloatArray, present: BoolArray) -> FloatArray:
        """One transformer layer, normalised first."""
        rows, size, hidden = tokens.shape
        given = self._norm(f"{name}.norm1", tokens)
        joined = given @ self._weights[f"{name}.self_attn.in_proj_weight"].T
        joined = joined + self._weights[f"{name}.self_attn.in_proj_bias"]
        shaped = joined.reshape(rows, size, 3, HEADS, hidden // HEADS).transpose(2, 0, 3, 1, 4)
        query, key, value = shaped
        scores = query @ key.swapaxes(2, 3) / math.sqrt(hidden // HEADS)
        attention = _softmax(np.where(present[:, None, None, :], scores, _NOTHING), -1)
        mixed = (attention @ value).transpose(0, 2, 1, 3).reshape(rows, size, hidden)
        tokens = tokens + self._linear(f"{name}.self_attn.out_proj", mixed)
        wide = np.maximum(
            self._linear(f"{name}.linear1", self._norm(f"{name}.norm2", tokens)), np.float32(0)
        )
        return tokens + self._linear(f"{name}.linear2", wide)

    def _linear(self, name: str, given: FloatArray) -> FloatArray:
        found: FloatArray = given @ self._weights[f"{name}.weight"].T
        bias = self._weights.get(f"{name}.bias")
        return found if bias is None else found + bias

    def _norm(self, name: str, given: FloatArray) -> FloatArray:
        found: FloatArray = (
            _normed(given) * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        )
        return found


def _normed(given: FloatArray) -> FloatArray:
    centred = given - given.mean(-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(_EPSILON))
    found: FloatArray = centred / spread
    return found


def _unit(given: FloatArray) -> FloatArray:
    found: FloatArray = given / np.maximum(np.linalg.norm(given, axis=-1, keepdims=True), 1e-12)
    return found


def _softmax(scores: FloatArray, axis: int) -> FloatArray:
    powers = np.exp(scores - scores.max(axis, keepdims=True))
    found: FloatArray = powers / powers.sum(axis, keepdims=True)
    return found


def _gelu(given: FloatArray) -> FloatArray:
    """With the error function by Abramowitz and Stegun, 7.1.26: exact to 1.5e-7."""
    scaled = given * np.float32(math.sqrt(0.5))
    size = np.abs(scaled)
    t = 1 / (1 + np.float32(0.3275911) * size)
    series = t * (
        np.float32(0.254829592)
        + t
        * (
            np.float32(-0.284496736)
            + t
            * (
                np.float32(1.421413741)
                + t * (np.float32(-1.453152027) + t * np.float32(1.061405429))
            )
        )
    )
    error = np.sign(scaled) * (1 - series * np.exp(-size * size))
    found: FloatArray = given * np.float32(0.5) * (1 + error)
    return found


def _largest(values: FloatArray, mask: BoolArray) -> FloatArray:
    found: FloatArray = np.where(mask[..., None], values, _NOTHING).max(1)
    return found


def _shallow(marks: FloatArray, mask: BoolArray) -> FloatArray:
    """(b, 4): share of the question's words said, their mean and smallest best cosine, how many."""
    words = (marks[..., 1] > 0) & mask
    many = np.maximum(words.sum(1), 1).astype(np.float32)
    said = (marks[..., 0] * words).sum(1) / many
    close = (marks[..., 2] * words).sum(1) / many
    worst = np.minimum((marks[..., 2] + 9 * ~words).min(1), 1)
    return np.stack([said, close, worst, np.log1p(many)], 1).astype(np.float32)
