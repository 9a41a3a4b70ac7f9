"""Fits the model that chooses which sentences are read, and says how often one that answers is.

    python -m tests.benchmarks.fit_likely [--write FILE] [--kept PICKLE]

FILE: `rag/retrieve/evidence_model.json`, of which the part "likely" is written; PICKLE keeps what
was measured for another run. Of every everyday document two questions that it answers are asked of
a corpus of one document of every domain (`lib/asked.py`), one of them in another person's voice
where there are such. A conditional logit (McFadden, 1974): of the sentences that were found for a
question, which one answers? Whether any does is not asked. Prints for "likely" (four folds grouped
by domain), for "seen" and for the cosine, in how many questions a sentence that answers is within
the first windows, with the 95 % interval of the difference between "likely" and "seen" at the
number that is mostly enough. Takes about ten minutes.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold

from rag.retrieve.evidence_model import EvidenceModel
from rag.retrieve.signals import SIGNALS, Place
from rag.retrieve.windows import FEWEST_WINDOWS, MOST_WINDOWS, likeliest
from rag.settings import BUNDLED_EMBEDDER
from rag.store import FloatArray, RememberingEmbedder, load_embedder
from tests.benchmarks.everyday import Asked, Paper, read_papers
from tests.benchmarks.fit_evidence import RESAMPLES, look, marked
from tests.benchmarks.lib.asked import all_asked
from tests.benchmarks.lib.gate_fit import BOUNDS, DIRECTIONS, Fitted

FOLDS = 4
COMPARED = 8  # windows
SHOWN = (FEWEST_WINDOWS, COMPARED, 12, MOST_WINDOWS, 24)
STYLED = ("styles", "voices")
PENALTY = 1e-3  # of a squared weight, against the mean loss of a question

Scorer = Callable[[FloatArray], FloatArray]


class Found(NamedTuple):
    """The sentences that were found for a question: their signals, and which of them answer."""

    group: str
    places: list[Place]
    signals: FloatArray
    gold: FloatArray


def chosen_papers(papers: Sequence[Paper]) -> list[Paper]:
    """The papers with two of the questions that they answer, one of them restyled if any is."""
    source = random.Random(3)
    return [paper._replace(asked=tuple(_two_of(paper, source))) for paper in papers]


def _two_of(paper: Paper, source: random.Random) -> Iterator[Asked]:
    answered = [one for one in paper.asked if one.quotes]
    styled = [one for one in answered if one.file in STYLED]
    plain = [one for one in answered if one.file not in STYLED]
    yield from source.sample(styled, min(1, len(styled)))
    yield from source.sample(plain, min(1 if styled else 2, len(plain)))


def found_for(papers: Sequence[Paper]) -> list[Found]:
    """What is found for their questions, where anything that answers is."""
    embedder = RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER))
    rows = []
    for example in all_asked(papers):
        looked = look(example, embedder)
        gold = np.array(marked(looked), dtype=bool)
        if gold.any():
            rows.append(Found(example.group, looked.places, looked.signals, gold))
    return rows


def fit_likely(rows: Sequence[Found]) -> Fitted:
    """The weights under which the sentences that answer come first, within the directions."""
    stacked = np.concatenate([row.signals for row in rows])
    spread = stacked.std(axis=0)
    mean, scale = stacked.mean(axis=0), np.where(spread > 0, spread, 1.0)
    own = [((row.signals - mean) / scale, row.gold) for row in rows]

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        value, slope = 0.0, np.zeros_like(weights)
        for signals, gold in own:
            logits = signals @ weights
            shares = np.exp(logits - logits.max())
            right = shares * gold
            value -= float(np.log(right.sum() / shares.sum() + 1e-12))
            slope += signals.T @ (shares / shares.sum() - right / (right.sum() + 1e-12))
        penalty = PENALTY * float(weights @ weights)
        return value / len(own) + penalty, slope / len(own) + 2 * PENALTY * weights

    bounds = [BOUNDS[DIRECTIONS[name]] for name in SIGNALS]
    start = np.zeros(len(SIGNALS))
    weights = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    return Fitted(mean, scale, weights, 0.0)


def is_read(row: Found, scores: FloatArray, most: int) -> bool:
    """Is a sentence that answers within the first windows?"""
    starts = np.cumsum([0, *(len(place.spans) for place in row.places)])
    return any(
        row.gold[starts[one.place] + one.first : starts[one.place] + one.end].any()
        for one in likeliest(row.places, scores, most)
    )


def out_of_fold(rows: Sequence[Found]) -> list[FloatArray]:
    """The scores of each question's sentences by a model that has not seen its domain."""
    scores: dict[int, FloatArray] = {}
    groups = [row.group for row in rows]
    for learned, others in GroupKFold(FOLDS).split(rows, groups=groups):
        fitted = fit_likely([rows[at] for at in learned])
        scores |= {int(at): fitted.scores(rows[at].signals) for at in others}
    return [scores[at] for at in range(len(rows))]


def difference(rows: Sequence[Found], first: FloatArray, second: FloatArray) -> str:
    """How much more often the first is right, with its 95 % interval over resampled domains."""
    source = np.random.default_rng(0)
    groups = sorted({row.group for row in rows})
    members = [np.flatnonzero([row.group == group for row in rows]) for group in groups]
    means = []
    for _ in range(RESAMPLES):
        drawn = np.concatenate([members[at] for at in source.integers(0, len(groups), len(groups))])
        means.append(first[drawn].mean() - second[drawn].mean())
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{first.mean() - second.mean():+.3f} ({low:+.3f} to {high:+.3f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", type=Path)
    parser.add_argument("--kept", type=Path)
    options = parser.parse_args()
    if options.kept and options.kept.exists():
        rows: list[Found] = pickle.loads(options.kept.read_bytes())
    else:
        rows = found_for(chosen_papers(read_papers()))
        if options.kept:
            options.kept.write_bytes(pickle.dumps(rows))
    print(len(rows), "questions,", int(np.median([len(row.gold) for row in rows])), "sentences")
    columns = {
        "likely": out_of_fold(rows),
        "seen": [EvidenceModel.load("seen").probabilities(row.signals) for row in rows],
        "cosine": [row.signals[:, SIGNALS.index("sentence_cosine")] for row in rows],
    }
    first: dict[str, FloatArray] = {}
    shares: dict[str, dict[int, float]] = {}
    for name, scores in columns.items():
        shares[name] = {}
        for most in SHOWN:
            read = [is_read(row, own, most) for row, own in zip(rows, scores, strict=True)]
            shares[name][most] = round(float(np.mean(read)), 3)
            if most == COMPARED:
                first[name] = np.array(read, dtype=np.float32)
        print(
            f"{name:7}", "  ".join(f"{most}: {share:.3f}" for most, share in shares[name].items())
        )
    print(f"likely - seen at {COMPARED}:", difference(rows, first["likely"], first["seen"]))
    if options.write:
        stored = json.loads(options.write.read_text("utf-8"))
        made_by = "python -m tests.benchmarks.fit_likely --write FILE"
        stored["likely"] = {
            "made_by": made_by,
            "cross_validated": {"questions": len(rows), "within_windows": shares},
            **fit_likely(rows).stored(SIGNALS),
        }
        options.write.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
