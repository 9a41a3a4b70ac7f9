"""Damage of an SQLite file: one error for all its ways, and the same words for the same tables."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rag import damage
from rag.damage import Damage, is_damage, is_full, is_other, read

_NO_TEXT = "SELECT CAST(x'61f1' AS TEXT) FROM (VALUES (1), (2), (3))"


def coded(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("It failed.")
    error.sqlite_errorcode = code
    return error


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with closing(damage.connect(tmp_path / "a.sqlite3")) as connection:
        connection.execute("CREATE TABLE words (word TEXT PRIMARY KEY, weight INTEGER NOT NULL)")
        connection.executemany("INSERT INTO words VALUES (?, ?)", [("a", 1), ("b", 2)])
    return tmp_path / "a.sqlite3"


@pytest.mark.parametrize(
    "fetch",
    [list, lambda rows: rows.fetchone(), lambda rows: rows.fetchmany(2), lambda r: r.fetchall()],
)
def test_a_text_that_is_no_text_is_damage(fetch: Callable[[sqlite3.Cursor], Any]) -> None:
    with closing(damage.connect(":memory:")) as connection, pytest.raises(Damage):
        fetch(connection.execute(_NO_TEXT))


@pytest.mark.parametrize(
    "ask",
    [
        lambda connection: connection.execute("SELECT 1 FROM words"),
        lambda connection: connection.executemany("DELETE FROM words WHERE word = ?", [("a",)]),
        lambda connection: connection.executescript("SELECT 1 FROM words"),
    ],
)
def test_words_of_sqlites_that_are_no_text_are_damage(
    path: Path, ask: Callable[[sqlite3.Connection], Any]
) -> None:
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE words", b"CREATE T\xf1BLE words"))
    with closing(damage.connect(path)) as connection, pytest.raises(Damage, match="malformed"):
        ask(connection)


def test_other_errors_stay_what_they_are(path: Path) -> None:
    with closing(damage.connect(path)) as connection:
        with pytest.raises(sqlite3.IntegrityError) as twice:
            connection.execute("INSERT INTO words VALUES ('a', 1)")
        assert not is_damage(twice.value)
        with pytest.raises(sqlite3.OperationalError) as unknown:
            connection.execute("SELECT heft FROM words")
        assert not is_damage(unknown.value), "the file is not asked for what it has"
        with closing(damage.connect(path, timeout=0)) as other:
            connection.execute("BEGIN IMMEDIATE")
            with pytest.raises(sqlite3.OperationalError) as busy:
                other.execute("BEGIN IMMEDIATE")
        assert not is_damage(busy.value)
    assert not is_damage(None)


def test_a_statement_that_sqlite_makes_nothing_of_is_damage_where_the_tables_are_others(
    path: Path,
) -> None:
    with closing(damage.connect(path)) as connection:
        ours = damage.layout(connection)
        for statement in ("SELECT heft FROM words", "SELECT FROM", "SELECT 1 FROM sentences"):
            with pytest.raises(sqlite3.OperationalError) as wrong:
                connection.execute(statement)
            assert not is_other(wrong.value, path, ours)
        with pytest.raises(sqlite3.IntegrityError) as twice:
            connection.execute("INSERT INTO words VALUES ('a', 1)")
    path.write_bytes(path.read_bytes().replace(b"weight", b"heighd"))
    with closing(damage.connect(path)) as connection, pytest.raises(sqlite3.Error) as unknown:
        connection.execute("SELECT weight FROM words")
    assert is_other(unknown.value, path, ours)
    assert not is_other(twice.value, path, ours)
    assert not is_other(unknown.value, path.with_name("b.sqlite3"), ours)
    assert not is_other(None, path, ours)


def test_a_value_that_nobody_wrote_is_damage() -> None:
    assert read(int, "7") == 7
    makes: tuple[tuple[Callable[[Any], Any], Any], ...] = (
        (int, "many"),
        (bytes.decode, b"\xf1"),
        (len, 7),
        (dict.popitem, {}),
    )
    for make, stored in makes:
        with pytest.raises(Damage, match="cannot be read"):
            read(make, stored)


def test_tables_are_told_apart_by_what_they_mean() -> None:
    def layout(*statements: str) -> frozenset[tuple[Any, ...]]:
        with closing(damage.connect(":memory:")) as connection:
            for statement in statements:
                connection.execute(statement)
            return damage.layout(connection)

    one = layout("CREATE TABLE a (b TEXT NOT NULL, c INTEGER NOT NULL DEFAULT 3)")
    added = "ALTER TABLE a ADD COLUMN c INTEGER NOT NULL DEFAULT 3"
    assert layout("CREATE TABLE a (b   TEXT NOT NULL)", added) == one
    assert layout("CREATE TABLE a (b TEXT NOT NULL, c INTEGER NOT NULL DEFAULT 4)") != one
    assert layout("CREATE TABLE a (b TEXT NOT NULL, d INTEGER NOT NULL DEFAULT 3)") != one
    assert layout("CREATE TABLE a (b TEXT PRIMARY KEY, c INTEGER NOT NULL DEFAULT 3)") != one


@pytest.mark.parametrize(
    ("error", "is_so"),
    [
        (OSError(errno.ENOSPC, "No space left"), True),
        (OSError(errno.EDQUOT, "Quota exceeded"), True),
        (OSError(errno.EACCES, "Denied"), False),
        (coded(sqlite3.SQLITE_FULL), True),
        (coded(sqlite3.SQLITE_IOERR), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_a_full_disk_is_told_from_other_faults(error: BaseException | None, is_so: bool) -> None:
    assert is_full(error) == is_so
    assert not is_damage(error)
