"""Score fusion: one ranking out of dense and lexical ones, by how far each hit stands out.

The convex combination of Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
Retrieval" (TOIS 2023), in place of places alone: where full text has one sure hit, or none, it says
so. A BM25 counts as its share of the best one. Cosines of one embedder lie close together and those
of another far apart, so that they count in standard deviations above the list's last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

Scores = Mapping[str, float]
"""Ids with their scores, best first."""

DENSE_WEIGHT = 0.11
"""Of a standard deviation of the cosines, where the best BM25 is 1. 0.06 to 0.17 do as well on four
collections (`tests/benchmarks/ranking.py`)."""


def fuse(dense: Sequence[Scores], lexical: Sequence[Scores]) -> list[tuple[str, float]]:
    """Ids with the sum of what the lists that name them say, best first.

    Ties keep the order in which the lists name them, so that equal input gives equal output.
    """
    fused: defaultdict[str, float] = defaultdict(float)
    for found in dense:
        for name, score in _above_last(found).items():
            fused[name] += DENSE_WEIGHT * score
    for found in lexical:
        best = max(found.values(), default=0.0)
        for name, score in found.items():
            fused[name] += score / best if best > 0 else 0.0
    return sorted(fused.items(), key=lambda item: -item[1])


def _above_last(found: Scores) -> dict[str, float]:
    """Each score in standard deviations above the lowest of them; 0 where all are equal."""
    scores = np.fromiter(found.values(), np.float64, len(found))
    spread = float(scores.std()) if len(scores) else 0.0
    if spread <= 0:
        return dict.fromkeys(found, 0.0)
    return dict(zip(found, ((scores - scores.min()) / spread).tolist(), strict=True))
