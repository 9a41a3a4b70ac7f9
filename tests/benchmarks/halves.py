"""Trains two readers, each on one half of the questions: what the public sets are measured by.

    python -m tests.benchmarks.halves --data DIR --folder F [--only 0 | 1]

What ships has seen every question of the public sets, so that they say nothing about it. Here a
reader begins as `train_reader.py` does (F/practised.safetensors) and learns in one go what that and
`voices.py` teach in six rounds: the windows of one half of the public sets, and which window of a
question answers, of the everyday questions of that half in all voices, drawn so that the words of a
question tell nothing. F/without-0 has not seen the half 0, F/without-1 the other; `fit_evidence`,
`pipeline` and `left_out` read F. F/halves.full is the mean of both. DIR: see `answerability.py`.
Takes about an hour and a half on two cores that compute in bfloat16 and do nothing else; broken
off, it goes on where it was (F/*.begun).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

from safetensors.torch import load_file

from tests.benchmarks.answerability import Example, half_of, read_examples
from tests.benchmarks.lib.reader_torch import TrainableReader
from tests.benchmarks.lib.reader_windows import Piece, pieces_of
from tests.benchmarks.lib.rivals import rivals_of
from tests.benchmarks.rehearsal import evened_by_words, plain_practice
from tests.benchmarks.train_reader import (
    PEAK_RATE,
    encoded,
    keep,
    mean_of,
    practised,
    repeated,
    train,
)

EVERYDAY = 12_000  # questions of a half, of about 26,000: more of them helps little (RESULTS.md)
PUBLIC_EPOCHS = 3  # of the windows of the public sets, beside one of everything else
MADE = 2_400  # windows of questions made out of sentences


def lessons_of(examples: Sequence[Example], data: Path) -> list[list[Piece]]:
    """Windows, those of one question together."""
    public = pieces_of([one for one in examples if one.dataset != "everyday"])
    made = random.Random(14).sample(plain_practice(data), MADE)
    everyday = evened_by_words([one for one in examples if one.dataset == "everyday"])
    everyday = random.Random(15).sample(everyday, min(EVERYDAY, len(everyday)))
    return [[piece] for piece in public * PUBLIC_EPOCHS + made] + list(rivals_of(everyday))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--only", type=int, choices=(0, 1))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    begin = practised(options.folder, options.data)
    examples = read_examples(options.data)
    halves = half_of(examples)
    paths = [options.folder / f"without-{half}.full" for half in (0, 1)]
    for half, path in enumerate(paths):
        if path.exists() or options.only not in (None, half):
            continue
        own = [one for one in examples if halves[one.group] != half]
        network = TrainableReader()
        network.load_state_dict(load_file(begin))
        choices = repeated(encoded(lessons_of(own, options.data)))
        begun = path.with_suffix(".begun")
        network = train(network, choices, path.stem, 1, PEAK_RATE, begun=begun)
        keep(network, path)
    if all(path.exists() for path in paths):
        keep(mean_of([load_file(path) for path in paths]), options.folder / "halves.full")


if __name__ == "__main__":
    main()
