"""What the speed is had at: ranking by the same path, beside either half of it."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.lib.ranked_collections import covid_qa
from tests.benchmarks.ranking import rank, sampled
from tests.benchmarks.speed.timing import Measure


def quality(data: Path, folder: Path, questions: int) -> list[Measure]:
    """nDCG@10 and recall@10 on the papers in `data`/covid_qa; ratios are of the means."""
    scores = rank(sampled(covid_qa(data), questions), folder)
    ours = scores.pop("hybrid")
    ndcg, recall = float(ours.ndcg.mean()), float(ours.recall.mean())
    return [
        Measure(f"nDCG@10 against {way} alone", ndcg, "", other, way, ndcg / other, (">=", 1.0))
        for way, score in scores.items()
        if (other := float(score.ndcg.mean()))
    ] + [Measure("recall@10", recall, "")]
