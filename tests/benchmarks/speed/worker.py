"""One run in a process of its own: how long it takes there, and how much memory.

    python -m tests.benchmarks.speed.worker TASK ARGUMENTS...

Prints one JSON object; what is loaded first is not counted, except for the tasks called "cold".
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_KIBIBYTES = 1_024.0


def run(task: str, *arguments: object) -> dict[str, Any]:
    """What the worker printed. Raises `CalledProcessError` when it failed."""
    command = [sys.executable, "-m", "tests.benchmarks.speed.worker", task, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def sync(corpus: str, data: str) -> float:
    """A whole ingest, with the model loaded before."""
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
    one.__name__: one for one in (sync, lane, reference, cold_retrieve, cold_reference)
}


def main() -> None:
    """Run one task."""
    seconds = TASKS[sys.argv[1]](*sys.argv[2:])
    peaks = [
        resource.getrusage(who).ru_maxrss / _KIBIBYTES
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    print(json.dumps({"seconds": seconds, "mib": peaks[0], "child_mib": peaks[1]}))


if __name__ == "__main__":
    main()
