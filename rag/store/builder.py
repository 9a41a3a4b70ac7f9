"""Builds the folder of a generation, and believes it only after verification.

Chroma's files do not survive a kill in the middle of a write, and a damaged index ends its process
with a signal. So the writing happens in a process that may die: whatever becomes of it, this one
goes on, and the folder is only used after the child has read it back and said what it found.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import StoreError
from rag.store.build import NOTHING_LOST, BuildOrder, BuildResult
from rag.store.child import ChildProcess
from rag.store.manifest import CHROMA_FILE
from rag.store.protocols import FloatArray
from rag.store.vectors import IndexBatch

RunBuild = Callable[[Path, BuildOrder, Iterable[IndexBatch]], BuildResult]


@dataclass(frozen=True, slots=True)
class Base:
    """A generation to start from, which stays as it is.

    `after`: the number of the last chunk that it has. `replaced`: ids of its rows whose text the
    new one has not; `gone`: those of them that it has not at all. `dead`: how many deleted rows the
    new one's graph will hold. `known`: vectors (n, dimension) of rows that stay.
    """

    folder: Path
    after: int
    replaced: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    dead: int = 0
    known: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class IndexBuilder:
    """Makes generations; `run` does the part that may end its process."""

    run: RunBuild = field(default_factory=ChildProcess)

    @contextmanager
    def begun(self, folder: Path) -> Iterator[None]:
        """Has the process that is to build `folder` in the block load what it needs from now on."""
        if not isinstance(self.run, ChildProcess):
            yield
            return
        try:
            self.run.begin(folder)
            yield
        finally:
            self.run.let_go()

    def build(
        self, folder: Path, base: Base | None, batches: Iterable[IndexBatch], count: int | None
    ) -> None:
        """Makes `folder`, from `base` where given, with the batches added: `count` rows in all, or
        as many as come, in as much time as it takes.

        What is gone from `base` leaves no trace of its text, and no vector.

        What is there afterwards is sound and on the disk. `StoreError` if it did not come to that;
        then there is no folder.
        """
        try:
            folder.mkdir(parents=True)
            if count != 0:
                order = BuildOrder(extend=False, count=count)
                if base is not None:
                    order = BuildOrder(True, count, base.gone, base.known)
                    batches = _copied_before(base, folder, batches)
                fault = self.run(folder, order, batches).fault(order)
                if fault:
                    raise StoreError(f"The new index is not usable: {fault}.", hint=NOTHING_LOST)
            _flush(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _copied_before(base: Base, folder: Path, batches: Iterable[IndexBatch]) -> Iterator[IndexBatch]:
    """The batches; asked for the first, fills the folder: the child is loading Chroma meanwhile."""
    _copy_generation(base, folder)
    yield from batches


def _copy_generation(base: Base, folder: Path) -> None:
    """Copies a generation that others may be reading: opening one writes a row to its SQLite file,
    which is therefore copied by SQLite; the other files never change. What Chroma has deleted, it
    has only marked as free, and a page keeps copies of rows that have moved to another. `VACUUM`
    copies none of that, so what is replaced is overwritten before it, in a copy that then goes."""
    chroma, draft = folder / CHROMA_FILE, folder / f"{CHROMA_FILE}.draft"
    with closing(sqlite3.connect(base.folder / CHROMA_FILE, isolation_level=None)) as source:
        if not base.replaced:
            _vacuum_into(source, chroma)
        else:
            with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
                copy.execute("PRAGMA synchronous = OFF")
                source.backup(copy)
                _blank(copy, base.replaced)
                _vacuum_into(copy, chroma)
            draft.unlink()
    unlike = shutil.ignore_patterns(f"{CHROMA_FILE}*")
    shutil.copytree(base.folder, folder, ignore=unlike, dirs_exist_ok=True)


def _vacuum_into(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("VACUUM INTO ?", (str(path),))


def _blank(copy: sqlite3.Connection, replaced: Sequence[str]) -> None:
    """Overwrites the text of rows that Chroma is to delete or to replace. It would leave it in free
    pages, and in the memory of the process that then writes HNSW's files, which keep some of it.

    Chroma's queue still has what was written last: all of it, text and vector, though it is long in
    the tables. Only its number counts, so the row stays and is emptied.
    """
    copy.execute("PRAGMA journal_mode = OFF")  # who fails here leaves no folder behind
    copy.execute("BEGIN")
    copy.executemany(
        "UPDATE embedding_metadata SET string_value = '' WHERE string_value IS NOT NULL "
        "AND id IN (SELECT id FROM embeddings WHERE embedding_id = ? AND segment_id IN "
        "(SELECT id FROM segments))",
        ((name,) for name in replaced),
    )
    copy.execute("UPDATE embeddings_queue SET metadata = '{}' WHERE metadata IS NOT NULL")
    copy.execute(
        "UPDATE embeddings_queue SET vector = zeroblob(length(vector)) WHERE vector IS NOT NULL"
    )
    copy.execute("COMMIT")


def _flush(folder: Path) -> None:
    """Asks the system to have the folder on disk before the catalog points to it."""
    if os.name != "posix":
        return  # elsewhere folders cannot be flushed, and the manifest finds what was lost
    for path in [*folder.rglob("*"), folder, folder.parent]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
