"""The SHA-256 of a file."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

_STEP = 2**24
"""Bytes at a time, of a model's 90 MB: after each step this thread waits for its turn, five
milliseconds while another imports something. `hashlib.file_digest` makes 350 steps of it."""


def digest_of(path: Path) -> str:
    """Of the file as it is, in hexadecimal digits; `OSError` where it cannot be read."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        room = memoryview(bytearray(min(_STEP, os.fstat(file.fileno()).st_size + 1)))
        while count := file.readinto(room):
            digest.update(room[:count])
    return digest.hexdigest()


def known_digest_of(path: Path) -> str:
    """Likewise, but read once for each size and time of its last change."""
    state = path.stat()
    return _known(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=256)
def _known(path: Path, size: int, mtime_ns: int) -> str:
    del size, mtime_ns  # they tell it from what was read before
    return digest_of(path)
