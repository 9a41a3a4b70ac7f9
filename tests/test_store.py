"""The store as a whole: everything published is there, everywhere at once, whatever happens."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ConfigError, StoreBusy, StoreDamaged, StoreError
from rag.store import Changes, FloatArray, Kept, Record, Store, aside
from rag.store.build import BuildOrder, BuildResult, build
from rag.store.builder import IndexBuilder
from rag.store.child import ChildProcess
from rag.store.cores import core_count
from rag.store.generations import Generations
from rag.store.manifest import CHROMA_FILE, Manifest
from rag.store.searching import Ahead, SearchingEmbedders
from rag.store.vectors import IndexBatch, VectorIndex
from rag.types import Stats
from tests.fakes import WordEmbedder, record
from tests.harms import flip, remove, truncate

TOWER = record("tower.md", "The tower is 90 metres high.", "It was finished in 1889.")
BREAD = record("bread.md", "Bread needs flour, water and time.", "Salt is a matter of taste.")
RIVER = record("river.md", "The river floods in spring.")


@dataclass
class CountedBuilds:
    """Builds in this process, which is quicker, and remembers what it was asked for."""

    orders: list[BuildOrder]

    def __call__(
        self, folder: Path, order: BuildOrder, batches: Iterable[IndexBatch]
    ) -> BuildResult:
        self.orders.append(order)
        return build(folder, order, batches)


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def builds() -> CountedBuilds:
    return CountedBuilds([])


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(data_dir: Path, embedder: WordEmbedder, builds: CountedBuilds) -> Iterator[Store]:
    store = Store.open(data_dir, embedder, IndexBuilder(run=builds))
    yield store
    store.close()


def _publish(
    store: Store, *upserts: Record, removals: Iterable[str] = (), purpose: str = "test"
) -> None:
    with store.writer(purpose) as writer:
        writer.publish(Changes(upserts=upserts, removals=tuple(removals)))


def _dense(store: Store, question: str, limit: int = 100) -> list[str]:
    vector = WordEmbedder().embed([question])[0]
    with store.snapshot() as snapshot:
        return [name for name, _ in snapshot.dense(vector, limit)]


def _lexical(store: Store, *terms: str) -> list[str]:
    with store.snapshot() as snapshot:
        return [name for name, _ in snapshot.lexical(terms, 100)]


def _generations(data_dir: Path) -> list[str]:
    return sorted(path.name for path in (data_dir / "index").iterdir())


def _assert_holds(store: Store, *records: Record) -> None:
    """Catalog, full text and index all hold exactly these documents."""
    chunks = {chunk.id: chunk for one in records for chunk in one.chunks}
    assert {entry.id for entry in store.documents()} == {one.document.id for one in records}
    assert store.chunk_count() == len(chunks)
    with store.snapshot() as snapshot:
        dense = snapshot.dense(WordEmbedder().embed(["anything"])[0], 1_000)
        assert {name for name, _ in dense} == set(chunks)
        assert snapshot.chunks(list(chunks)) == chunks
    for one in records:
        for chunk, search_text in zip(one.chunks, one.search_texts, strict=True):
            assert _dense(store, search_text, 1) == [chunk.id]
            assert chunk.id in _lexical(store, *chunk.text.split())


# Publishing


def test_what_is_published_is_found_and_read(store: Store) -> None:
    _publish(store, TOWER, BREAD)
    _assert_holds(store, TOWER, BREAD)
    assert store.is_current()
    assert store.document("tower.md") == TOWER.document
    assert store.sources() == {"tower.md": TOWER.state, "bread.md": BREAD.state}
    with store.snapshot() as snapshot:
        assert snapshot.sections("tower.md") == TOWER.document.sections
        assert snapshot.text("tower.md", 4, 9) == "tower"
        assert snapshot.chunk_after("tower.md", 1) == TOWER.chunks[1]
        ((name, cosine),) = snapshot.dense(WordEmbedder().embed([BREAD.search_texts[0]])[0], 1)
        assert name == "bread.md#0"
        assert cosine == pytest.approx(1.0, abs=1e-5)
        with pytest.raises(StoreError, match=r"no document 'gone\.md'"):
            snapshot.text("gone.md", 0, 1)
    with pytest.raises(StoreError, match=r"no document 'gone\.md'"):
        store.document("gone.md")


def test_it_is_all_there_after_opening_again(
    store: Store, data_dir: Path, embedder: WordEmbedder
) -> None:
    _publish(store, TOWER, BREAD)
    before = store.stats()
    store.close()
    with closing(Store.open(data_dir, embedder)) as again:
        _assert_holds(again, TOWER, BREAD)
        assert again.is_current()
        after = again.stats()
    assert (after.documents, after.chunks, after.fingerprint) == (2, 4, before.fingerprint)
    assert after.embedder == "words"
    assert after.bytes > 10_000


@pytest.mark.parametrize("counts", [(1,), (2,), (3,), (2, 1), (1, 1)])
def test_reading_leaves_the_index_as_it_was(
    store: Store, data_dir: Path, embedder: WordEmbedder, counts: tuple[int, ...]
) -> None:
    for number, count in enumerate(counts):
        _publish(store, record(f"{number}.md", *(f"Part {part}." for part in range(count))))
    store.close()
    before = _generations(data_dir)
    for _ in range(3):
        with closing(Store.open(data_dir, embedder)) as again:
            assert len(_dense(again, "part")) == sum(counts)
    assert _generations(data_dir) == before


def test_a_new_store_is_empty_and_says_so(store: Store) -> None:
    assert not store.is_current()
    assert store.documents() == ()
    assert store.sources() == {}
    assert replace(store.stats(), bytes=0) == Stats(0, 0, 0, "words", "")
    assert _dense(store, "anything") == []
    assert _lexical(store, "anything") == []


def test_additions_extend_and_large_changes_start_anew(store: Store, builds: CountedBuilds) -> None:
    _publish(store, TOWER)
    _publish(store, BREAD)
    _publish(store, RIVER, removals=["tower.md"])
    assert builds.orders == [
        BuildOrder(extend=False, count=2),
        BuildOrder(extend=True, count=4),
        BuildOrder(extend=False, count=3),
    ]
    _assert_holds(store, BREAD, RIVER)


MANY = [record(f"{n}.md", f"The page of {word}.") for n, word in enumerate("abcdefghijklmnop")]


def test_what_few_changes_cost_does_not_depend_on_the_rest(
    store: Store, builds: CountedBuilds, data_dir: Path
) -> None:
    _publish(store, *MANY)
    newer = record("0.md", "The page of another.")
    _publish(store, newer)
    _assert_holds(store, newer, *MANY[1:])
    _publish(store, removals=["1.md"])
    _assert_holds(store, newer, *MANY[2:])
    assert builds.orders[1:] == [
        BuildOrder(extend=True, count=16),  # the chunk's id is the same
        BuildOrder(extend=True, count=15, gone=("1.md#0",)),
    ]
    assert _indexed_ids(data_dir) == _chunk_ids(data_dir)


def test_a_graph_of_many_deleted_rows_is_made_anew(store: Store, builds: CountedBuilds) -> None:
    _publish(store, *MANY)
    for number in range(3):
        _publish(store, removals=[f"{number}.md"])
    assert [order.extend for order in builds.orders] == [False, True, False, True]
    _assert_holds(store, *MANY[3:])


def test_an_extension_that_fails_is_made_anew(
    store: Store, data_dir: Path, embedder: WordEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    def build_new_ones_only(
        folder: Path, order: BuildOrder, batches: Iterable[IndexBatch]
    ) -> BuildResult:
        if order.extend:
            raise StoreError("It cannot be extended.")
        return build(folder, order, batches)

    _publish(store, *MANY)
    builder = IndexBuilder(run=build_new_ones_only)
    with closing(Store.open(data_dir, embedder, builder)) as other:
        _publish(other, removals=["1.md"])
    _assert_holds(store, MANY[0], *MANY[2:])
    assert "made anew" in caplog.text


def test_a_replaced_document_is_the_new_one_everywhere(store: Store, data_dir: Path) -> None:
    _publish(store, TOWER, BREAD)
    newer = record("tower.md", "The tower was taken down.")
    _publish(store, newer)
    _assert_holds(store, newer, BREAD)
    assert len(_generations(data_dir)) == 1


def test_changes_that_change_nothing_publish_nothing(
    store: Store, builds: CountedBuilds, embedder: WordEmbedder, data_dir: Path
) -> None:
    _publish(store, TOWER, BREAD)
    before, embedded = _generations(data_dir), len(embedder.embedded)
    _publish(store, TOWER, BREAD, removals=["never.md"])
    _publish(store)
    assert len(builds.orders) == 1
    assert _generations(data_dir) == before
    assert len(embedder.embedded) == embedded


def test_a_touched_source_changes_the_ledger_alone(store: Store, builds: CountedBuilds) -> None:
    _publish(store, TOWER)
    moved = replace(TOWER.state, source="moved/tower.md", mtime_ns=99)
    with store.writer("test") as writer:
        writer.publish(Changes(touched=(moved,)))
    assert len(builds.orders) == 1
    assert store.sources() == {"moved/tower.md": moved}
    assert store.document("tower.md").source == "moved/tower.md"


def test_the_last_document_can_go(store: Store, builds: CountedBuilds) -> None:
    _publish(store, TOWER)
    _publish(store, removals=["tower.md"])
    assert store.is_current()
    _assert_holds(store)
    _publish(store, BREAD)
    _assert_holds(store, BREAD)
    assert len(builds.orders) == 2


def test_a_document_without_chunks_is_kept_as_a_document(store: Store) -> None:
    blank = record("blank.md")
    _publish(store, blank, TOWER)
    assert store.document("blank.md") == blank.document
    assert [entry.chunks for entry in store.documents()] == [0, 2]


@pytest.mark.slow
def test_removed_text_is_in_no_file(data_dir: Path, embedder: WordEmbedder) -> None:
    """With real child processes: Chroma's files hold bits of the memory of who wrote them."""
    secret = record("secret.md", "Xylophagous beetles.", title="Xenoglossy")
    vector = embedder.embed(secret.search_texts)[0].tobytes()
    with closing(Store.open(data_dir, embedder)) as store:
        _publish(store, TOWER, secret)
        assert len(_files_with(data_dir, b"lophagous")) >= 2
        assert _files_with(data_dir, vector)
        with store.snapshot() as reader:
            _publish(store, removals=["secret.md"])
            assert reader.text("secret.md", 0, 10) == "Xylophagou"
        _assert_holds(store, TOWER)
    for trace in (b"lophagous", b"lophag", b"noglossy", b"secret.md", vector):
        assert _files_with(data_dir, trace) == []


