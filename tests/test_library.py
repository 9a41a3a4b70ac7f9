"""The library: uploads, added folders, exclusions, failures, and the one sync that follows them."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import threading
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

import pytest

from rag import Added, CorpusError, DocumentEntry, Settings, SyncProgress
from rag.errors import StoreBusy
from rag.feedback import FILE as FEEDBACK
from rag.feedback import Feedback
from rag.folders import Folders
from rag.history import FILE as HISTORY
from rag.history import History, KeptTurn
from rag.ingest import Limits, reading_limits
from rag.ingest.loaded import NotReadNow
from rag.store import Holdings, Store
from rag.store.builder import IndexBuilder
from rag.store.seal import CatalogSeal
from rag.ui.trace import trace
from tests.fakes import WordEmbedder
from tests.opened import opened
from tests.test_formats import merged


class House:
    """An assistant over a corpus folder, and a folder beside it that nobody has added yet."""

    def __init__(self, folder: Path, builder: IndexBuilder | None = None) -> None:
        self.folder = folder
        self.corpus, self.beside, self.data = (folder / n for n in ("corpus", "papers", "data"))
        self.corpus.mkdir()
        self.beside.mkdir()
        self.settings = Settings(
            corpus_dir=self.corpus,
            data_dir=self.data,
            reader=False,
            evidence_threshold=0.02,
            max_file_mb=0.01,
        )
        self.embedder = WordEmbedder()
        self.assistant = opened(self.settings, self.embedder, builder)
        self.library = self.assistant.library

    def upload(self, name: str, content: bytes | str) -> Added:
        raw = content.encode() if isinstance(content, str) else content
        return self.library.add(name, io.BytesIO(raw))

    def entry(self, source: str) -> DocumentEntry:
        return next(entry for entry in self.library.entries() if entry.source == source)

    def sources(self) -> list[str]:
        return [entry.source for entry in self.assistant.documents()]

    def bytes_hold(self, words: bytes) -> list[str]:
        """Files below the data folder that hold these bytes."""
        files = (path for path in self.data.rglob("*") if path.is_file())
        return [path.name for path in files if words in path.read_bytes()]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    (house.corpus / "garden.txt").write_text("The garden has twelve apple trees.")
    with house.assistant:
        yield house


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


# Uploads


def test_an_upload_is_indexed_shown_under_its_name_and_given_back(house: House) -> None:
    added = house.upload("C:\\fakepath\\The Lease.txt", "The rent is nine hundred euros.")
    assert (added.sources, added.refused) == (("uploads/The Lease.txt",), ())
    assert house.assistant.sync().added == 2
    entry = house.entry("uploads/The Lease.txt")
    assert (entry.status, entry.uploaded, entry.collection) == ("indexed", True, "uploads")
    assert (entry.size, entry.media_type, entry.chunks) == (31, "text/plain", 1)
    original = house.library.original(entry.id)
    assert (original.name, original.path.read_text()) == (
        "The Lease.txt",
        "The rent is nine hundred euros.",
    )


def test_a_second_upload_of_a_name_takes_nothing_away(house: House) -> None:
    first = house.upload("note.txt", "One thing.")
    second = house.upload("note.txt", "Another thing.")
    assert first.sources == ("uploads/note.txt",)
    assert second.sources == ("uploads/note (2).txt",)
    house.assistant.sync()
    again = house.upload("copy.txt", "One thing.")
    assert (again.sources, again.existing) == ((), ("uploads/note.txt",))


@pytest.mark.slow
def test_a_removed_upload_is_gone_from_every_byte(tmp_path: Path) -> None:
    house = House(tmp_path, IndexBuilder())
    (house.corpus / "garden.txt").write_text("The garden has twelve apple trees.")
    secret = "Zanzibarquark"
    house.upload(f"{secret}.txt", f"The word is {secret.lower()}.")
    house.upload("bad.pdf", f"{secret} is no PDF\0".encode())
    house.assistant.sync()
    assert house.bytes_hold(secret.lower().encode())
    history, ratings = History.open(house.data / HISTORY), Feedback(house.data / FEEDBACK)
    reply = house.assistant.ask(f"What is the word {secret}?")
    assert "".join(reply)
    answer = replace(reply.answer, question="What is the word?")  # what a person types stays
    assert secret.lower() in answer.text
    kept = KeptTurn("t1", datetime.now(UTC), "What is the word?", "answered", answer.text, answer)
    history.keep("c1", 1, kept)
    ratings.rate("t1", "up", "", trace(answer, house.settings, who="", within=""))
    for entry in house.library.entries():
        if entry.uploaded:
            house.library.remove(entry.id or entry.source)
    report = house.assistant.sync()
    assert (report.removed, report.failed) == (1, ())
    assert house.sources() == ["garden.txt"]
    house.assistant.close()
    assert house.bytes_hold(secret.lower().encode()) == []
    assert house.bytes_hold(secret.encode()) == []
    (listed,) = history.conversations()
    conversation = history.conversation(listed.id)
    assert conversation is not None
    (left,) = conversation.turns
    assert left.text.startswith("(The source was deleted on ")
    assert secret.lower() not in repr(left)
    assert [one.verdict for one in ratings.ratings()] == ["up"]


def test_a_zip_is_unpacked_within_limits(house: House) -> None:
    raw = zipped(
        **{
            "notes/a.txt": "Apples are red.",
            "../../escape.md": "Up and away.",
            "/etc/motd.txt": "Welcome.",
            "notes/b.exe": "MZ",
            "inner.zip": "PK",
            "large.txt": "x" * 20_000,
            "__MACOSX/notes/a.txt": "rubbish",
            ".hidden.txt": "hidden",
        }
    )
    added = house.upload("my notes.zip", raw)
    assert set(added.sources) == {
        "uploads/my notes/notes/a.txt",
        "uploads/my notes/escape.md",
        "uploads/my notes/etc/motd.txt",
    }
    assert {one.source: one.reason.split(".")[0] for one in added.refused} == {
        "notes/b.exe": "Files of this type are not read",
        "inner.zip": "Archives within archives are not unpacked",
        "large.txt": "It is larger than the limit of 0",
    }
    assert house.assistant.sync().added == 4
    house.library.remove(house.entry("uploads/my notes/etc/motd.txt").id)
    assert not (house.data / "uploads" / "my notes" / "etc").exists()


@pytest.mark.parametrize("name", ["rules", "rules.doc", "rules.XLS"])
def test_a_name_that_does_not_tell_is_taken_for_its_content(house: House, name: str) -> None:
    added = house.upload(name, b"The gate code is 4471.")

    assert added.refused == ()
    assert house.assistant.sync().failed == ()
    assert house.entry(f"uploads/{name.lower()}")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.exe", b"MZ", "Files of this type are not read."),
        ("a", b"no text\0", "Files of this type are not read."),
        ("a.jpg", b"\xff\xd8\xff", "As pages of a PDF they are"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save them in the present format"),
        ("a.msg", b"x", "Save the messages as .eml"),
        ("a.rar", b"Rar!", "upload them as .zip"),
        ("a.txt", b"x" * 20_000, "larger than the limit"),
        ("a.zip", b"no zip", "cannot be opened"),
        ("a.zip", zipped(**{"x.txt": "0" * 6_000_000}), "unpacks to 6 MB"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    house: House, name: str, content: bytes, reason: str
) -> None:
    added = house.upload(name, content)
    (refused,) = added.refused
    assert (added.sources, refused.source) == ((), name)
    assert reason in refused.reason
    kept = [path for path in (house.data / "uploads").rglob("*") if path.is_file()]
    assert kept == []


def test_an_upload_of_a_folder_that_is_lost_can_still_be_removed(house: House) -> None:
    house.upload("note.txt", "One thing.")
    house.assistant.sync()
    (house.data / "uploads").rename(house.folder / "elsewhere")
    assert house.assistant.sync().removed == 0, "it may come back"
    with pytest.raises(CorpusError, match="not there now"):
        house.library.original("uploads/note.txt")
    house.library.remove("uploads/note.txt")
    assert house.assistant.sync().removed == 1
    assert [entry.source for entry in house.library.entries()] == ["garden.txt"]


def test_a_publish_in_the_way_leaves_uploads_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("schema", "catalog"):
        monkeypatch.setattr(f"rag.store.{module}.BUSY_SECONDS", 0.01)
    house = House(tmp_path)
    with house.assistant, closing(sqlite3.connect(house.data / "catalog.sqlite3")) as other:
        house.upload("note.txt", "One thing.")
        house.assistant.sync()
        before = [path for path in (house.data / "uploads").rglob("*") if path.is_file()]
        other.execute("BEGIN IMMEDIATE")
        for act in (
            lambda: house.upload("other.txt", "Another thing."),
            lambda: house.upload("two.zip", zipped(**{"deep/a.txt": "A.", "b.txt": "B."})),
            lambda: house.library.remove("uploads/note.txt"),
        ):
            with pytest.raises(StoreBusy):
                act()
        after = [path for path in (house.data / "uploads").rglob("*") if path.is_file()]
        other.execute("ROLLBACK")
        assert after == before
        house.library.remove("uploads/note.txt")
        assert house.assistant.sync().removed == 1
        assert house.sources() == []


def test_files_of_one_name_in_a_zip_are_all_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    buffer, count = io.BytesIO(), 100
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as archive:
        warnings.simplefilter("ignore")
        for number in range(count):
            archive.writestr("n.txt", f"Text {number}.")
    created: list[str] = []
    open_file = Path.open

    def counted(path: Path, mode: str = "r", **more: Any) -> IO[Any]:
        created.extend([path.name] if mode == "xb" else [])
        return open_file(path, mode, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", counted)
        added = house.upload("z.zip", buffer.getvalue())
    texts = {(house.data / source).read_text() for source in added.sources}
    assert texts == {f"Text {number}." for number in range(count)}
    assert len(created) < 2 * count, "each name was tried once, not every one before it"


def test_an_upload_is_not_taken_for_a_file_that_will_not_be_indexed(house: House) -> None:
    garden = (house.corpus / "garden.txt").read_bytes()
    house.assistant.sync()
    assert house.upload("same.txt", garden).existing == ("garden.txt",)
    (house.corpus / "garden.txt").write_text("The garden is paved now.")
    assert house.upload("old.txt", garden).sources == ("uploads/old.txt",), "it has changed"
    house.assistant.sync()
    paved = (house.corpus / "garden.txt").read_bytes()
    house.library.remove("garden.txt")
    assert house.upload("mine.txt", paved).sources == ("uploads/mine.txt",), "it is excluded"
    house.assistant.sync()
    assert house.sources() == ["uploads/mine.txt", "uploads/old.txt"]


def test_an_upload_of_a_name_that_was_excluded_is_indexed(house: House) -> None:
    house.upload("note.txt", "One thing.")
    house.assistant.sync()
    (house.data / "uploads").rename(house.folder / "elsewhere")
    house.library.remove("uploads/note.txt")
    house.assistant.sync()
    assert house.upload("note.txt", "Another thing.").sources == ("uploads/note.txt",)
    house.assistant.sync()
    assert house.entry("uploads/note.txt").status == "indexed"


def test_an_upload_and_a_corpus_folder_called_uploads_keep_apart(house: House) -> None:
    (house.corpus / "uploads").mkdir()
    for name in ("x.txt", "y.txt"):
        (house.corpus / "uploads" / name).write_text(f"{name} of the corpus.")
    house.assistant.sync()
    (house.corpus / "uploads" / "z.txt").write_text("Not indexed yet.")
    added = [house.upload(f"{name}.txt", f"Uploaded {name}.") for name in "xz"]
    sources = [source for one in added for source in one.sources]
    assert sources == ["uploads/x (2).txt", "uploads/z (2).txt"]
    assert house.assistant.sync().failed == ()
    assert house.library.original(sources[0]).path.read_text() == "Uploaded x."
    house.library.remove(sources[0])
    house.assistant.sync()
    left = ["uploads/x.txt", "uploads/y.txt", "uploads/z (2).txt", "uploads/z.txt"]
    assert house.sources() == ["garden.txt", *left]


# Exclusion, re-reading, failures


def test_a_document_of_the_corpus_is_excluded_not_deleted(house: House) -> None:
    house.assistant.sync()
    house.library.remove(house.entry("garden.txt").id)
    assert house.assistant.sync().removed == 1
    assert (house.corpus / "garden.txt").exists()
    assert house.entry("garden.txt").status == "excluded"
    assert house.assistant.sync().added == 0, "it stays excluded"
    house.library.restore("garden.txt")
    assert house.assistant.sync().added == 1
    assert house.entry("garden.txt").status == "indexed"


def test_a_failed_file_is_listed_and_not_read_again_while_it_is_unchanged(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = house.corpus / "bad.txt"
    bad.write_bytes(b"\0\1\2")
    assert [one.source for one in house.assistant.sync().failed] == ["bad.txt"]
    entry = house.entry("bad.txt")
    assert (entry.status, entry.id, entry.size) == ("failed", "", 3)
    assert entry.failure.startswith("The file is not text")

    read: list[Path] = []
    monkeypatch.setattr("rag.ingest.reading.read_bytes", lambda path, **_: read.append(path))
    assert [one.source for one in house.assistant.sync().failed] == ["bad.txt"]
    assert read == []
    monkeypatch.undo()
    bad.write_text("Now it is text.")
    assert house.assistant.sync().added == 1
    assert house.entry("bad.txt").failure == ""


def test_a_file_of_a_date_that_cannot_be_kept_is_indexed_like_any_other(house: House) -> None:
    stamp = int(datetime(2300, 1, 1, tzinfo=UTC).timestamp()) * 10**9
    for name, content in [("note.txt", b"The shed is green."), ("bad.txt", b"\0\1\2")]:
        (house.corpus / name).write_bytes(content)
        os.utime(house.corpus / name, ns=(stamp, stamp))
    report = house.assistant.sync()
    assert (report.added, [one.source for one in report.failed]) == (2, ["bad.txt"])
    assert house.upload("copy.txt", "The shed is green.").existing == ("note.txt",)
    report = house.assistant.sync()
    assert (report.unchanged, report.updated) == (2, 0)


def test_what_was_read_in_part_says_so_and_is_read_again_once_more_of_it_can_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    corpus, programs = tmp_path / "corpus", tmp_path / "programs"
    for folder in (corpus, programs):
        folder.mkdir()
    (programs / "cat").symlink_to(shutil.which("cat") or "/bin/cat")
    monkeypatch.setenv("PATH", str(programs))
    (corpus / "deed.pdf").write_bytes(merged("printed.pdf", "scanned.pdf"))
    settings = Settings(corpus_dir=corpus, data_dir=tmp_path / "data", reader=False)
    with opened(settings, WordEmbedder()) as assistant:
        for added in (1, 0):
            report = assistant.sync()
            (entry,) = assistant.library.entries()
            assert (report.added, report.updated, report.failed) == (added, 0, ())
            assert [(one.source, one.remark) for one in report.remarks] == [
                ("deed.pdf", entry.remark)
            ]
            assert (entry.status, entry.failure) == ("indexed", "")
            assert entry.remark.startswith("1 of its 3 pages is a picture without text")
        os.utime(corpus / "deed.pdf", (1, 1))
        assert [one.source for one in assistant.sync().remarks] == ["deed.pdf"]
        (corpus / "deed.pdf").rename(corpus / "moved.pdf")
        assert [one.source for one in assistant.sync().remarks] == ["moved.pdf"]

        (programs / "tesseract").write_text("#!/bin/sh\necho The scanned keeper is Otto Crane.\n")
        (programs / "tesseract").chmod(0o755)
        report = assistant.sync()
        (entry,) = assistant.library.entries()
        assert (report.updated, report.remarks, entry.remark) == (1, (), "")
        assert "Otto Crane" in assistant.document(entry.id).text
        assert assistant.sync().updated == 0


def test_what_could_only_not_be_read_now_is_tried_each_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise NotReadNow("It cannot be read: permission denied.")

    with monkeypatch.context() as patched:
        patched.setattr("rag.ingest.reading.read_bytes", refuse)
        assert [one.source for one in house.assistant.sync().failed] == ["garden.txt"]
        assert house.entry("garden.txt").status == "failed"
    assert (house.assistant.sync().added, house.entry("garden.txt").status) == (1, "indexed")


def test_a_limit_is_a_setting_and_a_higher_one_has_the_file_tried_again(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "long.md").write_text("Words, words. " * 100)
    settings = Settings(corpus_dir=corpus, data_dir=tmp_path / "data", limit_characters=1_000)
    higher = settings.model_copy(update={"limit_characters": 10_000})
    for chosen, failed in ((settings, 1), (settings, 1), (higher, 0)):
        with opened(chosen, WordEmbedder()) as assistant:
            report = assistant.sync()
            assert [one.reason for one in report.failed] == [
                "It holds more than 1,000 characters (RAG_LIMIT_CHARACTERS)."
            ] * failed
    assert report.added == 1


def test_every_limit_is_a_setting_of_the_same_default() -> None:
    assert reading_limits(Settings()) == Limits()
    mine = Settings(
        limit_seconds=8,
        limit_memory_mb=300,
        limit_characters=5_000,
        limit_sections=700,
        limit_expanded_mb=1.5,
        limit_expansion=20,
        limit_entries=9,
    )
    assert reading_limits(mine) == Limits(
        wall_seconds=8,
        cpu_seconds=6,
        memory_bytes=300_000_000,
        characters=5_000,
        sections=700,
        expanded_bytes=1_500_000,
        expansion=20,
        entries=9,
    )


def test_a_document_is_read_again_when_asked(house: House) -> None:
    house.assistant.sync()
    embedded = len(house.embedder.embedded)
    stages = []
    house.library.reindex(house.entry("garden.txt").id)
    report = house.assistant.sync(lambda progress: stages.append(progress.stage))
    assert (report.updated, report.embedded) == (1, 0)
    assert "reading" in stages
    assert len(house.embedder.embedded) == embedded


def test_a_document_that_is_away_when_it_is_to_be_read_again_is_read_later(house: House) -> None:
    (house.beside / "a.md").write_text("---\ndate: 2020-01-02\n---\nQuarks have colours.")
    house.library.add_folder(house.beside)
    house.assistant.sync()
    house.library.reindex("papers/a.md")
    house.beside.rename(house.folder / "away")
    for _ in range(2):
        house.assistant.sync()
    (house.folder / "away").rename(house.beside)
    assert house.assistant.sync().updated == 1
    assert house.entry("papers/a.md").date == date(2020, 1, 2)
    assert house.assistant.sync().updated == 0


def test_a_sync_waits_for_a_note_and_no_further(house: House) -> None:
    held, let_go = threading.Event(), threading.Event()

    def slow(holdings: Holdings) -> Holdings:
        held.set()
        assert let_go.wait(30)
        return holdings

    noting = threading.Thread(target=lambda: house.assistant._store.revise(slow))
    noting.start()
    assert held.wait(30)
    later = threading.Timer(0.2, let_go.set)
    later.start()
    assert house.assistant.sync().added == 1
    noting.join()


def test_an_upload_is_kept_without_a_reading_of_the_catalog(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.assistant.sync()
    read: list[CatalogSeal] = []
    state = CatalogSeal._state

    def counted(seal: CatalogSeal) -> object:
        read.append(seal)
        return state(seal)

    monkeypatch.setattr(CatalogSeal, "_state", counted)
    (source,) = house.upload("mine.txt", "The pond is deep.").sources
    assert read == []
    assert house.assistant._store.holdings().uploads == {source: "mine.txt"}
    assert house.assistant.sync().added == 1
    assert len(read) == 2, "once before anything is written, once after"


def test_which_files_are_there_is_remembered_for_seconds(tmp_path: Path) -> None:
    now = [0.0]
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in ("a.txt", "b.txt"):
        (corpus / name).write_text("Words.")
    with closing(Store.open(tmp_path / "data", WordEmbedder())) as store:
        folders = Folders(store, corpus, tmp_path / "data", lambda: now[0])
        both = frozenset({"a.txt", "b.txt"})
        assert folders.present(both) == both
        (corpus / "a.txt").unlink()
        assert folders.present(both) == both, "it was looked at just now"
        assert folders.present(frozenset({"a.txt"})) == frozenset(), "that was not"
        (corpus / "b.txt").unlink()
        assert folders.present(both) == frozenset()
        (corpus / "b.txt").write_text("Words.")
        now[0] = 60.0
        assert folders.present(both) == {"b.txt"}
        assert folders.present(frozenset()) == frozenset()


def test_duplicates_are_named(house: House) -> None:
    (house.corpus / "copy.txt").write_bytes((house.corpus / "garden.txt").read_bytes())
    house.assistant.sync()
    assert house.entry("copy.txt").duplicates == ("garden.txt",)
    assert house.entry("garden.txt").duplicates == ("copy.txt",)


def test_a_document_that_is_not_known_is_refused(house: House) -> None:
    for act in (house.library.remove, house.library.restore, house.library.reindex):
        with pytest.raises(CorpusError, match="no document 'nothing'"):
            act("nothing")


# Folders


def test_an_added_folder_is_followed_until_it_is_forgotten(house: House) -> None:
    (house.beside / "deep").mkdir()
    (house.beside / "deep" / "a.txt").write_text("Quarks have colours.")
    added = house.library.add_folder(house.beside)
    assert added is not None
    assert (added.name, added.present) == ("papers", True)
    assert house.library.add_folder(house.beside / "deep") is None
    house.assistant.sync()
    assert house.sources() == ["garden.txt", "papers/deep/a.txt"]
    assert house.entry("papers/deep/a.txt").collection == "papers"
    assert house.library.folders()[0].documents == 1

    house.beside.rename(house.folder / "away")
    report = house.assistant.sync()
    assert (report.removed, [one.source for one in report.failed]) == (0, [str(house.beside)])
    assert house.sources() == ["garden.txt", "papers/deep/a.txt"]
    assert [entry.status for entry in house.library.entries()] == ["indexed", "indexed"]
    assert not house.library.folders()[0].present

    house.library.forget_folder(house.beside)
    assert house.assistant.sync().removed == 1
    assert house.library.folders() == ()
    with pytest.raises(CorpusError, match="was not added"):
        house.library.forget_folder(house.beside)


def test_what_is_missing_is_what_the_next_sync_drops(house: House) -> None:
    (house.corpus / "rent.txt").write_text("The rent is nine hundred euros.")
    (house.beside / "deed.txt").write_text("The deed is in the drawer.")
    house.library.add_folder(house.beside)
    house.upload("note.txt", "The note is on the table.")
    house.assistant.sync()
    assert house.library.missing() == frozenset()
    (house.corpus / "rent.txt").unlink()
    away = house.beside.rename(house.folder / "away")
    assert house.library.missing() == {"rent.txt"}
    assert house.assistant.sync().removed == 1
    away.rename(house.beside)
    house.library.forget_folder(house.beside)
    assert house.library.missing() == {"papers/deed.txt"}
    assert house.assistant.sync().removed == 1
    assert house.sources() == ["garden.txt", "uploads/note.txt"]


def test_an_added_file_that_is_deleted_is_gone_and_one_that_is_away_is_kept(house: House) -> None:
    lease = house.beside / "lease.txt"
    lease.write_text("The rent is nine hundred euros.")
    house.library.add_folder(lease)
    assert house.assistant.sync().added == 2
    away = house.beside.rename(house.folder / "away")
    assert house.library.missing() == frozenset()
    report = house.assistant.sync()
    assert (report.removed, [one.source for one in report.failed]) == (0, ["papers/lease.txt"])
    assert "is kept" in house.entry("papers/lease.txt").failure
    away.rename(house.beside)
    lease.unlink()
    assert house.library.missing() == {"papers/lease.txt"}
    report = house.assistant.sync()
    assert (report.removed, report.failed) == (1, ())
    assert house.sources() == ["garden.txt"]
    lease.write_text("The rent is a thousand euros.")
    assert house.assistant.sync().added == 1, "until it is forgotten"


def test_a_file_that_two_folders_hold_is_one_document(house: House) -> None:
    inner = house.beside / "inner"
    inner.mkdir()
    (inner / "a.txt").write_text("Quarks have colours.")
    (house.beside / "b.txt").write_text("Leptons have none.")
    house.library.add_folder(inner / "a.txt")
    house.library.add_folder(house.folder)  # holds the corpus, the data folder and `inner`
    house.assistant.sync()
    name = house.library.folders()[1].name
    assert house.sources() == sorted(["garden.txt", "inner/a.txt", f"{name}/papers/b.txt"])


def test_names_of_folders_are_unique(house: House) -> None:
    (house.corpus / "papers").mkdir()
    (house.corpus / "papers" / "a.txt").write_text("In the corpus.")
    (house.beside / "a.txt").write_text("Beside it.")
    other = house.folder / "other" / "papers"
    other.mkdir(parents=True)
    (other / "a.txt").write_text("Elsewhere.")
    house.library.add_folder(house.beside)
    house.library.add_folder(other)
    house.assistant.sync()
    assert house.sources() == ["garden.txt", "papers-2/a.txt", "papers-3/a.txt", "papers/a.txt"]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("nowhere", "full path"), ("data", "RAG_DATA_DIR"), ("beside.exe", "not read")],
)
def test_what_cannot_be_added_is_refused_with_what_to_do(
    house: House, name: str, remedy: str
) -> None:
    (house.folder / "beside.exe").write_bytes(b"MZ")
    with pytest.raises(CorpusError, match=name) as caught:
        house.library.add_folder(house.folder / name)
    assert remedy in caught.value.hint


def test_a_folder_is_forgotten_by_its_path_before_its_name(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = house.beside / "deep" / "docs", house.beside / "docs"
    for folder in (first, second):
        folder.mkdir(parents=True)
        house.library.add_folder(folder)
    assert [one.name for one in house.library.folders()] == ["docs", "docs-2"]
    monkeypatch.chdir(house.beside)
    house.library.forget_folder(Path("docs"))
    assert [one.name for one in house.library.folders()] == ["docs"]
    house.library.forget_folder("docs")
    assert house.library.folders() == ()


def test_a_home_that_there_is_not_is_said(house: House) -> None:
    with pytest.raises(CorpusError, match="was not added"):
        house.library.forget_folder("~no-such-user-here")


# Collections and dates


def test_collection_and_date_are_stated_or_found(house: House) -> None:
    stated = "---\ncollection: Contracts\ndate: 2021-03-04\n---\n# Lease\n\nThe rent is due."
    (house.corpus / "lease.md").write_text(stated)
    (house.corpus / "minutes").mkdir()
    (house.corpus / "minutes" / "may.txt").write_text("The board met in May.")
    house.assistant.sync()
    lease, may = house.entry("lease.md"), house.entry("minutes/may.txt")
    assert (lease.collection, lease.date) == ("Contracts", date(2021, 3, 4))
    assert may.collection == "minutes"
    assert may.date is not None
    assert house.library.collections() == ("Contracts", "minutes")


# Watching


@pytest.mark.slow
def test_what_changes_in_a_watched_folder_is_indexed(house: House) -> None:
    (house.beside / "a.txt").write_text("Quarks have colours.")
    synced = threading.Semaphore(0)

    def act() -> bool:
        house.assistant.sync()
        synced.release()
        return True

    watcher = house.library.watcher(act)
    watcher.start()
    try:
        house.library.add_folder(house.beside)
        while "papers/a.txt" not in house.sources():
            assert synced.acquire(timeout=30), "the folder was added"
        house.upload("b.txt", "Leptons have none.")
        while "uploads/b.txt" not in house.sources():
            assert synced.acquire(timeout=30), "a file was uploaded"
    finally:
        watcher.stop()


# Cancelling


@pytest.mark.parametrize("stage", ["scanning", "reading", "embedding"])
def test_a_cancelled_sync_changes_nothing_and_the_next_one_does_it_all(
    house: House, stage: str
) -> None:
    house.assistant.sync()
    before = house.library.entries()
    (house.corpus / "garden.txt").write_text("The garden has nine pear trees.")
    for number in range(9):
        (house.corpus / f"{number}.txt").write_text(f"Text number {number}. " * 50)
    told: list[SyncProgress] = []
    report = house.assistant.sync(told.append, lambda: bool(told) and told[-1].stage == stage)
    assert (report.cancelled, report.chunks) == (True, 1)
    assert house.library.entries() == before
    assert house.assistant.retrieve("garden", k=1)[0].chunk.text.endswith("apple trees.")
    assert told[-1].stage == stage
    report = house.assistant.sync()
    assert (report.added, report.updated, report.cancelled) == (9, 1, False)


def test_a_sync_that_is_being_published_is_not_cancelled(house: House) -> None:
    told: list[SyncProgress] = []
    report = house.assistant.sync(told.append, lambda: bool(told) and told[-1].stage == "indexing")
    assert (report.cancelled, report.added, told[-1].stage) == (False, 1, "publishing")


def test_progress_names_the_file_it_is_at(house: House) -> None:
    long = " ".join(f"Sentence number {number} is here." for number in range(1_600))
    house.settings = house.settings.model_copy(update={"max_file_mb": 1.0, "chunk_tokens": 32})
    for name in ("a.txt", "b.txt"):
        (house.corpus / name).write_text(long + name)
    told: list[SyncProgress] = []
    with opened(house.settings, house.embedder) as assistant:
        assistant.sync(told.append)
    sources = {"a.txt", "b.txt", "garden.txt"}
    assert {one.source for one in told if one.stage == "reading"} == sources | {""}
    counted = [one for one in told if one.stage == "embedding" and one.total]
    assert {one.source for one in counted} >= {"a.txt", "b.txt"}
    assert [one.done for one in counted] == sorted(one.done for one in counted)
    assert counted[-1].done == counted[-1].total
