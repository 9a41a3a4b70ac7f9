"""Fits the three models of the evidence and prints their cross-validated figures.

    python -m tests.benchmarks.fit_evidence --data DIR --readers F [--write FILE] [--kept PICKLE]

DIR: see `answerability.py`; F: the folder that `train_reader.py` wrote; FILE:
`rag/retrieve/evidence_model.json`; PICKLE keeps what was measured for another run. Figures are the
area under ROC of the probability with 95 % intervals (1,000 resamples of documents), five folds
grouped by document (SQuAD 2.0, COVID-QA), domain (everyday) or question, beside the best
sentence's cosine in the same run; each reader reads only the half it has not been trained on. Then
both error rates at the default threshold. Takes about 15 minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from rag.retrieve.question import parse
from rag.retrieve.reader import BundledReader
from rag.retrieve.signals import (
    READER_SIGNALS,
    SIGNALS,
    Place,
    measure,
    read_place,
)
from rag.retrieve.windows import read_likeliest
from rag.settings import BUNDLED_EMBEDDER, Settings
from rag.store import FloatArray, RememberingEmbedder, load_embedder
from tests.benchmarks.answerability import Example, half_of, read_examples

ROUNDS = 6  # of choosing each question's best sentence and fitting to the choice
PENALTY = 0.1  # inverse strength of the L2 penalty
RESAMPLES = 1_000
DIRECTIONS = {
    "sentence_cosine": "+",
    "passage_cosine": "+",
    "covered_here": "+",
    "covered_near": "+",
    "covered_passage": "+",
    "names_missing_near": "-",
    "names_missing_passage": "-",
    "figures_missing": "-",
    "wanted_missing": "-",
    "wanted_here": "+",
    "counted_close": "+",
    "is_question": "-",
    "count_missing": "0",
    "window_answers": "+",
    "token_answers": "+",
    "tokens_answer": "+",
    "token_is_answer": "+",
}
"""Whether more of a signal may speak for an answer or against it; "0": fitted apart."""
BOUNDS = {"+": (0, None), "-": (None, 0), "0": (0, 0), "": (None, None)}
MOST_CONTEXTS = {"squad2": 900, "covid": 900, "clapnq": 1_000, "nomiracl": 3_000, "everyday": 1_800}


class Looked(NamedTuple):
    """An example, its contexts taken apart, and the signals of every sentence."""

    example: Example
    places: list[Place]
    signals: FloatArray


class Measured(NamedTuple):
    """What the models are fitted to: signals of all sentences, and of those that were read.

    `gold`: which of those read belong to the answer; empty where nobody has marked them.
    """

    dataset: str
    group: str
    answerable: bool
    seen: FloatArray
    read: FloatArray
    gold: FloatArray


class Fitted(NamedTuple):
    """A logistic model of a question's best sentence."""

    mean: FloatArray
    scale: FloatArray
    weights: FloatArray
    bias: float

    def scores(self, signals: FloatArray) -> FloatArray:
        """(rows,) logits."""
        logits = ((signals - self.mean) / self.scale) @ self.weights + self.bias
        return np.asarray(logits, dtype=np.float32)

    def stored(self, names: Sequence[str]) -> dict[str, object]:
        columns = zip(self.mean, self.scale, self.weights, strict=True)
        return {
            "bias": round(float(self.bias), 5),
            "signals": {
                name: [round(float(value), 5) for value in column]
                for name, column in zip(names, columns, strict=True)
            },
        }


def chosen_examples(examples: list[Example]) -> list[Example]:
    """A random sample of each set with at most so many contexts, always the same."""
    shuffled = random.Random(2).sample(examples, len(examples))
    seen: Counter[str] = Counter()
    kept = []
    for example in shuffled:
        seen[example.dataset] += len(example.contexts)
        if seen[example.dataset] <= MOST_CONTEXTS[example.dataset]:
            kept.append(example)
    return kept


def look(example: Example, embedder: RememberingEmbedder) -> Looked:
    places = [read_place(context.title, "", context.text) for context in example.contexts]
    vectors = embedder.embed([example.question, *(t for place in places for t in place.in_context)])
    ends = np.cumsum([len(place.texts) for place in places])
    signals = measure(parse(example.question), vectors[0], places, np.split(vectors[1:], ends[:-1]))
    return Looked(example, places, signals)


