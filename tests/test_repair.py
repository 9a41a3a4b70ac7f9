"""`rag doctor --repair`: what is damaged is noticed, mended or moved aside, and said."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import StoreBusy, StoreDamaged, StoreError
from rag.store import Changes, Folder, Store
from rag.store.ledger import is_ledger_as_written
from rag.store.view import View
from rag.store.writer_lock import WriterLock
from rag.types import Scope
from tests.command_line import FakeLibrary
from tests.fakes import WordEmbedder, record
from tests.opened import opened_store, repaired

TOWER = record("tower.md", "The tower is 90 metres high.", "It was finished in 1889.")
BREAD = record("bread.md", "Bread needs flour, water and time.", "Salt is a matter of taste.")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with closing(opened_store(folder)) as store, store.writer("test") as writer:
        writer.publish(Changes(upserts=(TOWER, BREAD)))
    return folder


def _change(data_dir: Path, *statements: str) -> None:
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def _answers(data_dir: Path) -> tuple[set[str], list[str]]:
    with closing(opened_store(data_dir)) as store, store.snapshot() as snapshot:
        asked = WordEmbedder().embed(["anything"])[0]
        words = [name for name, _ in snapshot.lexical(["flour", "metres"], 9)]
        return {name for name, _ in snapshot.dense(asked, 99)}, sorted(words)


def test_there_may_be_nothing_to_mend(data_dir: Path) -> None:
    assert repaired(data_dir) == ""


def test_a_document_that_is_not_what_was_indexed_is_dropped(data_dir: Path) -> None:
    _change(data_dir, "UPDATE documents SET text = replace(text, '90', '80') WHERE id = 'tower.md'")
    with pytest.raises(StoreDamaged):
        opened_store(data_dir)
    assert "Document tower.md was dropped" in repaired(data_dir)
    assert _answers(data_dir) == ({"bread.md#0", "bread.md#1"}, ["bread.md#0"])
    with closing(opened_store(data_dir)) as store:
        assert set(store.sources()) == {"bread.md"}, "the next sync reads it again"


def test_the_full_text_table_is_made_anew(data_dir: Path) -> None:
    _change(data_dir, "DELETE FROM chunks_fts_data WHERE id > 10")
    with pytest.raises(StoreDamaged, match="full-text table"):
        opened_store(data_dir)
    assert "full-text table was made anew" in repaired(data_dir)
    assert _answers(data_dir)[1] == ["bread.md#0", "tower.md#0"]


def test_a_vector_is_computed_again(data_dir: Path) -> None:
    _change(data_dir, "UPDATE vectors SET vector = zeroblob(128) WHERE rowid = 1")
    with pytest.raises(StoreDamaged, match="not what was embedded"):
        opened_store(data_dir)
    assert "computed again" in repaired(data_dir)
    assert len(_answers(data_dir)[0]) == 4


def test_a_vector_that_is_a_little_off_is_computed_again(data_dir: Path) -> None:
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        (before,) = connection.execute("SELECT vector FROM vectors WHERE rowid = 1").fetchone()
        changed = bytes([before[0] ^ 1]) + before[1:]  # the least bit of its first component
        connection.execute("UPDATE vectors SET vector = ? WHERE rowid = 1", (changed,))
        connection.commit()
    with pytest.raises(StoreDamaged, match="not what was embedded"):
        opened_store(data_dir)
    repaired(data_dir)
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        vectors = {blob for (blob,) in connection.execute("SELECT vector FROM vectors")}
    assert before in vectors
    assert changed not in vectors


def test_a_vector_from_before_there_were_checksums_is_told_by_its_length(data_dir: Path) -> None:
    _change(data_dir, "UPDATE vectors SET checksum = -1")
    opened_store(data_dir).close()
    _change(data_dir, "UPDATE vectors SET vector = zeroblob(128) WHERE rowid = 1")
    with pytest.raises(StoreDamaged, match="length 1"):
        opened_store(data_dir)


def test_a_damaged_index_leftovers_and_a_stale_note_are_cleared(data_dir: Path) -> None:
    (data_dir / "locks" / "writer.json").write_text(
        '{"pid": 999999999, "purpose": "sync", "since": "yesterday"}'
    )
    next(data_dir.rglob("header.bin")).unlink()
    (data_dir / "index" / "half").mkdir()
    told = repaired(data_dir)
    for words in ("header.bin is missing", "1 index folders", "note of a writer"):
        assert words in told
    assert len(list((data_dir / "index").iterdir())) == 1
    assert len(_answers(data_dir)[0]) == 4


def _flip(data_dir: Path, before: bytes, after: bytes) -> None:
    """Other bytes in the file itself, which SQLite does not look for."""
    path = data_dir / "catalog.sqlite3"
    content = path.read_bytes()
    assert before in content
    path.write_bytes(content.replace(before, after))


_TABLES = (
    (b"CREATE TABLE sections", b"CREA\xf1E TABLE sections"),  # SQLite's own words are no text then
    (b"CREATE TABLE sections", b"CREATE TABLE sect\xf1ons"),
    (b"CREATE TRIGGER chunks_added", b"CREATE TRIGGER chun\xf1s_added"),
    (b"    start       INTEGER NOT NULL,", b"    stort       INTEGER NOT NULL,"),
    (b"    start       INTEGER NOT NULL,", b"    st\xf1rt       INTEGER NOT NULL,"),
    (b"    vector    BLOB NOT NULL,", b"    vectoz    BLOB NOT NULL,"),
    (b"ON DELETE CASCADE", b"ON DELETE RESTRIC"),
    (b"VALUES ('delete', old.number,", b"VALUES ('delete', old.numbor,"),
    (b"tokenize = 'porter", b"tokenize = 'portyr"),
)


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), _TABLES)
def test_tables_that_are_not_ours_are_told_and_moved_aside(
    data_dir: Path, before: bytes, after: bytes
) -> None:
    _flip(data_dir, before, after)
    with pytest.raises(StoreDamaged) as told:
        opened_store(data_dir)
    assert "rag doctor --repair" in told.value.hint
    assert "beyond repair and was moved to" in repaired(data_dir)
    with closing(opened_store(data_dir)) as store, store.writer("sync") as writer:
        writer.publish(Changes(upserts=(TOWER, BREAD)))
    assert len(_answers(data_dir)[0]) == 4


def test_a_file_that_says_it_is_to_be_read_only_is_moved_aside(data_dir: Path) -> None:
    path = data_dir / "catalog.sqlite3"
    content = bytearray(path.read_bytes())
    content[18] = 9  # the format's version for those who write
    path.write_bytes(content)
    with pytest.raises(StoreDamaged, match="only read"):
        opened_store(data_dir)
    assert "beyond repair" in repaired(data_dir)


@pytest.mark.parametrize("version", [-5, 1, 50_000])
def test_a_layout_that_cannot_be_is_damage(data_dir: Path, version: int) -> None:
    _change(data_dir, f"PRAGMA user_version = {version}")
    with pytest.raises(StoreDamaged):
        opened_store(data_dir)
    assert "beyond repair" in repaired(data_dir)


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        "CAST(replace(value, 'files', x'66690a6573') AS TEXT)",
        "CAST(CAST(replace(value, 'files', 'fi') AS BLOB) || x'f1' AS TEXT)",
        "replace(value, '\"files\"', '\"filez\"')",
        "replace(value, '\"count\": 4', '\"count\": 0')",
        'replace(value, \'"count": 4\', \'"count": "4"\')',
        "replace(value, '/32/', '.32.')",
        "'[]'",
        "7",
    ],
)
def test_what_names_the_index_is_made_anew_with_it(data_dir: Path, change: str) -> None:
    _change(data_dir, f"UPDATE meta SET value = {change} WHERE key = 'live'")
    with pytest.raises(StoreDamaged) as told:
        opened_store(data_dir)
    assert "rag doctor --repair" in told.value.hint
    assert "made anew from the catalog" in repaired(data_dir)
    assert not list(data_dir.glob("damaged-*"))
    assert len(_answers(data_dir)[0]) == 4


def test_a_catalog_that_names_no_index_gets_one(data_dir: Path) -> None:
    _change(data_dir, "UPDATE meta SET key = 'lave' WHERE key = 'live'")
    with pytest.raises(StoreDamaged, match="none is named"):
        opened_store(data_dir)
    repaired(data_dir)
    assert len(_answers(data_dir)[0]) == 4


def test_what_is_noted_while_a_catalog_is_looked_over_is_no_damage(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def noting(noted: str, connection: sqlite3.Connection) -> bool:
        page.revise(lambda held: replace(held, uploads={"uploads/x.md": "x.md"}))
        return is_ledger_as_written(noted, connection)

    with closing(opened_store(data_dir)) as page:
        (data_dir / "catalog.seal").write_text("")  # a sync was killed
        monkeypatch.setattr("rag.store.examination.is_ledger_as_written", noting)
        opened_store(data_dir).close()
        assert page.holdings().uploads


def test_a_vector_of_no_passage_leaves_none_without(data_dir: Path) -> None:
    _change(data_dir, "UPDATE vectors SET text_hash = x'00' WHERE rowid = 2")
    with pytest.raises(StoreDamaged, match="1 passages have no vector"):
        opened_store(data_dir)
    assert "made anew" in repaired(data_dir)
    assert repaired(data_dir) == ""
    assert len(_answers(data_dir)[0]) == 4


_VALUES = (
    "UPDATE documents SET dated = '2026-13-45' WHERE id = 'tower.md'",
    "UPDATE documents SET title = CAST(x'f1f1' AS TEXT) WHERE id = 'tower.md'",
    "UPDATE documents SET source = 7 WHERE id = 'tower.md'",
    "UPDATE sources SET size = 'many' WHERE source = 'tower.md'",
    "UPDATE sources SET document_id = x'f1' WHERE source = 'tower.md'",
    "UPDATE sections SET start = 'a' WHERE document_id = 'tower.md'",
    "UPDATE chunks SET start = 'a' WHERE document_id = 'tower.md'",
    "UPDATE chunks SET text = x'f1' WHERE document_id = 'tower.md'",
    "UPDATE vectors SET vector = x'0000' WHERE rowid = 1",
    "UPDATE vectors SET vector = 'words' WHERE rowid = 1",
    "UPDATE meta SET value = '{' WHERE key = 'live'",
    "INSERT INTO failures VALUES ('a', 'b', 'c', 'd', 'e')",
    "INSERT INTO folders VALUES (x'f1', 'b', 0)",
)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sources SET mtime_ns = mtime_ns + 1 WHERE source = 'tower.md'",
        "UPDATE sources SET stated_collection = 'Law' WHERE source = 'tower.md'",
        "UPDATE folders SET path = '/other'",
    ],
)
def test_a_ledger_that_is_not_what_was_written_is_read_anew(data_dir: Path, change: str) -> None:
    with closing(opened_store(data_dir)) as store:
        store.revise(lambda held: replace(held, folders=(Folder("/papers", "Papers"),)))
    _change(data_dir, change)
    with pytest.raises(StoreDamaged, match="a ledger: it is not"):
        opened_store(data_dir)
    assert "is noted of files" in repaired(data_dir)
    with closing(opened_store(data_dir)) as store:
        assert {state.chunking for state in store.sources().values()} <= {""}


@pytest.mark.slow
@pytest.mark.parametrize("damage", _VALUES)
def test_damage_under_a_running_store_is_told_and_kills_nothing(
    data_dir: Path, damage: str
) -> None:
    with closing(opened_store(data_dir)) as store:
        _change(data_dir, "PRAGMA foreign_keys = OFF", damage)
        for ask in (
            store.documents,
            store.sources,
            store.holdings,
            store.stats,
            lambda: store.document("tower.md"),
            lambda: store.revise(lambda holdings: holdings),
            lambda: _everything_asked(store),
        ):
            with suppress(StoreDamaged):
                ask()
    with suppress(StoreDamaged):
        opened_store(data_dir).close()
    repaired(data_dir)
    with closing(opened_store(data_dir)) as store:
        store.holdings()
        store.documents()


def _everything_asked(store: Store) -> None:
    with store.snapshot() as snapshot:
        asked = WordEmbedder().embed(["anything"])[0]
        names = [name for name, _ in snapshot.dense(asked, 99)]
        names += [name for name, _ in snapshot.lexical(["metres"], 9)]
        snapshot.chunks(names)
        snapshot.sections("tower.md")
        snapshot.text("tower.md", 0, 9)
        for scope in (Scope(frozenset({"tower.md"})), Scope(frozenset(), frozenset({"Law"}))):
            snapshot.within(scope).dense(asked, 9)


@pytest.mark.parametrize("damage", [b"no catalog" * 1_000, b"", None])
def test_a_catalog_beyond_repair_is_moved_aside(data_dir: Path, damage: bytes | None) -> None:
    path = data_dir / "catalog.sqlite3"
    content = bytearray(path.read_bytes())
    if damage is None:
        content[8_000:30_000] = bytes(22_000)
    path.write_bytes(content if damage is None else damage)
    told = repaired(data_dir)
    if damage != b"":  # an empty file is a new catalog
        assert "beyond repair and was moved to" in told
        assert "whatever you delete from now on" in told
        unknown = "which folders you added and which documents you left out"
        assert (unknown in told) == (damage is not None), "that stood elsewhere in the file"
        (aside,) = data_dir.glob("damaged-*/catalog.sqlite3")
        assert aside.stat().st_size
    with closing(opened_store(data_dir)) as store:
        assert store.documents() == ()
        with store.writer("sync") as writer:
            writer.publish(Changes(upserts=(TOWER, BREAD)))
    assert len(_answers(data_dir)[0]) == 4


def test_an_app_that_runs_meanwhile_goes_on_in_the_new_catalog(data_dir: Path) -> None:
    with closing(opened_store(data_dir)) as page:
        assert page.documents()
        _change(
            data_dir,
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_schema SET sql = replace(sql, 'porter', 'portyr')",
        )
        assert "was moved to" in repaired(data_dir)
        assert page.documents() == ()
        page.revise(lambda held: replace(held, excluded=frozenset({"private.md"})))
        with page.writer("sync") as writer:
            writer.publish(Changes(upserts=(BREAD,)))
    with closing(opened_store(data_dir)) as store:
        assert [one.source for one in store.documents()] == ["bread.md"]
        assert store.holdings().excluded == {"private.md"}
    assert len(_answers(data_dir)[0]) == 2


def test_nothing_is_mended_while_another_writes(data_dir: Path) -> None:
    with (
        closing(opened_store(data_dir)) as store,
        store.writer("a long sync"),
        pytest.raises(StoreBusy, match="a long sync"),
    ):
        repaired(data_dir)


def test_a_wrong_statement_of_ours_is_no_damage(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(view: View) -> int:
        return int(view._connection.execute("SELECT pages FROM chunks").fetchone()[0])

    with closing(opened_store(data_dir)) as store, monkeypatch.context() as patched:
        patched.setattr(View, "chunk_count", wrong)
        with pytest.raises(StoreError, match="no such column: pages") as told:
            store.chunk_count()
        assert not isinstance(told.value, StoreDamaged)
        assert "not of your documents" in told.value.hint
        (data_dir / "catalog.seal").write_text("")
        with pytest.raises(StoreError, match="no such column: pages"):
            repaired(data_dir)
    assert not list(data_dir.glob("damaged-*"))
    assert repaired(data_dir) == ""


def test_a_full_text_table_that_sqlite_cannot_open_is_made_anew(data_dir: Path) -> None:
    with closing(opened_store(data_dir)) as store:
        _change(data_dir, "UPDATE chunks_fts_config SET v = 0 WHERE k = 'version'")
        with pytest.raises(StoreDamaged, match="fts5"), store.snapshot() as snapshot:
            snapshot.lexical(["flour"], 9)
    with pytest.raises(StoreDamaged):
        opened_store(data_dir)
    repaired(data_dir)
    with closing(opened_store(data_dir)):
        pass


@pytest.mark.parametrize("purpose", ["a long sync", "repair"])
def test_a_catalog_that_cannot_be_opened_stays_while_another_writes(
    data_dir: Path, purpose: str
) -> None:
    (data_dir / "catalog.sqlite3").write_bytes(b"no catalog" * 1_000)
    with WriterLock(data_dir / "locks").hold(purpose), pytest.raises(StoreBusy, match=purpose):
        repaired(data_dir)
    assert not list(data_dir.glob("damaged-*"))
    assert "beyond repair" in repaired(data_dir)


def test_damage_under_a_running_store_is_noticed_by_its_next_sync(data_dir: Path) -> None:
    with closing(opened_store(data_dir)) as store:
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
