"""The first index is written while texts are embedded, and kept only if it is what is published."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from rag.errors import StoreError
from rag.store import Changes, Record, Store
from rag.store.builder import IndexBuilder
from rag.store.child import ChildProcess
from rag.store.writer import Writer
from tests.fakes import WordEmbedder, record

pytestmark = pytest.mark.slow

MAIN = "from rag.store.build import main; from rag.leaving import leave; leave(main())"
TOWER = record("tower.md", "The tower is 90 metres high.", "It was finished in 1889.")
BREAD = record("bread.md", "Bread needs flour, water and time.", "Salt is a matter of taste.")
RIVER = record("river.md", "The river floods in spring.")
EMPTY = record("empty.md")


class Desk:
    """A store whose builds are counted, each by a script that may do something else first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before = ""
        self.seconds = 60.0

    @property
    def begun(self) -> int:
        """Processes that were started for a build."""
        noted = self.folder / "begun"
        return len(noted.read_text()) if noted.exists() else 0

    @property
    def generations(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "data" / "index").iterdir())

    @contextmanager
    def store(self) -> Iterator[Store]:
        note = f"open({str(self.folder / 'begun')!r}, 'a').write('.')"
        command = (sys.executable, "-c", f"{note}\n{self.before}\n{MAIN}")
        run = ChildProcess(command, seconds=self.seconds, seconds_per_row=0)
        opened = Store.open(self.folder / "data", WordEmbedder(), IndexBuilder(run=run))
        with closing(opened) as store:
            yield store


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def _prepare(writer: Writer, *records: Record) -> None:
    writer.index_ahead(())
    for one in records:
        writer.ensure_vectors(one.search_texts)
        writer.index_ahead((one,))


def _assert_holds(store: Store, *records: Record) -> None:
    chunks = {chunk.id: chunk for one in records for chunk in one.chunks}
    with store.snapshot() as snapshot:
        for one in records:
            for chunk, text in zip(one.chunks, one.search_texts, strict=True):
                assert snapshot.dense(WordEmbedder().embed([text])[0], 1)[0][0] == chunk.id
        every = snapshot.dense(WordEmbedder().embed(["anything"])[0], 100)
    assert {name for name, _ in every} == set(chunks)


def test_the_index_that_was_begun_is_published(desk: Desk) -> None:
    with desk.store() as store:
        with store.writer("test") as writer:
            _prepare(writer, TOWER, EMPTY, BREAD)
            (early,) = desk.generations
            writer.publish(Changes(upserts=(TOWER, EMPTY, BREAD)))
        assert desk.generations == [early] == [store.generation()]
        assert desk.begun == 1
        _assert_holds(store, TOWER, BREAD)
    with desk.store() as reopened:
        _assert_holds(reopened, TOWER, BREAD)


@pytest.mark.parametrize(
    "published",
    [(TOWER,), (BREAD, TOWER), (TOWER, BREAD, RIVER), (TOWER, record("bread.md", "Other bread."))],
)
def test_what_is_published_instead_is_in_the_index_and_nothing_else(
    desk: Desk, published: tuple[Record, ...]
) -> None:
    with desk.store() as store:
        with store.writer("test") as writer:
            _prepare(writer, TOWER, BREAD)
            (early,) = desk.generations
            writer.publish(Changes(upserts=published))
        assert desk.generations == [store.generation()] != [early]
        _assert_holds(store, *published)


def test_nothing_is_begun_beside_an_index(desk: Desk) -> None:
    with desk.store() as store:
        with store.writer("test") as writer:
            writer.publish(Changes(upserts=(TOWER,)))
        with store.writer("test") as writer:
            _prepare(writer, BREAD)
            assert desk.generations == [store.generation()]
            writer.publish(Changes(upserts=(BREAD,)))
        _assert_holds(store, TOWER, BREAD)


def test_documents_without_words_need_no_index(desk: Desk) -> None:
    with desk.store() as store:
        with store.writer("test") as writer:
            _prepare(writer, EMPTY)
            writer.publish(Changes(upserts=(EMPTY,)))
        assert store.counts() == (1, 0)
        _assert_holds(store)


def test_a_sync_that_is_given_up_leaves_nothing(desk: Desk) -> None:
    with desk.store() as store:
        with store.writer("test") as writer:
            _prepare(writer, TOWER)
        assert desk.generations == []
        assert store.counts() == (0, 0)
        with store.writer("test") as writer:
            _prepare(writer, TOWER)
            writer.publish(Changes(upserts=(TOWER,)))
        _assert_holds(store, TOWER)


ONCE = """
import pathlib, signal, os, time
once = pathlib.Path({folder!r}, 'once')
if not once.exists():
    once.touch()
    {harm}
"""


@pytest.mark.parametrize(
    "harm", ["os.kill(os.getpid(), signal.SIGKILL)", "raise SystemExit(1)", "time.sleep(600)"]
)
def test_where_the_early_one_fails_the_index_is_made_from_the_catalog(
    desk: Desk, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk.before = ONCE.format(folder=str(desk.folder), harm=harm)
    desk.seconds = 15.0
    with desk.store() as store:
        with store.writer("test") as writer:
            _prepare(writer, TOWER, BREAD)
            writer.publish(Changes(upserts=(TOWER, BREAD)))
        assert "while texts were embedded" in caplog.text
        assert desk.generations == [store.generation()]
        assert desk.begun == 2
        _assert_holds(store, TOWER, BREAD)


def test_where_no_build_succeeds_nothing_is_published(desk: Desk) -> None:
    desk.before = "raise SystemExit(1)"
    with desk.store() as store:
        with store.writer("test") as writer:
            _prepare(writer, TOWER)
            with pytest.raises(StoreError):
                writer.publish(Changes(upserts=(TOWER,)))
        assert store.counts() == (0, 0)
        assert desk.generations == []