def read(looked: Looked, first: Fitted, reader: BundledReader) -> tuple[FloatArray, FloatArray]:
    """Of the sentences read: (read, len(SIGNALS) + len(READER_SIGNALS)), and which are gold."""
    question, scores = looked.example.question, first.scores(looked.signals)
    numbers, readings = read_likeliest(reader, question, looked.places, scores)
    gold = _gold(looked)
    marked = np.array([gold[number] for number in numbers if gold], dtype=np.float32)
    return np.concatenate([looked.signals[numbers], readings], axis=1), marked


def _gold(looked: Looked) -> list[bool]:
    """Of every sentence, whether it is marked as answering; [] where none is."""
    marked = [
        any(span.start < one.end and one.start < span.end for one in context.gold or ())
        for context, place in zip(looked.example.contexts, looked.places, strict=True)
        for span in place.spans
    ]
    return marked if looked.example.answerable and any(marked) else []


def fit(signals: Sequence[FloatArray], labels: FloatArray, weights: FloatArray) -> Fitted:
    """Multiple-instance logistic regression: the best sentence stands for its question.

    Signals whose meaning has a direction may only count in it (`DIRECTIONS`). `count_missing` is
    too rare to be fitted so: its weight is its smoothed log odds ratio among "how many" questions.
    """
    names = (SIGNALS + READER_SIGNALS)[: signals[0].shape[1]]
    rare = names.index("count_missing")
    chosen = np.stack([matrix[np.argmax(matrix[:, 0])] for matrix in signals])
    for _ in range(ROUNDS):
        fitted = fit_chosen(chosen, labels, weights, names)
        chosen = np.stack([matrix[np.argmax(fitted.scores(matrix))] for matrix in signals])
    missing = chosen[:, rare] > 0
    others = (chosen[:, names.index("wants_figure")] > 0) & ~missing
    fitted.weights[rare] = log_odds(labels[missing]) - log_odds(labels[others])
    fitted.mean[rare], fitted.scale[rare] = 0.0, 1.0
    return fitted


def log_odds(labels: FloatArray) -> float:
    """Of being answerable, smoothed by half a case of each kind."""
    return float(np.log((labels.sum() + 0.5) / ((1 - labels).sum() + 0.5)))


def fit_chosen(
    chosen: FloatArray, labels: FloatArray, weights: FloatArray, names: Sequence[str]
) -> Fitted:
    """Logistic regression of one sentence each, within the directions."""
    spread = chosen.std(axis=0)
    mean, scale = chosen.mean(axis=0), np.where(spread > 0, spread, 1.0)
    rows = (chosen - mean) / scale
    signs = 2 * labels - 1

    def loss(point: FloatArray) -> tuple[float, FloatArray]:
        logits = rows @ point[:-1] + point[-1]
        away = weights * (1 / (1 + np.exp(-logits)) - labels)
        value = PENALTY * (weights * np.logaddexp(0, -signs * logits)).sum()
        slope = np.append(PENALTY * rows.T @ away + point[:-1], PENALTY * away.sum())
        return float(value + (point[:-1] ** 2).sum() / 2), slope

    bounds = [*(BOUNDS[DIRECTIONS.get(name, "")] for name in names), (None, None)]
    start = np.zeros(rows.shape[1] + 1)
    point = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    return Fitted(mean, scale, point[:-1], float(point[-1]))


def fit_quoted(rows: Sequence[Measured]) -> Fitted:
    """The model of a sentence that belongs to the answer, among those read for it."""
    marked = [row for row in rows if row.gold.any()]
    labels = np.concatenate([row.gold for row in marked])
    weights = np.repeat(
        even_weights([row.dataset for row in marked]), [len(row.gold) for row in marked]
    )
    names = SIGNALS + READER_SIGNALS
    return fit_chosen(np.concatenate([row.read for row in marked]), labels, weights, names)


def out_of_fold(
    groups: Sequence[str], signals: Sequence[FloatArray], labels: FloatArray, weights: FloatArray
) -> FloatArray:
    """The probability of each question by a model that has not seen its group."""
    scores = np.zeros(len(signals), dtype=np.float32)
    for train, test in GroupKFold(5).split(signals, labels, groups):
        fitted = fit([signals[i] for i in train], labels[train], weights[train])
        scores[test] = [fitted.scores(signals[i]).max() for i in test]
    return np.asarray(1 / (1 + np.exp(-scores)), dtype=np.float32)


