"""Repairs a data folder: rebuilds what can be made from the rest, lets go of what cannot.

The catalog is moved aside where it is beyond that, and never deleted.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rag.damage import Damage, code_of, is_damage, is_full
from rag.errors import StoreDamaged, StoreError
from rag.store.ballast import Ballast
from rag.store.builder import IndexBuilder
from rag.store.disk import disk_errors
from rag.store.examination import Fault
from rag.store.manifest import Manifest
from rag.store.parts import Parts
from rag.store.protocols import Embedder
from rag.store.salvage import salvage
from rag.store.schema import CATALOG
from rag.store.stored_text import from_stored
from rag.store.transaction import Transaction
from rag.store.writer import Writer
from rag.store.writer_lock import WriterLock

_FOR_THE_INDEX = ("document", "vector", "index")
"""What the index is made anew after."""

_TIMES = 2
"""The room that it takes, in catalogs: SQLite's log of what is written anew, and an index."""

_SYNC = "The next sync reads the documents again."


def repair(data_dir: Path, embedder: Embedder, builder: IndexBuilder | None = None) -> list[str]:
    """Mends what is in the data folder; what was done, in sentences: none if all is well.

    Loads the embedder only where vectors have to be made. `StoreBusy` while another writes,
    `StoreError` for a catalog of a later version, a folder that cannot be used, or a disk without
    the room that it takes: the catalog is where it was then.
    """
    data_dir = data_dir.expanduser().absolute()
    find = partial(Parts.find, data_dir, embedder, builder)
    locks = data_dir / "locks"
    with _told_of_room(data_dir), disk_errors(data_dir):
        Ballast(data_dir).throw_out()
        locks.mkdir(parents=True, exist_ok=True)
        lock = WriterLock(locks)
        left = lock.left_behind()
        with lock.hold("repair"):
            told = _repaired(find, data_dir)
    if left:
        told.append("The note of a writer that is no more was removed.")
    return told


@contextmanager
def _told_of_room(data_dir: Path) -> Iterator[None]:
    """Says how much room it takes, where there is none."""
    try:
        yield
    except StoreError as error:
        if not is_full(error.__cause__):
            raise
        size = (data_dir / CATALOG).stat().st_size
        raise StoreError(
            f"Mending the catalog in {data_dir} takes up to {_megabytes(_TIMES * size)} of room, "
            f"and its disk has {_megabytes(shutil.disk_usage(data_dir).free)}; "
            "the catalog is where it was.",
            hint="Make that much room, and run `rag doctor --repair` again.",
        ) from error


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _repaired(find: Callable[[], Parts], data_dir: Path) -> list[str]:
    """With the lock: the catalog, then the index, then what lies about."""
    told: list[str] = []
    try:
        parts = find()
    except StoreDamaged:
        parts = _begun_anew(find, data_dir, told)
    try:
        parts.seal.take_off()
        dropped = _catalog(parts, told)
        if dropped is None:
            parts.catalog.close()
            parts = _begun_anew(find, data_dir, told)
        _around(parts, told, bool(dropped))
    finally:
        parts.catalog.close()
        parts.generations.close()
    return told


def _catalog(parts: Parts, told: list[str]) -> int | None:
    """Mends the catalog. How much was dropped that the index was made of; None where the catalog is
    beyond that."""
    faults = parts.catalog.examine()
    if not faults:
        return 0
    mended = _mended(parts, faults)
    after = parts.catalog.examine()
    if any(fault.where != "index" for fault in after):
        return None
    told += mended
    _name_index(parts)
    return sum(fault.where in _FOR_THE_INDEX for fault in (*faults, *after))


def _around(parts: Parts, told: list[str], is_other: bool) -> None:
    """Clears what lies about, and makes the index anew where the catalog `is_other`, or it is
    wrong itself."""
    with parts.catalog.reading() as rows:
        live = rows.live()
    left = parts.generations.leftovers(live.name if live else "")
    parts.tidy()
    if left:
        told.append(f"Removed what interrupted syncs have left: {len(left)} index folders.")
    if live is not None:
        wrong = parts.generations.fault(live)
        if is_other or wrong:
            told.append(_index(parts, wrong))
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
    with Writer.of(parts) as writer:
        writer.repair(live)
    return f"{why}was made anew from the catalog."


