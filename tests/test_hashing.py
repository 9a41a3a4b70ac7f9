"""Hashes: the same from every Python, and catalogs with those of before go on without embedding."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import StoreDamaged
from rag.store import Changes, Folder, Record
from rag.store.hashing import former_record_hash, is_hash_of, record_hash, stable_hash
from rag.store.writer_lock import WriterLock
from tests.fakes import WordEmbedder, record
from tests.opened import opened_store

_LATER = "\u2ffc \U0001fae8"
"""Characters of Unicode 15: Python 3.11 has not got them, 3.13 has."""

TOWER = record("tower.md", "The tower is 90 metres high.", "It was finished in 1889.")
ODD = record("odd.md", f"A mark is {_LATER}, and half of one \ud800.")


def _filled(data_dir: Path) -> Path:
    with closing(opened_store(data_dir)) as store:
        with store.writer("test") as writer:
            writer.publish(Changes(upserts=(TOWER, ODD)))
        store.revise(lambda held: replace(held, folders=(Folder(f"/{_LATER}", "Papers"),)))
    return data_dir


def test_a_hash_is_the_same_from_every_python() -> None:
    """As given by Python 3.11; `repr` of these characters is another one from 3.13 on."""
    hexadecimal = "8d509b09aee97aaa6e200992de97f078638101fbb57da5ad327328016fc9cac2"
    assert record_hash(ODD).hex() == hexadecimal


@pytest.mark.parametrize(
    "values", [("ab", "c"), ("a", "bc"), ("abc",), (b"abc",), ("abc", ""), (1,), ("1",), (None,)]
)
def test_other_values_have_another_hash(values: tuple[str | bytes | int | None, ...]) -> None:
    assert stable_hash(values) != stable_hash(("a", "b", "c"))
    assert stable_hash(values) == stable_hash(iter(values))


def test_halves_of_a_character_are_not_the_character() -> None:
    assert stable_hash(["\ud83d\ude00"]) != stable_hash(["\U0001f600"])


def _before(data_dir: Path, digest: Callable[[Record], bytes], ledger: str) -> None:
    """Has the catalog be one of layout 4, with these hashes."""
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        for one in (TOWER, ODD):
            connection.execute(
                "UPDATE documents SET record_hash = ? WHERE id = ?", (digest(one), one.document.id)
            )
        connection.execute("UPDATE meta SET value = ? WHERE key = 'ledger'", (ledger,))
        connection.execute("PRAGMA user_version = 4")
        connection.commit()


def _by_another_python(one: Record) -> bytes:
    """It had other characters: of the rest, `repr` says the same."""
    other = hashlib.blake2b(b"escaped", digest_size=20).digest()
    return former_record_hash(one) if one is TOWER else other


@pytest.mark.parametrize("digest", [former_record_hash, _by_another_python])
def test_a_catalog_with_former_hashes_goes_on_and_has_those_of_now(
    tmp_path: Path, digest: Callable[[Record], bytes]
) -> None:
    _before(_filled(tmp_path), digest, ledger="f" * 40)
    embedder = WordEmbedder()
    with closing(opened_store(tmp_path, embedder)) as store:
        index = store.generation()
        with store.writer("sync") as writer:
            writer.publish(Changes(upserts=(TOWER, ODD)))
        assert store.generation() == index, "nothing is another"
    assert embedder.embedded == []
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite3")) as connection:
        kept = dict(connection.execute("SELECT id, record_hash FROM documents"))
        notes = dict(connection.execute("SELECT key, length(value) FROM meta"))
    assert kept == {one.document.id: record_hash(one) for one in (TOWER, ODD)}
    assert notes["ledger"] == 64
    assert "former hashes" not in notes
    _damage(tmp_path, "odd.md")
    with pytest.raises(StoreDamaged, match="not what was indexed"):
        opened_store(tmp_path)


@pytest.mark.parametrize("digest", [record_hash, former_record_hash])
def test_hashes_are_told_apart_by_their_length(digest: Callable[[Record], bytes]) -> None:
    assert is_hash_of(digest(TOWER), TOWER)
    assert is_hash_of(digest(ODD), ODD)
    assert not is_hash_of(digest(ODD), TOWER)
    assert not is_hash_of(digest(TOWER)[:-1], TOWER)


def _damage(data_dir: Path, name: str) -> None:
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        change = "UPDATE documents SET title = 'other' WHERE id = ?"
        connection.execute(change, (name,))
        connection.commit()


def test_damage_beside_a_former_hash_is_told_where_every_python_agrees(tmp_path: Path) -> None:
    _before(_filled(tmp_path), former_record_hash, ledger="f" * 40)
    _damage(tmp_path, "tower.md")
    with pytest.raises(StoreDamaged, match="not what was indexed"):
        opened_store(tmp_path)


def test_an_upload_is_noted_in_a_catalog_whose_hashes_are_former_ones(tmp_path: Path) -> None:
    _before(_filled(tmp_path), former_record_hash, ledger="f" * 40)
    with WriterLock(tmp_path / "locks").hold("sync"), closing(opened_store(tmp_path)) as store:
        held = store.remember(lambda held: replace(held, uploads={"uploads/x.md": "x.md"}))
    assert held.uploads == {"uploads/x.md": "x.md"}
    with closing(opened_store(tmp_path)) as store:
        assert store.holdings() == held


def test_no_upload_is_noted_over_a_damaged_ledger(tmp_path: Path) -> None:
    _filled(tmp_path)
    with WriterLock(tmp_path / "locks").hold("sync"), closing(opened_store(tmp_path)) as store:
        _before(tmp_path, record_hash, ledger="f" * 64)
        with pytest.raises(StoreDamaged, match="noted of files"):
            store.remember(lambda held: replace(held, uploads={"uploads/x.md": "x.md"}))
        assert store.holdings().uploads == {}


def test_what_is_kept_with_a_former_hash_is_not_published_again(tmp_path: Path) -> None:
    _before(_filled(tmp_path), former_record_hash, ledger="f" * 40)
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite3")) as connection:
        connection.execute("PRAGMA user_version = 5")  # a disk without room: they stay
        connection.commit()
    with closing(opened_store(tmp_path)) as store, store.writer("sync") as writer:
        index = store.generation()
        writer.publish(Changes(upserts=(TOWER, ODD)))
        assert store.generation() == index
