"""The SHA-256 of a file."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path


def digest_of(path: Path) -> str:
    """Of the file as it is, in hexadecimal digits; `OSError` where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def known_digest_of(path: Path) -> str:
    """Likewise, but read once for each size and time of its last change."""
    state = path.stat()
    return _known(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=256)
def _known(path: Path, size: int, mtime_ns: int) -> str:
    del size, mtime_ns  # they tell it from what was read before
    return digest_of(path)
