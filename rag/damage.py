"""Damage of an SQLite file is one error, in whichever of its ways it shows.

SQLite looks at the structure of a file, not at what is written in it. So a changed byte can show as
an error code, as one of Python's errors (SQLite's own words hold bytes that are no text), as tables
that are not ours, or as a value that nobody wrote. `connect` and `read` make them `Damage`. A disk
that is full is none: `is_full`.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

_PRIMARY = 0xFF
"""The lowest byte of an extended result code is the primary one (sqlite.org/rescode.html)."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

_OF_FULL_TEXT = ("vtable constructor failed: ", "invalid fts5 file format")
"""What FTS5 says of its own tables, under the code of a statement that SQLite can make nothing of
(sqlite.org/src, ext/fts5/fts5_config.c)."""

_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)
_RAISED = (UnicodeDecodeError, sqlite3.OperationalError)


class Damage(sqlite3.DatabaseError):
    """The file is not what was written."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 for what Python's module found itself."""
    return int(getattr(error, "sqlite_errorcode", 0)) & _PRIMARY


def is_damage(error: BaseException | None) -> bool:
    """Is the file itself at fault, and not its disk, its rights, another process or a statement?

    A statement that SQLite can make nothing of says nothing of the file: see `is_other`.
    """
    if not isinstance(error, sqlite3.Error):
        return False
    return code_of(error) in _DAMAGED or (
        code_of(error) == sqlite3.SQLITE_ERROR and str(error).startswith(_OF_FULL_TEXT)
    )


def is_full(error: BaseException | None) -> bool:
    """Did it fail because a disk, or somebody's share of one, has no more room?"""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, sqlite3.Error) and code_of(error) == sqlite3.SQLITE_FULL


def is_other(error: BaseException | None, path: Path, wanted: frozenset[tuple[Any, ...]]) -> bool:
    """Did SQLite make nothing of a statement because the tables of this file are not the `wanted`
    ones? Where they are, the statement is wrong."""
    if not isinstance(error, sqlite3.Error) or code_of(error) != sqlite3.SQLITE_ERROR:
        return False
    try:
        with closing(connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return differs(connection, wanted)
    except sqlite3.Error:
        return False


def differs(connection: sqlite3.Connection, wanted: frozenset[tuple[Any, ...]]) -> bool:
    """Are the tables other than the `wanted` ones, or such that SQLite makes nothing of them?"""
    try:
        return layout(connection) != wanted
    except sqlite3.Error as error:
        if code_of(error) not in (*_DAMAGED, sqlite3.SQLITE_ERROR):
            raise
        return True


def connect(path: Path | str, *, timeout: float = 5.0, uri: bool = False) -> Connection:
    """A connection to a file, for any thread; transactions are begun by hand."""
    return sqlite3.connect(
        path,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
        factory=Connection,
        uri=uri,
    )


def read(make: Callable[[Given], Made], stored: Given) -> Made:
    """What `make` makes of something stored; `Damage` where that is nothing that was written."""
    try:
        return make(stored)
    except _UNREADABLE as error:
        raise Damage(f"what is stored cannot be read ({error})") from error


def layout(connection: sqlite3.Connection) -> frozenset[tuple[Any, ...]]:
    """The tables as SQLite understands them: columns, keys, indexes, triggers. Equal for a file
    that was made as it is, and for one that was brought there from an earlier layout; what SQLite
    makes for itself, each version its own way, is not in it."""
    return frozenset(row for query in _LAYOUT for row in connection.execute(query))


_TABLES = "(SELECT name AS tbl, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table')"
_LAYOUT = (
    "SELECT type, name, tbl_name, CASE WHEN type = 'trigger' OR sql LIKE 'CREATE VIRTUAL%' "
    "THEN sql END FROM sqlite_schema "
    "WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT IN "
    "(SELECT name FROM pragma_table_list WHERE type = 'shadow')",
    f"SELECT tbl, wr FROM {_TABLES}",
    f"SELECT 'column', tbl, c.* FROM {_TABLES}, pragma_table_xinfo(tbl) c",
    f"SELECT 'key', tbl, k.* FROM {_TABLES}, pragma_foreign_key_list(tbl) k",
    f'SELECT tbl, i."unique", i.origin, i.partial, x.seqno, x.name, x."desc", x.coll, x.key '
    f"FROM {_TABLES}, pragma_index_list(tbl) i, pragma_index_xinfo(i.name) x",
)


class Cursor(sqlite3.Cursor):
    """One that raises `Damage` where SQLite's words or a text are no UTF-8."""

    def execute(self, *given: Any) -> Self:
        with _told():
            return super().execute(*given)

    def executemany(self, *given: Any) -> Self:
        with _told():
            return super().executemany(*given)

    def executescript(self, script: str) -> Self:
        with _told():
            super().executescript(script)
        return self

    def fetchone(self) -> Any:
        with _told():
            return super().fetchone()

    def fetchmany(self, size: int | None = None) -> list[Any]:
        with _told():
            return super().fetchmany(self.arraysize if size is None else size)

    def fetchall(self) -> list[Any]:
        with _told():
            return super().fetchall()

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except _RAISED as error:  # once a row: not worth a context
            raise _translated(error) from error


class Connection(sqlite3.Connection):
    """One whose every statement goes through `Cursor`."""

    def execute(self, *given: Any) -> Cursor:
        return self.cursor(Cursor).execute(*given)

    def executemany(self, *given: Any) -> Cursor:
        return self.cursor(Cursor).executemany(*given)

    def executescript(self, script: str) -> Cursor:
        return self.cursor(Cursor).executescript(script)

    def backup(self, *given: Any, **more: Any) -> None:
        with _told():
            super().backup(*given, **more)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except _RAISED as error:
        raise _translated(error) from error


def _translated(error: UnicodeDecodeError | sqlite3.OperationalError) -> Exception:
    """Python's module has no code for a text that is no UTF-8, and fails to say what SQLite said
    where that is none."""
    if isinstance(error, UnicodeDecodeError):
        said = bytes(error.object).decode("utf-8", "replace")
        return Damage(said)
    if not hasattr(error, "sqlite_errorcode") and str(error).startswith("Could not decode"):
        return Damage("a text in it is no text")
    return error
