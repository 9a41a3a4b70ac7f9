"""Fits the evidence gate's coefficients and prints their cross-validated figures.

    python -m tests.benchmarks.fit_evidence --data DIR [--write rag/retrieve/evidence_model.json]

DIR: see `answerability.py`. Figures are the area under ROC of the best sentence's score, five
folds grouped by document (SQuAD 2.0, COVID-QA) or question, beside the best sentence's cosine in
the same run. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from rag.retrieve.question import parse
from rag.retrieve.signals import SIGNALS, measure, read_place
from rag.settings import BUNDLED_EMBEDDER
from rag.store import FloatArray, RememberingEmbedder, load_embedder
from tests.benchmarks.answerability import Example, read_examples

ROUNDS = 6  # of choosing each question's best sentence and fitting to the choice
PENALTY = 0.1  # inverse strength of the L2 penalty


def chosen_examples(folder: Path, most: int) -> list[Example]:
    """A random sample of each set with at most `most` contexts, always the same."""
    examples = read_examples(folder)
    random.Random(2).shuffle(examples)
    seen: Counter[str] = Counter()
    kept = []
    for example in examples:
        seen[example.dataset] += len(example.contexts)
        if seen[example.dataset] <= most:
            kept.append(example)
    return kept


def signals_of(example: Example, embedder: RememberingEmbedder) -> FloatArray:
    """Signals of every sentence of the example's contexts: (sentences, len(SIGNALS))."""
    places = [read_place(context.title, "", context.text) for context in example.contexts]
    places = [place for place in places if place.texts]
    vectors = embedder.embed([example.question, *(t for place in places for t in place.in_context)])
    ends = np.cumsum([len(place.texts) for place in places])
    return measure(parse(example.question), vectors[0], places, np.split(vectors[1:], ends[:-1]))


def fit(
    signals: list[FloatArray], labels: np.ndarray, weights: np.ndarray
) -> tuple[StandardScaler, LogisticRegression]:
    """Multiple-instance logistic regression: the best sentence stands for its question."""
    chosen = [matrix[np.argmax(matrix[:, 0])] for matrix in signals]
    for _ in range(ROUNDS):
        scaler = StandardScaler().fit(chosen)
        model = LogisticRegression(C=PENALTY, max_iter=2000)
        model.fit(scaler.transform(chosen), labels, sample_weight=weights)
        chosen = [
            matrix[np.argmax(model.decision_function(scaler.transform(matrix)))]
            for matrix in signals
        ]
    return scaler, model


def best_score(scaler: StandardScaler, model: LogisticRegression, matrix: FloatArray) -> float:
    return float(model.decision_function(scaler.transform(matrix)).max())


def cross_validate(
    examples: list[Example], signals: list[FloatArray], labels: np.ndarray, weights: np.ndarray
) -> dict[str, dict[str, float]]:
    groups = [example.group for example in examples]
    scores = np.zeros(len(examples))
    for train, test in GroupKFold(5).split(signals, labels, groups):
        scaler, model = fit([signals[i] for i in train], labels[train], weights[train])
        for i in test:
            scores[i] = best_score(scaler, model, signals[i])
    cosine = SIGNALS.index("sentence_cosine")
    cosines = np.array([matrix[:, cosine].max() for matrix in signals])
    figures = {}
    for name in sorted({example.dataset for example in examples}):
        own = np.array([example.dataset == name for example in examples])
        figures[name] = {
            "questions": int(own.sum()),
            "auroc": round(float(roc_auc_score(labels[own], scores[own])), 3),
            "auroc_cosine": round(float(roc_auc_score(labels[own], cosines[own])), 3),
        }
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--most", type=int, default=700, help="contexts of one set")
    options = parser.parse_args()
    embedder = RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER))
    examples = chosen_examples(options.data, options.most)
    signals = [signals_of(example, embedder) for example in examples]
    keep = [place for place, matrix in enumerate(signals) if len(matrix)]
    examples, signals = [examples[i] for i in keep], [signals[i] for i in keep]
    labels = np.array([example.answerable for example in examples], dtype=int)
    counts = Counter(example.dataset for example in examples)
    weights = np.array([len(examples) / len(counts) / counts[e.dataset] for e in examples])
    figures = cross_validate(examples, signals, labels, weights)
    print(json.dumps(figures, indent=1))
    if options.write:
        scaler, model = fit(signals, labels, weights)
        columns = zip(scaler.mean_, scaler.scale_, model.coef_[0], strict=True)
        stored = {
            "made_by": "python -m tests.benchmarks.fit_evidence --data DIR --write FILE",
            "cross_validated": figures,
            "bias": round(float(model.intercept_[0]), 5),
            "signals": {
                name: [round(float(value), 5) for value in column]
                for name, column in zip(SIGNALS, columns, strict=True)
            },
        }
        options.write.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
