"""The verifier's verdicts against people's: WiCE's claims, each beside what its label says.

    python -m tests.benchmarks.agreement --data DIR

DIR holds `wice/claim_test_oracle.jsonl`. Each claim is judged by `rag.answer.Verifier` as a
sentence that cites one passage, the claim's evidence. The support model that ships was fitted to
these very claims, so that each is judged by one fitted to the other four of five folds, grouped by
claim (`fit_support`). Agreement and balanced accuracy are of "supported" against the rest, kappa is
of the three labels; the verifier's own thresholds decide, read off the other folds. The baseline is
the largest cosine of the claim with a sentence or pair of its evidence, its threshold read off the
other folds too. 95 % intervals from 1,000 resamples of claims. Needs scikit-learn; takes minutes.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, cohen_kappa_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from rag.answer import Verifier
from rag.answer.verification.support import SUPPORT_SIGNALS, SupportModel
from rag.reading import BundledSupportReader, SupportReader
from rag.settings import BUNDLED_EMBEDDER
from rag.store import Encoder, FloatArray, RememberingEmbedder, load_embedder
from rag.types import Chunk, Passage, Support
from tests.benchmarks.fit_evidence import interval
from tests.benchmarks.fit_support import PENALTY, Claim, best_threshold, measured, read_claims

LABELS = {
    "supported": Support.SUPPORTED,
    "partially_supported": Support.PARTIAL,
    "not_supported": Support.UNSUPPORTED,
}
_INNER = 5  # folds within a fold's claims, which its thresholds are read off

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A support model of some claims, and where the cosine baseline decides by the same ones."""

    model: SupportModel
    cosine_at: float


class Judged(NamedTuple):
    """What is said of one claim: the verdict, the best quote's score, and the cosine's."""

    verdict: Support
    score: float
    by_cosine: bool


def fitted(rows: FloatArray, labels: list[str], groups: list[str], places: Places) -> Fitted:
    """Fitted to the claims at `places` alone, thresholds included."""
    supported = np.array([labels[at] == "supported" for at in places], dtype=np.float32)
    some = np.array([labels[at] != "not_supported" for at in places], dtype=np.float32)
    own, own_groups = rows[places], [groups[at] for at in places]
    inner = np.zeros(len(places), dtype=np.float32)
    for train, test in GroupKFold(_INNER).split(own, supported, own_groups):
        scaler, model = _regression(own[train], supported[train])
        inner[test] = model.predict_proba(scaler.transform(own[test]))[:, 1]
    scaler, model = _regression(own, supported)
    cosines = own[:, SUPPORT_SIGNALS.index("cosine_best")]
    support = SupportModel(
        np.asarray(scaler.mean_, dtype=np.float32),
        np.asarray(scaler.scale_, dtype=np.float32),
        np.asarray(model.coef_[0], dtype=np.float32),
        float(model.intercept_[0]),
        best_threshold(supported, inner),
        best_threshold(some, inner),
    )
    return Fitted(support, best_threshold(supported, cosines))


def _regression(rows: FloatArray, labels: FloatArray) -> tuple[StandardScaler, LogisticRegression]:
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=2000)
    return scaler, model.fit(scaler.transform(rows), labels)


def passage_of(claim: Claim) -> Passage:
    """The claim's evidence as one passage, a sentence a line."""
    text = "\n\n".join(claim.evidence)
    chunk = Chunk("0", "evidence", claim.title, 0, len(text), text, "")
    return Passage("k7f2", (chunk,), 0, len(text), text, "", claim.title)


def judged(
    claim: Claim, fold: Fitted, cosine: float, embedder: Encoder, reader: SupportReader
) -> Judged:
    """By the verifier, with the fold's model, and by the baseline."""
    verdict = Verifier(embedder, fold.model, reader=reader).judge(claim.text, [passage_of(claim)])
    score = max(quote.score for quote in verdict.quotes)
    # a fault found exactly ("unsupported") ranks below whatever meaning was weighed at
    score -= verdict.support is Support.UNSUPPORTED
    return Judged(verdict.support, score, cosine >= fold.cosine_at)


def figures_of(
    found: list[Judged], labels: list[str], cosines: FloatArray, groups: list[str]
) -> dict[str, object]:
    """Agreement of both with the labels."""
    truth = np.array([one == "supported" for one in labels], dtype=np.float32)
    says = np.array([one.verdict is Support.SUPPORTED for one in found], dtype=np.float32)
    by_cosine = np.array([one.by_cosine for one in found], dtype=np.float32)
    scores = np.array([one.score for one in found], dtype=np.float32)
    three = [LABELS[one].value for one in labels]
    return {
        "claims": len(labels),
        "supported": int(truth.sum()),
        "agreement": round(float((says == truth).mean()), 3),
        "agreement_cosine": round(float((by_cosine == truth).mean()), 3),
        "agreement_always_no": round(float(1.0 - truth.mean()), 3),
        "balanced_accuracy": round(float(balanced_accuracy_score(truth, says)), 3),
        "balanced_accuracy_cosine": round(float(balanced_accuracy_score(truth, by_cosine)), 3),
        "auroc": interval(truth, scores, groups),
        "auroc_cosine": interval(truth, cosines, groups),
        "kappa_of_three": round(
            float(cohen_kappa_score(three, [one.verdict.value for one in found])), 3
        ),
        "verdicts": {  # by label: supported, partial, unsupported
            label: [
                sum(
                    one.verdict is verdict and own == label
                    for one, own in zip(found, labels, strict=True)
                )
                for verdict in LABELS.values()
            ]
            for label in LABELS
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    embedder = RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER))
    reader = BundledSupportReader()
    claims = read_claims(options.data)
    rows = np.stack([measured(claim, embedder) for claim in claims])
    labels = [claim.label for claim in claims]
    groups = [claim.group for claim in claims]
    cosines: FloatArray = rows[:, SUPPORT_SIGNALS.index("cosine_best")]
    found: dict[int, Judged] = {}
    for train, test in GroupKFold(5).split(rows, labels, groups):
        fold = fitted(rows, labels, groups, train)
        for at in test:
            found[int(at)] = judged(claims[at], fold, float(cosines[at]), embedder, reader)
    ordered = [found[at] for at in range(len(claims))]
    print(json.dumps(figures_of(ordered, labels, cosines, groups), indent=1))


if __name__ == "__main__":
    main()
