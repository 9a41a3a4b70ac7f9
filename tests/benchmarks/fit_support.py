"""Fits the model of support to WiCE claims and prints its cross-validated figures.

    python -m tests.benchmarks.fit_support --data DIR
        [--write rag/answer/verification/support_model.json]

DIR holds `wice/claim_test_oracle.jsonl`: claims of Wikipedia with the sentences of their sources,
labelled supported, partially_supported or not_supported. Supported against the rest, five folds
grouped by claim, beside the largest cosine of a sentence in the same run; 95 % intervals from
1,000 resamples of claims. The two thresholds are where balanced accuracy is best, of supported
against the rest and of not_supported against the rest. Needs scikit-learn; takes 5 minutes.
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, roc_curve
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from rag.answer.verification.support import SUPPORT_SIGNALS, coverage, signals
from rag.settings import BUNDLED_EMBEDDER
from rag.store import Encoder, FloatArray, RememberingEmbedder, load_embedder
from rag.text import content_terms, topic_words
from tests.benchmarks.fit_evidence import interval

PENALTY = 0.3  # inverse strength of the L2 penalty
TITLE = "(meta data) TITLE:"
_LEAST_WORDS = 3  # of a line of evidence that counts as a sentence


class Claim(NamedTuple):
    group: str
    label: str
    text: str
    title: str
    evidence: tuple[str, ...]


def read_claims(folder: Path) -> list[Claim]:
    lines = (folder / "wice/claim_test_oracle.jsonl").read_text("utf-8").splitlines()
    claims = []
    for row in map(json.loads, lines):
        titles = [one.removeprefix(TITLE) for one in row["evidence"] if one.startswith(TITLE)]
        said = [one for one in row["evidence"] if len(one.split()) >= _LEAST_WORDS]
        title = titles[0].strip() if titles else row["meta"]["claim_title"]
        claims.append(
            Claim(row["claim"], row["label"], row["claim"], title, tuple(said or row["evidence"]))
        )
    return claims


def measured(claim: Claim, embedder: Encoder) -> FloatArray:
    """The signals of a claim, its quote chosen as the verifier chooses it."""
    vectors = embedder.embed([claim.text, *(f"{claim.title}. {one}" for one in claim.evidence)])
    sums = vectors[1:-1] + vectors[2:]
    pairs = sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9)
    cosines = np.concatenate([vectors[1:], pairs]) @ vectors[0]
    texts = [*claim.evidence, *(f"{one} {two}" for one, two in pairwise(claim.evidence))]
    topic = content_terms(claim.text)
    covered = np.array([coverage(topic, topic_words(one)) for one in texts])
    quote = texts[int(np.argmax(covered + np.clip(cosines, 0.0, 1.0)))]
    return signals(claim.text, quote, "\n".join([claim.title, *claim.evidence]), cosines)


def best_threshold(labels: FloatArray, probabilities: FloatArray) -> float:
    """Where balanced accuracy is highest."""
    false, true, thresholds = roc_curve(labels, probabilities)
    return float(thresholds[np.argmax(true - false)])


def held_out_accuracy(labels: FloatArray, scores: FloatArray, groups: list[str]) -> float:
    """Balanced accuracy at a threshold read off the other folds."""
    decided = np.zeros(len(labels))
    for train, test in GroupKFold(5).split(scores, labels, groups):
        decided[test] = scores[test] >= best_threshold(labels[train], scores[train])
    return round(float(balanced_accuracy_score(labels, decided)), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    embedder = RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER))
    claims = read_claims(options.data)
    rows = np.stack([measured(claim, embedder) for claim in claims])
    labels = np.array([claim.label == "supported" for claim in claims], dtype=np.float32)
    groups = [claim.group for claim in claims]
    probabilities = np.zeros(len(claims), dtype=np.float32)

    def fit(chosen: npt.NDArray[np.int64]) -> tuple[StandardScaler, LogisticRegression]:
        scaler = StandardScaler().fit(rows[chosen])
        model = LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=2000)
        return scaler, model.fit(scaler.transform(rows[chosen]), labels[chosen])

    for train, test in GroupKFold(5).split(rows, labels, groups):
        scaler, model = fit(train)
        probabilities[test] = model.predict_proba(scaler.transform(rows[test]))[:, 1]
    cosines = rows[:, SUPPORT_SIGNALS.index("cosine_best")]
    found = {
        "claims": len(claims),
        "auroc": interval(labels, probabilities, groups),
        "auroc_cosine": interval(labels, cosines, groups),
        "balanced_accuracy": held_out_accuracy(labels, probabilities, groups),
        "balanced_accuracy_cosine": held_out_accuracy(labels, cosines, groups),
    }
    print(json.dumps(found, indent=1))
    if options.write:
        scaler, model = fit(np.arange(len(claims)))
        columns = zip(scaler.mean_, scaler.scale_, model.coef_[0], strict=True)
        some = np.array([claim.label != "not_supported" for claim in claims], dtype=np.float32)
        stored = {
            "made_by": "python -m tests.benchmarks.fit_support --data DIR --write FILE",
            "cross_validated": found,
            "supported_at": round(best_threshold(labels, probabilities), 3),
            "partial_at": round(best_threshold(some, probabilities), 3),
            "bias": round(float(model.intercept_[0]), 5),
            "signals": {
                name: [round(float(value), 5) for value in column]
                for name, column in zip(SUPPORT_SIGNALS, columns, strict=True)
            },
        }
        options.write.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
