"""Fits what judges the sentences that were read, to the reader that ships.

    python -m tests.benchmarks.fit_held_out [--write FILE] [--kept PICKLE] [--reader READER]

`fit_evidence.py` needs a reader of each half. This needs none: the questions are those of the
domains that no reader learns from (`HELD_OUT` in `everyday.py`), asked of corpora of one document
of each (`lib/asked.py`), so the reader reads them as it will read anybody's. FILE:
`rag/retrieve/evidence_model.json`, of which "read" and "quoted" are written. Prints the area under
ROC of the question's probability, five folds grouped by domain, beside what the shipped
coefficients and the best cosine give in the same run. Takes about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.reading.reader import WEIGHTS, BundledReader
from rag.retrieve.evidence_model import EvidenceModel
from rag.retrieve.signals import READER_SIGNALS, SIGNALS
from rag.settings import BUNDLED_EMBEDDER
from rag.store import FloatArray, RememberingEmbedder, load_embedder
from tests.benchmarks.everyday import held_out_papers
from tests.benchmarks.fit_evidence import (
    Measured,
    fit_quoted,
    interval,
    look,
    out_of_fold,
    read,
)
from tests.benchmarks.lib.asked import asked_examples
from tests.benchmarks.lib.gate_fit import fair_weights, fit

ASKED, STRANGE = 2_400, 400  # questions
MADE_BY = "python -m tests.benchmarks.fit_held_out --write FILE"


def measured_of(reader: BundledReader) -> list[Measured]:
    """Every question with the sentences that are read for it."""
    embedder = RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER))
    rows = []
    for example in asked_examples(held_out_papers(), ASKED, STRANGE):
        looked = look(example, embedder)
        if len(looked.signals):
            both, gold = read(looked, reader)
            told = (example.dataset, example.group, example.answerable)
            rows.append(Measured(*told, looked.signals, both, gold))
    return rows


def shipped_scores(rows: Sequence[Measured]) -> FloatArray:
    """The probability of each question by what ships."""
    model = EvidenceModel.load("read")
    return np.array([model.probabilities(row.read).max() for row in rows], dtype=np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", type=Path)
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--reader", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    if options.kept and options.kept.exists():
        rows: list[Measured] = pickle.loads(options.kept.read_bytes())
    else:
        rows = measured_of(BundledReader(options.reader))
        if options.kept:
            options.kept.write_bytes(pickle.dumps(rows))
    labels = np.array([row.answerable for row in rows], dtype=np.float32)
    weights = fair_weights([row.dataset for row in rows], [row.seen for row in rows], labels)
    groups, both = [row.group for row in rows], [row.read for row in rows]
    print(len(rows), "questions,", int(labels.sum()), "answered by what was found")
    columns = {
        "fitted": out_of_fold(groups, both, labels, weights),
        "shipped": shipped_scores(rows),
        "cosine": np.array([row.seen[:, 0].max() for row in rows]),
    }
    for name, scores in columns.items():
        area, low, high = interval(labels, scores, groups)
        print(f"{name:8} area {area:.3f} ({low:.3f} to {high:.3f})")
    if options.write:
        stored = json.loads(options.write.read_text("utf-8"))
        names = SIGNALS + READER_SIGNALS
        stored["read"] = {"made_by": MADE_BY, **fit(both, labels, weights).stored(names)}
        stored["quoted"] = {"made_by": MADE_BY, **fit_quoted(rows).stored(names)}
        options.write.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
