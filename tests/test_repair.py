"""`rag doctor --repair`: what is damaged is noticed, mended or moved aside, and said."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rag.errors import StoreBusy, StoreDamaged
from rag.store import Changes, Store, repair
from rag.store.build import build
from rag.store.builder import IndexBuilder
from tests.command_line import FakeLibrary
from tests.fakes import WordEmbedder, record

TOWER = record("tower.md", "The tower is 90 metres high.", "It was finished in 1889.")
BREAD = record("bread.md", "Bread needs flour, water and time.", "Salt is a matter of taste.")


def _open(data_dir: Path) -> Store:
    return Store.open(data_dir, WordEmbedder(), IndexBuilder(run=build))


def _repair(data_dir: Path) -> str:
    return " ".join(repair(data_dir, WordEmbedder(), IndexBuilder(run=build)))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with closing(_open(folder)) as store, store.writer("test") as writer:
        writer.publish(Changes(upserts=(TOWER, BREAD)))
    return folder


def _change(data_dir: Path, *statements: str) -> None:
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def _answers(data_dir: Path) -> tuple[set[str], list[str]]:
    with closing(_open(data_dir)) as store, store.snapshot() as snapshot:
        asked = WordEmbedder().embed(["anything"])[0]
        words = [name for name, _ in snapshot.lexical(["flour", "metres"], 9)]
        return {name for name, _ in snapshot.dense(asked, 99)}, sorted(words)


def test_there_may_be_nothing_to_mend(data_dir: Path) -> None:
    assert _repair(data_dir) == ""


def test_a_document_that_is_not_what_was_indexed_is_dropped(data_dir: Path) -> None:
    _change(data_dir, "UPDATE documents SET text = replace(text, '90', '80') WHERE id = 'tower.md'")
    with pytest.raises(StoreDamaged):
        _open(data_dir)
    assert "Document tower.md was dropped" in _repair(data_dir)
    assert _answers(data_dir) == ({"bread.md#0", "bread.md#1"}, ["bread.md#0"])
    with closing(_open(data_dir)) as store:
        assert set(store.sources()) == {"bread.md"}, "the next sync reads it again"


def test_the_full_text_table_is_made_anew(data_dir: Path) -> None:
    _change(data_dir, "DELETE FROM chunks_fts_data WHERE id > 10")
    with pytest.raises(StoreDamaged, match="full-text table"):
        _open(data_dir)
    assert "full-text table was made anew" in _repair(data_dir)
    assert _answers(data_dir)[1] == ["bread.md#0", "tower.md#0"]


def test_a_vector_is_computed_again(data_dir: Path) -> None:
    _change(data_dir, "UPDATE vectors SET vector = zeroblob(128) WHERE rowid = 1")
    with pytest.raises(StoreDamaged, match="not what was embedded"):
        _open(data_dir)
    assert "computed again" in _repair(data_dir)
    assert len(_answers(data_dir)[0]) == 4


def test_a_vector_that_is_a_little_off_is_computed_again(data_dir: Path) -> None:
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        (before,) = connection.execute("SELECT vector FROM vectors WHERE rowid = 1").fetchone()
        changed = bytes([before[0] ^ 1]) + before[1:]  # the least bit of its first component
        connection.execute("UPDATE vectors SET vector = ? WHERE rowid = 1", (changed,))
        connection.commit()
    with pytest.raises(StoreDamaged, match="not what was embedded"):
        _open(data_dir)
    _repair(data_dir)
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        vectors = {blob for (blob,) in connection.execute("SELECT vector FROM vectors")}
    assert before in vectors
    assert changed not in vectors


def test_a_vector_from_before_there_were_checksums_is_told_by_its_length(data_dir: Path) -> None:
    _change(data_dir, "UPDATE vectors SET checksum = -1")
    _open(data_dir).close()
    _change(data_dir, "UPDATE vectors SET vector = zeroblob(128) WHERE rowid = 1")
    with pytest.raises(StoreDamaged, match="length 1"):
        _open(data_dir)


def test_a_damaged_index_leftovers_and_a_stale_note_are_cleared(data_dir: Path) -> None:
    (data_dir / "locks" / "writer.json").write_text(
        '{"pid": 999999999, "purpose": "sync", "since": "yesterday"}'
    )
    next(data_dir.rglob("header.bin")).unlink()
    (data_dir / "index" / "half").mkdir()
    told = _repair(data_dir)
    for words in ("header.bin is missing", "1 index folders", "note of a writer"):
        assert words in told
    assert len(list((data_dir / "index").iterdir())) == 1
    assert len(_answers(data_dir)[0]) == 4


@pytest.mark.parametrize("damage", [b"no catalog" * 1_000, b"", None])
def test_a_catalog_beyond_repair_is_moved_aside(data_dir: Path, damage: bytes | None) -> None:
    path = data_dir / "catalog.sqlite3"
    content = bytearray(path.read_bytes())
    if damage is None:
        content[8_000:30_000] = bytes(22_000)
    path.write_bytes(content if damage is None else damage)
    told = _repair(data_dir)
    if damage != b"":  # an empty file is a new catalog
        assert "beyond repair and was moved to" in told
        (aside,) = data_dir.glob("damaged-*/catalog.sqlite3")
        assert aside.stat().st_size
    with closing(_open(data_dir)) as store:
        assert store.documents() == ()
        with store.writer("sync") as writer:
            writer.publish(Changes(upserts=(TOWER, BREAD)))
    assert len(_answers(data_dir)[0]) == 4


def test_nothing_is_mended_while_another_writes(data_dir: Path) -> None:
    with (
        closing(_open(data_dir)) as store,
        store.writer("a long sync"),
        pytest.raises(StoreBusy, match="a long sync"),
    ):
        _repair(data_dir)


def test_damage_under_a_running_store_is_noticed_by_its_next_sync(data_dir: Path) -> None:
    with closing(_open(data_dir)) as store:
        _change(data_dir, "UPDATE chunks SET text = 'Bread needs none.' WHERE id = 'bread.md#0'")
        _change(data_dir, "PRAGMA wal_checkpoint(TRUNCATE)")
        with pytest.raises(StoreDamaged), store.writer("sync"):
            pass


def test_the_command_says_what_it_did(data_dir: Path) -> None:
    (data_dir / "index" / "half").mkdir()
    result = FakeLibrary().run("doctor", "--repair", "--data-dir", str(data_dir))
    assert "Removed what interrupted syncs have left" in result.stdout
    result = FakeLibrary().run("doctor", "--repair", "--data-dir", str(data_dir))
    assert "OK       repair" in result.stdout
