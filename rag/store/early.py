"""The first generation of a store, written while its texts are still being embedded.

Embedding takes most of a first sync, and the index can be written beside it. What is published in
the end must be the records that were added, all of them and in this order; else the generation is
thrown away, and made from the catalog as any other.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue

from rag.errors import StoreError
from rag.store.child import ChildProcess
from rag.store.manifest import IndexedWith, Manifest, seal
from rag.store.parts import Parts
from rag.store.records import Record
from rag.store.stored_text import text_hash
from rag.store.vectors import MOST_ROWS, IndexBatch, IndexRow
from rag.store.view import View

_log = logging.getLogger(__name__)

_ROWS = 512
"""Rows sent at a time, about: small batches cost Chroma more, large ones leave more for the end."""


class _Abandoned(StoreError):
    """The generation is not wanted any more."""


_Coming = SimpleQueue[IndexBatch | StoreError | None]
"""What is to be built: ends with None, or with an error."""


@dataclass(slots=True)
class _Build:
    """A build in another thread: what was added to it, and how much of that was sent."""

    name: str
    coming: _Coming
    thread: ThreadPoolExecutor
    built: Future[None]
    records: list[Record] = field(default_factory=list)
    waiting: list[tuple[IndexRow, bytes]] = field(default_factory=list)
    sent: int = 0


class EarlyIndex:
    """At most one build of a first generation. For one thread, which must `drop` it in the end."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._build: _Build | None = None
        run = parts.builder.run
        self._child = run if isinstance(run, ChildProcess) else None

    def __bool__(self) -> bool:
        """Is there a build?"""
        return self._build is not None

    def begin(self) -> None:
        """Starts the process that builds, which takes a second to load Chroma.

        Does nothing where there is something in the catalog: what is added to that is less than
        what an index made anew would have to hold.
        """
        parts = self._parts
        if self._build is not None or self._child is None:
            return
        with parts.reading() as rows:
            if rows.chunk_count():
                return
        name, coming = parts.generations.new_name(), _Coming()
        thread = ThreadPoolExecutor(1, thread_name_prefix="early")
        folder, batches = parts.generations.path(name), _batches(coming)
        built = thread.submit(parts.builder.build, folder, None, batches, None)
        self._build = _Build(name, coming, thread, built)

    def add(self, records: Sequence[Record]) -> None:
        """Has the rows of these records written; each of their search texts has its vector."""
        build = self._build
        if build is None:
            return
        if build.built.done():  # before its last row: it has failed, and nobody takes what is sent
            self._give_up(build.built.exception())
            return
        build.records += records
        build.waiting += [
            (IndexRow(chunk, record.document.source), text_hash(text))
            for record in records
            for chunk, text in zip(record.chunks, record.search_texts, strict=True)
        ]
        if len(build.waiting) >= _ROWS:
            with self._parts.reading() as rows:
                self._send(build, rows)

    def is_of(self, records: Sequence[Record]) -> bool:
        """Are these the records that were added, with a row at least?"""
        build = self._build
        return (
            build is not None
            and bool(build.sent or build.waiting)
            and len(build.records) == len(records)
            and all(one is other for one, other in zip(build.records, records, strict=True))
        )

    def end(self, rows: View) -> None:
        """There is nothing more to add: the last rows are sent."""
        if self._build is not None:
            self._send(self._build, rows)
            self._build.coming.put(None)

    def manifest(self, count: int) -> Manifest | None:
        """The generation, which must have `count` rows, once it is whole; None if it did not come
        to that, which is logged."""
        build, parts = self._build, self._parts
        if build is None or self._child is None:
            return None
        folder, vectors = parts.generations.path(build.name), IndexedWith.of(parts.embedder)
        try:
            build.built.result(self._child.limit(count))
        except (StoreError, TimeoutError) as error:
            self._give_up(error)
            return None
        if build.sent != count:
            self._give_up(f"it has {build.sent} rows in place of {count}")
            return None
        build.thread.shutdown()
        self._build = None
        return seal(folder, build.name, vectors.stamp(), count, vectors.name)

    def drop(self) -> None:
        """Ends a build that nobody has asked for, and leaves nothing of it."""
        build, self._build = self._build, None
        if build is None:
            return
        folder = self._parts.generations.path(build.name)
        build.coming.put(_Abandoned("The index is not wanted any more."))
        if self._child is not None:
            self._child.end(folder)
        build.thread.shutdown()
        shutil.rmtree(folder, ignore_errors=True)

    def _give_up(self, why: object) -> None:
        """The index will be made from the catalog."""
        _log.warning("the index was not written while texts were embedded: %s", why)
        self.drop()

    def _send(self, build: _Build, rows: View) -> None:
        """Hands over what waits, with its vectors."""
        embedder = self._parts.embedder
        for first in range(0, len(build.waiting), MOST_ROWS):
            part = build.waiting[first : first + MOST_ROWS]
            keys = [key for _, key in part]
            vectors = rows.vectors(keys, embedder.fingerprint, embedder.dimension)
            build.coming.put(IndexBatch(tuple(row for row, _ in part), vectors))
            build.sent += len(part)
        build.waiting = []


def _batches(coming: _Coming) -> Iterator[IndexBatch]:
    """What comes, until there is no more."""
    while (one := coming.get()) is not None:
        if isinstance(one, StoreError):
            raise one
        yield one
