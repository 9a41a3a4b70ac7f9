"""The folders that hold the index, one a generation; who reads them, and when they may go.

A generation is written once, under a name never used again, and then only read. While a snapshot
reads one, its process holds a lock file named after it (`reader_lock.py`); a folder may go when it
is not live and every such lock file can be taken. A process that is killed drops its locks with
everything else.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import StoreDamaged
from rag.store.manifest import Manifest, fault
from rag.store.reader_lock import ReaderLock
from rag.store.vectors import VectorIndex

_log = logging.getLogger(__name__)


@dataclass
class _Opened:
    """A generation open in this process: how many snapshots use it, and the lock that is held
    meanwhile."""

    lock: ReaderLock
    index: VectorIndex | None = None
    users: int = 0

    def close(self) -> None:
        """Lets go of its files."""
        self.lock.remove()
        if self.index is not None:
            self.index.close()


class Generations:
    """All generations below one folder. Thread-safe."""

    def __init__(self, folder: Path, locks: Path) -> None:
        self._folder = folder
        self._locks = locks
        self._opened: dict[str, _Opened] = {}
        self._next = ""
        self._guard = threading.Lock()
        self._closed = False

    def path(self, name: str) -> Path:
        """The folder of a generation."""
        return self._folder / name

    def new_name(self) -> str:
        """A name that no generation has had: when it was made, to the second, and chance."""
        return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"

    def fault(self, manifest: Manifest) -> str:
        """What is wrong with a generation, in a few words; empty if nothing is."""
        return fault(manifest, self.path(manifest.name))

    def is_open(self, name: str) -> bool:
        """Is a generation open in this process, so that a lease takes no time?"""
        opened = self._opened.get(name)  # while one is being opened, nobody waits to know
        return opened is not None and opened.index is not None

    def lease(self, manifest: Manifest) -> VectorIndex:
        """The open index of a generation, whose folder stays until `release`.

        Checks it before it opens it. `StoreDamaged` if it is not as sealed; it was not opened then.
        """
        idle: list[_Opened] = []
        try:
            with self._guard:
                idle += self._idle(set(self._opened) - {manifest.name, self._next})
                return self._leased(manifest)
        finally:
            _close(idle)

    def prepare(self, manifest: Manifest) -> None:
        """Opens a generation that is about to be published, and searches it once.

        Opening takes as long as reading the folder: the first question after the publish would
        wait for that, and every other behind it. Where this process has none open, nobody waits
        and nothing is done. One that cannot be opened is left to the lease, which says why.
        """
        with self._guard:
            if self._closed or not self._opened or not manifest.count:
                return
        with ExitStack() as unless_kept:
            try:
                index = self._open(manifest)
                unless_kept.callback(index.close)
                index.warm_up(manifest.indexed_with.dimension)
            except StoreDamaged as damage:
                _log.warning("%s", damage.message)
                return
            with self._guard:
                if self._closed or manifest.name in self._opened:
                    return
                self._opened[manifest.name] = _Opened(self._lock_of(manifest.name), index)
                self._next = manifest.name
                unless_kept.pop_all()

    def release(self, name: str) -> None:
        """Ends one lease. The index stays open for the next one, its folder unprotected."""
        with self._guard:
            opened = self._opened[name]
            opened.users -= 1
            if not opened.users:
                opened.lock.release()
            idle = self._idle({name}) if self._closed else []
        _close(idle)

    def remove(self, name: str) -> bool:
        """Deletes a generation that is not live, unless somebody reads it; whether it is gone."""
        with self._guard:
            idle = self._idle({name})
        _close(idle)
        with self._guard:
            if name in self._opened or self._is_read(name):
                return False
            gone = self._set_aside(self.path(name))
        shutil.rmtree(gone, ignore_errors=True)  # a big one takes long, and nobody waits for it
        return not gone.exists()

    def sweep(self, live: str) -> None:
        """Deletes every generation but the live one that nobody reads. For the writer only: the
        generation under construction is not live either."""
        for name in self.leftovers(live):
            self.remove(name)
        for path in self._locks.glob("*.reader"):
            _take_away(path)

    def leftovers(self, live: str) -> list[str]:
        """Generations that are not live: under construction, still read, or left by the killed."""
        return [folder.name for folder in self._folder.glob("*") if folder.name != live]

    def close(self) -> None:
        """Closes what no snapshot uses now, and the rest with its last snapshot."""
        with self._guard:
            self._closed = True
            idle = self._idle(set(self._opened))
        _close(idle)

    def _leased(self, manifest: Manifest) -> VectorIndex:
        opened = self._opened.get(manifest.name)
        if opened is None:
            opened = self._opened[manifest.name] = _Opened(self._lock_of(manifest.name))
        try:
            opened.lock.acquire()
            if opened.index is None:
                opened.index = self._open(manifest)
        except BaseException:
            del self._opened[manifest.name]
            opened.close()
            raise
        opened.users += 1
        return opened.index

    def _open(self, manifest: Manifest) -> VectorIndex:
        wrong = self.fault(manifest)
        if wrong:
            raise StoreDamaged(f"The vector index {self.path(manifest.name)} is damaged: {wrong}.")
        return VectorIndex.open(self.path(manifest.name))

    def _idle(self, names: set[str]) -> list[_Opened]:
        """Those of the generations that no snapshot uses, no longer among the opened: to close."""
        idle = [name for name in names & set(self._opened) if not self._opened[name].users]
        return [self._opened.pop(name) for name in idle]

    def _set_aside(self, folder: Path) -> Path:
        """The folder under a name that no generation has, where the system lets it have one."""
        aside = folder.with_name(f"{folder.name}.gone")
        try:
            return folder.rename(aside)
        except OSError:
            return folder

    def _lock_of(self, name: str) -> ReaderLock:
        return ReaderLock(self._locks, name)

    def _is_read(self, name: str) -> bool:
        left = [_take_away(path) for path in self._locks.glob(f"{name}.*.reader")]
        return not all(left)


def _close(idle: Sequence[_Opened]) -> None:
    for opened in idle:
        opened.close()


def _take_away(path: Path) -> bool:
    """Removes the lock file of a reader that is no more; False if it is still held."""
    lock = FileLock(path, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return False
    return _let_go(lock)


def _let_go(lock: FileLock) -> bool:
    """Releases a lock that is held, and removes its file; False if somebody else has that open.

    The file goes first, so that nobody takes a lock on one that is about to go. A system that
    removes no open file (Windows) refuses that; it goes after then, unless it was opened meanwhile,
    which is refused as well.
    """
    path = Path(lock.lock_file)
    try:
        if _is_removed(path):
            return True
    finally:
        lock.release()
    return _is_removed(path)


def _is_removed(path: Path) -> bool:
    """Removes a file, if it is there; False if somebody has it open and the system minds."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return False
    return True
