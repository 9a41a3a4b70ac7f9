"""Tidying up after a deletion: what was deleted goes from the catalog's files, at once or later."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import StoreDamaged
from rag.store.catalog import Catalog
from rag.store.parts import Parts
from rag.store.records import Changes
from rag.store.transaction import ERASING, IN_THE_LOG
from tests.fakes import WordEmbedder, record

TOWER = record("tower.md", "The tower is 90 metres high.")
SECRET = record("secret.md", "The word is Xylophagous.")


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    parts = Parts.find(tmp_path, WordEmbedder())
    with parts.catalog.writing() as rows:
        rows.apply(Changes(upserts=(TOWER, SECRET)))
    yield parts
    parts.catalog.close()


@pytest.fixture
def written_anew(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Error | None]:
    """How often the catalog was written anew: None each time. Errors put in come instead."""
    done: list[sqlite3.Error | None] = []
    write_anew = Catalog.write_anew

    def write(catalog: Catalog) -> None:
        if done and (error := done.pop()):
            raise error
        write_anew(catalog)
        done.append(None)

    monkeypatch.setattr(Catalog, "write_anew", write)
    return done


def _delete(parts: Parts) -> None:
    with parts.catalog.writing() as rows:
        rows.apply(Changes(removals=("secret.md",)))


def _note(parts: Parts) -> str | None:
    with parts.catalog.reading() as rows:
        return rows.note(ERASING)


def _is_left(parts: Parts) -> bool:
    files = parts.data_dir.glob("catalog.sqlite3*")
    return any(b"lophagous" in path.read_bytes() for path in files)


def test_a_deletion_has_the_catalog_written_anew(
    parts: Parts, written_anew: list[sqlite3.Error | None]
) -> None:
    parts.tidy()
    assert written_anew == []
    assert _is_left(parts)
    _delete(parts)
    parts.tidy()
    assert written_anew == [None]
    assert _note(parts) is None
    assert not _is_left(parts)


def test_without_room_the_catalog_is_written_anew_when_it_is_opened_next(
    parts: Parts, written_anew: list[sqlite3.Error | None]
) -> None:
    _delete(parts)
    written_anew.append(sqlite3.OperationalError("database or disk is full"))
    parts.tidy()
    assert written_anew == []
    assert _note(parts) == "yes"
    parts.put_seal_on()
    assert parts.seal.holds()
    parts.look_over()
    assert written_anew == [None]
    assert _note(parts) is None
    assert not _is_left(parts)


def test_while_somebody_reads_the_log_waits_and_is_not_written_again(
    parts: Parts, written_anew: list[sqlite3.Error | None]
) -> None:
    with parts.catalog.reading() as rows:
        _delete(parts)
        parts.tidy()
        assert _note(parts) == IN_THE_LOG
        assert rows.document_count() == 2
    parts.tidy()
    assert written_anew == [None]
    assert _note(parts) is None
    assert not _is_left(parts)


def test_damage_that_is_found_on_the_way_is_said(
    parts: Parts, written_anew: list[sqlite3.Error | None]
) -> None:
    _delete(parts)
    damage = sqlite3.DatabaseError("database disk image is malformed")
    damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    written_anew.append(damage)
    with pytest.raises(StoreDamaged, match="malformed"):
        parts.tidy()
