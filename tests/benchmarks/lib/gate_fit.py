"""How the logistic models of the evidence gate are fitted (`fit_evidence.py` says to what)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from rag.retrieve.signals import READER_SIGNALS, SIGNALS
from rag.store import FloatArray

ROUNDS = 6  # of choosing each question's best sentence and fitting to the choice
PENALTY = 0.1  # inverse strength of the L2 penalty
DIRECTIONS = {
    "sentence_cosine": "+",
    "passage_cosine": "+",
    "covered_here": "+",
    "covered_near": "+",
    "covered_passage": "+",
    "rare_here": "+",
    "rare_near": "+",
    "names_missing_near": "-",
    "names_missing_passage": "-",
    "figures_missing": "-",
    "wanted_missing": "-",
    "wanted_here": "+",
    "counted_close": "+",
    "is_question": "-",
    "count_missing": "0",
    "wants_date": "0",
    "wants_figure": "0",
    "wants_name": "0",
    "wants_yes_no": "0",
    "window_answers": "+",
    "token_answers": "+",
    "tokens_answer": "+",
    "token_is_answer": "+",
}
"""Whether more of a signal may speak for an answer or against it; "0": fitted apart or not at all.

What kind of thing a question wants says in these sets much about whether it is answered, and
nothing about whether it will be elsewhere.
"""
KINDS = [SIGNALS.index(name) for name in SIGNALS if name.startswith("wants_")]
MOST_WEIGHT = 4.0  # of a question whose kind is seldom answered, or seldom not
BOUNDS = {"+": (0, None), "-": (None, 0), "0": (0, 0), "": (None, None)}


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


def kinds_of(seen: Sequence[FloatArray]) -> list[tuple[int, ...]]:
    """What each question wants, as the signals say it."""
    return [tuple(int(value) for value in matrix[0, KINDS]) for matrix in seen]


def fair_weights(
    datasets: Sequence[str], seen: Sequence[FloatArray], labels: FloatArray
) -> FloatArray:
    """One of each question: every set counts the same, and in it, of every kind of question, those
    that are answered as much as those that are not."""
    cells = list(zip(datasets, kinds_of(seen), strict=True))
    whole, own = Counter(cells), Counter(zip(cells, labels, strict=True))
    each = np.array(
        [
            min(MOST_WEIGHT, whole[cell] / 2 / own[cell, label])
            for cell, label in zip(cells, labels, strict=True)
        ]
    )
    for dataset in set(datasets):
        members = np.array([one == dataset for one in datasets])
        each[members] *= len(datasets) / len(set(datasets)) / each[members].sum()
    return np.asarray(each, dtype=np.float32)
