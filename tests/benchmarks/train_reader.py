"""Trains the reader on public development sets and on the everyday documents of this repository.

    python -m tests.benchmarks.train_reader --data DIR --folder F [--only NAME] [--after E]

First it practises on questions made out of sentences (`lib/practice.py`; F/practised.safetensors,
taken as it is where it stands already, as is every file below). Then it learns from people's
questions: F/first-0.full and F/first-1.full each from one half of the groups, window by window
(`lib/reader_windows.py`); F/without-0 and F/without-1 go on from there and choose between the
windows of one question (`lib/rivals.py`). `fit_evidence.py` lets each read the half it has not
seen. F/reader begins at the mean of the two (Wortsman et al., "Model soups", 2022), chooses once
more through all (F/chosen) and rehearses (`rehearsal.py`); it is what ships:
`rag/reading/reader.safetensors`. DIR: see `answerability.py`. Takes about two hours on two cores
that compute in bfloat16, without a graphics card.

With `--after E` an earlier training in the folder E goes on with questions that came since:
F/without-0 and F/without-1 begin where those of E ended, and what ships is F/mean, the mean of what
both trainings ended with: better than either on documents that neither has seen (HISTORY.md).
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file as save_arrays
from safetensors.torch import load_file, save_file
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn

from tests.benchmarks.answerability import Example, half_of, read_examples
from tests.benchmarks.lib.lessons import BATCH, Choice, Encoded, batches, encode, loss_of
from tests.benchmarks.lib.practice import Synonyms, practice_pieces, read_passages
from tests.benchmarks.lib.reader_torch import TrainableReader, shipped, stacked
from tests.benchmarks.lib.reader_windows import Piece, pieces_of
from tests.benchmarks.lib.rivals import rivals_of
from tests.benchmarks.rehearsal import evened, rehearsal_of

PRACTICE_EPOCHS, EPOCHS, CHOICE_EPOCHS, LAST_EPOCHS = 1, 3, 1, 1
PRACTICE_RATE, PEAK_RATE, CHOICE_RATE, LAST_RATE = 2e-4, 1e-4, 6e-5, 4e-5
NEW = 5.0  # how much faster what the encoder did not have learns
WARM_UP = 100  # steps
DECAY = 0.01
KEPT_EVERY = 250  # steps
STAGES = ("first-0", "first-1", "without-0", "without-1", "chosen", "reader", "mean")
REPEATED = {"clapnq": 3, "nomiracl": 2}  # the small sets


def train(
    network: TrainableReader,
    choices: Sequence[Choice],
    name: str,
    epochs: int,
    peak: float,
    *,
    begun: Path | None = None,
    loss_by: Callable[[TrainableReader, Sequence[Choice]], Tensor] = loss_of,
) -> TrainableReader:
    """The network, trained. `begun` keeps what was reached every `KEPT_EVERY` steps, so that a
    training that is broken off goes on from there."""
    torch.manual_seed(0)
    source = random.Random(0)
    network.train()
    old = [parameter for _, parameter in network.by_graph_name()]
    rates = (1.0, NEW)
    optimiser = torch.optim.AdamW(
        [{"params": old}, {"params": network.new_parameters()}], lr=peak, weight_decay=DECAY
    )
    planned = [batch for _ in range(epochs) for batch in batches(choices, source)]
    total, since = len(planned), time.monotonic()
    losses: list[float] = []
    done = _go_on(network, optimiser, begun)
    for step, chosen in enumerate(planned[done:], done + 1):
        rate = peak * min(1.0, step / WARM_UP) * max(0.02, 1 - step / total)
        for group, factor in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * factor
        loss = loss_by(network, chosen)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        losses.append(loss.item())
        if step % 100 == 0:
            spent = time.monotonic() - since
            recent = np.mean(losses[-100:])
            print(f"{name} {step}/{total} loss {recent:.3f} {spent:.0f} s", flush=True)
        if begun and step % KEPT_EVERY == 0:
            torch.save((step, network.state_dict(), optimiser.state_dict()), begun)
    return network.eval()


def _go_on(network: TrainableReader, optimiser: torch.optim.Optimizer, begun: Path | None) -> int:
    """Loads what a training that was broken off had reached; returns its steps."""
    if not begun or not begun.exists():
        return 0
    done, weights, moments = torch.load(begun)
    network.load_state_dict(weights)
    optimiser.load_state_dict(moments)
    return int(done)


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
        alone = [[row] for row in made]
        begun = path.with_suffix(".begun")
        network = train(
            TrainableReader(), alone, "practice", PRACTICE_EPOCHS, PRACTICE_RATE, begun=begun
        )
        save_file(network.state_dict(), path)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--only", choices=STAGES)
    parser.add_argument("--after", type=Path, metavar="E", help="An earlier training's folder.")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    files = {stage: options.folder / f"{stage}.full" for stage in STAGES}
    stages = STAGES[2:] if options.after else STAGES[:-1]
    wanted = [stage for stage in stages if options.only in (None, stage)]
    examples = read_examples(options.data)
    halves = half_of(examples)
    for stage in wanted:
        if files[stage].exists():
            continue
        if stage == "mean":
            both = [load_file(folder / "reader.full") for folder in (options.after, options.folder)]
            keep(mean_of(both), files[stage])
        elif stage == "reader":
            network = mean_of([load_file(files["chosen"])])
            choices = encoded(rehearsal_of(examples, options.data))
            keep(train(network, choices, stage, LAST_EPOCHS, LAST_RATE), files[stage])
        elif stage == "chosen":
            network = mean_of([load_file(files[f"without-{half}"]) for half in (0, 1)])
            choices = choices_of(examples)
            keep(train(network, choices, stage, CHOICE_EPOCHS, CHOICE_RATE), files[stage])
        elif stage.startswith("first"):
            begin = practised(options.folder, options.data)
            learn_without(int(stage[-1]), begin, examples, halves, files[stage])
        else:
            before = files[f"first-{stage[-1]}"]
            if options.after:
                before = options.after / files[stage].name
            learn_without(int(stage[-1]), before, examples, halves, files[stage], choosing=True)


def learn_without(
    left_out: int,
    begin: Path,
    examples: Sequence[Example],
    halves: Mapping[str, int],
    path: Path,
    *,
    choosing: bool = False,
) -> None:
    """Trains the network of `begin` on all but one half, and says how it reads that."""
    network = TrainableReader()
    network.load_state_dict(load_file(begin))
    own = [one for one in examples if halves[one.group] != left_out]
    others = [one for one in examples if halves[one.group] == left_out]
    unseen = encode(pieces_of(others))
    print(path.stem, "before:", areas(network.eval(), unseen), flush=True)
    if choosing:
        network = train(network, choices_of(own), path.stem, CHOICE_EPOCHS, CHOICE_RATE)
    else:
        alone = repeated([[row] for row in encode(pieces_of(own))])
        network = train(network, alone, path.stem, EPOCHS, PEAK_RATE)
    print(path.stem, "windows not seen:", areas(network, unseen), flush=True)
    keep(network, path)


def choices_of(examples: Sequence[Example]) -> list[Choice]:
    """What the second stage learns from: everyday questions choose, the rest goes one by one."""
    alone = [[piece] for piece in pieces_of(examples, beside=0)]
    together = list(rivals_of(evened([one for one in examples if one.dataset == "everyday"])))
    return repeated(encoded([*alone, *together]))


def encoded(choices: Sequence[Sequence[Piece]]) -> list[Choice]:
    """The choices with their tokens."""
    rows = iter(encode([piece for choice in choices for piece in choice]))
    found = [[next(rows) for _ in choice] for choice in choices]
    print(len(found), "choices,", sum(map(len, found)), "windows", flush=True)
    return found


def repeated(choices: Sequence[Choice]) -> list[Choice]:
    """The choices, those of small sets several times."""
    times = (
        next((n for s, n in REPEATED.items() if choice[0].piece.group.startswith(s)), 1)
        for choice in choices
    )
    return [choice for choice, many in zip(choices, times, strict=True) for _ in range(many)]


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
