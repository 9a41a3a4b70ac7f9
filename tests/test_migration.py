"""A catalog of the layout before: everything in it is kept, and nothing embedded again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.ingest.loaded import NotReadNow
from rag.store import Failure, Folder, Holdings, Remark, Store
from rag.store.schema import SCHEMA_VERSION
from tests.fakes import WordEmbedder
from tests.opened import opened

_BACK_TO_3 = "DROP TABLE remarks; PRAGMA user_version = 3;"
_BACK_TO_2 = f"{_BACK_TO_3} ALTER TABLE vectors DROP COLUMN checksum; PRAGMA user_version = 2;"
_BACK_TO_1 = f"""
{_BACK_TO_2}
DELETE FROM meta WHERE key = 'ledger';
DROP TABLE folders; DROP TABLE excluded; DROP TABLE failures; DROP TABLE uploads;
ALTER TABLE documents DROP COLUMN collection;
ALTER TABLE documents DROP COLUMN dated;
ALTER TABLE sources DROP COLUMN stated_collection;
ALTER TABLE sources DROP COLUMN stated_date;
PRAGMA user_version = 1;
"""


@pytest.mark.slow
def test_a_catalog_of_layout_1_is_brought_up_without_embedding(tmp_path: Path) -> None:
    corpus, data = tmp_path / "corpus", tmp_path / "data"
    (corpus / "deep").mkdir(parents=True)
    (corpus / "lease.md").write_text("---\ncollection: Law\ndate: 2020-01-02\n---\nRent is due.")
    (corpus / "deep" / "a.txt").write_text("Apples are red.")
    settings = Settings(corpus_dir=corpus, data_dir=data, reader=False)
    with Assistant.open(settings, embedder=WordEmbedder()) as assistant:
        assistant.sync()
        before, fingerprint = assistant.documents(), assistant.stats().fingerprint
    with closing(sqlite3.connect(data / "catalog.sqlite3")) as connection:
        connection.executescript(_BACK_TO_1)

    embedder = WordEmbedder()
    with Assistant.open(settings, embedder=embedder) as assistant:
        found = {entry.source: entry for entry in assistant.documents()}
        assert set(found) == {"deep/a.txt", "lease.md"}
        assert found["deep/a.txt"] == before[0], "what can be told is told at once"
        assert found["lease.md"].collection == ""
        generations = sorted(path.name for path in (data / "index").iterdir())

        report = assistant.sync()
        assert (report.updated, report.embedded, report.removed) == (1, 0, 0)
        assert assistant.documents() == before
        assert (found["lease.md"].id, before[1].date) == (before[1].id, date(2020, 1, 2))
        assert sorted(path.name for path in (data / "index").iterdir()) == generations
        assert assistant.stats().fingerprint == fingerprint
    assert embedder.embedded == []
    with closing(sqlite3.connect(data / "catalog.sqlite3")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


@pytest.mark.parametrize(("back", "checksums"), [(_BACK_TO_2, False), (_BACK_TO_3, True)])
def test_a_later_catalog_is_brought_up_with_nothing_to_do(
    tmp_path: Path, back: str, checksums: bool
) -> None:
    corpus, data = tmp_path / "corpus", tmp_path / "data"
    corpus.mkdir()
    (corpus / "lease.md").write_text("Rent is due.")
    settings = Settings(corpus_dir=corpus, data_dir=data, reader=False)
    with opened(settings, WordEmbedder()) as assistant:
        assistant.sync()
    with closing(sqlite3.connect(data / "catalog.sqlite3")) as connection:
        connection.executescript(back)

    embedder = WordEmbedder()
    with opened(settings, embedder) as assistant:
        report = assistant.sync()
        assert (report.updated, report.embedded, report.unchanged) == (0, 0, 1)
    with closing(sqlite3.connect(data / "catalog.sqlite3")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        kept = connection.execute("SELECT DISTINCT checksum FROM vectors").fetchall()
        assert (kept != [(-1,)]) == checksums


def test_what_cannot_be_read_after_the_move_is_read_once_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, data = tmp_path / "corpus", tmp_path / "data"
    corpus.mkdir()
    (corpus / "lease.md").write_text("---\ncollection: Law\ndate: 2020-01-02\n---\nRent is due.")
    settings = Settings(corpus_dir=corpus, data_dir=data, reader=False)
    with opened(settings, WordEmbedder()) as assistant:
        assistant.sync()
        before = assistant.documents()
    with closing(sqlite3.connect(data / "catalog.sqlite3")) as connection:
        connection.executescript(_BACK_TO_1)

    def refuse(*_: object, **__: object) -> bytes:
        raise NotReadNow("It cannot be read: permission denied.")

    with opened(settings, WordEmbedder(fingerprint="words-2")) as assistant:
        with monkeypatch.context() as patched:
            patched.setattr("rag.ingest.reading.read_bytes", refuse)
            for _ in range(2):  # once with an index to make anew, once without
                assert [one.source for one in assistant.sync().failed] == ["lease.md"]
        assert assistant.retrieve("rent", k=1)
        assert assistant.sync().updated == 1
        assert assistant.documents() == before


def test_what_is_remembered_comes_back_the_same(tmp_path: Path) -> None:
    odd = "n\u202e\0\ud800.md"
    held = Holdings(
        folders=(Folder("/b", "b"), Folder("/a/x.md", "a", is_file=True)),
        excluded=frozenset({"a.md", odd}),
        failures={odd: Failure(odd, "It is odd.", 3, 4, "limits"), "b": Failure("b", "Why?")},
        uploads={"uploads/x.md": odd},
        remarks={odd: Remark(odd, "Half of it.", "limits")},
        corpus=f"/home/{odd}",
    )
    store = Store.open(tmp_path / "data", WordEmbedder())
    assert store.holdings() == Holdings()
    assert store.revise(lambda _: held) == held
    store.close()
    store = Store.open(tmp_path / "data", WordEmbedder())
    assert store.holdings() == held
    store.revise(lambda before: Holdings(folders=before.folders[1:]))
    assert store.holdings() == Holdings(folders=held.folders[1:])
    store.close()
