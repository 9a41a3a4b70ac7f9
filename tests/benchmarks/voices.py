"""Trains the reader further: the same questions in other voices, and new domains.

    python -m tests.benchmarks.voices ROUND --data DIR --folder F --from READER

READER is what shipped before this round (`rag/reading/reader.safetensors`). The round "voices" has
two stages, one after the other, "domains" one; F/STAGE.full is what came of each, and F/blend.full,
which may ship, is the mean of READER and of the last. What ships is that of "voices"; "domains" has
made nothing better (HISTORY.md). DIR: see `answerability.py`. A round takes about an hour on two
cores that compute in bfloat16 and do nothing else.

`everyday/styles/` and `everyday/voices/` ask what was asked before as other people would; the
domains of `LATER` were written after a reader had been trained on all others, those of `LATEST`
after the round "voices". Some of the older questions, of the public sets and of the questions made
out of sentences come again, lest the reader forget them.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence, Set
from pathlib import Path

from safetensors.numpy import load_file as load_arrays
from safetensors.torch import load_file

from tests.benchmarks.answerability import Example, read_examples
from tests.benchmarks.everyday import read_papers
from tests.benchmarks.lib.asked import all_asked
from tests.benchmarks.lib.reader_torch import TrainableReader, loaded
from tests.benchmarks.lib.reader_windows import Piece, pieces_of
from tests.benchmarks.lib.rivals import rivals_of
from tests.benchmarks.rehearsal import evened, evened_by_words, plain_practice
from tests.benchmarks.train_reader import CHOICE_RATE, encoded, keep, mean_of, train

# fmt: off
LATER = frozenset((
    "banks", "boards", "celebrations", "classes", "clauses", "clinics", "encyclopedia", "expenses",
    "farms", "households", "interfaces", "labprotocols", "machines", "meetings", "memories",
    "openings", "runbooks", "sciencepop", "shareholders", "shops", "stages", "talks", "townhall",
    "trips", "verdicts", "wards", "warehouses", "workbench",
))
LATEST = frozenset((
    "astronomy", "bakeries", "breweries", "changelogs", "chatlogs", "checklists", "chemistry",
    "columns", "committees", "configs", "construction", "consultations", "consulting",
    "correspondence", "datasets", "diaries", "ecology", "epidemiology",
    "experiments", "faqs", "fieldtrips", "fisheries", "gazettes", "guidebooks", "handovers",
    "hosting", "instruments", "inventories", "itineraries", "ledgers", "licences", "localnews",
    "manuals", "manufacturing", "marketanalyses", "methods", "mining", "newsletters", "nutrition",
    "obituaries", "oralhistories", "ordinances", "pitches", "planningapplications", "pressreleases",
    "procurement", "projectplans", "quality", "questionnaires", "quotations", "retrospectives",
    "roadmaps", "rosters", "speeches", "stables", "standups", "suppliers", "syllabi", "telecoms",
    "tenders", "termsheets", "utilities", "vets", "workshops",
))
# fmt: on
OLDER = ("", "more", "further")
IN_CORPORA = 5  # of the twenty questions of each of the latest documents


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


def domains_lessons(examples: Sequence[Example], data: Path) -> list[list[Piece]]:
    """The same of every question of the latest domains, 1,500 in other voices, 2,500 older ones,
    all so that the words of a question tell nothing. A quarter of the first are asked of a corpus,
    where other documents too have something that looks like an answer."""
    source = random.Random(13)
    asked = _asked_of_corpora(source)
    new = evened_by_words([one for one in examples if _domain(one) in LATEST])
    restyled = evened_by_words([one for one in examples if one.file in ("styles", "voices")])
    before = evened_by_words(_older(examples, LATEST))
    own = [asked.get((one.group, one.question), one) for one in new]
    own += source.sample(restyled, 1_500)
    return _beside_others(examples, own, before, data, source, older=2_500, alone=1_000)


def _asked_of_corpora(source: random.Random) -> dict[tuple[str, str], Example]:
    """By domain and question: `IN_CORPORA` questions of every paper of the latest domains."""
    latest = [paper for paper in read_papers() if paper.domain in LATEST]
    some = [one._replace(asked=tuple(source.sample(one.asked, IN_CORPORA))) for one in latest]
    return {(one.group, one.question): one for one in all_asked(some)}


def _with_older(
    examples: Sequence[Example],
    own: Sequence[Example],
    data: Path,
    source: random.Random,
    *,
    older: int,
    alone: int,
) -> list[list[Piece]]:
    before = evened(_older(examples, LATER | LATEST))
    return _beside_others(examples, own, before, data, source, older=older, alone=alone)


def _older(examples: Sequence[Example], but: Set[str]) -> list[Example]:
    return [
        one
        for one in examples
        if one.dataset == "everyday" and one.file in OLDER and _domain(one) not in but
    ]


def _beside_others(
    examples: Sequence[Example],
    own: Sequence[Example],
    before: Sequence[Example],
    data: Path,
    source: random.Random,
    *,
    older: int,
    alone: int,
) -> list[list[Piece]]:
    public = pieces_of([one for one in examples if one.dataset != "everyday"])
    pieces = source.sample(public, alone) + source.sample(plain_practice(data), alone)
    chosen = [*own, *source.sample(before, older)]
    return [[piece] for piece in pieces] + list(rivals_of(chosen))


def _domain(example: Example) -> str:
    return example.group.removeprefix("everyday")


ROUNDS = {
    "voices": {"styles": styles_lessons, "voices": voices_lessons},
    "domains": {"domains": domains_lessons},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("round", choices=ROUNDS)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--from", type=Path, required=True, dest="begin", metavar="READER")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    examples = read_examples(options.data)
    before = network = loaded(load_arrays(options.begin))
    begin = {name: one.clone() for name, one in before.state_dict().items()}
    for name, lessons in ROUNDS[options.round].items():
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
