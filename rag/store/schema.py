"""The tables of the catalog, and how a connection to them is set up."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from filelock import FileLock

from rag.errors import StoreError

SCHEMA_VERSION = 1
"""Kept in SQLite's `user_version`. A catalog with a higher one was made by a later Footnote."""

BUSY_SECONDS = 5.0
"""How long a statement waits for another connection that writes."""

# `chunks` is also the content of `chunks_fts`: the triggers keep the two in step, whoever deletes,
# and the text is not stored once more. `heading` is what a search text says before the chunk's own
# text; with `verbatim` = 0 it is the whole search text. `vectors` are shared by equal search texts.
_TABLES = """
CREATE TABLE documents (
    id           TEXT PRIMARY KEY,
    title        TEXT NOT NULL,
    source       TEXT NOT NULL,
    media_type   TEXT NOT NULL,
    text         TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    record_hash  BLOB NOT NULL
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
    vector    BLOB NOT NULL
);
CREATE UNIQUE INDEX vectors_by_text_hash ON vectors(text_hash, embedder);
CREATE TABLE sources (
    source       TEXT PRIMARY KEY,
    document_id  TEXT NOT NULL UNIQUE REFERENCES documents(id) ON DELETE CASCADE,
    content_hash TEXT NOT NULL,
    size         INTEGER NOT NULL,
    mtime_ns     INTEGER NOT NULL,
    chunking     TEXT NOT NULL
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


def connect(path: Path) -> sqlite3.Connection:
    """A connection with every setting the catalog relies on; transactions are begun by hand.

    `synchronous` is FULL: the old generation of the index is deleted right after the pointer to the
    new one is committed, so that commit must be on the disk, not on its way there. `secure_delete`
    overwrites what is deleted with zeros; temporary tables stay in memory for the same reason.
    """
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
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
    """Makes the catalog if it is not there; refuses one of a later version with `StoreError`.

    Two processes may arrive at once: what they would both do is done under a lock of its own.
    """
    connection = connect(path)
    try:
        if _version(connection, path) == SCHEMA_VERSION:
            return
        with FileLock(lock_path, timeout=BUSY_SECONDS):
            if _version(connection, path) == SCHEMA_VERSION:
                return
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(
                f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            )
    finally:
        connection.close()


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{path} was made by a later version of Footnote (layout {version}; "
            f"this one reads {SCHEMA_VERSION}).",
            hint="Upgrade Footnote, or point RAG_DATA_DIR at another folder.",
        )
    return version
