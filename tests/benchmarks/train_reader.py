"""Trains the reader on public development sets and on the everyday documents of this repository.

    python -m tests.benchmarks.train_reader --data DIR --folder F [--only NAME]

First it practises on questions made out of sentences (`practice.py`; F/practised.safetensors, taken
as it is where it stands already, as is every file below). Then it learns from people's questions:
F/without-0.safetensors and F/without-1.safetensors each from one half of the groups
(`fit_evidence.py` lets each read the half it has not seen). F/reader.safetensors begins at the mean
of the two (Wortsman et al., "Model soups", 2022) and goes once more through all; it is what ships:
`rag/retrieve/reader.safetensors`. DIR: see `answerability.py`. Takes about an hour on two cores
that compute in bfloat16, without a graphics card.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from safetensors.numpy import save_file as save_arrays
from safetensors.torch import load_file, save_file
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional

from rag.retrieve.reader import MOST_QUESTION_TOKENS, MOST_WINDOW_TOKENS, Pair, join
from rag.store import PairEncoder, Pieces
from tests.benchmarks.answerability import half_of, read_examples
from tests.benchmarks.practice import Synonyms, practice_pieces, read_passages
from tests.benchmarks.reader_torch import TrainableReader, shipped, stacked
from tests.benchmarks.reader_windows import Piece, pieces_of

BATCH = 32
PRACTICE_EPOCHS, EPOCHS, LAST_EPOCHS = 1, 3, 1
PRACTICE_RATE, PEAK_RATE, LAST_RATE = 2e-4, 1e-4, 5e-5
NEW = 5.0  # how much faster what the encoder did not have learns
WARM_UP = 100  # steps
DECAY = 0.01
REPEATED = {"clapnq": 3, "nomiracl": 2}  # the small sets
RARE = torch.tensor([2.0, 6.0])  # how much more a token counts that answers


class Encoded(NamedTuple):
    """A piece with its tokens."""

    piece: Piece
    pair: Pair


class Lesson(NamedTuple):
    """What the network is to say of a batch."""

    answers: Tensor  # (b,)
    tokens: Tensor  # (b, n, 2), 1 for a token of an answering sentence, of the answer
    marked: Tensor  # (b, n, 2), 1 where `tokens` is known


def encode(pieces: Sequence[Piece]) -> list[Encoded]:
    """All of them, in order."""
    encoder = PairEncoder({})

    def pieces_by_text(texts: set[str], most: int) -> dict[str, Pieces]:
        unique = sorted(texts)
        return dict(zip(unique, encoder.pieces(unique, most), strict=True))

    asked = pieces_by_text({one.question for one in pieces}, MOST_QUESTION_TOKENS)
    shown = pieces_by_text({one.shown for one in pieces}, MOST_WINDOW_TOKENS)
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


def loss_of(network: TrainableReader, rows: Sequence[Encoded]) -> Tensor:
    """Cross-entropy of the window and of its marked tokens."""
    lesson = lesson_of(rows)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        answers, tokens = network(stacked([row.pair for row in rows]))
    each = functional.binary_cross_entropy_with_logits(
        tokens.float(), lesson.tokens, reduction="none", pos_weight=RARE
    )
    by_row = (each * lesson.marked).sum(1) / lesson.marked.sum(1).clamp(min=1)
    by_head = by_row.sum(0) / (lesson.marked.sum(1) > 0).float().sum(0).clamp(min=1)
    whole = functional.binary_cross_entropy_with_logits(answers.float(), lesson.answers)
    return whole + 0.5 * by_head[0] + by_head[1]


def batches(rows: Sequence[Encoded], source: random.Random) -> Iterator[list[Encoded]]:
    """Batches of similar length, in random order."""
    shuffled = source.sample(rows, len(rows))
    found: list[list[Encoded]] = []
    for first in range(0, len(shuffled), BATCH * 16):
        near = sorted(shuffled[first : first + BATCH * 16], key=lambda one: len(one.pair.ids))
        found.extend(near[at : at + BATCH] for at in range(0, len(near), BATCH))
    source.shuffle(found)
    yield from found


def train(
    network: TrainableReader, rows: Sequence[Encoded], name: str, epochs: int, peak: float
) -> TrainableReader:
    torch.manual_seed(0)
    source = random.Random(0)
    network.train()
    old = [parameter for _, parameter in network.by_graph_name()]
    rates = (1.0, NEW)
    optimiser = torch.optim.AdamW(
        [{"params": old}, {"params": network.new_parameters()}], lr=peak, weight_decay=DECAY
    )
    total, step, begun = epochs * -(-len(rows) // BATCH), 0, time.monotonic()
    losses: list[float] = []
    for _ in range(epochs):
        for chosen in batches(rows, source):
            step += 1
            rate = peak * min(1.0, step / WARM_UP) * max(0.02, 1 - step / total)
            for group, factor in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            loss = loss_of(network, chosen)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
            if step % 100 == 0:
                spent = time.monotonic() - begun
                recent = np.mean(losses[-100:])
                print(f"{name} {step}/{total} loss {recent:.3f} {spent:.0f} s", flush=True)
    return network.eval()


def areas(network: TrainableReader, rows: Sequence[Encoded]) -> str:
    """Area under ROC of the windows of each set that the network has not seen."""
    order = sorted(range(len(rows)), key=lambda at: len(rows[at].pair.ids))
    scores = np.zeros(len(rows))
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for first in range(0, len(order), 2 * BATCH):
            chosen = order[first : first + 2 * BATCH]
            answers, _ = network(stacked([rows[at].pair for at in chosen]))
            scores[chosen] = answers.float().numpy()
    parts = []
    for dataset in ("squad2", "clapnq", "nomiracl", "covid", "everyday"):
        own = [at for at, row in enumerate(rows) if row.piece.group.startswith(dataset)]
        labels = [rows[at].piece.answers for at in own]
        parts.append(f"{dataset} {roc_auc_score(labels, scores[own]):.3f}")
    return ", ".join(parts)


def practised(folder: Path, data: Path) -> Path:
    """The weights after practice, practising if they are not there yet."""
    path = folder / "practised.safetensors"
    if not path.exists():
        made = encode(practice_pieces(read_passages(data), Synonyms()))
        print(len(made), "practice windows", flush=True)
        torch.manual_seed(0)
        network = train(TrainableReader(), made, "practice", PRACTICE_EPOCHS, PRACTICE_RATE)
        save_file(network.state_dict(), path)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--only", choices=("without-0", "without-1", "reader"))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    begin = practised(options.folder, options.data)
    examples = read_examples(options.data)
    halves = half_of(examples)
    rows = encode(pieces_of(examples))
    print(len(rows), "windows", flush=True)
    kept = {half: options.folder / f"without-{half}.full" for half in (0, 1)}
    for half, path in kept.items():
        if not path.exists() and options.only in (None, path.stem):
            one_half(begin, rows, halves, half, path)
    last = options.folder / "reader.full"
    if not last.exists() and options.only in (None, last.stem):
        network = mean_of([load_file(path) for path in kept.values()])
        keep(train(network, repeated(rows), last.stem, LAST_EPOCHS, LAST_RATE), last)


def one_half(
    begin: Path, rows: Sequence[Encoded], halves: Mapping[str, int], left_out: int, path: Path
) -> None:
    """Trains a network on all rows but those of one half, and says how it reads those."""
    network = TrainableReader()
    network.load_state_dict(load_file(begin))
    unseen = [row for row in rows if halves[row.piece.group] == left_out]
    print(path.stem, "practised only:", areas(network.eval(), unseen), flush=True)
    own = [row for row in rows if halves[row.piece.group] != left_out]
    network = train(network, repeated(own), path.stem, EPOCHS, PEAK_RATE)
    print(path.stem, "windows not seen:", areas(network, unseen), flush=True)
    keep(network, path)


def repeated(rows: Sequence[Encoded]) -> list[Encoded]:
    """The rows, those of small sets several times."""
    times = [next((n for s, n in REPEATED.items() if r.piece.group.startswith(s)), 1) for r in rows]
    return [row for row, many in zip(rows, times, strict=True) for _ in range(many)]


def mean_of(states: Sequence[Mapping[str, Tensor]]) -> TrainableReader:
    """A network whose weights are the mean of several."""
    network = TrainableReader()
    mean = {name: torch.stack([one[name] for one in states]).mean(0) for name in states[0]}
    network.load_state_dict(mean)
    return network


def keep(network: TrainableReader, path: Path) -> None:
    """Writes the network whole, to train it further, and beside it as it ships."""
    save_arrays(shipped(network), path.with_suffix(".safetensors"))
    save_file(network.state_dict(), path)


if __name__ == "__main__":
    main()
