"""Weighs the support reader's logit against what the rules find: `weighing_model.json`.

    python -m tests.benchmarks.fit_weighing --data DIR [--write] [--window TOKENS]

From the claims of the hands of `WEIGHED_BY` (`lib/claim_files.py`), which the support reader has
not learned from, beside their passages and beside longer ones (`lib/widened.py`): a logistic model
of the logit and of what the rules found where nothing exact settles it. A sentence is borne out
from the threshold on with which as many true claims of the hands are as by the rules alone, so that
all the gain is in the false ones; and not borne out below that which `TRUE` of the true ones fall
under. `--window` tries how much of a passage the reader is shown.
Sentences that nearly copy their source are rare among claims and common in answers, where they are
nearly always true. They weigh so much that `COPIED` of the true ones are marked that are made out
of the passages of NoMIRACL and COVID-QA (`lib/twins.py`).
Figures are of the claims of each hand by a model of the other hands.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rag.answer.verification import shown, weighing
from rag.answer.verification.rules import Rules
from rag.answer.verification.spans import is_close
from rag.answer.verification.verdicts import Ground
from rag.answer.verification.weighing import KINDS, kind
from rag.reading import BundledSupportReader
from rag.settings import BUNDLED_EMBEDDER
from rag.store import FloatArray, RememberingEmbedder, load_embedder
from rag.types import Support
from tests.benchmarks.claims import passage_of
from tests.benchmarks.lib.claim_files import WEIGHED_BY, Claim, read_claims
from tests.benchmarks.lib.practice import read_passages
from tests.benchmarks.lib.twins import Contrasts, twins_of
from tests.benchmarks.lib.widened import widened

BoolArray = npt.NDArray[np.bool_]
TRUE, COPIED = 0.1, 0.02
COPIES, MOST_MADE = "copies", 1500
COPIED_KIND = f"{Ground.COPIED} close"
PENALTY = 1.0
WRITTEN = Path(weighing.__file__).with_name("weighing_model.json")


class Read(NamedTuple):
    """A claim: what the rules found, whether that settles it, and the reader's logit."""

    hand: str
    is_true: bool
    support: Support
    is_settled: bool
    kind: str
    logit: float


def made(folder: Path) -> list[Claim]:
    """Sentences that copy their passage, and such with one thing changed."""
    source, contrasts = random.Random(1), Contrasts()
    passages = source.sample(read_passages(folder), MOST_MADE)
    return [
        Claim(COPIES, number, one.title, one.title, text, sentence, is_true)
        for number, one in enumerate(passages)
        for twins in twins_of(one.text, None, contrasts, source, 1)
        for text, sentence, is_true in (
            (twins.passage, twins.sentence, True),
            (twins.passage, twins.other, False),
        )
    ]


def read_all(claims: Sequence[Claim]) -> list[Read]:
    """What is found of these."""
    rules = Rules(RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER)))
    reader = BundledSupportReader()
    found = []
    for claim in claims:
        verdict = rules.judge(claim.sentence, [passage_of(claim)])
        is_settled = verdict.ground is Ground.SETTLED
        logit = 0.0
        if not is_settled:
            (logit,) = reader.weigh(claim.sentence, [shown.shown(verdict.quotes)])
        found.append(
            Read(
                claim.hand,
                claim.is_true,
                verdict.support,
                is_settled,
                kind(verdict, is_close(claim.sentence, [one.text for one in verdict.quotes])),
                logit,
            )
        )
    return found


def features(rows: Sequence[Read]) -> FloatArray:
    """(rows, 1 + kinds)."""
    return np.array(
        [[row.logit, *(row.kind == one for one in KINDS)] for row in rows], dtype=np.float32
    )


def fitted(rows: Sequence[Read]) -> LogisticRegression:
    """What an intercept would say is in the kinds."""
    model = LogisticRegression(C=PENALTY, fit_intercept=False, max_iter=1000)
    return model.fit(features(rows), [row.is_true for row in rows])


