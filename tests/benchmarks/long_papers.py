"""Retrieval from long papers, beside plain dense retrieval over chunks of 200 tokens.

    python -m tests.benchmarks.long_papers --data DIR [--questions N]

COVID-QA: 98 papers, each question asked of all of them. Prints recall@5 of the right paper and of a
chunk that holds the gold answer whole, for `Assistant.retrieve` and, in the same run with the same
embedder, for cosines over consecutive chunks of 200 tokens; and the questions that only one of the
two gets right. Exit code 1 unless it is better in both. DIR: see `answerability.py`. The papers are
embedded twice: about 10 minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag import Assistant, Settings
from rag.store import Embedder, load_embedder

K = 5
PLAIN_TOKENS = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One retrieved chunk: whose it is, and what it says."""

    paper: str
    text: str


@dataclass(frozen=True, slots=True)
class Right:
    """What the first `K` of one question held."""

    paper: bool
    answer: bool


Search = Callable[[str], Sequence[Found]]


def plain_chunks(text: str, count: Callable[[str], int], limit: int) -> Iterator[str]:
    """Consecutive words, as many as fit into `limit` tokens; `count` counts special ones too."""
    special = count("")
    costs: dict[str, int] = {}
    held: list[str] = []
    room = limit
    for word in re.findall(r"\S+\s*", text):
        cost = costs.setdefault(word.strip(), count(word.strip()) - special)
        if held and cost > room:
            yield "".join(held).strip()
            held, room = [], limit
        held.append(word)
        room -= cost
    if held:
        yield "".join(held).strip()


def plain_search(papers: Sequence[dict[str, Any]], embedder: Embedder) -> Search:
    """The chunks nearest by cosine, and nothing else."""
    chunks = [
        Found(paper["_id"], text)
        for paper in papers
        for text in plain_chunks(paper["text"], embedder.count_tokens, PLAIN_TOKENS)
    ]
    parts = [
        embedder.embed([chunk.text for chunk in chunks[first : first + 32]])
        for first in range(0, len(chunks), 32)
    ]
    vectors = np.concatenate(parts)

    def search(question: str) -> list[Found]:
        cosines = vectors @ embedder.embed([question])[0]
        return [chunks[at] for at in np.argsort(-cosines, kind="stable")[:K]]

    return search


def own_search(assistant: Assistant) -> Search:
    """`Assistant.retrieve`, as the page does it."""
    sources = {entry.id: Path(entry.source).stem for entry in assistant.documents()}

    def search(question: str) -> list[Found]:
        hits = assistant.retrieve(question, k=K)
        return [Found(sources[hit.chunk.document_id], hit.chunk.text) for hit in hits]

    return search


def judged(found: Sequence[Found], row: dict[str, Any]) -> Right:
    """Is the question's paper among them, and a chunk of it that holds an answer whole?"""
    own = [squeezed(one.text) for one in found if one.paper == row["doc_id"]]
    answers = [squeezed(answer) for answer in row["answers"]]
    return Right(bool(own), any(answer in text for answer in answers for text in own))


def squeezed(text: str) -> str:
    """Without what only sets words apart."""
    return " ".join(text.split())


def write_papers(papers: Sequence[dict[str, Any]], folder: Path) -> None:
    """Each paper as a text file, its title being its first line."""
    folder.mkdir()
    for paper in papers:
        title, _, text = paper["text"].partition("\n")
        (folder / f"{paper['_id']}.md").write_text(f"# {title}\n\n{text}\n", "utf-8")


def compared(own: Sequence[Right], plain: Sequence[Right]) -> bool:
    """Prints both beside each other; whether the own retrieval is better in both."""
    better = []
    for name in ("paper", "answer"):
        ours, theirs = ([bool(getattr(one, name)) for one in side] for side in (own, plain))
        only = sum(a and not b for a, b in zip(ours, theirs, strict=True))
        other = sum(b and not a for a, b in zip(ours, theirs, strict=True))
        print(
            f"recall@{K} of the {name:<6}: {np.mean(ours):.3f}, plain dense {np.mean(theirs):.3f}"
            f" (only here {only}, only there {other})"
        )
        better.append(np.mean(ours) > np.mean(theirs))
    return all(better)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=0, help="as many at random; 0 for all")
    options = parser.parse_args()
    papers = [json.loads(line) for line in (options.data / "covid_qa/docs.jsonl").open("rb")]
    rows = [json.loads(line) for line in (options.data / "covid_qa/questions.jsonl").open("rb")]
    if options.questions:
        rows = random.Random(4).sample(rows, min(options.questions, len(rows)))
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write_papers(papers, Path(folder, "corpus"))
        settings = Settings(corpus_dir=Path(folder, "corpus"), data_dir=Path(folder, "data"))
        embedder = load_embedder(settings.embedding_model)
        with Assistant.open(settings, embedder=embedder) as assistant:
            report = assistant.sync()
            print(f"{len(papers)} papers, {report.chunks} chunks, {len(rows)} questions")
            search = own_search(assistant)
            own = [judged(search(row["question"]), row) for row in rows]
        search = plain_search(papers, embedder)
        plain = [judged(search(row["question"]), row) for row in rows]
    better = compared(own, plain)
    verdict = "PASS" if better else "FAIL"
    print(f"better in both: {verdict} ({time.perf_counter() - started:.0f} s)")
    return int(not better)


if __name__ == "__main__":
    sys.exit(main())