def _files_with(folder: Path, trace: bytes) -> list[str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if trace.lower() in path.read_bytes().lower()]


# Embedding


def test_texts_are_embedded_once_in_batches_and_kept(
    store: Store, embedder: WordEmbedder, data_dir: Path
) -> None:
    texts = [f"text number {n % 160}" for n in range(320)]
    with store.writer("test") as writer:
        told = list(writer.keep_vectors([texts, texts[100:]]))
        assert told == [Kept(0, 256, 128), Kept(0, 320, 32), Kept(1, 220, 0)]
        assert writer.ensure_vectors(texts) == 0
    assert sorted(embedder.embedded) == sorted(set(texts))
    with closing(Store.open(data_dir, embedder)) as again, again.writer("next") as writer:
        assert writer.ensure_vectors(texts) == 0


def test_an_interrupted_embedding_keeps_its_batches(store: Store, embedder: WordEmbedder) -> None:
    texts = [f"{'long ' * n}text" for n in range(134)]

    with store.writer("test") as writer, closing(writer.keep_vectors([texts])) as coming:
        assert next(coming) == Kept(0, 128, 128)
    with store.writer("test") as writer:
        assert writer.ensure_vectors(texts) == 6
    assert set(embedder.embedded) == set(texts)


def test_vectors_that_are_no_longer_used_are_dropped_and_early_ones_are_not(
    store: Store, embedder: WordEmbedder
) -> None:
    with store.writer("test") as writer:
        writer.ensure_vectors([*TOWER.search_texts, *BREAD.search_texts])
        writer.publish(Changes(upserts=(TOWER,)))
        writer.publish(Changes(upserts=(BREAD,)))
    assert len(embedder.embedded) == 4
    _publish(store, removals=["bread.md"])
    _publish(store, BREAD)
    assert len(embedder.embedded) == 6


