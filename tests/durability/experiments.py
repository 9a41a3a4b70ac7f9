"""What happens in the laboratory's processes: a sync that may be killed, a look, a repair."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import re
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from rag.errors import RagError, StoreBusy
from rag.store import Store
from rag.store.build import build
from rag.store.builder import IndexBuilder
from rag.store.child import ChildProcess
from rag.store.repair import repair
from rag.types import SyncProgress
from tests.durability import corpora
from tests.durability.points import IN_THE_BUILD, Points
from tests.fakes import WordEmbedder

_NEAR = 2e-3
"""The index sets equal vectors a little apart."""

_OWN_WORD = re.compile(r"\b[a-z]+x\d+x\d+\b")
_BUILD = (
    sys.executable,
    "-P",
    "-c",
    "from tests.durability.points import build_and_be_killed as run; raise SystemExit(run())",
)


def synced(order: dict[str, Any]) -> object:
    """A sync of `corpus` into `data`, killed at the point that is given, if one is.

    Says how often each stage was passed, and what went wrong in words.
    """
    data_dir = Path(order["data"])
    stage, number = order.get("stage", ""), order.get("number", 0)
    delay, victim = order.get("delay", 0.0), order.get("victim", "writer")
    builder = IndexBuilder()
    if stage in IN_THE_BUILD:
        command = (*_BUILD, stage, str(number), str(delay), victim)
        builder = IndexBuilder(run=ChildProcess(command))
    elif order.get("quick"):
        builder = corpora.in_this_process()
    points = Points(data_dir, stage, number, delay)
    embedder = WordEmbedder(**order.get("embedder", {}))
    on_progress = pausing(Path(order["pause"])) if "pause" in order else points.on_progress
    if stage or not order.get("quick"):
        points.watch()
    try:
        with closing(Store.open(data_dir, embedder, builder)) as store:
            report = corpora.sync_folder(Path(order["corpus"]), store, embedder, on_progress)
    except RagError as error:
        return {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    return {"passed": points.passed, "chunks": report.chunks, "pid": os.getpid()}


def pausing(pause: Path) -> Callable[[SyncProgress], None]:
    """Stops a sync where it is about to build, and goes on when there is a file `pause`."""

    def on_progress(progress: SyncProgress) -> None:
        if progress.stage == "indexing":
            pause.with_suffix(".here").touch()
            deadline = time.monotonic() + 60
            while not pause.exists() and time.monotonic() < deadline:
                time.sleep(0.01)

    return on_progress


def refused(order: dict[str, Any]) -> object:
    """What another writer is told, and after how many seconds."""
    with closing(Store.open(Path(order["data"]), WordEmbedder())) as store:
        started = time.perf_counter()
        try:
            with store.writer("the second"):
                message = "it was let in"
        except StoreBusy as busy:
            message = busy.message
        return {"message": message, "seconds": time.perf_counter() - started}


def short(order: dict[str, Any]) -> object:
    """A sync without room, in a process that has read the index before and reads it afterwards."""
    embedder = WordEmbedder()
    with closing(Store.open(Path(order["data"]), embedder, IndexBuilder())) as store:
        before = digest(contents(store, embedder))
        if order["limit"]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (order["limit"],) * 2)
        told: dict[str, object] = {}
        try:
            corpora.sync_folder(Path(order["corpus"]), store, embedder)
        except RagError as error:
            told = {"error": type(error).__name__, "message": error.message, "hint": error.hint}
        after = digest(contents(store, embedder))
    return {**told, "same_process": after if after == before else "other than before"}


def looked(order: dict[str, Any]) -> object:
    """The next start: opens `data`, asks for everything there is, and says what was found."""
    embedder = WordEmbedder(**order.get("embedder", {}))
    try:
        with closing(Store.open(Path(order["data"]), embedder, corpora.in_this_process())) as store:
            found = contents(store, embedder)
            wrong = faults(found, store, Path(order["data"]))
    except RagError as error:
        return {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    return {"state": digest(found), "faults": wrong}


def contents(store: Store, embedder: WordEmbedder) -> dict[str, Any]:
    """Everything a reader can get: rows, what dense search finds, what full-text search finds."""
    documents = {entry.source: store.document(entry.id) for entry in store.documents()}
    ledger = {source: repr(state) for source, state in store.sources().items()}
    with store.snapshot() as snapshot:
        everything = snapshot.dense(embedder.embed(["anything"])[0], 10_000)
        chunks = snapshot.chunks([name for name, _ in everything])
        words = {
            word: sorted(name for name, _ in snapshot.lexical([word], 100))
            for document in documents.values()
            for word in _OWN_WORD.findall(document.text)
        }
        common = {name: round(score, 6) for name, score in snapshot.lexical(["the"], 1_000)}
    return {
        "documents": {source: repr(document) for source, document in documents.items()},
        "ledger": ledger,
        "count": store.chunk_count(),
        "chunks": {name: repr(chunk) for name, chunk in chunks.items()},
        "words": words,
        "common": common,
    }


def faults(found: Mapping[str, Any], store: Store, data_dir: Path) -> list[str]:
    """Where rows, vectors and full text do not belong to the same state."""
    told = list(_vector_faults(store, data_dir))
    if found["count"] != len(found["chunks"]):
        told.append(f"{found['count']} chunks, {len(found['chunks'])} in the index")
    if set(found["ledger"]) != set(found["documents"]):
        told.append("the ledger names other documents")
    for word, names in found["words"].items():
        if len(names) != 1 or word not in found["chunks"].get(names[0], ""):
            told.append(f"{word} is found in {names}")
    return told


def _vector_faults(store: Store, data_dir: Path) -> Iterator[str]:
    """The catalog's vectors must be those of the texts, and the index's those of the catalog."""
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        rows = connection.execute(
            "SELECT c.id, c.heading || c.text, v.vector FROM chunks c "
            "JOIN vectors v USING (text_hash)"
        ).fetchall()
    embedder = WordEmbedder()
    vectors = {name: np.frombuffer(blob, dtype=np.float32) for name, _, blob in rows}
    for name, text, _ in rows:
        if not np.array_equal(embedder.embed([text])[0], vectors[name]):
            yield f"{name} has the vector of another text"
    with store.snapshot() as snapshot:
        for question in ("amber birch", "the elm", "part cedar of"):
            asked = embedder.embed([question])[0]
            for name, cosine in snapshot.dense(asked, 10_000):
                if name not in vectors or abs(float(vectors[name] @ asked) - cosine) > _NEAR:
                    yield f"{name} is another vector in the index"


def digest(found: Mapping[str, Any]) -> str:
    """Two states are equal where this is."""
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]


def repaired(order: dict[str, Any]) -> object:
    """`rag doctor --repair`, as far as the store goes."""
    try:
        told = repair(Path(order["data"]), WordEmbedder(), corpora.in_this_process())
    except RagError as error:
        return {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    return {"told": told}


def built(order: dict[str, Any]) -> object:
    """A build from a stream, by a process that has seen nothing else."""
    with Path(order["stream"]).open("rb") as stream:
        received = iter(lambda: pickle.load(stream), None)
        return asdict(build(Path(order["folder"]), next(received), received))


EXPERIMENTS = {
    "sync": synced,
    "look": looked,
    "repair": repaired,
    "refused": refused,
    "short": short,
    "build": built,
}
