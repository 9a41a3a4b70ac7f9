"""The store as the rest of the program sees it: the catalog is the truth, Chroma is the index.

Everything is below one data folder:

    catalog.sqlite3      documents, chunks, vectors, full-text table, sync ledger, and the pointer
    index/<generation>/  a Chroma folder each; the pointer names the live one
    locks/               who writes, who reads which generation
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from rag.errors import StoreBusy, StoreDamaged, StoreError
from rag.store.backup import BackupManifest, Imported, export_backup, import_backup
from rag.store.builder import IndexBuilder
from rag.store.disk import disk_errors
from rag.store.holdings import Holdings, Revision
from rag.store.manifest import Manifest
from rag.store.parts import Parts
from rag.store.protocols import Embedder
from rag.store.records import Changes, Record, SourceState
from rag.store.scoped import ScopeMemory
from rag.store.searching import LoadEmbedder, SearchingEmbedders
from rag.store.snapshot import Snapshot, no_document
from rag.store.transaction import Transaction
from rag.store.vectors import VectorIndex
from rag.store.writer import Writer
from rag.store.writer_lock import NOTE
from rag.types import Document, DocumentEntry, Stats

__all__ = ["Changes", "Record", "Snapshot", "SourceState", "Store", "Writer"]

_log = logging.getLogger(__name__)

_REPAIR_WAIT = 10.0
"""Seconds a reader that needs a repair waits for whoever is writing."""

_NOTE_WAIT = 5.0
"""Seconds a writer waits for those who only take notes."""

_ATTEMPTS = 5
"""How often a snapshot is begun anew because the index was replaced meanwhile, or repaired."""


class Store:
    """One data folder. Thread-safe; several processes may have it open."""

    def __init__(self, parts: Parts, former: LoadEmbedder | None = None) -> None:
        self._parts = parts
        self._searching = SearchingEmbedders(parts.embedder, former)
        self._scopes = ScopeMemory()
        self._seen: Manifest | None = None  # live as of the last snapshot
        self._clearing = ThreadPoolExecutor(1, thread_name_prefix="clearing")
        self._unsealed = False

    @classmethod
    def open(
        cls,
        data_dir: Path,
        embedder: Embedder,
        builder: IndexBuilder | None = None,
        *,
        former: LoadEmbedder | None = None,
    ) -> Store:
        """Opens the data folder, or makes it; loads neither Chroma nor a model.

        With `former`, an index of another embedder is searched with that one until a sync has made
        it anew.
        What a killed writer has left is finished first. `StoreError` if it cannot be used, or was
        made by a later version; `StoreDamaged` if the catalog is not what was written.
        """
        parts = Parts.find(data_dir, embedder, builder)
        try:
            parts.look_over()
        except BaseException:
            parts.catalog.close()
            raise
        return cls(parts, former)

    def close(self) -> None:
        """Lets go of every file. Snapshots still open end well; nothing new begins."""
        self._clearing.shutdown()
        if self._unsealed:  # the last connection moves the log into the file
            with suppress(StoreError), self._parts.held(NOTE, wait=0.0):
                self._unsealed = False
        with disk_errors(self._parts.data_dir):
            self._parts.catalog.close()
            self._parts.generations.close()

    def document(self, document_id: str) -> Document:
        """A document with its text; `StoreError` if there is none of this id."""
        with self._parts.reading() as rows:
            document = rows.document(document_id)
        if document is None:
            raise no_document(document_id)
        return document

    def documents(self) -> tuple[DocumentEntry, ...]:
        """Every document, by source, without its text."""
        with self._parts.reading() as rows:
            return rows.documents()

    def sources(self) -> Mapping[str, SourceState]:
        """The sync ledger, by source."""
        with self._parts.reading() as rows:
            return rows.sources()

    def holdings(self) -> Holdings:
        """Added folders, exclusions, failures, uploads."""
        with self._parts.reading() as rows:
            return rows.holdings()

    def revise(self, revision: Revision) -> Holdings:
        """Has the holdings be what `revision` makes of them, in one transaction, and returns them.

        Waits for no writer but one that publishes; `StoreBusy` if that takes long.
        """
        with self._noting() as rows:
            return rows.revise(revision)

    def remember(self, revision: Revision) -> Holdings:
        """As `revise`, for one that takes nothing away, and without a reading of the whole catalog:
        until the next writer it stays in SQLite's log, beside a file that is as it was sealed.
        """
        with self._parts.writing() as rows:
            rows.check_ledger()
            self._unsealed = True
            return rows.revise(revision)

    def mark_unread(self, source: str) -> None:
        """Has the next sync read this source once more. Waits as `revise` does."""
        with self._noting() as rows:
            rows.mark_unread(source)

    def chunk_count(self) -> int:
        """How many chunks are published."""
        with self._parts.reading() as rows:
            return rows.chunk_count()

    def stats(self) -> Stats:
        """What the store holds, looking at each of its files; the live index's fingerprint."""
        with self._parts.reading() as rows:
            documents, chunks, live = rows.document_count(), rows.chunk_count(), rows.live()
        size, made_by = self._parts.bytes_on_disk(), self._parts.embedder.name
        return Stats(documents, chunks, size, made_by, live.fingerprint if live else "")

    def counts(self) -> tuple[int, int]:
        """How many documents and chunks there are; quicker than `stats`."""
        with self._parts.reading() as rows:
            return rows.document_count(), rows.chunk_count()

    def generation(self) -> str:
        """Names what is searched: another after each publish that changed a chunk."""
        with self._parts.reading() as rows:
            live = rows.live()
        return live.name if live else ""

    def is_current(self) -> bool:
        """Whether there is a live index that was made with this store's embedder."""
        with self._parts.reading() as rows:
            return self._parts.is_current(rows.live())

    def is_searchable(self) -> bool:
        """Whether there is a live index, and an embedder to search it with."""
        with self._parts.reading() as rows:
            live = rows.live()
        return live is not None and self._parts.is_there(live) and bool(self._searching.of(live))

    def searcher(self) -> Embedder:
        """The embedder that searches now: another once an index of another one is published."""
        with self._parts.reading() as rows:
            return self._searching.now(rows.live())

    @contextmanager
    def snapshot(self, asked: Sequence[str] = ()) -> Iterator[Snapshot]:
        """A view of rows and vectors of one publish, whatever is written meanwhile.

        The texts that are `asked` are embedded from now on: see `Snapshot.embedding`.
        A damaged index is made anew first, from the catalog; `StoreBusy` if a writer is too long in
        the way, `StoreDamaged` if it does not help.
        """
        with ExitStack() as held:
            with disk_errors(self._parts.data_dir):
                snapshot = self._begin(held, tuple(asked))
            yield snapshot

    @contextmanager
    def writer(self, purpose: str) -> Iterator[Writer]:
        """The right to write, for the block. `StoreBusy`, naming the holder, if another has it for
        more than a note."""
        with self._parts.held(purpose, wait=0.0, wait_for_notes=_NOTE_WAIT):
            self._unsealed = False
            with Writer.of(self._parts) as writer:
                yield writer

    def export_to(self, path: Path, kept: Path | None = None) -> BackupManifest:
        """Writes a backup to a new file, with the files in the folder `kept` (see `backup.py`)."""
        return export_backup(self._parts, path, kept)

    def import_from(
        self, path: Path, *, replace: bool = False, kept: Path | None = None
    ) -> Imported:
        """Has everything be as in a backup; what is here is given up only with `replace`."""
        return import_backup(self._parts, path, replace=replace, kept=kept)

    @contextmanager
    def _noting(self) -> Iterator[Transaction]:
        """A transaction beside whoever writes, who then seals the catalog; else as the writer."""
        with ExitStack() as held:
            with suppress(StoreBusy):
                held.enter_context(self._parts.held(NOTE, wait=0.0))
            with self._parts.writing() as rows:
                yield rows

    def _begin(self, held: ExitStack, asked: tuple[str, ...]) -> Snapshot:
        """Leases the index believed to be live, then takes the view, then checks the belief.

        In this order, because a writer moves the pointer before it looks for readers: either it
        sees this lease, or this sees that the pointer has moved. What is open since the last
        snapshot is believed unseen. The texts are embedded meanwhile.
        """
        repaired = False
        ahead = None
        for attempt in range(_ATTEMPTS):
            live = self._seen
            if attempt or live is None or not self._parts.generations.is_open(live.name):
                live = self._parts.catalog.live()
            ahead = ahead or self._searching.ahead(asked, live)
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
                    self._seen = live
                    held.push(attempted.pop_all())
                    return Snapshot(
                        self._parts.data_dir,
                        rows,
                        index,
                        self._searching.absence(live),
                        self._searching.now(live),
                        self._scopes,
                        ahead=ahead,
                    )
        raise StoreBusy("The index was replaced faster than it could be opened.", hint="Try again.")

    def _lease(self, live: Manifest | None, held: ExitStack) -> VectorIndex | None:
        """The index to search, if there is something in it and its vectors are comparable.

        `StoreDamaged` if it has to be made anew: the catalog has all it takes.
        """
        if live is None or not live.count or self._searching.of(live) is None:
            return None
        if live.fingerprint != live.indexed_with.stamp():
            raise StoreDamaged(f"The vector index is of an old format ({live.fingerprint}).")
        index = self._parts.generations.lease(live)
        held.callback(self._release, live.name)
        return index

    def _release(self, name: str) -> None:
        """Ends a lease; what was replaced meanwhile may go now, but no question waits for that."""
        with disk_errors(self._parts.data_dir):
            self._parts.generations.release(name)
            if self._parts.catalog.closed:
                return
            live = self._parts.catalog.live()
        if live is None or live.name != name:
            with suppress(RuntimeError):  # it is being closed: the next opening clears
                self._clearing.submit(self._clear, name)

    def _clear(self, name: str) -> None:
        """Has a generation that was replaced go: its folder, and its text in SQLite's log."""
        try:
            with disk_errors(self._parts.data_dir):
                self._parts.generations.remove(name)
                self._parts.catalog.empty_log(wait=0)
        except StoreError as error:
            _log.debug("generation %s is left for the next writer: %s", name, error.message)

    def _repair(self, broken: Manifest | None, damage: StoreDamaged) -> bool:
        """Makes the index anew, unless the pointer has moved on from `broken`; whether it did."""
        with self._parts.catalog.reading() as rows:
            if broken is None or rows.live() != broken:
                return False
        _log.warning("%s It is made anew from the catalog.", damage.message)
        parts = self._parts
        with parts.held("repair", wait=_REPAIR_WAIT), Writer.of(parts) as writer:
            return writer.repair(broken)
