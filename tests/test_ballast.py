"""A full disk: documents can be left out and deleted there, and nothing else is begun."""

from __future__ import annotations

import io
import shutil
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from rag import Assistant, Settings
from rag.errors import StoreError
from rag.store import Changes, Holdings
from tests.durability.disk import mounted
from tests.fakes import WordEmbedder, record
from tests.opened import opened_store

TOWER = record("tower.md", "The tower is 90 metres high.", "It was finished in 1889.")
BREAD = record("bread.md", "Bread needs flour, water and time.", "Salt is a matter of taste.")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with closing(opened_store(folder)) as store, store.writer("test") as writer:
        writer.publish(Changes(upserts=(TOWER, BREAD)))
    assert (folder / "reserve").exists()
    return folder


def _fill(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the disk says that it is full."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))


def test_the_reserve_is_given_up_before_a_full_disk_is_written_to(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seen() -> bool:
        return (data_dir / "reserve").exists()

    with closing(opened_store(data_dir)) as store:
        _fill(monkeypatch)
        there: list[bool] = []

        def look(held: Holdings) -> Holdings:
            there.append(seen())
            return held

        store.revise(look)
        assert there == [False]
    monkeypatch.undo()
    with closing(opened_store(data_dir)) as store, store.writer("sync") as writer:
        writer.publish(Changes(upserts=(replace(TOWER, search_texts=("a", "b")),)))
    assert seen()
    _fill(monkeypatch)
    opened_store(data_dir).close()
    assert not seen(), "a catalog is opened with the room that it takes"


def test_what_only_removes_needs_no_room_and_what_adds_says_so(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(opened_store(data_dir)) as store:
        _fill(monkeypatch)
        with store.writer("sync") as writer:
            writer.publish(Changes(removals=("tower.md",)))
        assert set(store.sources()) == {"bread.md"}
        for new in (record("river.md", "A river."), replace(BREAD, search_texts=("Bread\na", "b"))):
            with store.writer("sync") as writer, pytest.raises(StoreError, match="No space left"):
                writer.publish(Changes(upserts=(new,)))
        with store.writer("sync") as writer, pytest.raises(StoreError, match="No space left"):
            writer.ensure_vectors(["something new"])
        assert set(store.sources()) == {"bread.md"}


def _filled_up(disk: Path) -> None:
    """Not a byte is left."""
    with (disk / "other").open("wb", buffering=0) as other, suppress(OSError):
        while other.write(bytes(1 << 16)):
            pass


@pytest.mark.slow
def test_on_a_full_disk_a_document_is_left_out_and_an_upload_deleted(tmp_path: Path) -> None:
    with ExitStack() as held:
        try:
            disk = held.enter_context(mounted(tmp_path / "disk", 12_000_000))
        except OSError as error:
            pytest.skip(str(error))
        _delete_on(disk, tmp_path / "corpus")


def _delete_on(disk: Path, corpus: Path) -> None:
    corpus.mkdir()
    (corpus / "lease.md").write_text("Rent is due on the first of May.")
    (corpus / "tower.md").write_text("The tower is 90 metres high.")
    settings = Settings(corpus_dir=corpus, data_dir=disk / "data", reader=False, history=False)
    with Assistant.open(settings, embedder=WordEmbedder()) as assistant:
        kept = assistant.library.add("bread.md", io.BytesIO(b"Bread needs flour and water."))
        assistant.sync()
    _filled_up(disk)
    assert shutil.disk_usage(disk).free == 0
    with Assistant.open(settings, embedder=WordEmbedder()) as assistant:
        assistant.library.remove("lease.md")
        assistant.library.remove(kept.sources[0])
        assert not (disk / "data" / kept.sources[0]).exists()
        assert assistant.sync().removed == 2
        assert [entry.source for entry in assistant.documents() if entry.chunks] == ["tower.md"]
        assert assistant.retrieve("tower", k=1)
