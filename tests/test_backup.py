"""`rag export` and `rag import`: all comes back elsewhere, and nothing is lost on the way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import StoreDamaged, StoreError
from rag.store import Changes, Folder, Store
from rag.store.build import BuildResult, build
from rag.store.builder import IndexBuilder
from rag.store.schema import SCHEMA_VERSION
from tests.command_line import FakeLibrary
from tests.fakes import WordEmbedder, record
from tests.test_searching import AbsentEmbedder

TOWER = record("tower.md", "The tower is 90 metres high.", "It was finished in 1889.")
BREAD = record("bread.md", "Bread needs flour, water and time.", "Salt is a matter of taste.")


def _open(
    data_dir: Path, embedder: WordEmbedder | None = None, builder: IndexBuilder | None = None
) -> Store:
    builder = builder or IndexBuilder(run=build)
    return Store.open(data_dir, embedder or WordEmbedder(), builder)


def _filled(data_dir: Path, *records: object, builder: IndexBuilder | None = None) -> Store:
    store = _open(data_dir, builder=builder)
    with store.writer("test") as writer:
        writer.publish(Changes(upserts=records or (TOWER, BREAD)))  # type: ignore[arg-type]
    return store


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    kept = tmp_path / "here" / "uploads"
    (kept / "a").mkdir(parents=True)
    (kept / "a" / "note.txt").write_bytes(b"kept")
    (kept / ".draft").write_bytes(b"half")
    with closing(_filled(tmp_path / "here")) as store:
        store.export_to(tmp_path / "backup.zip", kept)
    return tmp_path / "backup.zip"


def _found(store: Store, question: str) -> str:
    with store.snapshot() as snapshot:
        return snapshot.dense(WordEmbedder().embed([question])[0], 1)[0][0]


def test_it_all_comes_back_elsewhere_without_embedding(backup: Path, tmp_path: Path) -> None:
    embedder = WordEmbedder()
    with closing(_open(tmp_path / "there", embedder)) as store:
        manifest = store.import_from(backup, kept=tmp_path / "there" / "uploads").manifest
        assert embedder.embedded == []
        assert (manifest.documents, manifest.chunks, manifest.vectors) == (2, 4, 4)
        assert store.is_current()
        assert store.document("tower.md") == TOWER.document
        assert store.sources() == {"tower.md": TOWER.state, "bread.md": BREAD.state}
        assert _found(store, BREAD.search_texts[0]) == "bread.md#0"
        with store.snapshot() as snapshot:
            assert snapshot.lexical(["flour"], 1)[0][0] == "bread.md#0"
    assert _files(tmp_path / "there" / "uploads") == {"a/note.txt": b"kept"}
    with closing(_open(tmp_path / "there")) as again:
        assert again.chunk_count() == 4


def test_the_folder_of_another_machine_is_not_taken_over(tmp_path: Path) -> None:
    with closing(_filled(tmp_path / "here")) as store:
        store.revise(lambda held: replace(held, corpus="/home/anna/documents"))
        store.export_to(tmp_path / "all.footnote")
    with closing(_open(tmp_path / "there")) as store:
        store.import_from(tmp_path / "all.footnote")
        assert store.holdings().corpus == ""
        assert store.is_current()


@pytest.mark.slow
def test_a_filled_folder_is_given_up_only_when_that_is_said(backup: Path, tmp_path: Path) -> None:
    """What was in it leaves no trace. In processes of their own, as ever: HNSW's files hold bits of
    the memory of whoever writes them."""
    other = record("river.md", "The river floods in spring, Xylophagous.")
    with closing(_filled(tmp_path / "there", other, builder=IndexBuilder())) as store:
        with pytest.raises(StoreError, match="1 documents already") as refused:
            store.import_from(backup)
        assert "--replace" in refused.value.hint
        assert set(store.sources()) == {"river.md"}
        store.import_from(backup, replace=True)
        assert set(store.sources()) == {"tower.md", "bread.md"}
        assert len(list((tmp_path / "there" / "index").iterdir())) == 1
    traces = [
        path.name
        for path in (tmp_path / "there").rglob("*")
        if path.is_file() and b"lophagous" in path.read_bytes()
    ]
    assert traces == []


def test_an_import_that_fails_changes_nothing(backup: Path, tmp_path: Path) -> None:
    def fail(*_: object) -> BuildResult:
        raise StoreError("no room")

    _filled(tmp_path / "there", record("river.md", "The river floods in spring.")).close()
    there = Store.open(tmp_path / "there", WordEmbedder(), IndexBuilder(run=fail))
    with closing(there) as store:
        with pytest.raises(StoreError, match="no room"):
            store.import_from(backup, replace=True)
        assert set(store.sources()) == {"river.md"}
        assert _found(store, "river") == "river.md#0"
        assert len(list((tmp_path / "there" / "index").iterdir())) == 1


@pytest.mark.parametrize("fault", [StoreError("no room"), KeyboardInterrupt()])
def test_an_import_that_does_not_come_to_its_end_leaves_the_uploads_that_are_here(
    backup: Path, tmp_path: Path, fault: BaseException
) -> None:
    def fail(*_: object) -> BuildResult:
        raise fault

    mine = tmp_path / "there" / "uploads" / "a" / "note.txt"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")
    there = Store.open(tmp_path / "there", WordEmbedder(), IndexBuilder(run=fail))
    with closing(there) as store:
        with pytest.raises(type(fault)):
            store.import_from(backup, kept=tmp_path / "there" / "uploads")
        assert store.documents() == ()
    assert _files(tmp_path / "there" / "uploads") == {"a/note.txt": b"mine"}


def test_an_upload_that_is_here_stays_under_another_name(backup: Path, tmp_path: Path) -> None:
    uploads = tmp_path / "there" / "uploads"
    (uploads / "a").mkdir(parents=True)
    (uploads / "a" / "note.txt").write_bytes(b"mine")
    (uploads / "a" / "note (2).txt").write_bytes(b"mine too")
    with closing(_open(tmp_path / "there")) as store:
        imported = store.import_from(backup, kept=uploads)
        assert imported.renamed == {"a/note.txt": "a/note (3).txt"}
        kept = {
            "a/note.txt": b"kept",
            "a/note (2).txt": b"mine too",
            "a/note (3).txt": b"mine",
        }
        assert _files(uploads) == kept
        assert store.import_from(backup, replace=True, kept=uploads).renamed == {}
        assert _files(uploads) == kept


def test_a_file_in_the_place_of_a_folder_stays_too(backup: Path, tmp_path: Path) -> None:
    uploads = tmp_path / "there" / "uploads"
    uploads.mkdir(parents=True)
    (uploads / "a").write_bytes(b"mine")
    with closing(_open(tmp_path / "there")) as store:
        assert store.import_from(backup, kept=uploads).renamed == {"a": "a (2)"}
    assert _files(uploads) == {"a (2)": b"mine", "a/note.txt": b"kept"}


def test_a_kept_file_that_is_damaged_is_found_before_anything_changes(
    backup: Path, tmp_path: Path
) -> None:
    def damage(told: dict[str, object]) -> None:
        told["kept"] = {"a/note.txt": "0" * 64}

    with closing(_open(tmp_path / "there")) as store:
        with pytest.raises(StoreError, match="damaged"):
            store.import_from(_changed(backup, damage), kept=tmp_path / "there" / "uploads")
        assert store.documents() == ()
    assert _files(tmp_path / "there" / "uploads") == {}


def test_ctrl_c_is_too_late_once_the_catalog_is_the_other(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = shutil.move

    def stopping(draft: Path, place: Path) -> object:
        os.kill(os.getpid(), signal.SIGINT)
        return move(draft, place)

    uploads, before = tmp_path / "there" / "uploads", signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(shutil, "move", stopping)
    with closing(_open(tmp_path / "there")) as store:
        store.import_from(backup, kept=uploads)
        assert set(store.sources()) == {"tower.md", "bread.md"}
    assert _files(uploads) == {"a/note.txt": b"kept"}
    assert signal.getsignal(signal.SIGINT) is before


def test_an_upload_that_cannot_be_put_there_is_said(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "move", full)
    with closing(_open(tmp_path / "there")) as store:
        with pytest.raises(StoreError, match="was imported, but not all") as refused:
            store.import_from(backup, kept=tmp_path / "there" / "uploads")
        assert "puts them there" in refused.value.hint
        assert set(store.sources()) == {"tower.md", "bread.md"}
        with pytest.raises(StoreError, match="not all"), store.writer("sync"):
            pass  # it would let go of what is not there yet
    monkeypatch.undo()
    _open(tmp_path / "there").close()
    assert _files(tmp_path / "there" / "uploads") == {"a/note.txt": b"kept"}


_KILLED = """
import os, shutil, sys
from pathlib import Path
from rag.store import Store
from rag.store.build import build
from rag.store.builder import IndexBuilder
from tests.fakes import WordEmbedder

