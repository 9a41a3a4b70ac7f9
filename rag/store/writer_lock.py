"""One writer at a time: a file lock, and beside it a note of who holds it."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import StoreBusy

NOTE = "a note"
"""The purpose of one who writes a row or two, and is soon done."""

CHECK = "a check of the catalog"
"""The purpose of one who opens the folder, and finds what it must look at: soon done, too."""

_PAUSE = 0.05  # seconds between two looks at who holds the lock
_UNNAMED = 0.2  # seconds that a holder may take to leave its note


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes. `since` is in UTC, to the second."""

    pid: int
    purpose: str
    since: str

    def __str__(self) -> str:
        return f"{self.purpose} (process {self.pid}, since {self.since})"


class WriterLock:
    """Excludes other processes and, within this one, other threads.

    The operating system drops the lock when its process ends, however it ends. The note can
    survive a killed process, so it is believed only while somebody does hold the lock.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "writer.lock"
        self._note = folder / "writer.json"

    @contextmanager
    def hold(
        self, purpose: str, *, wait: float = 0.0, wait_for_notes: float = 0.0
    ) -> Iterator[None]:
        """Holds the lock for the block; `StoreBusy` if it is not free within `wait` seconds, or
        within `wait_for_notes` while nobody has it but for a `NOTE` or a `CHECK`."""
        lock = FileLock(self._path, timeout=wait, thread_local=False)
        started = time.monotonic()
        while True:
            try:
                lock.acquire()
                break
            except Timeout:
                waited = time.monotonic() - started
                if waited >= min(wait_for_notes, self._brief()):
                    raise self._busy() from None
            time.sleep(_PAUSE)
        try:
            self._write_note(Holder(os.getpid(), purpose, _now()))
            yield
        finally:
            try:
                self._note.unlink(missing_ok=True)
            finally:
                lock.release()

    def holder(self) -> Holder | None:
        """Whoever the note names, if that process is still there."""
        try:
            holder = Holder(**json.loads(self._note.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return holder if isinstance(holder.pid, int) and _is_running(holder.pid) else None

    def left_behind(self) -> bool:
        """Is there a note of a writer that was killed?"""
        return self._note.exists() and self.holder() is None

    def _brief(self) -> float:
        """Seconds that whoever has the lock now may be waited for, as it is soon done."""
        holder = self.holder()
        if holder is None:
            return _UNNAMED
        return math.inf if holder.purpose in (NOTE, CHECK) else 0.0

    def _busy(self) -> StoreBusy:
        holder = self.holder()
        who = str(holder) if holder else "another process"
        return StoreBusy(
            f"The data folder {self._path.parent.parent} is being written to by {who}.",
            hint="Wait until it is done, or end that process; reading goes on meanwhile.",
        )

    def _write_note(self, holder: Holder) -> None:
        """In one step, so that nobody reads half a note. A draft that a killed writer has left is
        the next one's: only who holds the lock writes it."""
        draft = self._note.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(holder)), encoding="utf-8")
        draft.replace(self._note)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _is_running(pid: int) -> bool:
    """Whether there is a process of this id; where that cannot be asked, yes."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
