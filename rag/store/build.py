"""What the child process does that builds a generation of the index (see `child.py`).

Takes rows out of the folder's collection and writes the batches to it, closes it, opens it again
and searches it. If Chroma takes the process down with it, nothing else goes.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import IO

from rag.errors import StoreError
from rag.store.protocols import FloatArray
from rag.store.vectors import IndexBatch, VectorIndex, load_chroma, spread

NOTHING_LOST = (
    "Nothing is lost; the index is as it was before. See that the disk of RAG_DATA_DIR has room, "
    "and try again."
)

_SAMPLES_A_BATCH = 16
_SAME_VECTOR = 1e-3
"""How far below 1 the cosine of a vector with itself may come out in single precision."""

_MISSES_ALLOWED = 1 / 8
"""HNSW is approximate, so a vector may miss itself; a damaged index misses most of them."""


@dataclass(frozen=True, slots=True)
class BuildOrder:
    """`extend`: the folder already holds a collection. `count`: rows it must hold in the end; None
    where nobody knows yet.

    `gone`: ids of rows to take out first. `known`: vectors (n, dimension) of rows that are there
    and stay, which must still be found.
    """

    extend: bool
    count: int | None
    gone: tuple[str, ...] = ()
    known: FloatArray | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """Rows in the collection; vectors searched for; how many of them did not find themselves."""

    count: int
    searched: int
    missed: int

    def fault(self, order: BuildOrder) -> str:
        """Why the generation may not be published; empty if it may."""
        if order.count is not None and self.count != order.count:
            return f"it holds {self.count} chunks instead of {order.count}"
        if self.missed > self.searched * _MISSES_ALLOWED:
            return f"{self.missed} of {self.searched} vectors did not find themselves"
        return ""


def build(folder: Path, order: BuildOrder, batches: Iterable[IndexBatch]) -> BuildResult:
    """Writes the collection and looks at it as a reader will find it. `StoreError` from Chroma.

    With `order.extend` the folder is complete when the first batch is there (or that there is
    none), so that it can be filled while this process still loads Chroma.
    """
    coming = iter(batches)
    first = list(islice(coming, 1))
    index = VectorIndex.open(folder) if order.extend else VectorIndex.create(folder)
    samples: list[FloatArray] = [] if order.known is None else list(order.known)
    try:
        index.delete(order.gone)
        for batch in chain(first, coming):
            index.upsert(batch)
            samples.extend(batch.vectors[i] for i in spread(len(batch.rows), _SAMPLES_A_BATCH))
    finally:
        index.close()
    index = VectorIndex.open(folder)
    try:
        nearest = [index.search(vector, 1) for vector in samples]
        missed = sum(not hits or hits[0][1] < 1 - _SAME_VECTOR for hits in nearest)
        return BuildResult(index.count(), len(samples), missed)
    finally:
        index.close()


def send(stream: IO[bytes], order: BuildOrder, batches: Iterable[IndexBatch]) -> None:
    """Writes an order and its batches, with an end that tells them from a stream cut short."""
    for sent in chain((order,), batches, (None,)):
        pickle.dump(sent, stream, protocol=pickle.HIGHEST_PROTOCOL)


def main() -> int:
    """Builds FOLDER as stdin says; exit code 0 and the result as JSON, or 1 and a sentence."""
    load_chroma()  # takes a second, in which the parent prepares what it sends
    try:
        received = _received(sys.stdin.buffer)
        order = next(received, None)
        if not isinstance(order, BuildOrder):
            raise StoreError("The stream does not begin with an order.")
        folder = Path(sys.argv[1])
        if not folder.is_dir():  # whoever ordered this was killed, and another has tidied up
            raise StoreError(f"The folder {folder} is gone.")
        result = build(folder, order, _batches(received))
    except StoreError as error:
        print(error.message, file=sys.stderr)
        return 1
    print(json.dumps(asdict(result)))
    return 0


def _received(stream: IO[bytes]) -> Iterator[object]:
    """What was sent, up to its end. A stream without one means that the parent is gone."""
    while True:
        try:
            value: object = pickle.load(stream)
        except (EOFError, pickle.UnpicklingError) as error:
            raise StoreError("The stream ended before the build was complete.") from error
        if value is None:
            threading.Thread(target=_end_with, args=(stream,), daemon=True).start()
            return
        yield value


def _end_with(parent: IO[bytes]) -> None:
    """Ends this process when its parent ends: that is when the stream closes."""
    os.read(parent.fileno(), 1)
    os._exit(1)


def _batches(received: Iterator[object]) -> Iterator[IndexBatch]:
    for value in received:
        if not isinstance(value, IndexBatch):
            raise StoreError("The stream holds something that is not a batch.")
        yield value
