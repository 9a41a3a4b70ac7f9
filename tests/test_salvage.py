"""A catalog beyond repair: what somebody added and left out is taken over from it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import StoreError
from rag.store import Changes, Failure, Folder, Holdings
from rag.store.salvage import Salvaged, salvage
from rag.store.transaction import Transaction
from tests.fakes import record
from tests.opened import opened_store, repaired

_HELD = Holdings(
    folders=(Folder("/papers", "Papers"), Folder("/b/x.md", "x.md", is_file=True)),
    excluded=frozenset({"a.md", "half\ud800.md"}),
    uploads={"uploads/b.md": "b\ud800.md"},
    failures={"c.md": Failure("c.md", "It is locked.")},
)
_TAKEN = replace(_HELD, failures={})
_TABLES_TORN = (b"CREATE TABLE sections", b"CREA\xf1E TABLE sections")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    store = opened_store(tmp_path)
    with closing(store):
        with store.writer("test") as writer:
            writer.publish(Changes(upserts=(record("tower.md", "The tower is 90 metres high."),)))
        store.revise(lambda _: _HELD)
    return tmp_path


def _flip(data_dir: Path, *changes: tuple[bytes, bytes]) -> None:
    path = data_dir / "catalog.sqlite3"
    content = path.read_bytes()
    for before, after in changes:
        assert before in content
        content = content.replace(before, after)
    path.write_bytes(content)


def _holdings(data_dir: Path) -> Holdings:
    with closing(opened_store(data_dir)) as store:
        assert store.documents() == ()
        return store.holdings()


@pytest.mark.parametrize(
    "changes",
    [
        (_TABLES_TORN,),
        ((b"tokenize = 'porter", b"tokenize = 'portyr"),),
        ((b"    start       INTEGER NOT NULL,", b"    stort       INTEGER NOT NULL,"),),
    ],
)
def test_all_of_it_is_taken_over_where_it_can_be_read(
    data_dir: Path, changes: tuple[tuple[bytes, bytes], ...]
) -> None:
    _flip(data_dir, *changes)
    told = repaired(data_dir)
    assert "was moved to" in told
    assert "2 folders that you added, 2 documents that you left out. What" in told
    assert _holdings(data_dir) == _TAKEN
    (aside,) = data_dir.glob("damaged-*/catalog.sqlite3")
    assert changes[0][1] in aside.read_bytes(), "it is as it was"


def test_what_may_be_less_than_there_was_is_said(data_dir: Path) -> None:
    _flip(data_dir, _TABLES_TORN, (b"CREATE TABLE excluded", b"CREATE TABLE excludad"))
    assert "2 folders that you added, 0 documents that you left out. There may" in repaired(
        data_dir
    )
    assert _holdings(data_dir) == replace(_TAKEN, excluded=frozenset())


def test_rows_that_nobody_wrote_are_left_there(data_dir: Path) -> None:
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        connection.execute("INSERT INTO folders VALUES (x'f1', 'b', 0), ('relative', 'c', 0)")
        connection.execute("INSERT INTO excluded VALUES (x'f1'), (CAST(x'f1' AS TEXT)), ('d.md')")
        connection.commit()
    found = salvage(data_dir / "catalog.sqlite3")
    excluded = _TAKEN.excluded | {"d.md"}
    assert found == Salvaged(replace(_TAKEN, excluded=excluded), is_certain=False)


def test_of_a_file_that_is_no_catalog_nothing_is_taken_over(data_dir: Path) -> None:
    (data_dir / "catalog.sqlite3").write_bytes(b"no catalog" * 1_000)
    assert "again" in repaired(data_dir)
    assert _holdings(data_dir) == Holdings()


def test_without_room_for_a_new_one_the_catalog_is_where_it_was(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    _flip(data_dir, _TABLES_TORN)
    before = (data_dir / "catalog.sqlite3").read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "revise", fail)
        with pytest.raises(StoreError, match=re.escape("MB of room")):
            repaired(data_dir)
    assert (data_dir / "catalog.sqlite3").read_bytes() == before
    assert not list(data_dir.glob("damaged-*"))
    repaired(data_dir)
    assert _holdings(data_dir) == _TAKEN
