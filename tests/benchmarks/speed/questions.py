"""A warm assistant: retrieving beside encoding and asking Chroma, and answering without a model."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from rag import Assistant, Settings
from rag.settings import BUNDLED_EMBEDDER
from rag.store import load_embedder
from rag.store.vectors import VectorIndex
from tests.benchmarks.speed.timing import Measure, percentile, ratio

_K = 10
_MS = 1_000.0


def plain_index(data: Path, folder: Path) -> Path:
    """A copy of the index of `data`, for whoever asks Chroma itself; made once."""
    (generation,) = (data / "index").iterdir()
    place = folder / f"plain-{data.name}"
    if not place.exists():
        shutil.copytree(generation, place)
    return place


def retrieving(
    data: Path, folder: Path, asked: Sequence[str], count: int
) -> tuple[list[Measure], float]:
    """Each question in turns, to both; also the p95 of ours in milliseconds."""
    embedder = load_embedder(BUNDLED_EMBEDDER)
    index = VectorIndex.open(plain_index(data, folder))
    with Assistant.open(Settings(data_dir=data)) as assistant:
        pairs = (
            (lambda one: assistant.retrieve(one, k=_K)),
            (lambda one: index.search(embedder.embed([one])[0], _K)),
        )
        seconds = _in_turns(pairs, asked)
    index.close()
    ours, theirs = ([one * _MS for one in taken] for taken in seconds)
    p95 = percentile(ours, 0.95)
    bar = ("<=", 1.3) if count == 10_000 else None
    return [
        Measure(
            f"retrieve at {count}, p50",
            median(ours),
            "ms",
            median(theirs),
            "encode + Chroma",
            ratio(ours, theirs),
            bar,
        ),
        Measure(
            f"retrieve at {count}, p95",
            p95,
            "ms",
            percentile(theirs, 0.95),
            "encode + Chroma",
            p95 / percentile(theirs, 0.95),
        ),
    ], p95


def _in_turns(ways: Sequence[Callable[[str], object]], asked: Sequence[str]) -> list[list[float]]:
    """Seconds of each way for each question. The first tenth is asked, but not counted."""
    seconds: list[list[float]] = [[] for _ in ways]
    for number, question in enumerate(asked):
        order = list(enumerate(ways))
        for at, way in order[:: -1 if number % 2 else 1]:
            begun = time.perf_counter()
            way(question)
            seconds[at].append(time.perf_counter() - begun)
    return [taken[len(asked) // 10 :] for taken in seconds]


def first_answered(data: Path, asked: Sequence[str]) -> str:
    """The first question that the documents answer; most of these are put together by chance."""
    with Assistant.open(Settings(data_dir=data)) as assistant:
        for question in asked:
            reply = assistant.ask(question)
            list(reply)
            if reply.answer.refusal is None:
                return question
    raise ValueError("none of the questions is answered")


def answering(data: Path, asked: Sequence[str], count: int) -> list[Measure]:
    """Answers quoted without a model: the whole, and what evidence and verification take of it,
    for passages that no question was asked of before and for those of the question before."""
    whole: list[float] = []
    checks: dict[str, list[float]] = {"new": [], "seen": []}
    with Assistant.open(Settings(data_dir=data)) as assistant:
        assistant.warm_up()
        for question in asked:
            for kind, taken in checks.items():
                begun = time.perf_counter()
                reply = assistant.ask(question)
                list(reply)
                if kind == "new":
                    whole.append((time.perf_counter() - begun) * _MS)
                lap = reply.answer.timings
                taken.append(((lap.evidence or 0.0) + (lap.verify or 0.0)) * _MS)
    bars = {"new": ("<=", 60.0), "seen": None}
    return [
        Measure(f"ask without a model at {count}, p50", median(whole), "ms"),
        Measure(f"ask without a model at {count}, p95", percentile(whole, 0.95), "ms"),
        *(
            Measure(
                f"evidence + verification, {kind} passages", median(taken), "ms", bar=bars[kind]
            )
            for kind, taken in checks.items()
        ),
    ]