def killed(*_):
    os.kill(os.getpid(), 9)

def moved_once(*given):
    shutil.move = killed
    return move(*given)

move, shutil.move = shutil.move, moved_once
there, run = Path(sys.argv[2]), killed if sys.argv[3] == "build" else build
store = Store.open(there, WordEmbedder(), IndexBuilder(run=run))
store.import_from(Path(sys.argv[1]), kept=there / "uploads")
"""


def _kill_an_import(backup: Path, there: Path, where: str) -> None:
    script = [sys.executable, "-c", _KILLED, str(backup), str(there), where]
    assert subprocess.run(script, check=False).returncode == -signal.SIGKILL


@pytest.mark.skipif(os.name != "posix", reason="kills")
def test_what_an_import_was_killed_at_is_done_at_the_next_opening(tmp_path: Path) -> None:
    kept, uploads = tmp_path / "here" / "uploads", tmp_path / "there" / "uploads"
    for folder, text in ((kept, "kept"), (uploads, "mine")):
        folder.mkdir(parents=True)
        for name in ("a.txt", "b.txt", "c.txt"):
            (folder / name).write_text(f"{text} {name}")
    with closing(_filled(tmp_path / "here")) as store:
        store.export_to(tmp_path / "backup.zip", kept)
    _kill_an_import(tmp_path / "backup.zip", tmp_path / "there", "move")
    assert (uploads / "c.txt").read_text() == "mine c.txt", "it was killed before"
    (tmp_path / "there").rename(tmp_path / "moved")
    with closing(_open(tmp_path / "moved")) as store:
        assert set(store.sources()) == {"tower.md", "bread.md"}
        everything = {f"{one}.txt": f"kept {one}.txt".encode() for one in "abc"}
        everything |= {f"{one} (2).txt": f"mine {one}.txt".encode() for one in "abc"}
        assert _files(tmp_path / "moved" / "uploads") == everything
        assert not (tmp_path / "moved" / "arriving").exists()
        (tmp_path / "moved" / "uploads" / "a.txt").unlink()
    _open(tmp_path / "moved").close()
    assert not (tmp_path / "moved" / "uploads" / "a.txt").exists(), "it is done once"


@pytest.mark.skipif(os.name != "posix", reason="kills")
def test_an_import_that_was_killed_before_its_commit_leaves_nothing(
    backup: Path, tmp_path: Path
) -> None:
    _kill_an_import(backup, tmp_path / "there", "build")
    assert (tmp_path / "there" / "arriving").exists()
    with closing(_open(tmp_path / "there")) as store:
        assert store.documents() == ()
    assert not (tmp_path / "there" / "arriving").exists()
    assert not (tmp_path / "there" / "uploads").exists()


def _files(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _changed(backup: Path, change: Callable[[dict[str, object]], object]) -> Path:
    """The same backup with another manifest."""
    other = backup.with_name("changed.zip")
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(other, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        change(manifest)
        new.writestr("manifest.json", json.dumps(manifest))
        for name in old.namelist():
            if name != "manifest.json":
                new.writestr(name, old.read(name))
    return other


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda told: told.update(layout=SCHEMA_VERSION + 1), "later version"),
        (lambda told: told.update(format=99), "later version"),
        (lambda told: told.update(sha256="0" * 64), "damaged"),
        (lambda told: told.update(size=10), "damaged"),
        (lambda told: told.pop("layout"), "damaged"),
        (lambda told: told.update(kept={"../../evil": "0" * 64}), "damaged"),
    ],
)
def test_a_backup_that_cannot_be_read_is_refused(
    backup: Path, tmp_path: Path, change: Callable[[dict[str, object]], object], words: str
) -> None:
    with closing(_open(tmp_path / "there")) as store:
        with pytest.raises(StoreError, match=words) as refused:
            store.import_from(_changed(backup, change))
        assert refused.value.hint
        assert store.documents() == ()


def test_a_catalog_that_does_not_unpack_is_refused(backup: Path, tmp_path: Path) -> None:
    raw = bytearray(backup.read_bytes())
    with zipfile.ZipFile(backup) as archive:
        start = archive.getinfo("catalog.sqlite3").header_offset + 30 + len("catalog.sqlite3")
    raw[start] = 0xFF  # a kind of block that there is not
    (tmp_path / "odd.zip").write_bytes(raw)
    with (
        closing(_open(tmp_path / "there")) as store,
        pytest.raises(StoreError, match="is no backup, or is damaged"),
    ):
        store.import_from(tmp_path / "odd.zip")


@pytest.mark.parametrize("size", [0, 10, 1_000])
def test_a_file_that_was_cut_short_is_refused(backup: Path, tmp_path: Path, size: int) -> None:
    (tmp_path / "cut.zip").write_bytes(backup.read_bytes()[:size])
    with (
        closing(_open(tmp_path / "there")) as store,
        pytest.raises(StoreError, match="is no backup, or is damaged"),
    ):
        store.import_from(tmp_path / "cut.zip")


def test_vectors_of_another_embedder_make_an_index_of_that_one(
    backup: Path, tmp_path: Path
) -> None:
    other = WordEmbedder(name="others", fingerprint="words-2", dimension=48)
    with closing(_open(tmp_path / "there", other)) as store:
        store.import_from(backup)
        assert other.embedded == []
        assert not store.is_current()
        assert store.stats().fingerprint.startswith("words-1/32/")


def test_a_model_that_is_not_here_is_not_waited_for(backup: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    with closing(Store.open(there, AbsentEmbedder(), IndexBuilder(run=build))) as store:
        assert store.import_from(backup).manifest.documents == 2
    with closing(_open(there)) as store:
        assert store.is_current()
        assert _found(store, "bread flour") == "bread.md#0"


def test_an_export_waits_for_no_writer_and_overwrites_nothing(tmp_path: Path) -> None:
    with closing(_filled(tmp_path / "here")) as store:
        with store.writer("a long sync") as writer:
            writer.ensure_vectors(["something new"])
            manifest = store.export_to(tmp_path / "backup.zip")
        assert (manifest.documents, manifest.vectors) == (2, 5)
        with pytest.raises(StoreError, match="is there already"):
            store.export_to(tmp_path / "backup.zip")
        with pytest.raises(StoreError, match="cannot be used") as refused:
            store.export_to(tmp_path / "nowhere" / "backup.zip")
        assert refused.value.hint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip", "here"]


def test_the_catalog_in_it_is_one_whole_file(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        assert set(archive.namelist()) == {"manifest.json", "catalog.sqlite3", "kept/a/note.txt"}
        archive.extract("catalog.sqlite3", tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "out" / "catalog.sqlite3")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_damaged_store_is_not_exported(tmp_path: Path) -> None:
    _filled(tmp_path / "here").close()
    path = tmp_path / "here" / "catalog.sqlite3"
    path.write_bytes(path.read_bytes().replace(b"tower is 90 metres", b"tower is 80 metres"))
    with pytest.raises(StoreDamaged, match="not what was") as refused:
        _open(tmp_path / "here")
    assert "rag doctor --repair" in refused.value.hint


# The commands


def test_the_commands_on_two_data_folders(tmp_path: Path) -> None:
    from rag.settings import Settings
    from rag.store import load_embedder

    embedder = load_embedder(Settings().embedding_model)
    one = replace(TOWER, chunks=(), search_texts=())  # nothing to embed: no model is loaded
    with closing(Store.open(tmp_path / "here", embedder)) as store, store.writer("test") as writer:
        writer.publish(Changes(upserts=(one,)))
    (tmp_path / "corpus").mkdir()
    for folder in ("here", "there"):
        (tmp_path / folder / "uploads").mkdir(parents=True)
        (tmp_path / folder / "uploads" / "note.txt").write_text(f"A note from {folder}.")
    file, library = str(tmp_path / "backup.zip"), FakeLibrary()
    done = library.run("export", file, "--data-dir", str(tmp_path / "here"), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["documents"] == 1
    there = ("--data-dir", str(tmp_path / "there"), "--corpus-dir", str(tmp_path / "corpus"))
    done = library.run("import", file, *there)
    assert done.exit_code == 0, done.output
    assert "Imported: 1 document, " in done.stdout
    assert "RAG_CORPUS_DIR" in done.stderr, "the next sync would let go of what has no file here"
    assert "The upload note.txt that was here is now note (2).txt." in done.stderr
    again = library.run("import", file, *there, "--json")
    assert again.exit_code == 1
    assert json.loads(again.stdout)["error"]["kind"] == "StoreError"
    replaced = library.run("import", file, *there, "--json", "--replace")
    assert (replaced.exit_code, json.loads(replaced.stdout)["missing"]) == (0, 1)
    assert json.loads(replaced.stdout)["renamed"] == {}, "it is the same already"


def test_a_data_folder_that_holds_nothing_is_no_backup_and_is_not_made(tmp_path: Path) -> None:
    folder, file = tmp_path / "misspelt", tmp_path / "backup.zip"
    done = FakeLibrary().run("export", str(file), "--data-dir", str(folder))
    assert done.exit_code == 1
    assert f"Nothing is indexed in {folder}" in done.stderr
    assert not folder.exists()
    assert not file.exists()


@pytest.mark.parametrize("name", ["none.zip", "."])
def test_what_is_no_file_cannot_be_imported(tmp_path: Path, name: str) -> None:
    there = ("--data-dir", str(tmp_path / "there"))
    done = FakeLibrary().run("import", str(tmp_path / name), *there)
    assert done.exit_code == 1
    assert "cannot be read: " in done.stderr
    assert "Name a file that `rag export` has written." in done.stderr


@pytest.mark.slow
def test_ctrl_c_after_an_import_does_not_say_that_all_is_as_it_was(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("rag.cli.backup._missing", stop)
    done = FakeLibrary().run("import", str(backup), "--data-dir", str(tmp_path / "there"))
    assert done.exit_code == 130
    assert done.stderr.strip() == "Stopped. All of it is imported."


def test_documents_of_folders_that_were_added_are_not_counted_as_missing(tmp_path: Path) -> None:
    from rag.settings import Settings
    from rag.store import load_embedder

    for folder in ("papers", "corpus"):
        (tmp_path / folder).mkdir()
    (tmp_path / "papers" / "tower.md").write_text("The tower is 90 metres high.")
    state = replace(TOWER.state, source="papers/tower.md")
    document = replace(TOWER.document, source="papers/tower.md")
    one = replace(TOWER, document=document, state=state, chunks=(), search_texts=())
    embedder, papers = load_embedder(Settings().embedding_model), tmp_path / "papers"
    with closing(Store.open(tmp_path / "here", embedder)) as store:
        store.revise(lambda held: replace(held, folders=(Folder(str(papers), "papers"),)))
        with store.writer("test") as writer:
            writer.publish(Changes(upserts=(one,)))
        store.export_to(tmp_path / "backup.zip")
    there = ("--data-dir", str(tmp_path / "there"), "--corpus-dir", str(tmp_path / "corpus"))
    file = str(tmp_path / "backup.zip")
    done = FakeLibrary().run("import", file, *there, "--json")
    assert (done.exit_code, json.loads(done.stdout)["missing"]) == (0, 0), done.output
    (papers / "tower.md").unlink()
    again = FakeLibrary().run("import", file, *there, "--json", "--replace")
    assert json.loads(again.stdout)["missing"] == 1, "its folder is there, and it is not"
    papers.rmdir()
    away = FakeLibrary().run("import", file, *there, "--json", "--replace")
    assert json.loads(away.stdout)["missing"] == 0, "a sync keeps what is in a folder that is away"
