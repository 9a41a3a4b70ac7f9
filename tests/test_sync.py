"""Sync: twice changes nothing, nothing is lost, and only what changed is done."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.errors import ConfigError, CorpusError
from rag.ingest import embedded
from rag.ingest.sync import sync
from rag.store import Changes, FloatArray, Holdings, Kept, Record, Revision, SourceState, Store
from rag.types import Document, SyncProgress, SyncReport
from tests.fakes import WordEmbedder


class MemoryStore:
    """A store in memory that is strict about what it is given. Is its own writer.

    `published` lists every publish; `on_lock` runs when the writer's lock has been taken, which
    is when another process may just have finished.
    """

    def __init__(self, embedder: WordEmbedder) -> None:
        self.embedder = embedder
        self.records: dict[str, Record] = {}
        self.vectors: set[tuple[str, str]] = set()
        self.indexed_with = ""
        self.published: list[Changes] = []
        self.locked = 0
        self.held = Holdings()
        self.on_lock: Callable[[], object] = lambda: None

    def sources(self) -> Mapping[str, SourceState]:
        return {record.state.source: record.state for record in self.records.values()}

    def holdings(self) -> Holdings:
        return self.held

    def revise(self, revision: Revision) -> Holdings:
        self.held = revision(self.held)
        return self.held

    def document(self, document_id: str) -> Document:
        return self.records[document_id].document

    def chunk_count(self) -> int:
        return sum(len(record.chunks) for record in self.records.values())

    def is_current(self) -> bool:
        return self.indexed_with == self.embedder.fingerprint

    @contextmanager
    def writer(self, purpose: str) -> Iterator[MemoryStore]:
        assert purpose
        self.locked += 1
        self.on_lock()
        yield self

    def keep_vectors(self, groups: Iterable[Sequence[str]]) -> Generator[Kept, None, None]:
        for group, texts in enumerate(groups):
            keys = [(text, self.embedder.fingerprint) for text in dict.fromkeys(texts)]
            missing = [key for key in keys if key not in self.vectors]
            self.embedder.embed([text for text, _ in missing])
            self.vectors.update(missing)
            yield Kept(group, len(texts), len(missing))

    def index_ahead(self, records: Sequence[Record]) -> None:
        wanted = {text for record in records for text in record.search_texts}
        assert {(text, self.embedder.fingerprint) for text in wanted} <= self.vectors

    def publish(self, changes: Changes) -> None:
        ids = [record.document.id for record in changes.upserts]
        ids += [state.document_id for state in changes.touched] + list(changes.removals)
        assert len(ids) == len(set(ids))
        for record in changes.upserts:
            assert record.document.source == record.state.source
            assert record.document.content_hash == record.state.content_hash
            self.records[record.document.id] = record
        for state in changes.touched:
            before = self.records[state.document_id]
            document = replace(before.document, source=state.source)
            self.records[state.document_id] = replace(before, document=document, state=state)
        for document_id in changes.removals:
            del self.records[document_id]
        assert len(self.sources()) == len(self.records)
        self.indexed_with = self.embedder.fingerprint
        wanted = {text for record in self.records.values() for text in record.search_texts}
        assert {(text, self.indexed_with) for text in wanted} <= self.vectors
        self.published.append(changes)


class Desk:
    """A corpus folder, a store and an embedder, and the sync between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "corpus"
        self.folder.mkdir()
        self.embedder = WordEmbedder()
        self.store = MemoryStore(self.embedder)
        self.progress: list[SyncProgress] = []
        self.chunk_tokens = 40
        self.max_file_bytes = 10_000

    def write(self, source: str, content: str | bytes) -> Path:
        path = self.folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def sync(self) -> SyncReport:
        self.progress.clear()
        return sync(
            self.folder,
            self.store,
            self.embedder,
            chunk_tokens=self.chunk_tokens,
            max_file_bytes=self.max_file_bytes,
            on_progress=self.progress.append,
        )

    def id_of(self, source: str) -> str:
        return self.store.sources()[source].document_id

    def texts(self) -> dict[str, str]:
        return {r.document.source: r.document.text for r in self.store.records.values()}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Three documents, synced."""
    desk.write("a.md", "# Apples\n\nApples are red.\n\n## Price\n\nThey cost two.")
    desk.write("b.txt", "Bananas are yellow.")
    desk.write("deep/c.md", "Cherries come in pairs.")
    report = desk.sync()
    assert (report.added, report.chunks, report.embedded) == (3, 4, 4)
    return desk


def counts(report: SyncReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.removed, report.unchanged


def test_a_second_sync_takes_no_lock_and_embeds_nothing(full: Desk) -> None:
    report = full.sync()
    assert counts(report) == (0, 0, 0, 3)
    assert (report.chunks, report.embedded, report.failed) == (4, 0, ())
    assert (full.store.locked, len(full.store.published)) == (1, 1)
    assert {step.stage for step in full.progress} == {"scanning"}


def test_where_the_documents_were_is_noted_also_where_nothing_else_has_changed(full: Desk) -> None:
    assert full.store.held.corpus == str(full.folder)
    full.folder = full.folder.rename(full.folder.with_name("moved"))
    assert counts(full.sync()) == (0, 0, 0, 3)
    assert full.store.held.corpus == str(full.folder)
    assert full.store.locked == 1


def test_records_are_what_was_on_disk(full: Desk) -> None:
    record = full.store.records[full.id_of("a.md")]
    assert record.document.title == "Apples"
    assert record.document.text == (full.folder / "a.md").read_text()
    assert [chunk.locator for chunk in record.chunks] == ["Apples", "Price"]
    assert record.search_texts == ("Apples\nApples are red.", "Apples > Price\nThey cost two.")
    assert len(record.document.content_hash) == 64


def test_a_changed_file_keeps_its_id_and_only_new_text_is_embedded(full: Desk) -> None:
    before = full.id_of("a.md")
    full.write("a.md", "# Apples\n\nApples are red.\n\n## Price\n\nThey cost three now.")
    report = full.sync()
    assert (counts(report), report.embedded) == ((0, 1, 0, 2), 1)
    assert full.id_of("a.md") == before
    assert "three" in full.texts()["a.md"]


def test_a_file_that_is_gone_is_removed(full: Desk) -> None:
    (full.folder / "b.txt").unlink()
    assert counts(full.sync()) == (0, 0, 1, 2)
    assert set(full.texts()) == {"a.md", "deep/c.md"}


def test_an_emptied_folder_empties_the_index(full: Desk) -> None:
    for source in full.texts():
        (full.folder / source).unlink()
    report = full.sync()
    assert (counts(report), report.chunks) == ((0, 0, 3, 0), 0)


def test_an_empty_folder_gives_zeros_and_no_lock(desk: Desk) -> None:
    report = desk.sync()
    assert replace(report, seconds=0.0) == SyncReport()
    assert desk.store.locked == 0


def test_a_folder_that_vanished_removes_nothing(full: Desk) -> None:
    full.folder.rename(full.folder.with_name("unplugged"))
    with pytest.raises(CorpusError, match="RAG_CORPUS_DIR"):
        full.sync()
    assert len(full.store.records) == 3


def test_a_folder_that_vanishes_while_waiting_for_the_lock_removes_nothing(full: Desk) -> None:
    full.write("new.md", "New.")
    full.store.on_lock = lambda: full.folder.rename(full.folder.with_name("unplugged"))
    with pytest.raises(CorpusError):
        full.sync()
    assert len(full.store.published) == 1


def test_what_another_sync_did_meanwhile_is_not_done_again(full: Desk) -> None:
    def other() -> None:
        full.store.on_lock = lambda: None
        full.sync()

    full.write("new.md", "New.")
    full.store.on_lock = other
    report = full.sync()
    assert counts(report) == (0, 0, 0, 4)
    assert len(full.store.published) == 2


def test_what_changes_before_the_lock_is_taken_is_seen(full: Desk) -> None:
    def somebody() -> None:
        full.write("newer.md", "Newer.")
        full.write("new.md", "New, and changed since.")
        (full.folder / "b.txt").unlink()

    full.write("new.md", "New.")
    full.store.on_lock = somebody
    assert counts(full.sync()) == (2, 0, 1, 2)
    assert full.texts()["new.md"] == "New, and changed since."


def test_a_new_time_stamp_alone_touches_the_ledger_only(full: Desk) -> None:
    os.utime(full.folder / "a.md", ns=(1, 1))
    report = full.sync()
    assert (counts(report), report.embedded) == ((0, 0, 0, 3), 0)
    assert [state.source for state in full.store.published[-1].touched] == ["a.md"]
    assert not full.store.published[-1].upserts
    full.sync()
    assert len(full.store.published) == 2


def test_a_moved_file_keeps_its_id(full: Desk) -> None:
    before = full.id_of("a.md")
    (full.folder / "a.md").rename(full.folder / "deep" / "moved.md")
    report = full.sync()
    assert (counts(report), report.embedded) == ((0, 1, 0, 2), 0)
    assert full.id_of("deep/moved.md") == before
    assert full.store.document(before).source == "deep/moved.md"
    assert not full.store.published[-1].upserts  # its title is in the text: nothing to index anew


def test_a_moved_file_that_takes_its_title_from_its_name_gets_the_new_one(full: Desk) -> None:
    before = full.id_of("b.txt")
    (full.folder / "b.txt").rename(full.folder / "yellow-fruit.txt")
    assert counts(full.sync()) == (0, 1, 0, 2)
    assert full.store.document(before).title == "Yellow fruit"
    assert full.store.records[before].chunks[0].title == "Yellow fruit"


def test_a_new_file_where_a_moved_one_was_gets_an_id_of_its_own(full: Desk) -> None:
    before = full.id_of("b.txt")
    (full.folder / "b.txt").rename(full.folder / "moved.txt")
    full.sync()
    full.write("b.txt", "Blueberries.")
    assert counts(full.sync()) == (1, 0, 0, 3)
    assert full.id_of("moved.txt") == before != full.id_of("b.txt")


def test_files_that_trade_places_keep_the_ids_of_their_places(full: Desk) -> None:
    full.write("d.md", "Dates are sweet.")
    full.sync()
    ids = full.id_of("d.md"), full.id_of("deep/c.md")
    first, second, aside = full.folder / "d.md", full.folder / "deep/c.md", full.folder / "aside"
    first.rename(aside)
    second.rename(first)
    aside.rename(second)
    assert counts(full.sync()) == (0, 2, 0, 2)
    assert ids == (full.id_of("d.md"), full.id_of("deep/c.md"))
    assert full.texts()["d.md"] == "Cherries come in pairs."


def test_copies_are_all_indexed_and_all_removed(full: Desk) -> None:
    for name in ("copy.md", "copy2.md"):
        full.write(name, (full.folder / "a.md").read_bytes())
    report = full.sync()
    assert (counts(report), report.chunks, report.embedded) == ((2, 0, 0, 3), 8, 0)
    for name in ("copy.md", "copy2.md"):
        (full.folder / name).unlink()
    assert counts(full.sync()) == (0, 0, 2, 3)


def test_files_that_cannot_be_read_are_reported_and_the_others_indexed(desk: Desk) -> None:
    desk.write("binary.md", b"\x89PNG\x00\x00")
    desk.write("empty.md", "")
    desk.write("large.txt", "x" * 10_001)
    desk.write("good.md", "Good text.")
    report = desk.sync()
    assert counts(report) == (1, 0, 0, 0)
    assert {failure.source: failure.reason.split(".")[0] for failure in report.failed} == {
        "binary.md": "The file is not text, or is in an encoding that cannot be told",
        "empty.md": "It holds no text",
        "large.txt": "It is larger than the limit of 0",
    }
    assert tuple(step.failed for step in desk.progress if step.failed) == report.failed
    assert all(step.stage == "reading" for step in desk.progress if step.failed), "at once"
    again = desk.sync()
    assert (counts(again), again.failed) == ((0, 0, 0, 1), report.failed)
    assert (desk.store.locked, len(desk.store.published)) == (1, 1)


def test_a_failed_file_that_is_to_be_tried_again_is_so_also_when_a_sync_was_running(
    desk: Desk,
) -> None:
    desk.write("binary.md", b"\x89PNG\x00\x00")
    desk.write("other.md", b"\x89PNG\x00\x01")
    desk.sync()
    desk.write("good.md", "Good text.")
    others = {"other.md": desk.store.held.failures["other.md"]}
    embed = desk.embedder.embed

    def somebody(texts: Sequence[str]) -> Any:
        desk.store.held = replace(desk.store.held, failures=others)
        return embed(texts)

    desk.embedder.embed = somebody  # type: ignore[method-assign]
    desk.sync()
    assert dict(desk.store.held.failures) == others
    desk.sync()
    read = {one.source for one in desk.progress if one.stage == "reading" and one.source}
    assert read == {"binary.md"}
    assert set(desk.store.held.failures) == {"binary.md", "other.md"}


def test_when_no_file_can_be_read_nothing_is_published(desk: Desk) -> None:
    desk.write("binary.md", b"\x00")
    report = desk.sync()
    assert (counts(report), len(report.failed), desk.store.published) == ((0, 0, 0, 0), 1, [])


def test_a_file_that_became_unreadable_keeps_what_was_indexed_until_it_is_gone(full: Desk) -> None:
    full.write("b.txt", b"\x00\x01\x02")
    report = full.sync()
    assert (counts(report), [failure.source for failure in report.failed]) == (
        (0, 0, 0, 2),
        ["b.txt"],
    )
    assert full.texts()["b.txt"] == "Bananas are yellow."
    assert len(full.store.published) == 1
    (full.folder / "b.txt").unlink()
    assert counts(full.sync()) == (0, 0, 1, 2)


def test_documents_in_a_folder_that_will_not_be_listed_are_kept(
    full: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def guarded(path: Any) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    (full.folder / "b.txt").unlink()
    full.chunk_tokens = 50
    report = full.sync()
    assert report.removed == 1
    assert [failure.source for failure in report.failed] == ["deep"]
    assert set(full.texts()) == {"a.md", "deep/c.md"}


def test_another_chunk_limit_cuts_every_document_anew(full: Desk) -> None:
    full.write("long.txt", "One sentence of six words here. " * 20)
    full.sync()
    before = full.store.chunk_count()
    full.chunk_tokens = 20
    assert counts(full.sync()) == (0, 4, 0, 0)
    assert full.store.chunk_count() > before
    assert counts(full.sync()) == (0, 0, 0, 4)


def test_another_chunk_limit_reaches_what_cannot_be_read_any_more(full: Desk) -> None:
    full.write("b.txt", b"\x00")
    full.chunk_tokens = 20
    assert counts(full.sync()) == (0, 2, 0, 0)
    locked = full.store.locked
    report = full.sync()
    assert (counts(report), len(report.failed)) == ((0, 0, 0, 2), 1)
    assert full.store.locked == locked


def test_other_weights_embed_every_text_again_without_reading_a_file(full: Desk) -> None:
    full.write("b.txt", b"\x00")  # unreadable now, and still to be found
    full.embedder.fingerprint = "words-2"
    report = full.sync()
    assert (report.updated, report.embedded, report.chunks) == (2, 4, 4)
    assert [step.source for step in full.progress if step.stage == "reading"] == ["b.txt", ""]
    assert full.store.is_current()
    assert full.sync().embedded == 0


def test_other_weights_and_a_new_time_stamp_together(full: Desk) -> None:
    full.embedder.fingerprint = "words-2"
    os.utime(full.folder / "a.md", ns=(1, 1))
    assert full.sync().embedded == 4
    assert full.store.sources()["a.md"].mtime_ns == 1
    assert counts(full.sync()) == (0, 0, 0, 3)


def test_an_index_that_was_lost_is_made_again_without_embedding(full: Desk) -> None:
    full.store.indexed_with = ""
    report = full.sync()
    assert (report.updated, report.embedded) == (3, 0)
    assert full.store.is_current()


def test_no_text_is_longer_than_the_embedder_reads(desk: Desk) -> None:
    desk.chunk_tokens = 1_000
    desk.write("long.txt", "word " * 500)
    desk.sync()
    assert max(map(desk.embedder.count_tokens, desk.embedder.embedded)) <= desk.embedder.max_tokens


def test_an_embedder_that_reads_next_to_nothing_is_a_wrong_setting(desk: Desk) -> None:
    desk.embedder.max_tokens = 8
    with pytest.raises(ConfigError, match="RAG_EMBEDDING_MODEL"):
        desk.sync()


def test_progress_goes_through_the_stages_in_order(full: Desk) -> None:
    full.write("new.md", "New.")
    full.write("newer.md", "Newer.")
    full.sync()
    stages = list(dict.fromkeys(step.stage for step in full.progress))
    assert stages == ["scanning", "reading", "embedding", "indexing", "publishing"]
    reading = [step for step in full.progress if step.stage == "reading"]
    assert [(step.done, step.total, step.source) for step in reading] == [
        (0, 2, "new.md"),
        (1, 2, "newer.md"),
        (2, 2, ""),
    ]
    embedding = [step for step in full.progress if step.stage == "embedding"]
    assert (embedding[-1].done, embedding[-1].total) == (2, 2)
    assert full.progress[-1] == SyncProgress("publishing", 2, 2)


def test_the_first_document_is_embedded_while_the_last_is_cut(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_FIRST", 1)
    first_is_embedded = threading.Event()

    class Waiting(WordEmbedder):
        def embed(self, texts: Sequence[str]) -> FloatArray:
            first_is_embedded.set()
            return super().embed(texts)

        def count_tokens(self, text: str) -> int:
            assert "Cherries" not in text or first_is_embedded.wait(20)
            return super().count_tokens(text)

    desk.embedder = desk.store.embedder = Waiting()
    for name, text in {"a.txt": "Apples.", "b.txt": "Bananas.", "c.txt": "Cherries."}.items():
        desk.write(name, text)

    assert desk.sync().embedded == 3
    embedding = [step for step in desk.progress if step.stage == "embedding"]
    assert (embedding[-1].done, embedding[-1].total) == (3, 3)


def test_an_interruption_leaves_the_index_and_a_later_sync_finishes(full: Desk) -> None:
    def interrupt(progress: SyncProgress) -> None:
        if progress.stage == "embedding":
            raise KeyboardInterrupt

    full.write("new.md", "New.")
    before = full.texts()
    with pytest.raises(KeyboardInterrupt):
        sync(
            full.folder,
            full.store,
            full.embedder,
            chunk_tokens=40,
            max_file_bytes=10_000,
            on_progress=interrupt,
        )
    assert full.texts() == before
    assert full.sync().added == 1


@pytest.mark.parametrize("seed", range(12))
def test_after_any_changes_the_index_is_the_folder(desk: Desk, seed: int) -> None:
    source = random.Random(seed)
    names = ["a.md", "b.md", "c.txt", "d/e.md", "d/f.txt"]
    for _ in range(12):
        for _ in range(source.randrange(3)):
            change(desk, source, names)
        report = desk.sync()
        present = {n: (desk.folder / n).read_bytes() for n in names if (desk.folder / n).exists()}
        readable = {name: raw.decode() for name, raw in present.items() if b"\0" not in raw}
        texts = desk.texts()
        assert {name: texts.get(name) for name in readable} == readable
        assert set(texts) <= set(present)
        assert {failure.source for failure in report.failed} == set(present) - set(readable)
        published = len(desk.store.published)
        assert desk.sync().unchanged == len(readable)
        assert len(desk.store.published) == published


def change(desk: Desk, source: random.Random, names: list[str]) -> None:
    """One thing that people do to files."""
    name, other = source.sample(names, 2)
    path = desk.folder / name
    action = source.choice(["write", "write", "delete", "move", "copy", "break"])
    if action == "write":
        desk.write(name, f"Text {source.randrange(6)}." + " More." * source.randrange(30))
    elif action == "break":
        desk.write(name, b"\0" * source.randrange(1, 9))
    elif path.exists() and action == "delete":
        path.unlink()
    elif path.exists():
        desk.write(other, path.read_bytes())
        if action == "move":
            path.unlink()


@pytest.mark.slow
def test_with_the_real_store(tmp_path: Path) -> None:
    corpus, embedder = tmp_path / "corpus", WordEmbedder()
    corpus.mkdir()
    (corpus / "a.md").write_text("# Apples\n\nApples are red.\n\n## Price\n\nThey cost two.")
    (corpus / "b.txt").write_text("Bananas are yellow.")
    for expected in ((2, 0, 0, 0), (0, 1, 1, 0), (0, 0, 0, 1)):
        store = Store.open(tmp_path / "data", embedder)
        try:
            report = sync(corpus, store, embedder, chunk_tokens=40, max_file_bytes=10_000)
            assert counts(report) == expected
            assert store.is_current()
            with store.snapshot() as snapshot:
                ((chunk_id, _),) = snapshot.dense(embedder.embed(["cost two"])[0], 1)
                assert snapshot.chunks([chunk_id])[chunk_id].locator == "Price"
        finally:
            store.close()
        (corpus / "b.txt").unlink(missing_ok=True)
        (corpus / "a.md").write_text("# Apples\n\nRed, or green.\n\n## Price\n\nThey cost two.")
    assert report.chunks == 2


def test_an_unchanged_sync_loads_neither_chromadb_nor_torch(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from rag.ingest import sync; "
        "from rag.store import Store; from tests.fakes import WordEmbedder; e = WordEmbedder(); "
        "r = sync(Path('corpus'), Store.open(Path('data'), e), e, chunk_tokens=40, "
        "max_file_bytes=9); assert r.chunks == 0, r; "
        "print([m for m in ('chromadb', 'torch', 'sentence_transformers') if m in sys.modules])"
    )
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "broken.md").write_bytes(b"\0")
    here = str(Path(__file__).parents[1])
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": here},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[]"
