"""Checks every row of a catalog: is it what was written?

SQLite checks its own structure; texts are checked against the hashes that were stored with them,
the full-text table against the texts, vectors by their checksums and their length.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal
from zlib import crc32

import numpy as np

from rag import damage
from rag.damage import code_of, differs, is_damage, read
from rag.store.hashing import is_as_written
from rag.store.ledger import LEDGER, is_ledger_as_written
from rag.store.records import SourceState
from rag.store.rows import kept_shelf_of
from rag.store.schema import layout
from rag.store.stored_text import from_stored
from rag.store.view import View

_UNIT = 1e-3
"""How far from 1 the length of a vector may be; embedders give unit rows in single precision."""

_UNKNOWN = -1
"""The checksum of a vector that was kept before there were any."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `where`: the file itself, the ledger or the holdings, what the index
    is made of, the full-text table, a document (`key`: its id as stored), a vector (its row)."""

    where: Literal["file", "ledger", "index", "full-text table", "document", "vector"]
    text: str
    key: str | bytes | int = ""

    def __str__(self) -> str:
        return self.text if self.where == "file" else f"a {self.where}: {self.text}"


def examine(connection: sqlite3.Connection) -> tuple[Fault, ...]:
    """Everything that is wrong with a catalog; what follows from a damaged file is not listed.

    Needs a connection that may write, and writes nothing. `sqlite3.Error` for what is no damage.
    """
    try:
        return tuple(_file_faults(connection)) or (
            *_ledger_faults(connection),
            *_full_text_faults(connection),
            *_document_faults(connection),
            *_vector_faults(connection),
            *_index_faults(connection),
        )
    except sqlite3.Error as error:
        wrong = code_of(error) == sqlite3.SQLITE_ERROR and not differs(connection, layout())
        if wrong or not (is_damage(error) or code_of(error) == sqlite3.SQLITE_ERROR):
            raise
        return (Fault("file", str(error)),)


def _said(error: sqlite3.Error) -> str:
    """What an error says of the damage; raises one that is of another kind."""
    if not is_damage(error):
        raise error
    return str(error)


def _file_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    if _is_shut(connection):
        yield Fault("file", "it says that SQLite may only read it")
        return
    for (verdict,) in connection.execute("PRAGMA integrity_check(3)"):
        if verdict != "ok":
            yield Fault("file", str(verdict))
    if other := damage.layout(connection) ^ layout():
        yield Fault("file", f"its tables are other ones ({len(other)} differences)")
    for table, *_ in connection.execute("PRAGMA foreign_key_check"):
        yield Fault("file", f"a row of {table} belongs to nothing")


def _is_shut(connection: sqlite3.Connection) -> bool:
    """Does SQLite refuse to write, though the system does not? So it does to a file whose header
    names a later format (sqlite.org/fileformat2.html, 1.3.3)."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("DELETE FROM meta WHERE key = ''")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY:
            raise
        return os.access(connection.execute("PRAGMA database_list").fetchone()[2], os.W_OK)
    finally:
        connection.execute("ROLLBACK")
    return False


def _ledger_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """In one view: others may note something meanwhile, which does not take the writer's lock."""
    connection.execute("BEGIN")
    try:
        view = View(connection)
        view.holdings()
        noted = view.note(LEDGER)
        changed = noted is not None and not is_ledger_as_written(noted, connection)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    if changed:
        yield Fault("ledger", "it is not what was written")


def _full_text_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """FTS5 compares its index with the chunks. The command looks like a change; it is undone."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "INSERT INTO chunks_fts (chunks_fts, rank) VALUES ('integrity-check', 1)"
        )
    except sqlite3.DatabaseError as error:
        if code_of(error) != sqlite3.SQLITE_ERROR:  # SQLite knows the statement: it is FTS5's
            _said(error)
        yield Fault("full-text table", str(error))
    finally:
        connection.execute("ROLLBACK")


def _document_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Documents with their sections, chunks, search texts and place in the ledger."""
    hashes = connection.execute(
        "SELECT id, record_hash, collection, dated FROM documents"
    ).fetchall()
    ledger = {state.document_id: state for state in View(connection).sources().values()}
    for key, digest, collection, dated in hashes:
        try:
            name = read(from_stored, key)
            if name not in ledger:
                yield Fault("document", "it is not in the ledger", key)
            elif not read(partial(_is_as_written, connection, digest), ledger[name]):
                yield Fault("document", "it is not what was indexed", key)
            elif read(kept_shelf_of, (collection, dated)) != _shelf(ledger[name]):
                yield Fault("document", "its collection or date is not that of its source", key)
        except sqlite3.Error as error:
            yield Fault("document", _said(error), key)


def _shelf(state: SourceState) -> tuple[str, date | None]:
    return state.collection, state.date


def _is_as_written(connection: sqlite3.Connection, digest: bytes, state: SourceState) -> bool:
    return is_as_written(digest, View(connection).record(state))


def _vector_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    sizes: dict[str, int] = {}
    rows = connection.execute("SELECT rowid, embedder, vector, checksum FROM vectors")
    for row, embedder, blob, checksum in rows:
        if not isinstance(blob, bytes) or len(blob) % 4 or not blob:
            yield Fault("vector", "it has no such length", row)
            continue
        if sizes.setdefault(embedder, len(blob)) != len(blob):
            yield Fault("vector", "it has another length than the others", row)
            continue
        if checksum not in (_UNKNOWN, crc32(blob)):
            yield Fault("vector", "it is not what was embedded", row)
            continue
        length = float(np.linalg.norm(np.frombuffer(blob, dtype="<f4").astype(np.float64)))
        if not abs(length - 1) < _UNIT:
            yield Fault("vector", "it is not of length 1", row)


def _index_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """What names the index, and a vector for all that is in it. Both can be made anew."""
    view = View(connection)
    try:
        live = view.live()
    except sqlite3.Error as error:
        yield Fault("index", _said(error))
        return
    chunks = view.chunk_count()
    if chunks and (live is None or not live.count):
        yield Fault("index", f"none is named for {chunks} passages")
    elif live is not None:
        lacking = view.texts_without_vector(live.indexed_with.fingerprint, but=())
        if lacking:
            yield Fault("index", f"{len(lacking)} passages have no vector")
