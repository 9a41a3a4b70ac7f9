"""What the reader learns by: windows with their tokens, batches of them, and what a batch costs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from rag.reading import Pair, join
from rag.reading.reader import MOST_QUESTION_TOKENS, MOST_WINDOW_TOKENS
from rag.store import PairEncoder, Pieces
from tests.benchmarks.lib.reader_torch import TrainableReader, stacked
from tests.benchmarks.lib.reader_windows import Piece

BATCH = 32  # windows
RARE = torch.tensor([2.0, 6.0])  # how much more a token counts that answers


class Encoded(NamedTuple):
    """A piece with its tokens."""

    piece: Piece
    pair: Pair


Choice = list[Encoded]
"""The windows of one question that stand together in a batch: often only one."""


class Lesson(NamedTuple):
    """What the network is to say of a batch."""

    answers: Tensor  # (b,)
    tokens: Tensor  # (b, n, 2), 1 for a token of an answering sentence, of the answer
    marked: Tensor  # (b, n, 2), 1 where `tokens` is known


def encode(
    pieces: Sequence[Piece], most: tuple[int, int] = (MOST_QUESTION_TOKENS, MOST_WINDOW_TOKENS)
) -> list[Encoded]:
    """All of them, in order, with at most so many tokens of the question and of the window."""
    encoder = PairEncoder({})

    def pieces_by_text(texts: set[str], most: int) -> dict[str, Pieces]:
        unique = sorted(texts)
        return dict(zip(unique, encoder.pieces(unique, most), strict=True))

    asked = pieces_by_text({one.question for one in pieces}, most[0])
    shown = pieces_by_text({one.shown for one in pieces}, most[1])
    return [
        Encoded(one, join(asked[one.question], shown[one.shown], one.question, one.shown))
        for one in pieces
    ]


def lesson_of(rows: Sequence[Encoded]) -> Lesson:
    size = max(len(row.pair.ids) for row in rows)
    tokens = torch.zeros(len(rows), size, 2)
    marked = torch.zeros_like(tokens)
    for at, (piece, pair) in enumerate(rows):
        starts, ends = torch.from_numpy(pair.offsets).T
        shift, first, last = len(piece.title) + 2, pair.window.start, pair.window.stop - 1
        for head, spans in enumerate((piece.sentences, piece.exact)):
            if spans is None:
                continue
            marked[at, first:last, head] = 1
            for span in spans:
                inside = (starts >= span.start + shift) & (ends <= span.end + shift)
                tokens[at, first:last, head][inside] = 1
    return Lesson(torch.tensor([float(row.piece.answers) for row in rows]), tokens, marked)


def loss_of(network: TrainableReader, choices: Sequence[Choice]) -> Tensor:
    """Cross-entropy of the windows, of their marked tokens, and of each choice between windows."""
    rows = [row for choice in choices for row in choice]
    lesson = lesson_of(rows)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        answers, tokens = network(stacked([row.pair for row in rows]))
    each = functional.binary_cross_entropy_with_logits(
        tokens.float(), lesson.tokens, reduction="none", pos_weight=RARE
    )
    by_row = (each * lesson.marked).sum(1) / lesson.marked.sum(1).clamp(min=1)
    by_head = by_row.sum(0) / (lesson.marked.sum(1) > 0).float().sum(0).clamp(min=1)
    whole = functional.binary_cross_entropy_with_logits(answers.float(), lesson.answers)
    chosen = loss_of_choices(answers.float(), lesson.answers, [len(choice) for choice in choices])
    return whole + 0.5 * by_head[0] + by_head[1] + chosen


def loss_of_choices(logits: Tensor, answers: Tensor, sizes: Sequence[int]) -> Tensor:
    """Cross-entropy of choosing a window that answers, over the choices that hold both kinds.

    `sizes` says how many of the rows, one after the other, belong together.
    """
    found = []
    cuts = list(accumulate(sizes))[:-1]
    parts = zip(logits.tensor_split(cuts), answers.tensor_split(cuts), strict=True)
    for own, right in parts:
        if 0 < right.sum() < len(right):
            found.append(own.logsumexp(0) - own[right > 0].logsumexp(0))
    return torch.stack(found).mean() if found else logits.sum() * 0


def batches(choices: Sequence[Choice], source: random.Random) -> Iterator[list[Choice]]:
    """About `BATCH` windows of similar length each, in random order, no choice torn apart."""
    shuffled = source.sample(choices, len(choices))
    found: list[list[Choice]] = []
    for first in range(0, len(shuffled), BATCH * 16):
        near = sorted(shuffled[first : first + BATCH * 16], key=_length)
        batch: list[Choice] = []
        for choice in near:
            batch.append(choice)
            if sum(map(len, batch)) >= BATCH:
                found.append(batch)
                batch = []
        found.extend([batch] if batch else [])
    source.shuffle(found)
    yield from found


def _length(choice: Choice) -> int:
    return max(len(row.pair.ids) for row in choice)
