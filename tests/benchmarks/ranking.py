"""Is hybrid search better than either half of it, and than txtai's? In one run.

    python -m tests.benchmarks.ranking --data DIR [--cranfield DIR] [--adi DIR]
        [--txtai PYTHON] [--questions 400] [--json FILE]

`covid_qa`: the papers of DIR; a chunk is right for a question where it overlaps words that answer.
`clapnq`: each passage of DIR is a document; right is the one that the question was written for.
`cranfield`, the classical one (1,400 abstracts, 225 questions, graded): no package carries it; give
the folder with `cran.all.1400`, `cran.qry` and `cranqrel`, from the Glasgow IR group's collections.
`adi`, a small one of theirs (82 abstracts, 35 questions): the folder with `ADI.ALL`, `ADI.QRY` and
`ADI.REL`.

Every way ranks the same chunks for the same questions: hybrid as `Assistant.retrieve` gives them;
dense alone and BM25 alone from the same index. nDCG@10 (Järvelin and Kekäläinen, 2002, the grade as
the gain) and recall@10 are means over the questions for which something is right. Of hybrid's lead
in nDCG@10 the mean over questions is given, with 1.96 standard errors. txtai is no dependency of
ours: make an environment for it, `python -m venv BENCH && BENCH/bin/pip install txtai`, and have
`--txtai BENCH/bin/python` search the same texts with the same weights and `hybrid=True`.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from rag import Assistant, Settings
from rag.retrieve.search import lexical_terms
from rag.settings import BUNDLED_EMBEDDER
from rag.store import FloatArray, Store, check_embedder_files, load_embedder
from tests.benchmarks.lib.ranked_collections import (
    Chunks,
    Collection,
    adi,
    clapnq,
    covid_qa,
    cranfield,
)
from tests.benchmarks.lib.ranked_txtai import txtai_rankings

K = 10
_NORMAL = 1.96


@dataclass(frozen=True)
class Score:
    """nDCG@10 and recall@10 of each question, in order."""

    ndcg: FloatArray
    recall: FloatArray


def scored(rankings: Sequence[Sequence[str]], grades: Sequence[Mapping[str, float]]) -> Score:
    """How well each ranking, of chunk ids, puts first what is right."""
    ndcg, recall = [], []
    for found, right in zip(rankings, grades, strict=True):
        best = _gain(sorted(right.values(), reverse=True))
        ndcg.append(_gain([right.get(one, 0.0) for one in found]) / best)
        recall.append(sum(one in right for one in found[:K]) / len(right))
    return Score(np.array(ndcg, np.float32), np.array(recall, np.float32))


def _gain(grades: Sequence[float]) -> float:
    return float(sum(grade / np.log2(at + 2) for at, grade in enumerate(grades[:K])))


def sampled(collection: Collection, most: int) -> Collection:
    """The same documents with at most so many of the questions, always the same ones."""
    asked = collection.questions
    kept = asked if len(asked) <= most else random.Random(1).sample(asked, most)
    return replace(collection, questions=tuple(kept))


def rank(collection: Collection, folder: Path, txtai: Path | None = None) -> dict[str, Score]:
    """The scores of every way, on one collection, which is synced below `folder`."""
    corpus, data = folder / "corpus", folder / "data"
    collection.write(corpus)
    with Assistant.open(Settings(corpus_dir=corpus, data_dir=data)) as assistant:
        assistant.sync()
        chunks = Chunks(assistant)
        judged = [(one.text, chunks.right_for(one)) for one in collection.questions]
        asked = [question for question, right in judged if right]
        found = {"hybrid": [_ids(assistant, question) for question in asked]}
    found |= _halves(data, asked)
    if txtai is not None:
        texts = [(one.id, one.search_text) for one in chunks.everything()]
        weights = check_embedder_files(BUNDLED_EMBEDDER)
        assert weights is not None
        found["txtai hybrid"] = txtai_rankings(txtai, weights, texts, asked, K)
    grades = [right for _, right in judged if right]
    return {name: scored(rankings, grades) for name, rankings in found.items()}


def _ids(assistant: Assistant, question: str) -> list[str]:
    return [hit.chunk.id for hit in assistant.retrieve(question, k=K)]


def _halves(data: Path, asked: Sequence[str]) -> dict[str, list[list[str]]]:
    """Rankings of the two that hybrid search is made of."""
    store = Store.open(data, load_embedder(BUNDLED_EMBEDDER))
    dense, lexical = [], []
    with store.snapshot() as snapshot:
        for question in asked:
            vector = snapshot.embedding([question])()[0]
            dense.append([name for name, _ in snapshot.dense(vector, K)])
            lexical.append([name for name, _ in snapshot.lexical(lexical_terms(question), K)])
    store.close()
    return {"dense": dense, "BM25": lexical}


def lead(ours: Score, theirs: Score) -> tuple[float, float]:
    """By how much nDCG@10 is higher in the mean, and half the width of its interval of 95 %."""
    more = ours.ndcg - theirs.ndcg
    return float(more.mean()), float(_NORMAL * more.std(ddof=1) / np.sqrt(len(more)))


def table(name: str, scores: Mapping[str, Score]) -> str:
    """One line a way."""
    lines = [f"{name} ({len(scores['hybrid'].ndcg)} questions)"]
    for way, score in scores.items():
        line = f"  {way:<13} nDCG@10 {score.ndcg.mean():.3f}  recall@10 {score.recall.mean():.3f}"
        if way != "hybrid":
            more, half = lead(scores["hybrid"], score)
            line += f"  hybrid {more:+.3f} (+-{half:.3f})"
        lines.append(line)
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cranfield", type=Path)
    parser.add_argument("--adi", type=Path)
    parser.add_argument("--txtai", type=Path)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    collections = [covid_qa(options.data), clapnq(options.data)]
    if options.cranfield:
        collections.append(cranfield(options.cranfield))
    if options.adi:
        collections.append(adi(options.adi))
    found: dict[str, dict[str, dict[str, float]]] = {}
    for collection in collections:
        with tempfile.TemporaryDirectory() as folder:
            few = sampled(collection, options.questions)
            scores = rank(few, Path(folder), options.txtai)
        print(table(collection.name, scores))
        found[collection.name] = {
            way: {"ndcg": float(one.ndcg.mean()), "recall": float(one.recall.mean())}
            for way, one in scores.items()
        }
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
