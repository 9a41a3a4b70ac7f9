"""Trains a support reader: does the passage bear the sentence out? An experiment; it does not ship.

    python -m tests.benchmarks.train_support --folder F [--epochs 3]

It begins as the reader that ships (`rag/retrieve/reader.safetensors`), is shown a sentence in place
of a question, and learns from the claims of all hands but those held out (`claims/`).
F/support.full and F/support.safetensors are what comes of it. Prints the area under ROC on the
hands held out, and which share of their true sentences scores higher than 95 % and 90 % of the
false ones, before and after. A step of 32 sentences takes half a second on two cores that compute
in bfloat16.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file as load_arrays
from sklearn.metrics import roc_auc_score

from rag.store import FloatArray
from tests.benchmarks.claims import HELD_OUT, Claim, hands, read_claims
from tests.benchmarks.lib.lessons import BATCH, Encoded, encode
from tests.benchmarks.lib.reader_torch import TrainableReader, loaded, stacked
from tests.benchmarks.lib.reader_windows import Piece
from tests.benchmarks.train_reader import CHOICE_RATE, keep, train

READER = Path("rag/retrieve/reader.safetensors")


def pieces_of(claims: Sequence[Claim]) -> list[Piece]:
    """Each claim as a question with a window; nobody marked which of its sentences speak for it."""
    spans = {True: None, False: ()}
    return [
        Piece(c.group, c.sentence, c.title, c.source, c.is_true, spans[c.is_true], spans[c.is_true])
        for c in claims
    ]


def scores_of(network: TrainableReader, rows: Sequence[Encoded]) -> FloatArray:
    """(claims,) logits."""
    order = sorted(range(len(rows)), key=lambda at: len(rows[at].pair.ids))
    found = np.zeros(len(rows), dtype=np.float32)
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for first in range(0, len(order), 2 * BATCH):
            chosen = order[first : first + 2 * BATCH]
            answers, _ = network(stacked([rows[at].pair for at in chosen]))
            found[chosen] = answers.float().numpy()
    return found


def told(network: TrainableReader, rows: Sequence[Encoded]) -> str:
    """How well it tells true claims from false ones."""
    scores = scores_of(network, rows)
    labels = np.array([row.piece.answers for row in rows])
    kept = (
        float((scores[labels] > np.quantile(scores[~labels], share)).mean())
        for share in (0.95, 0.9)
    )
    area = roc_auc_score(labels, scores)
    return f"area {area:.3f}, true above 95 and 90 % of the false {next(kept):.2f} {next(kept):.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    learned = [name for name in hands() if name not in HELD_OUT]
    unseen = {name: encode(pieces_of(read_claims(name))) for name in HELD_OUT}
    network = loaded(load_arrays(READER))
    for name, rows in unseen.items():
        print(f"{name}, before: {told(network.eval(), rows)}", flush=True)
    alone = [[row] for row in encode(pieces_of(read_claims(*learned)))]
    network = train(network, alone, "support", options.epochs, CHOICE_RATE)
    for name, rows in unseen.items():
        print(f"{name}, after: {told(network, rows)}", flush=True)
    keep(network, options.folder / "support.full")


if __name__ == "__main__":
    main()
