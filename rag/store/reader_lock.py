"""A lock file that keeps a generation of the index on disk while somebody reads it.

It stays open between two readings, as the index does: to make and to remove a file takes a quarter
of a search. A writer may remove it then, so whoever locks it looks whether it is still there.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from filelock import lock_descriptor, unlock_descriptor

_PAUSE = 0.002  # seconds; a writer that looks at the file has it for less


class ReaderLock:
    """A lock file of its own in `folder`, for one generation. For one thread at a time."""

    def __init__(self, folder: Path, generation: str) -> None:
        self._path = folder / f"{generation}.{secrets.token_hex(4)}.reader"
        self._descriptor: int | None = None
        self.held = False

    def acquire(self) -> None:
        """Locks the file, made anew where it has been removed."""
        while not self.held:
            if self._descriptor is None:
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            lock_descriptor(self._descriptor, poll_interval=_PAUSE)
            self.held = os.fstat(self._descriptor).st_nlink > 0
            if not self.held:
                self._close()

    def release(self) -> None:
        """Unlocks it: the generation may go."""
        if self._descriptor is not None and self.held:
            unlock_descriptor(self._descriptor)
        self.held = False

    def remove(self) -> None:
        """Unlocks it and removes the file. Some systems remove none that is open: it goes last."""
        self.release()
        self._close()
        self._path.unlink(missing_ok=True)

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)
