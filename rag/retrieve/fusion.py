"""Reciprocal-rank fusion: one ranking out of several, by places alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

RRF_K = 60
"""The constant of Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion" (SIGIR 2009)."""


def fuse(rankings: Sequence[Sequence[str]], k: int = RRF_K) -> list[tuple[str, float]]:
    """Ids with the sum of 1 / (k + rank) over the rankings they occur in, best first.

    Ranks count from 1. Ties keep the order in which the rankings name them, so that equal input
    gives equal output.
    """
    scores: defaultdict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, name in enumerate(ranking, start=1):
            scores[name] += 1.0 / (k + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
