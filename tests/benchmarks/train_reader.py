"""Trains the reader on public development sets.

    python -m tests.benchmarks.train_reader --data DIR --folder F

Writes F/without-0.safetensors and F/without-1.safetensors, each trained on one half of the groups
(`fit_evidence.py` lets each read the half it has not seen), and F/reader.safetensors, trained on
all, which is what ships: `rag/retrieve/reader.safetensors`. DIR: see `answerability.py`. Takes
about 35 minutes on two cores without a graphics card.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from safetensors.torch import save_file
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional

from rag.retrieve.reader import MOST_QUESTION_TOKENS, MOST_WINDOW_TOKENS, assemble
from rag.retrieve.reader_network import Inputs, ReaderNetwork
from rag.store import TokenEncoder, Tokens
from tests.benchmarks.answerability import half_of, read_examples
from tests.benchmarks.reader_windows import Piece, pieces_of

BATCH = 48
EPOCHS = 5
PEAK_RATE = 1.5e-3
WARM_UP = 60  # steps
DECAY = 0.05
RARE = torch.tensor([2.0, 6.0])  # how much more a token counts that answers


class Encoded(NamedTuple):
    """A piece with the tokens of its question and its window."""

    piece: Piece
    question: Tokens
    window: Tokens


class Batch(NamedTuple):
    inputs: Inputs
    answers: Tensor  # (b,)
    tokens: Tensor  # (b, n, 2), 1 for a token of an answering sentence, of the answer
    marked: Tensor  # (b, n, 2), 1 where `tokens` is known


def encode(pieces: Sequence[Piece]) -> list[Encoded]:
    """All tokens, in half precision: they stay in memory."""

    def tokens_of(texts: list[str], most: int) -> dict[str, Tokens]:
        encoder = TokenEncoder(limit=1)
        unique = sorted(set(texts), key=len)
        found = {}
        for first in range(0, len(unique), 256):
            part = unique[first : first + 256]
            for text, one in zip(part, encoder.encode(part, most), strict=True):
                found[text] = Tokens(one.vectors.astype(np.float16), one.offsets)
        return found

    questions = tokens_of([piece.question for piece in pieces], MOST_QUESTION_TOKENS)
    windows = tokens_of([piece.shown for piece in pieces], MOST_WINDOW_TOKENS)
    return [Encoded(one, questions[one.question], windows[one.shown]) for one in pieces]


def collate(rows: Sequence[Encoded], mean: np.ndarray) -> Batch:
    inputs = assemble(
        [row.question for row in rows],
        [row.window for row in rows],
        [row.piece.question for row in rows],
        [row.piece.shown for row in rows],
        mean,
    )
    tokens = torch.zeros(*inputs.window_mask.shape, 2)
    marked = torch.zeros_like(tokens)
    for at, row in enumerate(rows):
        starts, ends = torch.from_numpy(row.window.offsets).T
        shift, size = len(row.piece.title) + 2, len(starts)
        for head, spans in enumerate((row.piece.sentences, row.piece.exact)):
            if spans is None:
                continue
            marked[at, :size, head] = (ends > starts).float()
            for span in spans:
                inside = (starts >= span.start + shift) & (ends <= span.end + shift)
                tokens[at, :size, head][inside & (ends > starts)] = 1
    answers = torch.tensor([float(row.piece.answers) for row in rows])
    return Batch(inputs, answers, tokens, marked)


def loss_of(network: ReaderNetwork, batch: Batch) -> Tensor:
    """Cross-entropy of the window and of its marked tokens."""
    answers, tokens = network(batch.inputs)
    each = functional.binary_cross_entropy_with_logits(
        tokens, batch.tokens, reduction="none", pos_weight=RARE
    )
    by_row = (each * batch.marked).sum(1) / batch.marked.sum(1).clamp(min=1)
    by_head = by_row.sum(0) / (batch.marked.sum(1) > 0).float().sum(0).clamp(min=1)
    whole = functional.binary_cross_entropy_with_logits(answers, batch.answers)
    return whole + 0.5 * by_head[0] + by_head[1]


def batches(rows: Sequence[Encoded], source: random.Random) -> Iterator[list[Encoded]]:
    """Batches of similar length, in random order."""
    shuffled = source.sample(rows, len(rows))
    found: list[list[Encoded]] = []
    for first in range(0, len(shuffled), BATCH * 12):
        window = sorted(shuffled[first : first + BATCH * 12], key=lambda one: len(one.window[0]))
        found.extend(window[at : at + BATCH] for at in range(0, len(window), BATCH))
    source.shuffle(found)
    yield from found


def train(rows: Sequence[Encoded], name: str) -> ReaderNetwork:
    torch.manual_seed(0)
    source = random.Random(0)
    network = ReaderNetwork()
    sample = source.sample(rows, min(2000, len(rows)))
    network.mean.copy_(
        torch.from_numpy(
            np.mean([one.window.vectors.mean(0, dtype=np.float32) for one in sample], axis=0)
        )
    )
    mean = network.mean.numpy()
    optimiser = torch.optim.AdamW(network.parameters(), lr=PEAK_RATE, weight_decay=DECAY)
    total, step, begun = EPOCHS * -(-len(rows) // BATCH), 0, time.monotonic()
    for epoch in range(EPOCHS):
        losses = []
        for chosen in batches(rows, source):
            step += 1
            rate = PEAK_RATE * min(1.0, step / WARM_UP) * max(0.02, 1 - step / total)
            for group in optimiser.param_groups:
                group["lr"] = rate
            loss = loss_of(network, collate(chosen, mean))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
        print(
            f"{name} epoch {epoch + 1}/{EPOCHS} loss {np.mean(losses):.3f} "
            f"{time.monotonic() - begun:.0f} s",
            flush=True,
        )
    return network.eval()


def areas(network: ReaderNetwork, rows: Sequence[Encoded]) -> str:
    """Area under ROC of the windows of each set that the network has not seen."""
    scores = []
    with torch.inference_mode():
        for first in range(0, len(rows), BATCH):
            batch = collate(rows[first : first + BATCH], network.mean.numpy())
            scores.extend(network(batch.inputs)[0].tolist())
    parts = []
    for dataset in ("squad2", "clapnq", "nomiracl", "covid"):
        own = [at for at, row in enumerate(rows) if row.piece.group.startswith(dataset)]
        labels = [rows[at].piece.answers for at in own]
        parts.append(f"{dataset} {roc_auc_score(labels, [scores[at] for at in own]):.3f}")
    return ", ".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    examples = read_examples(options.data)
    halves = half_of(examples)
    rows = encode(pieces_of(examples))
    print(len(rows), "windows", flush=True)
    options.folder.mkdir(parents=True, exist_ok=True)
    for left_out in (0, 1, None):
        name = "reader" if left_out is None else f"without-{left_out}"
        network = train([row for row in rows if halves[row.piece.group] != left_out], name)
        if left_out is not None:
            unseen = [row for row in rows if halves[row.piece.group] == left_out]
            print(name, "windows not seen:", areas(network, unseen), flush=True)
        weights = {key: one.half().contiguous() for key, one in network.state_dict().items()}
        save_file(weights, options.folder / f"{name}.safetensors")


if __name__ == "__main__":
    main()