def test_an_embedder_that_gives_something_else_is_refused(data_dir: Path) -> None:
    class Broken(WordEmbedder):
        def embed(self, texts: object) -> FloatArray:  # noqa: ARG002
            return np.full((1, 32), np.nan, dtype=np.float32)

    with (
        closing(Store.open(data_dir, Broken())) as store,
        store.writer("test") as writer,
        pytest.raises(ConfigError, match="RAG_EMBEDDING_MODEL"),
    ):
        writer.publish(Changes(upserts=(RIVER,)))


def test_another_embedder_means_another_index(store: Store, data_dir: Path) -> None:
    _publish(store, TOWER, BREAD)
    other = WordEmbedder(fingerprint="words-2", dimension=48)
    with closing(Store.open(data_dir, other, IndexBuilder(run=build))) as reopened:
        assert not reopened.is_current()
        with reopened.snapshot() as snapshot:
            assert snapshot.lexical(["flour"], 1)[0][0] == "bread.md#0"
            with pytest.raises(StoreError, match="another embedding model") as refused:
                snapshot.dense(other.embed(["flour"])[0], 1)
        assert "rag sync" in refused.value.hint
        _publish(reopened)
        assert reopened.is_current()
        with reopened.snapshot() as snapshot:
            vector = other.embed([BREAD.search_texts[0]])[0]
            assert snapshot.dense(vector, 1)[0][0] == "bread.md#0"
    assert not store.is_current()


