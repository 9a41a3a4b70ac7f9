"""One run in a process of its own: how long it takes there, and how much memory.

    python -m tests.benchmarks.speed.worker TASK ARGUMENTS...

Prints one JSON object; what is loaded first is not counted, except for the tasks called "cold".
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_MEBIBYTE = 1024.0**2
_EVERY = 0.05  # seconds


def run(task: str, *arguments: object) -> dict[str, Any]:
    """What the worker printed. Raises `CalledProcessError` when it failed."""
    command = [sys.executable, "-m", "tests.benchmarks.speed.worker", task, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def sync(corpus: str, data: str) -> float:
    """A whole ingest as `rag sync` does it, which reads no question; the model is loaded before."""
    from rag import Assistant, Settings
    from rag.settings import BUNDLED_EMBEDDER
    from rag.store import load_embedder

    settings = Settings(corpus_dir=Path(corpus), data_dir=Path(data))
    embedder = load_embedder(BUNDLED_EMBEDDER)
    embedder.warm_up()
    with Assistant.open(settings, embedder=embedder) as assistant:
        return assistant.sync().seconds


def sync_in_app(corpus: str, data: str) -> float:
    """The same as the page does it, with all loaded that answers questions."""
    from rag import Assistant, Settings

    with Assistant.open(Settings(corpus_dir=Path(corpus), data_dir=Path(data))) as assistant:
        assistant.warm_up()
        return assistant.sync().seconds


def lane(texts: str) -> float:
    """The encoder that the ingest uses, alone, on the same texts, in the best order for it."""
    from rag.settings import BUNDLED_EMBEDDER
    from rag.store import load_embedder

    embedder = load_embedder(BUNDLED_EMBEDDER)
    embedder.warm_up()
    told = _texts(texts)
    begun = time.perf_counter()
    for first in range(0, len(told), 256):
        embedder.embed(told[first : first + 256])
    return time.perf_counter() - begun


def reference(texts: str) -> float:
    """sentence-transformers at its defaults, in single precision, on the same texts."""
    model = _reference_model()
    model.encode(["warm"], show_progress_bar=False)
    told = _texts(texts)
    begun = time.perf_counter()
    model.encode(told, show_progress_bar=False)
    return time.perf_counter() - begun


def cold_retrieve(data: str) -> float:
    """From a process without our modules to the first hit."""
    begun = time.perf_counter()
    from rag import Assistant, Settings

    with Assistant.open(Settings(data_dir=Path(data))) as assistant:
        assert assistant.retrieve("What does the report depend on?", k=10)
        return time.perf_counter() - begun


def cold_reference(folder: str) -> float:
    """The same with sentence-transformers and a Chroma folder, as one would write it."""
    begun = time.perf_counter()
    import chromadb

    vector = _reference_model().encode(["What does the report depend on?"])
    chunks = chromadb.PersistentClient(folder).get_collection("chunks", embedding_function=None)
    assert chunks.query(query_embeddings=vector, n_results=10)["ids"]
    return time.perf_counter() - begun


def _reference_model() -> Any:
    from sentence_transformers import SentenceTransformer

    from rag.settings import BUNDLED_EMBEDDER
    from rag.store import check_embedder_files

    return SentenceTransformer(str(check_embedder_files(BUNDLED_EMBEDDER)), device="cpu")


def _texts(path: str) -> list[str]:
    found: list[str] = json.loads(Path(path).read_text("utf-8"))
    return found


TASKS: dict[str, Callable[..., float]] = {
    one.__name__: one for one in (sync, sync_in_app, lane, reference, cold_retrieve, cold_reference)
}


class Peak:
    """The most memory that this process and its children held at once, in MiB; Linux only.

    Looked at every twentieth of a second; pages that several share are counted once. (What
    `getrusage` says of a process begins with what its parent had when it started it.)
    """

    def __init__(self) -> None:
        self.mib = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_EVERY):
            self.mib = max(self.mib, sum(map(_held, _family(os.getpid()))))


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            for child in path.read_text().split():
                found += _family(int(child))
    return found


def _held(pid: int) -> float:
    """MiB that are in memory, of what it shares with others its part; 0 if it has ended."""
    with contextlib.suppress(OSError):
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        if held := re.search(r"^Pss:\s+(\d+) kB$", told, re.MULTILINE):
            return int(held[1]) * 1024 / _MEBIBYTE
    return 0.0


def main() -> None:
    """Run one task."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=sorted(TASKS))
    parser.add_argument("arguments", nargs="*", metavar="ARGUMENTS")
    told = parser.parse_args()
    with Peak() as peak:
        seconds = TASKS[told.task](*told.arguments)
    print(json.dumps({"seconds": seconds, "mib": peak.mib}))


if __name__ == "__main__":
    main()
