"""A checksum of the catalog's file, which detects damage that SQLite does not look for.

SQLite keeps no checksum of its pages: a flipped byte in a text is simply another text. (Its log
has some.) So a writer takes the seal off before it changes anything and puts it on when it is done;
whoever opens a file that is not as sealed has it examined row by row first (`examination.py`).
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

_PIECE = 1 << 20
_SEAL_BYTES = 120


@dataclass(frozen=True, slots=True)
class _State:
    """The catalog's file: bytes, and their blake2b."""

    size: int
    digest: str


_Stamp = tuple[int, int, int]
"""The catalog's file: inode, bytes, time of the last change in nanoseconds."""


class CatalogSeal:
    """The seal of one catalog, a small file beside it."""

    def __init__(self, catalog: Path) -> None:
        self._catalog = catalog
        self._path = catalog.with_suffix(".seal")
        self._sound: tuple[_Stamp, _State] | None = None

    def holds(self) -> bool:
        """Is the file as it was when the last writer was done?"""
        try:
            sealed = _State(**json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return False
        stamp, state = self._stamp(), self._state()
        self._sound = (stamp, state) if sealed == state else None
        return sealed == state

    def take_off(self) -> None:
        """Before the first change."""
        self._write("")

    def put_on(self) -> None:
        """After the last change. `OSError` where it cannot be written.

        A file that nobody has written to since it was as sealed is not read again.
        """
        stamp = self._stamp()
        if self._sound is None or self._sound[0] != stamp:
            self._sound = (stamp, self._state())
        self._write(json.dumps(asdict(self._sound[1])))

    def _write(self, text: str) -> None:
        """In place and always of one size, so that a full disk has room for it. Half a seal, or one
        that is not on the disk yet, is none."""
        seal = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            os.write(seal, text.encode().ljust(_SEAL_BYTES))
        finally:
            os.close(seal)

    def _stamp(self) -> _Stamp:
        status = self._catalog.stat()
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _state(self) -> _State:
        """Reads the file in a process of its own: POSIX drops all locks that a process has on a
        file when it closes any descriptor of it, and SQLite relies on those it has
        (sqlite.org/howtocorrupt.html, 2.2)."""
        digest, size = hashlib.blake2b(digest_size=20), 0
        for piece in _posix_pieces(self._catalog) if os.name == "posix" else _pieces(self._catalog):
            digest.update(piece)
            size += len(piece)
        return _State(size, digest.hexdigest())


def _posix_pieces(path: Path) -> Iterator[bytes]:
    with subprocess.Popen(["cat", "--", path], stdout=subprocess.PIPE) as cat:
        assert cat.stdout is not None
        while piece := cat.stdout.read(_PIECE):
            yield piece
    if cat.returncode:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
