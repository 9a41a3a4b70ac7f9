"""Disk and database errors become `StoreError`, here and nowhere else in the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.damage import code_of, is_damage, is_other
from rag.errors import StoreBusy, StoreDamaged, StoreError
from rag.store.schema import CATALOG, layout

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
MEND = (
    "Run `rag doctor --repair`: what it cannot mend it moves aside, and the next sync makes it "
    "anew from your documents."
)


@contextmanager
def disk_errors(data_dir: Path) -> Iterator[None]:
    """Turns what SQLite and the operating system raise inside the block into `StoreError`s."""
    try:
        yield
    except sqlite3.Error as error:
        raise _from_sqlite(error, data_dir) from error
    except OSError as error:
        why = error.strerror or str(error) or type(error).__name__
        raise StoreError(
            f"The data folder {data_dir} cannot be used: {why}.",
            hint="Point RAG_DATA_DIR at a folder that you can write to, on a disk with room.",
        ) from error


def _from_sqlite(error: sqlite3.Error, data_dir: Path) -> StoreError:
    if is_damage(error) or is_other(error, data_dir / CATALOG, layout()):
        return StoreDamaged(
            f"The catalog in {data_dir} is damaged: {error}.",
            hint=MEND,
        )
    if code_of(error) in _BUSY:
        return StoreBusy(
            f"The catalog in {data_dir} is locked by another process.",
            hint="Try again when that process is done, or point RAG_DATA_DIR at another folder.",
        )
    if code_of(error) == sqlite3.SQLITE_ERROR:
        return StoreError(
            f"The catalog in {data_dir} was asked for something that it does not know: {error}.",
            hint="That is a fault of Footnote's, not of your documents.",
        )
    return StoreError(
        f"The catalog in {data_dir} cannot be used: {error}.",
        hint="Check that the disk has room and that you may write to RAG_DATA_DIR.",
    )