def test_a_relative_folder_stays_where_it_was(
    tmp_path: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with closing(Store.open(Path("data"), embedder, IndexBuilder(run=build))) as store:
        monkeypatch.chdir(tmp_path / "elsewhere")
        _publish(store, TOWER)
        _assert_holds(store, TOWER)
    assert (tmp_path / "data" / "catalog.sqlite3").exists()


# Failures on the way


def test_a_killed_build_leaves_everything_as_it_was(
    store: Store, data_dir: Path, embedder: WordEmbedder
) -> None:
    _publish(store, TOWER)
    before, sources = _generations(data_dir), store.sources()
    script = (
        "import os, signal, sys; sys.stdin.buffer.read(9); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = IndexBuilder(run=ChildProcess((sys.executable, "-c", script)))
    with closing(Store.open(data_dir, embedder, killed)) as unlucky:
        with pytest.raises(StoreError, match="signal 9"):
            _publish(unlucky, BREAD, removals=["tower.md"])
        _assert_holds(unlucky, TOWER)
        assert unlucky.sources() == sources
    assert _generations(data_dir) == before
    embedded = len(embedder.embedded)
    _publish(store, BREAD, removals=["tower.md"])
    _assert_holds(store, BREAD)
    assert len(embedder.embedded) == embedded


@pytest.mark.slow
def test_a_writer_killed_anywhere_leaves_everything_as_it_was(store: Store, data_dir: Path) -> None:
    """The whole process, at several moments of a publish that replaces all there is."""
    script = (
        "import sys; from pathlib import Path; from rag.store import Changes, Store\n"
        "from tests.fakes import WordEmbedder, record\n"
        "store = Store.open(Path(sys.argv[1]), WordEmbedder())\n"
        "with store.writer('doomed') as writer:\n"
        "    print('writing', flush=True)\n"
        "    new = record('bread.md', *(f'new bread number {n}' for n in range(300)))\n"
        "    writer.publish(Changes(upserts=(new,), removals=('tower.md',)))\n"
        "print('published', flush=True)"
    )
    published = 0
    for moment in range(4):
        _publish(store, TOWER, BREAD)
        with subprocess.Popen(
            [sys.executable, "-c", script, str(data_dir)], stdout=subprocess.PIPE
        ) as doomed:
            assert doomed.stdout is not None
            assert doomed.stdout.readline() == b"writing\n"
            try:
                doomed.wait(timeout=moment * 0.6)
            except subprocess.TimeoutExpired:
                os.kill(doomed.pid, signal.SIGKILL)
            published += doomed.stdout.readline() == b"published\n"
        names = {entry.id for entry in store.documents()}
        assert names in ({"tower.md", "bread.md"}, {"bread.md"})
        assert set(_dense(store, "bread", 1_000)) <= _chunk_ids(data_dir)
        assert _indexed_ids(data_dir) == _chunk_ids(data_dir)
    _publish(store, TOWER, BREAD, RIVER)
    _assert_holds(store, TOWER, BREAD, RIVER)
    with store.writer("next"):
        assert len(_generations(data_dir)) == 1
    assert published < 4


def _chunk_ids(data_dir: Path) -> set[str]:
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM chunks")}


def _indexed_ids(data_dir: Path) -> set[str]:
    """All that the live generation holds. A search may miss one: the index is approximate."""
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        query = "SELECT json_extract(value, '$.name') FROM meta WHERE key = 'live'"
        ((name,),) = connection.execute(query)
    with closing(sqlite3.connect(data_dir / "index" / name / "chroma.sqlite3")) as connection:
        return {row[0] for row in connection.execute("SELECT embedding_id FROM embeddings")}


def test_a_damaged_index_is_made_anew_without_embedding(
    store: Store, data_dir: Path, builds: CountedBuilds
) -> None:
    """For each file in turn, harmed in one way or another."""
    harms: Iterator[Callable[[Path], None]] = cycle([truncate, flip, remove])
    _publish(store, TOWER, BREAD)
    store.close()
    names = [path.name for path in (data_dir / "index").rglob("*") if path.is_file()]
    assert {CHROMA_FILE, "data_level0.bin", "header.bin"} <= set(names)
    for name, harm in zip(sorted(names), harms, strict=False):
        harm(next((data_dir / "index").rglob(name)))
        embedder, before = WordEmbedder(), len(builds.orders)
        with closing(Store.open(data_dir, embedder, IndexBuilder(run=builds))) as reopened:
            _assert_holds(reopened, TOWER, BREAD)
            assert embedder.embedded == []
        assert len(builds.orders) == before + 1
        assert len(_generations(data_dir)) == 1


def test_a_repair_says_one_line(
    store: Store, data_dir: Path, embedder: WordEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    _publish(store, TOWER)
    store.close()
    remove(next((data_dir / "index").rglob("header.bin")))
    with closing(Store.open(data_dir, embedder, IndexBuilder(run=build))) as reopened:
        assert len(_dense(reopened, "tower")) == 2
    (line,) = [entry.getMessage() for entry in caplog.records if entry.name.startswith("rag")]
    assert "header.bin is missing" in line
    assert "made anew from the catalog" in line


def test_an_index_of_another_format_is_made_anew_without_embedding(
    store: Store, data_dir: Path, embedder: WordEmbedder
) -> None:
    _publish(store, TOWER)
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        connection.execute("UPDATE meta SET value = replace(value, 'chroma-', 'before-chroma-')")
        connection.commit()
    assert not store.is_current()
    _assert_holds(store, TOWER)
    assert store.is_current()
    assert len(embedder.embedded) == 2


def test_additions_to_a_damaged_index_start_anew(
    store: Store, data_dir: Path, builds: CountedBuilds
) -> None:
    _publish(store, TOWER)
    flip(next((data_dir / "index").rglob("data_level0.bin")))
    _publish(store, BREAD)
    assert builds.orders[-1] == BuildOrder(extend=False, count=4)
    _assert_holds(store, TOWER, BREAD)


def test_a_missing_index_is_made_anew_by_the_next_publish(
    store: Store, data_dir: Path, embedder: WordEmbedder
) -> None:
    import shutil

    _publish(store, TOWER)
    store.close()
    shutil.rmtree(data_dir / "index")
    with closing(Store.open(data_dir, embedder, IndexBuilder(run=build))) as reopened:
        assert not reopened.is_current()
        _publish(reopened)
        assert reopened.is_current()
        _assert_holds(reopened, TOWER)
    assert len(embedder.embedded) == 2


def test_an_index_that_stays_damaged_is_given_up(store: Store, data_dir: Path) -> None:
    """The builds are believed and sealed, but Chroma cannot open what they made."""
    attempts: list[Path] = []

    def build_badly(folder: Path, order: BuildOrder, batches: Iterable[IndexBatch]) -> BuildResult:
        attempts.append(folder)
        result = build(folder, order, batches)
        with closing(sqlite3.connect(folder / CHROMA_FILE)) as connection:
            connection.execute("UPDATE collections SET name = 'another'")
            connection.commit()
        return result

    _publish(store, TOWER)
    store.close()
    remove(next((data_dir / "index").rglob("header.bin")))
    bad = Store.open(data_dir, WordEmbedder(), IndexBuilder(run=build_badly))
    with closing(bad), pytest.raises(StoreDamaged), bad.snapshot():
        pass
    assert len(attempts) == 1


def test_leftovers_of_killed_writers_are_cleaned_up(store: Store, data_dir: Path) -> None:
    _publish(store, TOWER)
    (data_dir / "index" / "half-built").mkdir()
    (data_dir / "index" / "half-built" / "chroma.sqlite3").write_bytes(b"half")
    (data_dir / "locks" / "gone.1234.reader").write_bytes(b"")
    with store.writer("next"):
        assert len(_generations(data_dir)) == 1
        assert not list((data_dir / "locks").glob("*.reader"))
    _assert_holds(store, TOWER)


# Several at once


def test_a_second_writer_is_turned_away_and_readers_are_not(
    store: Store, data_dir: Path, embedder: WordEmbedder
) -> None:
    _publish(store, TOWER)
    with closing(Store.open(data_dir, embedder)) as other, store.writer("a long sync"):
        started = time.monotonic()
        with pytest.raises(StoreBusy, match=rf"a long sync \(process {os.getpid()}"):
            _publish(other, BREAD)
        assert time.monotonic() - started < 1
        assert other.chunk_count() == 2
        assert len(_dense(other, "tower")) == 2


@pytest.mark.slow
def test_a_snapshot_keeps_its_view_and_its_folder(store: Store, data_dir: Path) -> None:
    _publish(store, TOWER)
    vector = WordEmbedder().embed(["anything"])[0]
    with store.snapshot() as before:
        _publish(store, BREAD, removals=["tower.md"])
        assert len(_generations(data_dir)) == 2
        assert {name for name, _ in before.dense(vector, 10)} == {"tower.md#0", "tower.md#1"}
        assert before.text("tower.md", 0, 3) == "The"
        assert [name for name, _ in before.lexical(["tower", "bread"], 1)] == ["tower.md#0"]
        with store.snapshot() as after:
            assert {name for name, _ in after.dense(vector, 10)} == {"bread.md#0", "bread.md#1"}
            assert after.chunks(["tower.md#0"]) == {}
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as witness:
        witness.execute("SELECT * FROM meta").fetchall()  # SQLite keeps the log for it
        store.close()  # waits for what was left to a thread
        assert len(_generations(data_dir)) == 1
        assert (data_dir / "catalog.sqlite3-wal").stat().st_size == 0


def test_the_last_question_of_a_generation_does_not_wait_until_it_is_gone(
    store: Store, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, cleared = threading.Event(), threading.Event()
    remove = Generations.remove

    def remove_later(generations: Generations, name: str) -> bool:
        if threading.current_thread() is not threading.main_thread():
            cleared.set()
            assert answered.wait(60)
        return remove(generations, name)

    _publish(store, TOWER)
    monkeypatch.setattr(Generations, "remove", remove_later)
    with store.snapshot():
        _publish(store, BREAD)
    answered.set()
    store.close()
    assert cleared.is_set()
    assert len(_generations(data_dir)) == 1


def test_a_publish_between_lease_and_view_is_noticed(
    store: Store, data_dir: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    _publish(store, TOWER)
    lease = Generations.lease
    interruptions = iter([BREAD, RIVER])

    def lease_and_be_overtaken(generations: Generations, manifest: Manifest) -> VectorIndex:
        index = lease(generations, manifest)
        for one in interruptions:
            _publish(other, one)
            break
        return index

    with closing(Store.open(data_dir, embedder, IndexBuilder(run=build))) as other:
        monkeypatch.setattr(Generations, "lease", lease_and_be_overtaken)
        found = _dense(store, "anything")
        assert len(found) == 5
        _assert_holds(store, TOWER, BREAD, RIVER)


@pytest.mark.slow
def test_readers_see_the_old_or_the_new_and_never_a_mixture(store: Store) -> None:
    """Three threads read while documents come and go: what dense search finds is in the catalog,
    all of it, and the catalog holds one published state."""
    states = [
        {chunk.id for one in records for chunk in one.chunks}
        for records in ((TOWER,), (TOWER, BREAD), (BREAD,))
    ]
    _publish(store, TOWER)
    vector = WordEmbedder().embed(["anything"])[0]
    done = threading.Event()
    seen: list[set[str]] = []
    errors: list[Exception] = []

    def read() -> None:
        try:
            while not done.is_set():
                with store.snapshot() as snapshot:
                    dense = {name for name, _ in snapshot.dense(vector, 100)}
                    lexical = {name for name, _ in snapshot.lexical(["md"], 100)}
                    assert set(snapshot.chunks(list(dense))) == dense == lexical
                    seen.append(dense)
        except (AssertionError, StoreError) as error:
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(2):
            _publish(store, BREAD)
            _publish(store, removals=["tower.md"])
            _publish(store, TOWER, removals=["bread.md"])
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert errors == []
    assert seen
    assert all(state in states for state in seen)
    assert {frozenset(state) for state in seen} == {frozenset(state) for state in states}


def test_the_pointer_never_names_a_generation_that_is_not_there(
    store: Store, data_dir: Path
) -> None:
    """Watched by another connection all the while."""
    _publish(store, TOWER)
    done = threading.Event()
    missing: list[str] = []

    def watch() -> None:
        with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
            query = "SELECT json_extract(value, '$.name') FROM meta WHERE key = 'live'"
            while not done.is_set():
                (name,) = connection.execute(query).fetchone()
                there = (data_dir / "index" / name / CHROMA_FILE).exists()
                if not there and connection.execute(query).fetchone() == (name,):
                    missing.append(name)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        for _ in range(3):
            _publish(store, BREAD)
            _publish(store, removals=["bread.md"])
    finally:
        done.set()
        thread.join()
    assert missing == []


def test_two_stores_publish_in_turn_and_both_see_it_all(
    store: Store, data_dir: Path, embedder: WordEmbedder
) -> None:
    with closing(Store.open(data_dir, embedder, IndexBuilder(run=build))) as other:
        _publish(store, TOWER)
        _assert_holds(other, TOWER)
        _publish(other, BREAD)
        _assert_holds(store, TOWER, BREAD)
        _publish(store, removals=["tower.md"])
        _assert_holds(other, BREAD)
        assert len(_generations(data_dir)) == 1


def test_a_closed_store_says_so(store: Store) -> None:
    _publish(store, TOWER)
    with store.snapshot() as snapshot:
        store.close()
        assert snapshot.text("tower.md", 0, 3) == "The"
    for ask in (store.sources, store.is_current, store.stats):
        with pytest.raises(StoreError, match="closed"):
            ask()


# Folders that cannot be used


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path, embedder: WordEmbedder) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(StoreError) as refused:
        Store.open(tmp_path / "data", embedder)
    assert "RAG_DATA_DIR" in refused.value.hint


def test_a_folder_that_cannot_be_written_is_refused(embedder: WordEmbedder, tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("in the way")
    with pytest.raises(StoreError) as refused:
        Store.open(tmp_path, embedder)
    assert "RAG_DATA_DIR" in refused.value.hint
    with pytest.raises(StoreError):
        Store.open(Path("/proc/no-such-folder"), embedder)


def test_a_damaged_catalog_is_named(store: Store, data_dir: Path, embedder: WordEmbedder) -> None:
    _publish(store, TOWER)
    store.close()
    (data_dir / "catalog.sqlite3").write_bytes(b"no catalog" * 1_000)
    with pytest.raises(StoreDamaged, match="damaged"):
        Store.open(data_dir, embedder)


def test_errors_of_the_caller_stay_his_own(store: Store) -> None:
    with pytest.raises(FileNotFoundError), store.snapshot():
        raise FileNotFoundError("mine")
    with pytest.raises(sqlite3.OperationalError), store.writer("test"):
        raise sqlite3.OperationalError("mine")
    _publish(store, TOWER)
    _assert_holds(store, TOWER)


# Cheapness


def test_opening_loads_nothing_heavy(store: Store, data_dir: Path) -> None:
    _publish(store, TOWER)
    script = (
        "import sys; from pathlib import Path; from rag.store import Store, load_embedder\n"
        "store = Store.open(Path(sys.argv[1]), load_embedder('all-MiniLM-L6-v2'))\n"
        "assert len(store.sources()) == 1 and not store.is_current()\n"
        "heavy = {'torch', 'sentence_transformers', 'chromadb'} & set(sys.modules)\n"
        "raise SystemExit(f'imported: {heavy}' if heavy else 0)"
    )
    opened = subprocess.run(
        [sys.executable, "-c", script, str(data_dir)], capture_output=True, check=False, timeout=60
    )
    assert opened.returncode == 0, opened.stderr


def test_what_is_asked_is_embedded_while_the_view_is_opened(
    store: Store, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    _publish(store, BREAD)
    embedder.embedded.clear()
    lease = Generations.lease

    def late(generations: Generations, manifest: Manifest) -> VectorIndex:
        end = time.monotonic() + 60
        while not embedder.embedded and time.monotonic() < end:
            time.sleep(0.001)
        return lease(generations, manifest)

    monkeypatch.setattr(Generations, "lease", late)
    with store.snapshot(["flour"]) as snapshot:
        assert embedder.embedded == ["flour"]
        found = snapshot.embedding(["flour"])()
        assert embedder.embedded == ["flour"]
        assert (snapshot.embedding(["salt"])() != found).any()
    assert (found == embedder.embed(["flour"])).all()


def test_where_no_thread_is_free_to_embed_it_the_one_who_asks_does(
    store: Store, embedder: WordEmbedder
) -> None:
    _publish(store, BREAD)
    go_on = threading.Event()
    busy = [aside(lambda: go_on.wait(60)) for _ in range(core_count())]
    with store.snapshot(["flour"]) as snapshot:
        assert (snapshot.embedding(["flour"])() == embedder.embed(["flour"])).all()
        assert (snapshot.embedding(["salt"])() == embedder.embed(["salt"])).all()
    go_on.set()
    assert all(one.result(60) for one in busy)


def test_what_another_embedder_made_of_it_is_not_searched_with(
    store: Store, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = WordEmbedder(name="others", fingerprint="words-2", dimension=48)
    ahead = Ahead(("flour",), other, aside(lambda: other.embed(["flour"])))
    monkeypatch.setattr(SearchingEmbedders, "ahead", lambda *_: ahead)
    _publish(store, BREAD)

    with store.snapshot(["flour"]) as snapshot:
        assert (snapshot.embedding(["flour"])() == embedder.embed(["flour"])).all()


def test_for_an_empty_store_nothing_is_embedded(store: Store, embedder: WordEmbedder) -> None:
    with store.snapshot(["flour"]) as snapshot:
        assert not snapshot.is_searchable
    assert embedder.embedded == []
