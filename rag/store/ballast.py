"""A reserve file, deleted when the disk is full, so that there is room to read and delete.

SQLite and Chroma write a little when a database is opened, and so does whoever deletes something or
empties SQLite's log. So a file of no use lies in the data folder. It is taken in before anything is
written that needs room, and thrown overboard as soon as the disk is found full: before a catalog is
opened, before anything is written, and after.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

_BYTES = 1_000_000


class Ballast:
    """The reserve of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "reserve"

    def take_in(self) -> None:
        """Before anything is written that needs room. `OSError` where there is none for it."""
        if self._path.exists():
            return
        if shutil.disk_usage(self._path.parent).free < 2 * _BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
        self._path.write_bytes(bytes(_BYTES))

    def throw_out(self) -> None:
        """If the disk is full."""
        with suppress(OSError):
            if shutil.disk_usage(self._path.parent).free < _BYTES:
                self._path.unlink(missing_ok=True)
