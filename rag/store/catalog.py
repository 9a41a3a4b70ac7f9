"""The catalog: one SQLite file that is the truth about documents, chunks, vectors and sources.

`Catalog` hands out readings (a consistent view that never waits for a writer) and writings (one
transaction: all of it or none). What they can say is in `view.py` and `transaction.py`.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rag.errors import StoreBusy, StoreError
from rag.store.examination import Fault, examine
from rag.store.manifest import Manifest
from rag.store.schema import BUSY_SECONDS, connect, prepare
from rag.store.transaction import Transaction
from rag.store.view import View


class Catalog:
    """Connections to one catalog file. Thread-safe; a reading or a writing belongs to one thread.

    Connections are lent and returned rather than kept a thread: an app that starts a thread for
    every click would otherwise leave one open behind each. One to a file that was moved aside since
    (a repair beside a running app) is not lent again: what it wrote there would be lost.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[_Connected] = []
        self._lock = threading.Lock()
        self._closed = False

    @classmethod
    def open(cls, path: Path, lock_path: Path) -> Catalog:
        """The catalog at `path`, made if there is none. `StoreError` for a later layout."""
        prepare(path, lock_path)
        return cls(path)

    @contextmanager
    def reading(self) -> Iterator[View]:
        """One view of everything, as it was when the block began."""
        with self._lent() as connection:
            connection.execute("BEGIN")
            try:
                reading = View(connection)
                reading.live()  # SQLite takes its view at the first read, not at BEGIN
                yield reading
            finally:
                if connection.in_transaction:  # SQLite ends it by itself where the disk fails
                    connection.execute("ROLLBACK")

    def live(self) -> Manifest | None:
        """The generation of the index that belongs to the rows, as of now."""
        with self._lent() as connection:
            return View(connection).live()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One transaction: committed when the block ends, undone when it raises.

        `StoreBusy` where the file was moved aside meanwhile: what was written went with it.
        """
        file = _identity(self._path)
        with self._lent() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(connection)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        if _identity(self._path) != file:
            raise StoreBusy("The catalog was moved aside by a repair meanwhile.", hint="Try again.")

    @contextmanager
    def adopting(self, other: Path) -> Iterator[Transaction]:
        """One transaction in which every row is that of another catalog of the same layout."""
        with closing(connect(self._path)) as connection:
            connection.execute("ATTACH ? AS adopted", (str(other),))
            connection.execute("BEGIN IMMEDIATE")
            try:
                transaction = Transaction(connection)
                transaction.adopt("adopted")
                yield transaction
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def empty_log(self, *, wait: float) -> bool:
        """Moves SQLite's log into the file and empties it, or gives up after `wait` seconds: while
        somebody writes, or reads what was before. Says whether it did."""
        with self._lent() as connection:
            connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
        return not busy

    def write_anew(self) -> None:
        """Rewrites the file without the copies that its pages keep of rows which have moved to
        another: `secure_delete` knows of none. Readers are in nobody's way. For the writer only.

        The scratch copy may be as large as the file, and is a file too: it holds nothing deleted.
        `sqlite3.Error` without room, or while somebody else writes; all is as it was then.
        """
        with self.bare() as connection:
            connection.execute("PRAGMA temp_store = FILE")
            connection.execute("VACUUM")

    def examine(self) -> tuple[Fault, ...]:
        """What is wrong with what is stored. For the writer only."""
        with self._lent() as connection:
            return examine(connection)

    @contextmanager
    def bare(self) -> Iterator[sqlite3.Connection]:
        """A connection for what is no reading and no writing: repairs, copies. Not used again."""
        with closing(connect(self._path)) as connection:
            yield connection

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def close(self) -> None:
        """Closes every connection; those on loan close when they come back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connected in idle:
            connected.connection.close()

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        connected = self._take()
        sound = False
        try:
            yield connected.connection
            sound = True
        finally:
            self._give_back(connected, keep=sound)

    def _take(self) -> _Connected:
        file = _identity(self._path)  # before it is opened: of two, the one that is distrusted
        while True:
            with self._lock:
                if self._closed:
                    raise StoreError("The store is closed.", hint="Open it again to go on.")
                if not self._idle:
                    break
                connected = self._idle.pop()
            if connected.file == file:
                return connected
            connected.connection.close()
        return _Connected(connect(self._path), file)

    def _give_back(self, connected: _Connected, *, keep: bool) -> None:
        with self._lock:
            if keep and not self._closed:
                self._idle.append(connected)
                return
        connected.connection.close()


@dataclass(frozen=True, slots=True)
class _Connected:
    """A connection, and which file it was made to."""

    connection: sqlite3.Connection
    file: tuple[int, int] | None


def _identity(path: Path) -> tuple[int, int] | None:
    """Tells one file from another of its name, without opening it: to close it again would take
    SQLite's locks on it away."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