def interval(labels: FloatArray, scores: FloatArray, groups: Sequence[str]) -> list[float]:
    """Area under ROC with its 95 % interval."""
    source = np.random.default_rng(0)
    members: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    parts = [np.array(places) for places in members.values()]
    areas = []
    for _ in range(RESAMPLES):
        drawn = np.concatenate([parts[i] for i in source.integers(0, len(parts), len(parts))])
        if 0 < labels[drawn].sum() < len(drawn):
            areas.append(roc_auc_score(labels[drawn], scores[drawn]))
    low, high = np.percentile(areas, [2.5, 97.5])
    return [round(float(v), 3) for v in (roc_auc_score(labels, scores), low, high)]


def measure_all(examples: list[Example], readers: Path) -> list[Measured]:
    """Every chosen example, read by the reader that has not seen it."""
    halves = half_of(examples)
    embedder = RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER))
    looked = [look(example, embedder) for example in chosen_examples(examples)]
    looked = [one for one in looked if len(one.signals)]
    print("looked at", len(looked), flush=True)
    labels = np.array([one.example.answerable for one in looked], dtype=np.float32)
    weights = even_weights([one.example.dataset for one in looked])
    half = np.array([halves[one.example.group] for one in looked])
    found: dict[int, Measured] = {}
    for unseen in (0, 1):
        known = np.flatnonzero(half != unseen)
        first = fit([looked[i].signals for i in known], labels[known], weights[known])
        reader = BundledReader(readers / f"without-{unseen}.safetensors")
        for i in np.flatnonzero(half == unseen):
            one = looked[i]
            own = one.example
            both, gold = read(one, first, reader)
            row = Measured(own.dataset, own.group, own.answerable, one.signals, both, gold)
            found[int(i)] = row
    return [found[i] for i in sorted(found)]


def even_weights(datasets: Sequence[str]) -> FloatArray:
    """One of each question, so that every set counts the same."""
    counts = Counter(datasets)
    each = [len(datasets) / len(counts) / counts[dataset] for dataset in datasets]
    return np.array(each, dtype=np.float32)


def figures(
    rows: Sequence[Measured], labels: FloatArray, columns: dict[str, FloatArray]
) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for name in sorted({one.dataset for one in rows}):
        own = np.array([one.dataset == name for one in rows])
        groups = [one.group for one in rows if one.dataset == name]
        found[name] = {"questions": int(own.sum())} | {
            column: interval(labels[own], scores[own], groups) for column, scores in columns.items()
        }
    return found


def error_rates(
    rows: Sequence[Measured], labels: FloatArray, probabilities: FloatArray, dataset: str
) -> str:
    """Both, at the default threshold."""
    threshold = Settings.model_fields["evidence_threshold"].default
    own = np.array([one.dataset == dataset for one in rows])
    answered, label = probabilities[own] >= threshold, labels[own]
    return (
        f"{dataset} at {threshold}: unanswerable answered {answered[label == 0].mean():.3f}, "
        f"answerable refused {1 - answered[label == 1].mean():.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--readers", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--kept", type=Path)
    options = parser.parse_args()
    if options.kept and options.kept.exists():
        rows: list[Measured] = pickle.loads(options.kept.read_bytes())
    else:
        rows = measure_all(read_examples(options.data), options.readers)
        if options.kept:
            options.kept.write_bytes(pickle.dumps(rows))
    labels = np.array([one.answerable for one in rows], dtype=np.float32)
    weights = even_weights([one.dataset for one in rows])
    groups = [one.group for one in rows]
    seen, both = [one.seen for one in rows], [one.read for one in rows]
    columns = {
        "auroc": out_of_fold(groups, both, labels, weights),
        "auroc_without_reader": out_of_fold(groups, seen, labels, weights),
        "auroc_cosine": np.array([matrix[:, 0].max() for matrix in seen]),
    }
    found = figures(rows, labels, columns)
    print(json.dumps(found, indent=1))
    for dataset in sorted(found):
        print(error_rates(rows, labels, columns["auroc"], dataset))
    if options.write:
        stored = {
            "made_by": "python -m tests.benchmarks.fit_evidence --data DIR --readers F "
            "--write FILE",
            "cross_validated": found,
            "seen": fit(seen, labels, weights).stored(SIGNALS),
            "read": fit(both, labels, weights).stored(SIGNALS + READER_SIGNALS),
            "quoted": fit_quoted(rows).stored(SIGNALS + READER_SIGNALS),
        }
        options.write.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
