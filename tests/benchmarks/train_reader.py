"""Trains the reader on public development sets.

    python -m tests.benchmarks.train_reader --data DIR --folder F

First it practises on questions made out of sentences (`practice.py`; F/practised.safetensors, taken
as it is where it stands already). Then it learns from people's questions: F/without-0.safetensors
and F/without-1.safetensors each from one half of the groups (`fit_evidence.py` lets each read the
half it has not seen), and F/reader.safetensors from all, which is what ships:
`rag/retrieve/reader.safetensors`. DIR: see `answerability.py`. Takes about 80 minutes on two cores
without a graphics card.
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
from safetensors.torch import load_file, save_file
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional

from rag.retrieve.reader import MOST_QUESTION_TOKENS, MOST_WINDOW_TOKENS, assemble
from rag.store import TokenEncoder, Tokens
from tests.benchmarks.answerability import half_of, read_examples
from tests.benchmarks.practice import Synonyms, practice_pieces, read_passages
from tests.benchmarks.reader_torch import Tensors, TrainableReader, tensors
from tests.benchmarks.reader_windows import Piece, pieces_of

BATCH = 48
PRACTICE_EPOCHS, EPOCHS = 2, 4
PRACTICE_RATE, PEAK_RATE = 1.5e-3, 1e-3
WARM_UP = 60  # steps
DECAY = 0.05
RARE = torch.tensor([2.0, 6.0])  # how much more a token counts that answers


class Encoded(NamedTuple):
    """A piece with the tokens of its question and its window."""

    piece: Piece
    question: Tokens
    window: Tokens


class Batch(NamedTuple):
    inputs: Tensors
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
    return Batch(tensors(inputs), answers, tokens, marked)


def loss_of(network: TrainableReader, batch: Batch) -> Tensor:
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


def beginner(rows: Sequence[Encoded]) -> TrainableReader:
    """A network that has learned nothing but the mean token of some rows."""
    torch.manual_seed(0)
    network = TrainableReader()
    sample = random.Random(0).sample(rows, min(2000, len(rows)))
    network.mean.copy_(
        torch.from_numpy(
            np.mean([one.window.vectors.mean(0, dtype=np.float32) for one in sample], axis=0)
        )
    )
    return network


def train(
    network: TrainableReader, rows: Sequence[Encoded], name: str, epochs: int, peak: float
) -> TrainableReader:
    torch.manual_seed(0)
    source = random.Random(0)
    mean = network.train().mean.numpy()
    optimiser = torch.optim.AdamW(network.parameters(), lr=peak, weight_decay=DECAY)
    total, step, begun = epochs * -(-len(rows) // BATCH), 0, time.monotonic()
    for epoch in range(epochs):
        losses = []
        for chosen in batches(rows, source):
            step += 1
            rate = peak * min(1.0, step / WARM_UP) * max(0.02, 1 - step / total)
            for group in optimiser.param_groups:
                group["lr"] = rate
            loss = loss_of(network, collate(chosen, mean))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
        print(
            f"{name} epoch {epoch + 1}/{epochs} loss {np.mean(losses):.3f} "
            f"{time.monotonic() - begun:.0f} s",
            flush=True,
        )
    return network.eval()


def areas(network: TrainableReader, rows: Sequence[Encoded]) -> str:
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
    options.folder.mkdir(parents=True, exist_ok=True)
    practised = options.folder / "practised.safetensors"
    if not practised.exists():
        made = encode(practice_pieces(read_passages(options.data), Synonyms()))
        print(len(made), "practice windows", flush=True)
        network = train(beginner(made), made, "practice", PRACTICE_EPOCHS, PRACTICE_RATE)
        save_file(network.state_dict(), practised)
        del made
    examples = read_examples(options.data)
    halves = half_of(examples)
    rows = encode(pieces_of(examples))
    print(len(rows), "windows", flush=True)
    for left_out in (0, 1, None):
        name = "reader" if left_out is None else f"without-{left_out}"
        network = TrainableReader()
        network.load_state_dict(load_file(practised))
        if left_out is not None:
            unseen = [row for row in rows if halves[row.piece.group] == left_out]
            print(name, "practised only:", areas(network.eval(), unseen), flush=True)
        own = [row for row in rows if halves[row.piece.group] != left_out]
        network = train(network, own, name, EPOCHS, PEAK_RATE)
        if left_out is not None:
            print(name, "windows not seen:", areas(network, unseen), flush=True)
        weights = {key: one.half().contiguous() for key, one in network.state_dict().items()}
        save_file(weights, options.folder / f"{name}.safetensors")


if __name__ == "__main__":
    main()
