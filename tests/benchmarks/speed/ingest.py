"""Ingest: throughput beside the encoders alone, memory, disk, and what a sync costs afterwards."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from rag import Assistant, Settings
from tests.benchmarks.speed.corpora import (
    ComposingEmbedder,
    NotingEmbedder,
    write_corpus,
    write_papers,
)
from tests.benchmarks.speed.timing import Measure, interleaved, ratio
from tests.benchmarks.speed.worker import run

_MEBIBYTE = 1024.0**2
_MARK = "quokkaberry"  # no document has it


def ingest(folder: Path, told: Sequence[str], count: int, rounds: int) -> list[Measure]:
    """Whole ingests of `count` short documents; memory of it, and what it takes on the disk."""
    corpus = folder / "corpus"
    write_corpus(corpus, count, told)
    rates, peaks, chunks = _throughput(corpus, folder, rounds)
    return [
        *_compared("ingest", rates),
        Measure(f"memory, ingest of {count}", median(peaks), "MiB", bar=("<=", 600.0)),
        Measure(
            f"... in the app, ingest of {count}",
            float(run("sync_in_app", corpus, folder / "app")["mib"]),
            "MiB",
        ),
        Measure("disk", _bytes(folder / "fresh0") / chunks / 1024, "KiB/chunk"),
    ]


def ingest_of_papers(folder: Path, data: Path, rounds: int, most: int | None) -> list[Measure]:
    """The same of papers of many pages each, where little is done once a document."""
    folder.mkdir()
    write_papers(folder / "corpus", data, most)
    rates, _, _ = _throughput(folder / "corpus", folder, rounds)
    return _compared("ingest of papers", rates)


def _throughput(
    corpus: Path, folder: Path, rounds: int
) -> tuple[dict[str, list[float]], list[float], int]:
    """Chunks a second of ours and of both encoders on the same search texts; the peaks of memory
    in MiB; how many chunks there are."""
    texts = folder / "texts.json"
    noting = NotingEmbedder()
    with Assistant.open(_settings(corpus, folder / "noted"), embedder=noting) as assistant:
        chunks = assistant.sync().chunks
    texts.write_text(json.dumps(noting.texts), "utf-8")
    fresh = itertools.count()
    peaks: list[float] = []

    def ours() -> float:
        found = run("sync", corpus, folder / f"fresh{next(fresh)}")
        peaks.append(found["mib"])
        return float(found["seconds"])

    runs = {
        "ours": ours,
        "lane": lambda: float(run("lane", texts)["seconds"]),
        "reference": lambda: float(run("reference", texts)["seconds"]),
    }
    seconds = interleaved(rounds, runs)
    rates = {name: [len(noting.texts) / one for one in taken] for name, taken in seconds.items()}
    return rates, peaks, chunks


def _compared(name: str, rates: dict[str, list[float]]) -> list[Measure]:
    return [
        _rate(f"{name} against sentence-transformers", rates, "reference", (">=", 3.0)),
        _rate(f"{name} against the lane alone", rates, "lane", (">=", 0.9)),
    ]


def afterwards(
    folder: Path, told: Sequence[str], count: int, rounds: int
) -> tuple[list[Measure], Path]:
    """An index of `count` documents, and what a sync of it costs; also where the index is.

    Without rounds it is only made. It is filled with composed vectors: what is measured embeds one
    document at most.
    """
    corpus, data = folder / f"corpus{count}", folder / f"data{count}"
    write_corpus(corpus, count, told)
    with Assistant.open(_settings(corpus, data), embedder=ComposingEmbedder(told)) as assistant:
        assistant.sync()
    with Assistant.open(_settings(corpus, data)) as assistant:
        assistant.warm_up()
        runs = {
            "unchanged": lambda: assistant.sync().seconds,
            "changed": lambda: _until_found(assistant, corpus),
        }
        size = Measure(f"disk, {count} documents", _bytes(data) / _MEBIBYTE, "MiB")
        if not rounds:
            return [size], data
        seconds = interleaved(rounds, runs)
        return [
            Measure(f"sync of {count} unchanged", median(seconds["unchanged"]), "s", bar=("<=", 2)),
            Measure(
                f"one changed of {count} is found", median(seconds["changed"]), "s", bar=("<=", 3)
            ),
            size,
        ], data


_changes = itertools.count()


def _until_found(assistant: Assistant, corpus: Path) -> float:
    """Seconds from the change of a document to a question that finds it."""
    word = f"{_MARK}{next(_changes)}"
    path = next(iter(sorted(corpus.rglob("*.md"))))
    path.write_text(f"# Report\n\nThe {word} is grown in Tasmania since 1931.\n", "utf-8")
    begun = time.perf_counter()
    assistant.sync()
    hits = assistant.retrieve(f"Where is the {word} grown?", k=10)
    assert any(word in hit.chunk.text for hit in hits), "the changed document was not found"
    return time.perf_counter() - begun


def _rate(name: str, rates: dict[str, list[float]], other: str, bar: tuple[str, float]) -> Measure:
    ours, theirs = rates["ours"], rates[other]
    return Measure(name, median(ours), "chunks/s", median(theirs), other, ratio(ours, theirs), bar)


def _settings(corpus: Path, data: Path) -> Settings:
    return Settings(corpus_dir=corpus, data_dir=data)


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
