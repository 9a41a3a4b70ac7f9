"""Questions of several hands: what the program makes of people, styles and documents it never met.

    python -m tests.benchmarks.hands [NAME ...] [--save FILE]

Below `tests/benchmarks/hands/` each folder is an exam by somebody else, on documents of one theme:
a corpus and its cases, written from the documents alone. Nothing is learned from them, but most
have been read by those who mended the program. `archive`, `club` and `research` have not: count
what becomes of their questions, and read none, or they say no more than the others. Every
question is asked of its own corpus with the embedded answerer, once, at a threshold of 0; what
would have been answered at each threshold follows from the probabilities. Prints, for each exam
and all together, the area under ROC; then for a row of thresholds how many answerable ones are
answered with every expected fact, how many others refused, and the mean of both shares, and which
thresholds are within one standard error of the best. Takes about 15 seconds an exam.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.metrics import roc_auc_score

from rag import Assistant, Settings
from rag.evaluation.casefile import read_case_file
from rag.evaluation.runner import Bench

HANDS = Path(__file__).with_name("hands")
THRESHOLDS = tuple(step / 50 for step in range(10, 36))
SHOWN = (0.30, 0.40, 0.44, 0.50, 0.515, 0.54, 0.60)


class Asked(NamedTuple):
    """What came of a question when nothing was refused for its threshold."""

    hand: str
    name: str
    answerable: bool
    probability: float
    has_facts: bool


def ask_all(hand: Path) -> list[Asked]:
    """All cases of an exam."""
    cases = read_case_file(hand / "cases.yaml")
    with tempfile.TemporaryDirectory() as data:
        settings = Settings(corpus_dir=hand / "corpus", data_dir=Path(data), evidence_threshold=0.0)
        bench = Bench(Assistant.open(settings))
        bench.prepare()
        found = []
        for case in cases.cases:
            result = bench.ask(case)
            answerable = case.expect.answer is not None
            probability = result.observation.evidence or 0.0
            found.append(
                Asked(hand.name, case.id, answerable, probability, answerable and result.met)
            )
    return found


def area(asked: Sequence[Asked]) -> float:
    return float(roc_auc_score([a.answerable for a in asked], [a.probability for a in asked]))


def shares(asked: Sequence[Asked], threshold: float) -> tuple[float, float, float]:
    """Of the answerable: answered with all facts, and answered; of the others: refused."""
    own = [one for one in asked if one.answerable]
    others = [one for one in asked if not one.answerable]
    return (
        sum(one.has_facts and one.probability >= threshold for one in own) / len(own),
        sum(one.probability >= threshold for one in own) / len(own),
        sum(one.probability < threshold for one in others) / len(others),
    )


def equally_good(asked: Sequence[Asked]) -> tuple[float, list[float]]:
    """The threshold with the best mean of answered and refused, and those within a standard error
    of it (Breiman et al., 1984)."""
    means = {t: sum(shares(asked, t)[1:]) / 2 for t in THRESHOLDS}
    best = max(means, key=means.__getitem__)
    _, answered, refused = shares(asked, best)
    many = sum(one.answerable for one in asked)
    spread = answered * (1 - answered) / many + refused * (1 - refused) / (len(asked) - many)
    error = float(np.sqrt(spread)) / 2
    return best, [t for t in THRESHOLDS if means[t] >= means[best] - error]


def report(asked: Sequence[Asked]) -> None:
    for hand in sorted({one.hand for one in asked}):
        own = [one for one in asked if one.hand == hand]
        print(f"{hand}: {len(own)} questions, area {area(own):.3f}")
    print(f"all: {len(asked)} questions, area {area(asked):.3f}")
    print("threshold | answered with all facts | answered | others refused | balanced")
    for threshold in SHOWN:
        right, answered, refused = shares(asked, threshold)
        mean = (answered + refused) / 2
        print(f"{threshold:.3f} | {right:.3f} | {answered:.3f} | {refused:.3f} | {mean:.3f}")
    best, others = equally_good(asked)
    print(f"best at {best:.2f}; as good within a standard error: {others[0]} to {others[-1]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="exams; all without a name")
    parser.add_argument("--save", type=Path, help="one JSON line for each question")
    options = parser.parse_args()
    hands = [hand for hand in sorted(HANDS.iterdir()) if (hand / "cases.yaml").exists()]
    asked = [
        one
        for hand in hands
        if not options.names or hand.name in options.names
        for one in ask_all(hand)
    ]
    if options.save:
        lines = (json.dumps(one._asdict()) for one in asked)
        options.save.write_text("\n".join(lines) + "\n", "utf-8")
    report(asked)


if __name__ == "__main__":
    main()
