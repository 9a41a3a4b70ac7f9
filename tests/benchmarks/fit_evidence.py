"""Fits three models of the evidence and prints their cross-validated figures.

    python -m tests.benchmarks.fit_evidence --data DIR --readers F [--write FILE] [--kept PICKLE]

DIR: see `answerability.py`; F: the folder that `train_reader.py` wrote; FILE:
`rag/retrieve/evidence_model.json`; PICKLE keeps what was measured for another run. Figures are the
area under ROC of the probability with 95 % intervals (1,000 resamples of documents), five folds
grouped by document (SQuAD 2.0, COVID-QA), domain (everyday) or question, beside the best
sentence's cosine in the same run, over all questions and among those that want the same kind of
thing ("within kinds": what a set's habits tell is not counted there); each reader reads only the
half it has not been trained on. Then both error rates at the default threshold. Takes about 15
minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from rag.reading import BundledReader
from rag.retrieve.evidence_model import EvidenceModel
from rag.retrieve.question import parse
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
from tests.benchmarks.everyday import read_papers
from tests.benchmarks.lib.asked import asked_examples
from tests.benchmarks.lib.gate_fit import Fitted, fair_weights, fit, fit_chosen, kinds_of

RESAMPLES = 1_000
LEAST_OF_KIND = 20  # questions that an area is taken of
MOST_CONTEXTS = {"squad2": 900, "covid": 900, "clapnq": 1_000, "nomiracl": 3_000, "everyday": 1_800}
"""Of the sets that have more; of the others all."""


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


def chosen_examples(examples: list[Example]) -> list[Example]:
    """A random sample of each set with at most so many contexts, always the same."""
    shuffled = random.Random(2).sample(examples, len(examples))
    seen: Counter[str] = Counter()
    kept = []
    for example in shuffled:
        seen[example.dataset] += len(example.contexts)
        if seen[example.dataset] <= MOST_CONTEXTS.get(example.dataset, sys.maxsize):
            kept.append(example)
    return kept


def look(example: Example, embedder: RememberingEmbedder) -> Looked:
    places = [read_place(one.title, one.locator, one.text) for one in example.contexts]
    vectors = embedder.embed([example.question, *(t for place in places for t in place.in_context)])
    ends = np.cumsum([len(place.texts) for place in places])
    signals = measure(parse(example.question), vectors[0], places, np.split(vectors[1:], ends[:-1]))
    return Looked(example, places, signals)


def read(looked: Looked, reader: BundledReader) -> tuple[FloatArray, FloatArray]:
    """Of the sentences read: (read, len(SIGNALS) + len(READER_SIGNALS)), and which are gold."""
    question = looked.example.question
    scores = EvidenceModel.load("likely").probabilities(looked.signals)
    numbers, readings = read_likeliest(reader, question, looked.places, scores)
    gold = marked(looked)
    of_those = np.array([gold[number] for number in numbers if gold], dtype=np.float32)
    return np.concatenate([looked.signals[numbers], readings], axis=1), of_those


def marked(looked: Looked) -> list[bool]:
    """Of every sentence, whether it is marked as answering; [] where none is."""
    found = [
        any(span.start < one.end and one.start < span.end for one in context.gold or ())
        for context, place in zip(looked.example.contexts, looked.places, strict=True)
        for span in place.spans
    ]
    return found if looked.example.answerable and any(found) else []


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
    half = np.array([halves[one.example.group] for one in looked])
    found: dict[int, Measured] = {}
    for unseen in (0, 1):
        reader = BundledReader(readers / f"without-{unseen}.safetensors")
        for i in np.flatnonzero(half == unseen):
            one = looked[i]
            own = one.example
            both, gold = read(one, reader)
            row = Measured(own.dataset, own.group, own.answerable, one.signals, both, gold)
            found[int(i)] = row
    return [found[i] for i in sorted(found)]


def even_weights(datasets: Sequence[str]) -> FloatArray:
    """One of each question, so that every set counts the same."""
    counts = Counter(datasets)
    each = [len(datasets) / len(counts) / counts[dataset] for dataset in datasets]
    return np.array(each, dtype=np.float32)


def area_within_kinds(
    seen: Sequence[FloatArray], labels: FloatArray, scores: FloatArray
) -> float | None:
    """Area under ROC among questions that want the same kind of thing, the mean by their number."""
    kinds = kinds_of(seen)
    areas, sizes = [], []
    for kind in set(kinds):
        own = np.array([one == kind for one in kinds])
        if 0 < labels[own].sum() < own.sum() and own.sum() >= LEAST_OF_KIND:
            areas.append(roc_auc_score(labels[own], scores[own]))
            sizes.append(own.sum())
    return round(float(np.average(areas, weights=sizes)), 3) if areas else None


def figures(
    rows: Sequence[Measured], labels: FloatArray, columns: dict[str, FloatArray]
) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for name in sorted({one.dataset for one in rows}):
        own = np.array([one.dataset == name for one in rows])
        groups = [one.group for one in rows if one.dataset == name]
        seen = [one.seen for one in rows if one.dataset == name]
        found[name] = {"questions": int(own.sum())}
        for column, scores in columns.items():
            found[name][column] = interval(labels[own], scores[own], groups)
            within = area_within_kinds(seen, labels[own], scores[own])
            found[name][f"{column}_within_kinds"] = within
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
        examples = [*read_examples(options.data), *asked_examples(read_papers())]
        rows = measure_all(examples, options.readers)
        if options.kept:
            options.kept.write_bytes(pickle.dumps(rows))
    labels = np.array([one.answerable for one in rows], dtype=np.float32)
    weights = fair_weights([one.dataset for one in rows], [one.seen for one in rows], labels)
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
            "likely": json.loads(options.write.read_text("utf-8"))["likely"],
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
