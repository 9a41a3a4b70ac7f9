"""The tables of the catalog, and how a connection to them is set up."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from rag import damage
from rag.errors import StoreBusy, StoreError
from rag.store.hashing import FORMER

SCHEMA_VERSION = 5
"""Kept in SQLite's `user_version`. A catalog with a higher one was made by a later Footnote."""

CATALOG = "catalog.sqlite3"
"""The name of the catalog's file within the data folder."""

_NO_LAYOUT = 100
"""So many there will never be."""

BUSY_SECONDS = 5.0
"""How long a statement waits for another connection that writes."""

# `chunks` is also the content of `chunks_fts`: the triggers keep the two in step, whoever deletes,
# and the text is not stored once more. `heading` is what a search text says before the chunk's own
# text; with `verbatim` = 0 it is the whole search text. `vectors` are shared by equal search texts;
# `checksum` is the CRC-32 of a vector's bytes, -1 of those that were kept before there was one.
# `collection` and `dated` (ISO, "" if unknown) are what a scope goes by; what the document itself
# says of them is in `sources`, with the place and time that else decide.
_TABLES = """
CREATE TABLE documents (
    id           TEXT PRIMARY KEY,
    title        TEXT NOT NULL,
    source       TEXT NOT NULL,
    media_type   TEXT NOT NULL,
    text         TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    record_hash  BLOB NOT NULL,
    collection   TEXT NOT NULL DEFAULT '',
    dated        TEXT NOT NULL DEFAULT ''
);
CREATE TABLE sections (
    document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    start       INTEGER NOT NULL,
    end         INTEGER NOT NULL,
    label       TEXT NOT NULL,
    PRIMARY KEY (document_id, position)
) WITHOUT ROWID;
CREATE TABLE chunks (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    start       INTEGER NOT NULL,
    end         INTEGER NOT NULL,
    locator     TEXT NOT NULL,
    title       TEXT NOT NULL,
    heading     TEXT NOT NULL,
    text        TEXT NOT NULL,
    verbatim    INTEGER NOT NULL,
    text_hash   BLOB NOT NULL
);
CREATE INDEX chunks_by_document ON chunks(document_id);
CREATE INDEX chunks_by_text_hash ON chunks(text_hash);
CREATE TABLE vectors (
    text_hash BLOB NOT NULL,
    embedder  TEXT NOT NULL,
    vector    BLOB NOT NULL,
    checksum  INTEGER NOT NULL DEFAULT -1
);
CREATE UNIQUE INDEX vectors_by_text_hash ON vectors(text_hash, embedder);
CREATE TABLE sources (
    source       TEXT PRIMARY KEY,
    document_id  TEXT NOT NULL UNIQUE REFERENCES documents(id) ON DELETE CASCADE,
    content_hash TEXT NOT NULL,
    size         INTEGER NOT NULL,
    mtime_ns     INTEGER NOT NULL,
    chunking     TEXT NOT NULL,
    stated_collection TEXT NOT NULL DEFAULT '',
    stated_date       TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE VIRTUAL TABLE chunks_fts USING fts5(
    title, heading, text,
    content = 'chunks', content_rowid = 'number',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER chunks_added AFTER INSERT ON chunks BEGIN
    INSERT INTO chunks_fts (rowid, title, heading, text)
    VALUES (new.number, new.title, new.heading, new.text);
END;
CREATE TRIGGER chunks_deleted AFTER DELETE ON chunks BEGIN
    INSERT INTO chunks_fts (chunks_fts, rowid, title, heading, text)
    VALUES ('delete', old.number, old.title, old.heading, old.text);
END;
"""

_HOLDINGS = """
CREATE TABLE folders (
    path    TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    is_file INTEGER NOT NULL
);
CREATE TABLE excluded (
    source TEXT PRIMARY KEY
);
CREATE TABLE failures (
    source     TEXT PRIMARY KEY,
    reason     TEXT NOT NULL,
    size       INTEGER NOT NULL,
    mtime_ns   INTEGER NOT NULL,
    conditions TEXT NOT NULL
);
CREATE TABLE uploads (
    source TEXT PRIMARY KEY,
    name   TEXT NOT NULL
);
"""

