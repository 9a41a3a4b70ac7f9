"""Mends a data folder: what can be made from the rest is made anew, what cannot is let go of.

The catalog is moved aside where it is beyond that, and never deleted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from rag.damage import Damage
from rag.errors import StoreDamaged
from rag.store.builder import IndexBuilder
from rag.store.disk import disk_errors
from rag.store.examination import Fault
from rag.store.manifest import Manifest
from rag.store.parts import CATALOG, Parts
from rag.store.protocols import Embedder
from rag.store.stored_text import from_stored
from rag.store.transaction import Transaction
from rag.store.writer import Writer

_FOR_THE_INDEX = ("document", "vector", "index")
"""What the index is made anew after."""

_SYNC = "The next sync reads the documents again."


def repair(data_dir: Path, embedder: Embedder, builder: IndexBuilder | None = None) -> list[str]:
    """Mends what is in the data folder; what was done, in sentences: none if all is well.

    Loads the embedder only where vectors have to be made. `StoreBusy` while another writes,
    `StoreError` for a catalog of a later version or a folder that cannot be used.
    """
    data_dir = data_dir.expanduser().absolute()
    told: list[str] = []
    try:
        parts = Parts.find(data_dir, embedder, builder)
    except StoreDamaged:
        told.append(_move_aside(data_dir))
        parts = Parts.find(data_dir, embedder, builder)
    try:
        with disk_errors(data_dir):
            left = parts.lock.left_behind()
            with parts.lock.hold("repair"):
                parts.seal.take_off()
                told += _repaired(parts)
            if left:
                told.append("The note of a writer that is no more was removed.")
    finally:
        parts.catalog.close()
        parts.generations.close()
    return told


def _repaired(parts: Parts) -> Iterator[str]:
    """With the lock: the catalog, then the index, then what lies about."""
    faults = parts.catalog.examine()
    dropped = 0
    if faults:
        mended = _mended(parts, faults)
        after = parts.catalog.examine()
        if any(fault.where != "index" for fault in after):
            parts.catalog.close()
            yield _move_aside(parts.data_dir)
            parts = Parts.find(parts.data_dir, parts.embedder, parts.builder)
        else:
            dropped = sum(fault.where in _FOR_THE_INDEX for fault in (*faults, *after))
            yield from mended
            _name_index(parts)
    with parts.catalog.reading() as rows:
        live = rows.live()
    left = parts.generations.leftovers(live.name if live else "")
    parts.tidy()
    if left:
        yield f"Removed what interrupted syncs have left: {len(left)} index folders."
    if live is not None:
        wrong = parts.generations.fault(live)
        if dropped or wrong:
            yield _index(parts, wrong)
    parts.put_seal_on()


def _name_index(parts: Parts) -> None:
    """Has the catalog name an index that is to be made, where it names none that can be read."""
    with parts.catalog.writing() as rows:
        count = rows.chunk_count()
        try:
            live = rows.live()
        except Damage:
            live = None
        if count and (live is None or not live.count):
            name = parts.generations.new_name()
            rows.set_live(Manifest(name, parts.fingerprint(), count))


def _index(parts: Parts, wrong: str) -> str:
    """Makes the index anew."""
    with parts.catalog.reading() as rows:
        live = rows.live()
    assert live is not None
    why = f"The index ({wrong or 'of other documents'}) "
    Writer(parts).repair(live)
    return f"{why}was made anew from the catalog."


def _mended(parts: Parts, faults: Sequence[Fault]) -> list[str]:
    """Drops rows that are not what was written, and makes anew what follows from the others."""
    told: list[str] = []
    with parts.catalog.bare() as connection, suppress(sqlite3.Error):
        if any(fault.where == "file" for fault in faults):
            connection.execute("REINDEX")
            told.append("The catalog's tables were indexed anew.")
            faults = parts.catalog.examine()
        connection.execute("BEGIN IMMEDIATE")
        for fault in faults:
            if fault.where == "vector":
                connection.execute("DELETE FROM vectors WHERE rowid = ?", (fault.key,))
                told.append(f"A vector was dropped ({fault.text}) and is computed again.")
            elif fault.where == "document":
                assert not isinstance(fault.key, int)
                _drop(connection, fault.key)
                told.append(f"{_name(fault.key)} was dropped: {fault.text}. {_SYNC}")
        changes = Transaction(connection)
        if any(fault.where == "ledger" for fault in faults):
            changes.mark_all_unread()
            told.append(f"What is noted of files was not what was written. {_SYNC}")
        changes.note_ledger()
        connection.execute("INSERT INTO chunks_fts (chunks_fts) VALUES ('rebuild')")
        if any(fault.where == "full-text table" for fault in faults):
            told.append("The full-text table was made anew.")
        connection.execute("COMMIT")
    return told


def _drop(connection: sqlite3.Connection, key: str | bytes) -> None:
    """A document with all that belongs to it; the ledger's row first, so that it is read again."""
    connection.execute("DELETE FROM sources WHERE document_id = ?", (key,))
    connection.execute("DELETE FROM documents WHERE id = ?", (key,))


def _name(key: str | bytes) -> str:
    return f"Document {from_stored(key)}" if isinstance(key, str) else "A document"


def _move_aside(data_dir: Path) -> str:
    """Moves the catalog's files to a folder beside them."""
    aside = data_dir / f"damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    with disk_errors(data_dir):
        aside.mkdir()
        for path in data_dir.glob(f"{CATALOG}*"):
            path.rename(aside / path.name)
    return (
        f"The catalog was beyond repair and was moved to {aside}. {_SYNC} It knows nothing "
        "of folders that you added and documents that you left out: add them, or leave them out, "
        "again. What was indexed is in the folder of the old one, whatever you delete from now on: "
        "delete it when you need it no longer."
    )
