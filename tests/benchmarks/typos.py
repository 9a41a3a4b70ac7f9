"""Questions with a slip of spelling: what is answered, as typed and as meant?

    python -m tests.benchmarks.typos [--seed 5]

Takes the grounding cases of the shipped corpus and of the everyday documents, and puts one slip
into a topic word of each question: two letters in the other order, one left out, one struck twice,
or the neighbouring key. Every question is asked three times of the embedded answerer: without the
slip, with it, and with it while nothing is put right. Prints how many answerable ones come with
every expected fact, and how many others are refused; then how many of the questions without a slip
are read as anything else, those of `hands/` among them. Takes about six minutes on two cores.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from unittest import mock

from rag import Assistant, Settings
from rag.evaluation.casefile import read_case_file
from rag.evaluation.cases import Case
from rag.evaluation.runner import Bench
from rag.finding import Finder
from rag.retrieve import respelled
from rag.settings import shipped
from rag.store import Store
from rag.text import content_terms
from tests.benchmarks.hands import HANDS
from tests.grounding.cases import EVERYDAY, SPINE

SHORTEST = 5  # letters of a word that gets a slip
_BESIDE = {
    key: keys[at - 1 : at] + keys[at + 1 : at + 2]
    for keys in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for at, key in enumerate(keys)
}


def with_slip(question: str, source: random.Random) -> str:
    """The question with a slip in one topic word, behind its first letter; as it is where no word
    is long enough."""
    words = [one for one in content_terms(question) if one.text.isalpha()]
    words = [one for one in words if len(one.text) >= SHORTEST]
    if not words:
        return question
    chosen = source.choice(words)
    word = typed = chosen.text
    while typed == word:
        at, kind = source.randrange(1, len(word) - 1), source.random()
        if kind < 0.35:
            typed = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        elif kind < 0.6:
            typed = word[:at] + word[at + 1 :]
        elif kind < 0.75:
            typed = word[:at] + word[at] + word[at:]
        else:
            near = _BESIDE.get(word[at].lower(), word[at])
            typed = word[:at] + source.choice(near) + word[at + 1 :]
    return question[: chosen.start] + typed + question[chosen.end :]


def met(cases: Sequence[Case], corpus: Path) -> str:
    """How many of both kinds are met."""
    with tempfile.TemporaryDirectory() as data:
        bench = Bench(Assistant.open(Settings(corpus_dir=corpus, data_dir=Path(data))))
        bench.prepare()
        results = [bench.ask(case) for case in cases]
    kinds = {
        kind: [
            one.met for one in results if (one.case.expect.answer is None) == (kind == "refused")
        ]
        for kind in ("answered with all facts", "refused")
    }
    return ", ".join(f"{name} {sum(own)} of {len(own)}" for name, own in kinds.items())


def read_otherwise(cases: Sequence[Case], corpus: Path) -> Iterator[str]:
    """Each question that is read as another one, with that."""
    with tempfile.TemporaryDirectory() as data:
        settings = Settings(corpus_dir=corpus, data_dir=Path(data))
        with Assistant.open(settings) as assistant:
            assistant.sync()
            store: Store = assistant._store
            with store.snapshot() as snapshot:
                for case in cases:
                    meant = respelled(case.question, snapshot)
                    if meant != case.question:
                        yield f"{case.question} -> {meant}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    exams = [
        ("shipped corpus", SPINE.cases, shipped("corpus")),
        ("everyday documents", EVERYDAY.cases, EVERYDAY.path.parent / "corpus"),
    ]
    for name, cases, corpus in exams:
        source = random.Random(options.seed)
        typed = [replace(one, question=with_slip(one.question, source)) for one in cases]
        print(f"{name}, no slip:        {met(cases, corpus)}", flush=True)
        print(f"{name}, put right:      {met(typed, corpus)}", flush=True)
        with mock.patch.object(Finder, "meant", lambda _, question, history: (question, history)):
            print(f"{name}, left as it is:  {met(typed, corpus)}", flush=True)
    for folder in sorted(HANDS.glob("*/cases.yaml")):
        exams.append((folder.parent.name, read_case_file(folder).cases, folder.parent / "corpus"))
    many = sum(len(cases) for _, cases, _ in exams)
    changed = [one for _, cases, corpus in exams for one in read_otherwise(cases, corpus)]
    print(f"\nof {many} questions without a slip {len(changed)} are read as another:")
    print("\n".join(changed))


if __name__ == "__main__":
    main()