def unseen(rows: Sequence[Read]) -> FloatArray:
    """(rows,) probabilities, of each hand by a model of the others."""
    found = np.zeros(len(rows), dtype=np.float32)
    for hand in {row.hand for row in rows}:
        own = np.array([row.hand == hand for row in rows])
        others = [row for row, is_own in zip(rows, own, strict=True) if not is_own]
        model = fitted(others)
        found[own] = model.predict_proba(features([r for r in rows if r.hand == hand]))[:, 1]
    return found


def tell(
    rows: Sequence[Read],
    labels: BoolArray,
    by_rules: BoolArray,
    scores: FloatArray,
    passed: BoolArray,
    written: int,
) -> None:
    """Prints the figures of each hand, of the `written` first and of the others."""
    for share in (0.02, 0.05, 0.1, 0.15, 0.2):
        at = float(np.quantile(scores[~labels], 1 - share))
        print(f"false {share:.2f}: true {(scores[labels] >= at).mean():.3f} from {at:.3f} on")
    is_wide = np.arange(len(rows)) >= written
    parts = {hand: np.array([row.hand == hand for row in rows]) for hand in WEIGHED_BY}
    for name, own in {**parts, "as written": ~is_wide, "in longer passages": is_wide}.items():
        area = roc_auc_score(labels[own], scores[own])
        shares = [
            f"{one[own & kind].mean():.3f}"
            for one in (passed, by_rules)
            for kind in (~labels, labels)
        ]
        print(
            f"{name}: area {area:.3f}, in the source {shares[0]} of false, {shares[1]} of true; "
            f"by the rules alone {shares[2]} and {shares[3]}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--window", type=int, default=shown.WINDOW, metavar="TOKENS")
    options = parser.parse_args()
    shown.WINDOW = options.window
    copies = [row for row in read_all(made(options.data)) if row.kind == COPIED_KIND]
    claims = read_claims(*WEIGHED_BY)
    rows = read_all([*claims, *widened(claims)])
    open_rows = [row for row in rows if not row.is_settled]
    labels = np.array([row.is_true for row in rows])
    by_rules = np.array([row.support is Support.SUPPORTED for row in rows])
    scores = by_rules.astype(np.float32)
    is_open = np.array([not row.is_settled for row in rows])
    scores[is_open] = unseen(open_rows)
    supported_at = float(np.quantile(scores[labels], 1 - by_rules[labels].mean()))
    partial_at = min(supported_at, float(np.quantile(scores[labels & is_open], TRUE)))
    model = fitted(open_rows)
    of_logit, *of_kinds = map(float, model.coef_[0])
    found = {name: round(one, 4) for name, one in zip(KINDS, of_kinds, strict=True)}
    least = np.quantile([row.logit for row in copies if row.is_true], COPIED)
    found[COPIED_KIND] = found[Ground.COPIED] = round(
        float(np.log(supported_at / (1 - supported_at)) - of_logit * least), 4
    )
    passed = scores >= supported_at
    stored = {
        "of_logit": round(of_logit, 4),
        "found": found,
        "supported_at": round(supported_at, 4),
        "partial_at": round(partial_at, 4),
        "made_by": "python -m tests.benchmarks.fit_weighing --data DIR --write",
        "claims": len(rows),
        "copies": [len(copies), sum(row.is_true for row in copies)],
        "hands": list(WEIGHED_BY),
        "area": round(float(roc_auc_score(labels, scores)), 3),
        "false_in_the_source": round(float(passed[~labels].mean()), 3),
        "true_in_the_source": round(float(passed[labels].mean()), 3),
        "false_in_the_source_by_rules": round(float(by_rules[~labels].mean()), 3),
        "true_in_the_source_by_rules": round(float(by_rules[labels].mean()), 3),
    }
    print(json.dumps(stored, indent=1))
    tell(rows, labels, by_rules, scores, passed, len(claims))
    if options.write:
        WRITTEN.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
