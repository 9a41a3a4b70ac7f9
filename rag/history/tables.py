"""The tables of the file of conversations."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from typing import Any

from rag import damage

SCHEMA_VERSION = 1
"""Kept in SQLite's `user_version`. A file with a higher one was made by a later Footnote."""

_TABLES = """
CREATE TABLE conversations (
    id      TEXT PRIMARY KEY,
    title   TEXT NOT NULL,
    created TEXT NOT NULL,
    changed TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE turns (
    id           TEXT PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    position     INTEGER NOT NULL,
    asked        TEXT NOT NULL,
    question     TEXT NOT NULL,
    ending       TEXT NOT NULL,
    text         TEXT NOT NULL,
    who          TEXT NOT NULL,
    place        TEXT NOT NULL,
    model        TEXT NOT NULL,
    scope        TEXT NOT NULL,
    within       TEXT NOT NULL,
    answer       BLOB NOT NULL,
    words        TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX turns_by_conversation ON turns(conversation, position);
"""


def make(connection: sqlite3.Connection) -> None:
    """Make them in an empty file."""
    for statement in _TABLES.split(";"):
        connection.execute(statement)


@cache
def layout() -> frozenset[tuple[Any, ...]]:
    """What SQLite says of them, as `rag.damage.layout` reads it."""
    with closing(damage.connect(":memory:")) as connection:
        make(connection)
        return damage.layout(connection)
