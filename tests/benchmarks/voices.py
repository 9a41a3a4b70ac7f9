"""Trains the reader further: the same questions in other voices, and new domains.

    python -m tests.benchmarks.voices --data DIR --folder F --from READER

READER is what shipped before (`rag/retrieve/reader.safetensors`); F/styles and F/voices go on from
it, one after the other, and F/blend, which ships, is the mean of it and of the last. DIR: see
`answerability.py`. Takes about an hour on two cores that compute in bfloat16.

`everyday/styles/` and `everyday/voices/` ask what was asked before as other people would; the
domains of `LATER` were written after a reader had been trained on all others. Some of the older
questions, of the public sets and of the questions made out of sentences come again, lest the
reader forget them.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

from safetensors.numpy import load_file as load_arrays
from safetensors.torch import load_file

from tests.benchmarks.answerability import Example, read_examples
from tests.benchmarks.reader_torch import TrainableReader, loaded
from tests.benchmarks.reader_windows import Piece, pieces_of
from tests.benchmarks.rehearsal import evened, plain_practice
from tests.benchmarks.rivals import rivals_of
from tests.benchmarks.train_reader import CHOICE_RATE, encoded, keep, mean_of, train

# fmt: off
LATER = frozenset((
    "banks", "boards", "celebrations", "classes", "clauses", "clinics", "encyclopedia", "expenses",
    "farms", "households", "interfaces", "labprotocols", "machines", "meetings", "memories",
    "openings", "runbooks", "sciencepop", "shareholders", "shops", "stages", "talks", "townhall",
    "trips", "verdicts", "wards", "warehouses", "workbench",
))
# fmt: on
OLDER = ("", "more", "further")


def styles_lessons(examples: Sequence[Example], data: Path) -> list[list[Piece]]:
    """Windows, those of one question together: every question of `styles/`, 5,000 older ones."""
    source = random.Random(11)
    own = [one for one in examples if one.file == "styles"]
    return _with_older(examples, own, data, source, older=5_000, alone=1_500)


def voices_lessons(examples: Sequence[Example], data: Path) -> list[list[Piece]]:
    """The same of every question of `voices/` and of the later domains, 1,500 of `styles/`, 3,000
    older ones."""
    source = random.Random(12)
    own = [one for one in examples if one.file == "voices" or _domain(one) in LATER]
    own += source.sample([one for one in examples if one.file == "styles"], 1_500)
    return _with_older(examples, own, data, source, older=3_000, alone=1_200)


def _with_older(
    examples: Sequence[Example],
    own: Sequence[Example],
    data: Path,
    source: random.Random,
    *,
    older: int,
    alone: int,
) -> list[list[Piece]]:
    before = [
        one
        for one in examples
        if one.dataset == "everyday" and one.file in OLDER and _domain(one) not in LATER
    ]
    public = pieces_of([one for one in examples if one.dataset != "everyday"])
    pieces = source.sample(public, alone) + source.sample(plain_practice(data), alone)
    chosen = [*own, *source.sample(evened(before), older)]
    return [[piece] for piece in pieces] + list(rivals_of(chosen))


def _domain(example: Example) -> str:
    return example.group.removeprefix("everyday")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--from", type=Path, required=True, dest="begin", metavar="READER")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    examples = read_examples(options.data)
    before = network = loaded(load_arrays(options.begin))
    begin = {name: one.clone() for name, one in before.state_dict().items()}
    for name, lessons in (("styles", styles_lessons), ("voices", voices_lessons)):
        path = options.folder / f"{name}.full"
        if path.exists():
            network = TrainableReader().eval()
            network.load_state_dict(load_file(path))
        else:
            network = train(network, encoded(lessons(examples, options.data)), name, 1, CHOICE_RATE)
            keep(network, path)
    keep(mean_of([begin, network.state_dict()]), options.folder / "blend.full")


if __name__ == "__main__":
    main()