def _mended(parts: Parts, faults: Sequence[Fault]) -> list[str]:
    """Drops rows that are not what was written, and makes anew what follows from the others.

    What stays faulty is beyond that. Raises `sqlite3.Error` where it is not the file that was in
    the way, but its disk or another process.
    """
    told: list[str] = []
    try:
        with parts.catalog.bare() as connection:
            if any(fault.where == "file" for fault in faults):
                connection.execute("REINDEX")
                told.append("The catalog's tables were indexed anew.")
                faults = parts.catalog.examine()
            connection.execute("BEGIN IMMEDIATE")
            told += _rows_mended(connection, faults)
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        if not _is_of_the_file(error, faults):
            raise
    return told


def _is_of_the_file(error: sqlite3.Error, faults: Sequence[Fault]) -> bool:
    """Is what is stored in the way of mending it?"""
    if is_damage(error) or code_of(error) == sqlite3.SQLITE_CONSTRAINT:
        return True
    torn = any(fault.where in ("file", "full-text table") for fault in faults)
    return torn and code_of(error) in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_READONLY)


def _rows_mended(connection: sqlite3.Connection, faults: Sequence[Fault]) -> Iterator[str]:
    """Within a transaction: what was dropped or made anew, in sentences."""
    for fault in faults:
        if fault.where == "vector":
            connection.execute("DELETE FROM vectors WHERE rowid = ?", (fault.key,))
            yield f"A vector was dropped ({fault.text}) and is computed again."
        elif fault.where == "document":
            assert not isinstance(fault.key, int)
            _drop(connection, fault.key)
            yield f"{_name(fault.key)} was dropped: {fault.text}. {_SYNC}"
    changes = Transaction(connection)
    if any(fault.where == "ledger" for fault in faults):
        changes.mark_all_unread()
        yield f"What is noted of files was not what was written. {_SYNC}"
    changes.note_ledger()
    connection.execute("INSERT INTO chunks_fts (chunks_fts) VALUES ('rebuild')")
    if any(fault.where == "full-text table" for fault in faults):
        yield "The full-text table was made anew."


def _drop(connection: sqlite3.Connection, key: str | bytes) -> None:
    """A document with all that belongs to it; the ledger's row first, so that it is read again."""
    connection.execute("DELETE FROM sources WHERE document_id = ?", (key,))
    connection.execute("DELETE FROM documents WHERE id = ?", (key,))


def _name(key: str | bytes) -> str:
    return f"Document {from_stored(key)}" if isinstance(key, str) else "A document"


def _begun_anew(find: Callable[[], Parts], data_dir: Path, told: list[str]) -> Parts:
    """Moves the catalog's files to a folder beside them, and makes a new one, which knows what can
    still be read of folders and exclusions. Where there is no room for that, all is as it was."""
    aside = data_dir / f"damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    aside.mkdir()
    _move(data_dir, aside)
    try:
        parts = find()
        try:
            salvaged = salvage(aside / CATALOG)
            with parts.catalog.writing() as rows:
                rows.revise(lambda _: salvaged.holdings)
        except BaseException:
            parts.catalog.close()
            raise
    except BaseException:
        for path in data_dir.glob(f"{CATALOG}*"):
            path.unlink()
        _move(aside, data_dir)
        aside.rmdir()
        raise
    told.append(f"The catalog was beyond repair and was moved to {aside}. {_SYNC}")
    if words := str(salvaged):
        told.append(words)
    told.append(
        "What was indexed is in the folder of the old one, whatever you delete from now on: delete "
        "it when you need it no longer."
    )
    return parts


def _move(before: Path, after: Path) -> None:
    """The catalog's files, from folder to folder."""
    for path in before.glob(f"{CATALOG}*"):
        path.rename(after / path.name)
