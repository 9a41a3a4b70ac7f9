"""The store as the rest of the program sees it: the catalog is the truth, Chroma is the index.

Everything is below one data folder:

    catalog.sqlite3      documents, chunks, vectors, full-text table, sync ledger, and the pointer
    index/<generation>/  a Chroma folder each; the pointer names the live one
    locks/               who writes, who reads which generation
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rag.errors import StoreBusy, StoreDamaged, StoreError
from rag.store.builder import IndexBuilder
from rag.store.catalog import Catalog
from rag.store.disk import disk_errors
from rag.store.generations import Generations
from rag.store.manifest import Manifest
from rag.store.protocols import Embedder
from rag.store.records import Changes, Record, SourceState
from rag.store.snapshot import Snapshot, no_document
from rag.store.vectors import VectorIndex
from rag.store.view import View
from rag.store.writer import Parts, Writer
from rag.store.writer_lock import WriterLock
from rag.types import Document, DocumentEntry, Stats

__all__ = ["Changes", "Record", "Snapshot", "SourceState", "Store", "Writer"]

_log = logging.getLogger(__name__)

_REPAIR_WAIT = 10.0
"""Seconds a reader that needs a repair waits for whoever is writing."""

_ATTEMPTS = 5
"""How often a snapshot is begun anew because the index was replaced meanwhile, or repaired."""


class Store:
    """One data folder. Thread-safe; several processes may have it open."""

    def __init__(self, parts: Parts, lock: WriterLock) -> None:
        self._parts = parts
        self._lock = lock

    @classmethod
    def open(cls, data_dir: Path, embedder: Embedder, builder: IndexBuilder | None = None) -> Store:
        """Opens the data folder, or makes it; loads neither Chroma nor a model.

        `StoreError` if it cannot be used, or was made by a later version.
        """
        data_dir = data_dir.expanduser().absolute()
        with disk_errors(data_dir):
            index, locks = data_dir / "index", data_dir / "locks"
            index.mkdir(parents=True, exist_ok=True)
            locks.mkdir(exist_ok=True)
            catalog = Catalog.open(data_dir / "catalog.sqlite3", locks / "catalog.lock")
            generations = Generations(index, locks)
        parts = Parts(data_dir, embedder, catalog, generations, builder or IndexBuilder())
        return cls(parts, WriterLock(locks))

    def close(self) -> None:
        """Lets go of every file. Snapshots still open end well; nothing new begins."""
        with disk_errors(self._parts.data_dir):
            self._parts.catalog.close()
            self._parts.generations.close()

    def document(self, document_id: str) -> Document:
        """A document with its text; `StoreError` if there is none of this id."""
        with self._reading() as rows:
            document = rows.document(document_id)
        if document is None:
            raise no_document(document_id)
        return document

    def documents(self) -> tuple[DocumentEntry, ...]:
        """Every document, by source, without its text."""
        with self._reading() as rows:
            return rows.documents()

    def sources(self) -> Mapping[str, SourceState]:
        """The sync ledger, by source."""
        with self._reading() as rows:
            return rows.sources()

    def chunk_count(self) -> int:
        """How many chunks are published."""
        with self._reading() as rows:
            return rows.chunk_count()

    def stats(self) -> Stats:
        """What the store holds; the fingerprint is the live index's, empty where there is none."""
        with self._reading() as rows:
            live = rows.live()
            return Stats(
                documents=rows.document_count(),
                chunks=rows.chunk_count(),
                bytes=_folder_bytes(self._parts.data_dir),
                embedder=self._parts.embedder.name,
                fingerprint=live.fingerprint if live else "",
            )

    def is_current(self) -> bool:
        """Whether there is a live index that was made with this store's embedder."""
        with self._reading() as rows:
            return self._parts.is_current(rows.live())

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """A view of rows and vectors of one publish, whatever is written meanwhile.

        A damaged index is made anew first, from the catalog; `StoreBusy` if that has to wait too
        long for a writer, `StoreDamaged` if it does not help.
        """
        with ExitStack() as held:
            with disk_errors(self._parts.data_dir):
                snapshot = self._begin(held)
            yield snapshot

    @contextmanager
    def writer(self, purpose: str) -> Iterator[Writer]:
        """The right to write, for the block. `StoreBusy`, naming the holder, if another has it."""
        with self._writing(purpose, wait=0.0) as writer:
            yield writer

    @contextmanager
    def _writing(self, purpose: str, *, wait: float) -> Iterator[Writer]:
        with ExitStack() as held:
            with disk_errors(self._parts.data_dir):
                held.enter_context(self._lock.hold(purpose, wait=wait))
            writer = Writer(self._parts)
            writer.tidy()
            yield writer

    @contextmanager
    def _reading(self) -> Iterator[View]:
        with disk_errors(self._parts.data_dir), self._parts.catalog.reading() as rows:
            yield rows

    def _begin(self, held: ExitStack) -> Snapshot:
        """Leases the index believed to be live, then takes the view, then checks the belief.

        In this order, because a writer moves the pointer before it looks for readers: either it
        sees this lease, or this sees that the pointer has moved.
        """
        repaired = False
        for _ in range(_ATTEMPTS):
            with self._parts.catalog.reading() as rows:
                live = rows.live()
            with ExitStack() as attempted:
                try:
                    index = self._lease(live, attempted)
                except StoreDamaged as damage:
                    if repaired:
                        raise
                    repaired = self._repair(live, damage)
                    continue
                rows = attempted.enter_context(self._parts.catalog.reading())
                if rows.live() == live:
                    held.push(attempted.pop_all())
                    return Snapshot(self._parts.data_dir, rows, index, self._absence(live))
        raise StoreBusy("The index was replaced faster than it could be opened.", hint="Try again.")

    def _lease(self, live: Manifest | None, held: ExitStack) -> VectorIndex | None:
        """The index to search, if there is something in it and its vectors are comparable.

        `StoreDamaged` if it has to be made anew: the catalog has all it takes.
        """
        if live is None or not live.count or not self._parts.is_comparable(live):
            return None
        if live.fingerprint != self._parts.fingerprint():
            raise StoreDamaged(f"The vector index is of an old format ({live.fingerprint}).")
        index = self._parts.generations.lease(live)
        held.callback(self._release, live.name)
        return index

    def _release(self, name: str) -> None:
        """Ends a lease; what was replaced meanwhile may go now: the folder, and text in the log."""
        with disk_errors(self._parts.data_dir):
            self._parts.generations.release(name)
            if self._parts.catalog.closed:
                return
            with self._parts.catalog.reading() as rows:
                live = rows.live()
            if live is None or live.name != name:
                self._parts.generations.remove(name)
                self._parts.catalog.empty_log(wait=0)

    def _repair(self, broken: Manifest | None, damage: StoreDamaged) -> bool:
        """Makes the index anew, unless the pointer has moved on from `broken`; whether it did."""
        with self._parts.catalog.reading() as rows:
            if broken is None or rows.live() != broken:
                return False
        _log.warning("%s It is made anew from the catalog.", damage.message)
        with self._writing("repair", wait=_REPAIR_WAIT) as writer:
            return writer.repair(broken)

    def _absence(self, live: Manifest | None) -> StoreError | None:
        """Why dense search cannot answer, though there are chunks."""
        if live is None or self._parts.is_comparable(live):
            return None
        return StoreError(
            f"The index was made with another embedding model than {self._parts.embedder.name!r}.",
            hint="Run `rag sync` to make it anew, or set RAG_EMBEDDING_MODEL back.",
        )


def _folder_bytes(folder: Path) -> int:
    """Bytes of all files below; those that vanish meanwhile do not count."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total