_REMARKS = """
CREATE TABLE remarks (
    source     TEXT PRIMARY KEY,
    remark     TEXT NOT NULL,
    conditions TEXT NOT NULL
);
"""

# Layout 1 did not keep what a document says of its collection and date. What states none cannot be
# told apart, so every format that can is read once more by the next sync (`chunking` = ''), which
# finds the same chunks, embeds nothing, and keeps the index.
_FROM_1 = f"""
{_HOLDINGS}
ALTER TABLE documents ADD COLUMN collection TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN dated TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN stated_collection TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN stated_date TEXT NOT NULL DEFAULT '';
UPDATE documents SET
    collection = ifnull((
        SELECT substr(s.source, 1, instr(s.source, '/') - 1) FROM sources s
        WHERE s.document_id = documents.id AND instr(s.source, '/')), ''),
    dated = ifnull((
        SELECT date(s.mtime_ns / 1000000000, 'unixepoch') FROM sources s
        WHERE s.document_id = documents.id), '');
UPDATE sources SET chunking = '' WHERE document_id IN
    (SELECT id FROM documents WHERE media_type <> 'text/plain');
"""

# Layout 2 did not keep checksums of vectors: a byte changed in one was another vector.
_FROM_2 = "ALTER TABLE vectors ADD COLUMN checksum INTEGER NOT NULL DEFAULT -1;"

# Layout 3 did not keep what could not be read of a document that is indexed.
_FROM_3 = _REMARKS

# Layout 4 kept hashes that another Python may not give (`hashing.py`). Whoever looks them over next
# gives each document another one.
_FROM_4 = f"INSERT OR REPLACE INTO meta VALUES ('{FORMER}', 'yes');"

_STEPS = {
    0: _TABLES + _HOLDINGS + _REMARKS,
    1: _FROM_1 + _FROM_2 + _FROM_3 + _FROM_4,
    2: _FROM_2 + _FROM_3 + _FROM_4,
    3: _FROM_3 + _FROM_4,
    4: _FROM_4,
}
"""What brings a catalog of each layout to this one; 0 has nothing in it."""


@cache
def layout() -> frozenset[tuple[Any, ...]]:
    """The tables of this layout, as `rag.damage.layout` tells them."""
    with closing(damage.connect(":memory:")) as connection:
        connection.executescript(_STEPS[0])
        return damage.layout(connection)


def connect(path: Path) -> sqlite3.Connection:
    """A connection with every setting the catalog relies on; transactions are begun by hand.

    `synchronous` is FULL: the old generation of the index is deleted right after the pointer to the
    new one is committed, so that commit must be on the disk, not on its way there. `secure_delete`
    overwrites what is deleted with zeros; temporary tables stay in memory for the same reason.
    """
    connection = damage.connect(path, timeout=BUSY_SECONDS)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def prepare(path: Path, lock_path: Path) -> None:
    """Makes the catalog if it is not there, or brings it to this layout, losing nothing.

    Refuses one of a later version with `StoreError`. Two processes may arrive at once: what they
    would both do is done under a lock of its own, `StoreBusy` where that stays with the other one.
    """
    connection = connect(path)
    try:
        if _version(connection, path) == SCHEMA_VERSION:
            return
        with FileLock(lock_path, timeout=BUSY_SECONDS):
            version = _version(connection, path)
            if version == SCHEMA_VERSION:
                return
            connection.execute("PRAGMA journal_mode = WAL")
            steps = _STEPS[version]
            connection.executescript(
                f"BEGIN IMMEDIATE; {steps} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            )
    except sqlite3.OperationalError as error:
        if damage.code_of(error) != sqlite3.SQLITE_ERROR:
            raise
        raise damage.Damage(f"its tables are not those of its layout ({error})") from error
    except Timeout:
        raise StoreBusy(
            f"Another process is bringing the catalog {path} up to date.",
            hint="Try again when it is done.",
        ) from None
    finally:
        connection.close()


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if not 0 <= version < _NO_LAYOUT:
        raise damage.Damage(f"it has no layout {version}")
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{path} was made by a later version of Footnote (layout {version}; "
            f"this one reads {SCHEMA_VERSION}).",
            hint="Upgrade Footnote, or point RAG_DATA_DIR at another folder.",
        )
    return version
