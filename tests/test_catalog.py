"""The catalog: what goes in comes out, views do not change, deleted text is gone."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import StoreBusy, StoreDamaged, StoreError
from rag.store.catalog import Catalog
from rag.store.disk import disk_errors
from rag.store.manifest import FileSeal, Manifest
from rag.store.records import Changes, Record
from rag.store.schema import SCHEMA_VERSION
from rag.store.stored_text import join_search_text, split_search_text, text_hash
from rag.store.transaction import Applied
from rag.store.view import match_any
from rag.types import Chunk
from tests.durability.edits import own_word
from tests.fakes import record

TOWER = record(
    "tower.md", "The tower is 90 metres high.", "It was finished in 1889.", title="Tower"
)
BREAD = record("bread.md", "Bread needs flour, water and time.", title="Café notes")

any_text = st.text(st.characters(), max_size=60)
"""With NUL and lone surrogates, which hypothesis leaves out of st.text() by itself."""


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = _open(tmp_path)
    yield catalog
    catalog.close()


@pytest.fixture(scope="module")
def shared_catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    with closing(_open(tmp_path_factory.mktemp("shared"))) as catalog:
        _apply(catalog, TOWER, BREAD)
        yield catalog


def _open(folder: Path) -> Catalog:
    return Catalog.open(folder / "catalog.sqlite3", folder / "catalog.lock")


def _apply(catalog: Catalog, *upserts: Record, removals: tuple[str, ...] = ()) -> Applied:
    with catalog.writing() as rows:
        return rows.apply(Changes(upserts=upserts, removals=removals))


def _found(catalog: Catalog, *terms: str) -> list[str]:
    with catalog.reading() as rows:
        return [name for name, _ in rows.lexical(terms, 10)]


# What goes in comes out


def test_documents_come_back_as_they_were_published(catalog: Catalog) -> None:
    _apply(catalog, TOWER, BREAD)
    with catalog.reading() as rows:
        assert rows.document("tower.md") == TOWER.document
        assert rows.document("nowhere.md") is None
        assert rows.text("bread.md") == BREAD.document.text
        assert rows.sections("tower.md") == TOWER.document.sections
        assert rows.sections("nowhere.md") == ()
        assert [(e.id, e.title, e.source, e.chunks) for e in rows.documents()] == [
            ("bread.md", "Café notes", "bread.md", 1),
            ("tower.md", "Tower", "tower.md", 2),
        ]
        assert (rows.document_count(), rows.chunk_count()) == (2, 3)
        assert rows.sources() == {"tower.md": TOWER.state, "bread.md": BREAD.state}


def test_chunks_come_in_the_order_asked_for_and_only_those_that_exist(catalog: Catalog) -> None:
    _apply(catalog, TOWER, BREAD)
    ids = ["tower.md#1", "gone#7", "bread.md#0", "tower.md#1"]
    with catalog.reading() as rows:
        chunks = rows.chunks(ids)
        assert list(chunks) == ["tower.md#1", "bread.md#0"]
        assert chunks["tower.md#1"] == TOWER.chunks[1]
        assert len(rows.chunks([f"tower.md#{n}" for n in range(40_000)])) == 2


def test_the_chunk_behind_a_place_is_the_next_of_its_document(catalog: Catalog) -> None:
    _apply(catalog, TOWER, BREAD)
    first, second = TOWER.chunks
    with catalog.reading() as rows:
        assert rows.chunk_after("tower.md", first.end) == second
        assert rows.chunk_after("tower.md", second.start) == second
        assert rows.chunk_after("tower.md", second.end) is None
        assert rows.chunk_after("gone.md", 0) is None


@given(title=any_text, body=any_text)
def test_any_text_comes_back_exactly(shared_catalog: Catalog, title: str, body: str) -> None:
    odd = record(f"folder/{title}.md", body, title=title or "x")
    _apply(shared_catalog, odd)
    try:
        with shared_catalog.reading() as rows:
            assert rows.document(odd.document.id) == odd.document
            assert rows.chunks([odd.chunks[0].id]) == {odd.chunks[0].id: odd.chunks[0]}
            assert rows.sources()[odd.state.source] == odd.state
            assert odd.search_texts[0] in rows.texts_without_vector("e", but=())
    finally:
        _apply(shared_catalog, removals=(odd.document.id,))
    with shared_catalog.reading() as rows:
        assert rows.document(odd.document.id) is None
        assert {name for name, _ in rows.lexical(["folder", "md", "x"], 5)} == set()


@given(heading=any_text, text=any_text)
def test_search_text_is_put_together_again(heading: str, text: str) -> None:
    for search_text in (heading + text, heading):
        before, verbatim = split_search_text(search_text, text)
        assert join_search_text(before, text, verbatim=verbatim) == search_text


def test_record_must_be_consistent() -> None:
    stray = replace(TOWER.chunks[0], text="The tower is 91 metres high.")
    with pytest.raises(ValueError, match="not its span's text"):
        replace(TOWER, chunks=(stray, TOWER.chunks[1]))
    with pytest.raises(ValueError, match="of another document"):
        replace(BREAD, chunks=(TOWER.chunks[0],))
    with pytest.raises(ValueError, match="1 chunks, but 0 search texts"):
        replace(BREAD, search_texts=())
    with pytest.raises(ValueError, match="ledger row"):
        replace(BREAD, state=TOWER.state)
    with pytest.raises(ValueError, match=r"document 'bread\.md' is changed twice"):
        Changes(upserts=(BREAD,), removals=("bread.md",))
    with pytest.raises(ValueError, match=r"source 'bread\.md' is changed twice"):
        Changes(upserts=(BREAD,), touched=(replace(TOWER.state, source="bread.md"),))


# Views and transactions


def test_a_view_does_not_change_while_others_write(catalog: Catalog) -> None:
    _apply(catalog, TOWER)
    with catalog.reading() as before:
        _apply(catalog, BREAD, removals=("tower.md",))
        assert before.document("tower.md") == TOWER.document
        assert before.document("bread.md") is None
        assert [name for name, _ in before.lexical(["metres", "flour"], 5)] == ["tower.md#0"]
    assert _found(catalog, "metres", "flour") == ["bread.md#0"]


def test_a_failed_transaction_leaves_nothing(catalog: Catalog) -> None:
    _apply(catalog, TOWER)

    def fail() -> None:
        with catalog.writing() as rows:
            rows.apply(Changes(upserts=(BREAD,), removals=("tower.md",)))
            assert rows.document("bread.md") == BREAD.document
            raise RuntimeError("the build failed")

    with pytest.raises(RuntimeError, match="the build failed"):
        fail()
    assert _found(catalog, "flour", "metres") == ["tower.md#0"]
    with catalog.reading() as rows:
        assert rows.sources() == {"tower.md": TOWER.state}


def test_a_disk_that_fails_while_reading_is_said_and_is_no_damage(catalog: Catalog) -> None:
    """SQLite has then ended the view by itself."""

    def fail() -> None:
        with catalog.reading() as rows:
            rows._connection.execute("ROLLBACK")
            raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
        fail()


def test_the_pointer_comes_back_as_it_was_set(catalog: Catalog) -> None:
    manifest = Manifest("g1", "words-1/32/here", 3, (FileSeal("a/b.bin", 12, "ff"),), "ee")
    with catalog.reading() as rows:
        assert rows.live() is None
    with catalog.writing() as rows:
        rows.set_live(manifest)
    with catalog.reading() as rows:
        assert rows.live() == manifest


def test_a_closed_catalog_says_so(tmp_path: Path) -> None:
    catalog = _open(tmp_path)
    with catalog.reading() as rows:
        catalog.close()
        assert rows.chunk_count() == 0
    with pytest.raises(StoreError, match="closed"), catalog.reading():
        pass


def test_one_catalog_serves_many_threads(tmp_path: Path) -> None:
    """Eight threads open the same new folder at once, write a document each, and read them all."""
    start = threading.Barrier(8)
    seen: list[int] = []

    def work(number: int) -> None:
        start.wait()
        with closing(_open(tmp_path)) as catalog:
            _apply(catalog, record(f"{number}.md", f"text of number {number}"))
            with catalog.reading() as rows:
                seen.append(rows.document_count())

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen)[-1] == 8
    assert len(seen) == 8


# Changes to the ledger


def test_equal_changes_are_no_changes(catalog: Catalog) -> None:
    _apply(catalog, TOWER, BREAD)
    later = record("tower.md", *(c.text for c in TOWER.chunks), title="Tower", mtime_ns=2)
    renamed = replace(BREAD.state, source="loaf.md")
    with catalog.writing() as rows:
        assert not rows.effective(Changes(upserts=(TOWER, BREAD), removals=("gone.md",)))
        assert not rows.effective(Changes(touched=(TOWER.state,)))
        assert rows.effective(Changes(upserts=(later,))) == Changes(touched=(later.state,))
        assert rows.effective(Changes(touched=(renamed,))) == Changes(touched=(renamed,))


def test_a_touched_source_moves_without_its_text_being_written(catalog: Catalog) -> None:
    _apply(catalog, TOWER, BREAD)
    to_bread = replace(TOWER.state, source="bread.md", mtime_ns=5)
    to_tower = replace(BREAD.state, source="tower.md", mtime_ns=6)
    with catalog.writing() as rows:
        assert rows.apply(Changes(touched=(to_bread, to_tower))).replaced == ()
    with catalog.reading() as rows:
        assert rows.sources() == {"bread.md": to_bread, "tower.md": to_tower}
        assert rows.document("tower.md") == replace(TOWER.document, source="bread.md")
        assert rows.chunks(["tower.md#0"])["tower.md#0"] == TOWER.chunks[0]


def test_a_document_takes_the_place_of_the_one_that_was_at_its_source(catalog: Catalog) -> None:
    _apply(catalog, TOWER, BREAD)
    moved = replace(TOWER.state, source="bread.md")
    with catalog.writing() as rows:
        assert rows.apply(Changes(touched=(moved,))).gone == ("bread.md#0",)
    with catalog.reading() as rows:
        assert rows.sources() == {"bread.md": moved}
        assert rows.document("bread.md") is None


def test_replacing_a_document_leaves_none_of_its_chunks(catalog: Catalog) -> None:
    _apply(catalog, TOWER)
    applied = _apply(catalog, record("tower.md", "It was taken down."))
    assert applied == Applied(("tower.md#0", "tower.md#1"), ("tower.md#1",), last=0)
    assert _found(catalog, "metres", "1889") == []
    assert _found(catalog, "taken") == ["tower.md#0"]


# Full text


def test_words_are_found_in_text_heading_and_title_in_any_form(catalog: Catalog) -> None:
    _apply(catalog, TOWER, BREAD)
    assert _found(catalog, "needing") == ["bread.md#0"]
    assert _found(catalog, "CAFE") == ["bread.md#0"]
    assert sorted(_found(catalog, "tower")) == ["tower.md#0", "tower.md#1"]
    assert _found(catalog, "nothing", "of", "this") == []


def test_more_matches_score_higher_and_scores_are_positive(catalog: Catalog) -> None:
    _apply(catalog, TOWER, BREAD, record("more.md", "Flour, more flour, and time.", title="More"))
    with catalog.reading() as rows:
        hits = rows.lexical(["flour", "time", "tower"], 10)
        assert [name for name, _ in hits][:2] == ["more.md#0", "bread.md#0"]
        scores = [score for _, score in hits]
        assert scores == sorted(scores, reverse=True)
        assert min(scores) > 0
        assert len(hits) == 4
        assert len(rows.lexical(["tower"], 1)) == 1
        assert rows.lexical(["tower"], 0) == []


@given(terms=st.lists(any_text | st.sampled_from(['"', "NEAR(", "a AND", "col:", "*", "-x", "^"])))
def test_no_term_is_an_operator(shared_catalog: Catalog, terms: list[str]) -> None:
    with shared_catalog.reading() as rows:
        found = {name for name, _ in rows.lexical([*terms, "flour"], 10)}
        assert "bread.md#0" in found
        rows.lexical(terms, 10)


def test_a_question_of_thousands_of_words_is_still_answered(shared_catalog: Catalog) -> None:
    with shared_catalog.reading() as rows:
        hits = rows.lexical(["flour", *(f"word{n}" for n in range(5_000))], 10)
    assert [name for name, _ in hits] == ["bread.md#0"]


def test_blank_terms_ask_for_nothing() -> None:
    assert match_any([]) == match_any(["", "  ", "\x00"]) == ""


# Vectors


def test_vectors_are_kept_by_text_and_embedder(catalog: Catalog) -> None:
    with catalog.writing() as rows:
        rows.apply(Changes(upserts=(TOWER,)))
        rows.add_vectors(TOWER.search_texts, np.eye(2, dtype=np.float32), "one")
        rows.add_vectors(["nobody has this text"], np.ones((1, 2), dtype=np.float32), "one")
    first, second = map(text_hash, TOWER.search_texts)
    with catalog.reading() as rows:
        assert rows.vectors_among([first, second, b"x"], "one") == {first, second}
        assert rows.vectors_among([first], "another") == set()
        assert rows.texts_without_vector("one", but=()) == []
        assert rows.texts_without_vector("another", but=()) == list(TOWER.search_texts)
        assert rows.texts_without_vector("another", but={"tower.md"}) == []
        (batch,) = rows.index_batches("one", 2)
        assert [row.chunk for row in batch.rows] == list(TOWER.chunks)
        assert batch.vectors == pytest.approx(np.eye(2))
        assert list(rows.index_batches("one", 2, after=rows_below(batch.rows[1].chunk))) == []


def rows_below(last: Chunk) -> int:
    """The number of the last of the two chunks in a new catalog."""
    return 2 if last.id == "tower.md#1" else 0


def test_vectors_that_nothing_uses_are_dropped(catalog: Catalog) -> None:
    kept, unused = text_hash("kept"), text_hash("unused")
    with catalog.writing() as rows:
        rows.apply(Changes(upserts=(BREAD,)))
        rows.add_vectors([*BREAD.search_texts, "kept", "unused"], np.ones((3, 2), "f"), "one")
        rows.add_vectors(BREAD.search_texts, np.ones((1, 2), "f"), "another")
        rows.add_vectors(["kept"], np.ones((1, 2), "f"), "another")
        rows.drop_unused_vectors("one", keep={kept})
    used = text_hash(BREAD.search_texts[0])
    with catalog.reading() as rows:
        assert rows.vectors_among([used, kept, unused], "one") == {used, kept}
        assert rows.vectors_among([used, kept], "another") == set()


# Deleted text is gone


@pytest.mark.parametrize("others", [0, 1, 30])
def test_deleted_text_is_in_no_file(tmp_path: Path, others: int) -> None:
    secret = record("secret.md", "The word is Xylophagous.", title="Xenoglossy")
    with closing(_open(tmp_path)) as catalog:
        for number in range(others):
            _apply(catalog, record(f"{number}.md", f"Harmless text of number {number}."))
        _apply(catalog, secret)
        catalog.empty_log(wait=0)
        assert _files_with(tmp_path, b"lophag") == ["catalog.sqlite3"]
        _apply(catalog, removals=("secret.md",))
        assert catalog.empty_log(wait=0)
        assert _files_with(tmp_path, b"lophag") == []
        assert _files_with(tmp_path, b"nogloss") == []
        assert len(_found(catalog, "harmless")) == min(others, 10)


def test_a_log_that_a_reader_needs_is_not_emptied(catalog: Catalog) -> None:
    _apply(catalog, TOWER)
    with catalog.reading():
        _apply(catalog, removals=("tower.md",))
        assert not catalog.empty_log(wait=0.1)
    assert catalog.empty_log(wait=0)


@pytest.mark.parametrize("seed", range(3))
def test_rows_that_have_moved_leave_no_copy(tmp_path: Path, seed: int) -> None:
    """SQLite moves rows from page to page as tables grow and shrink, and overwrites none of what it
    moves: where the file is not written anew, a few of these 60 documents leave their names."""
    chance = random.Random(seed)
    words = [own_word(80 * seed + number) for number in range(80)]
    names = {word: f"{word}{'x' * chance.randint(150, 300)}.md" for word in words}
    gone = chance.sample(words, 60)
    with closing(_open(tmp_path)) as catalog:
        for word, name in names.items():
            text = "harmless " * chance.randint(5, 20) + word
            _apply(catalog, record(name, text, title=f"About {word}"))
        for first in range(0, 60, 5):
            going = gone[first : first + 5]
            _apply(catalog, removals=tuple(names[word] for word in going))
            catalog.write_anew()
            assert catalog.empty_log(wait=0)
            assert [word for word in going if _files_with(tmp_path, word.encode())] == []
        for word in set(words) - set(gone):
            assert _found(catalog, word) == [f"{names[word]}#0"]


def _files_with(folder: Path, word: bytes) -> list[str]:
    return [
        path.name
        for path in sorted(folder.iterdir())
        if path.is_file() and word in path.read_bytes().lower()
    ]


# What cannot be used


def test_a_later_layout_is_refused(tmp_path: Path) -> None:
    _open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite3")) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(StoreError, match="later version of Footnote") as refused:
        _open(tmp_path)
    assert "Upgrade" in refused.value.hint


def test_a_file_that_is_no_catalog_is_damage(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite3").write_bytes(b"This is not a database at all. " * 100)
    with pytest.raises(StoreDamaged, match="damaged") as refused, disk_errors(tmp_path):
        _open(tmp_path)
    assert "doctor --repair" in refused.value.hint


def test_a_catalog_that_another_process_brings_up_to_date_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.store.schema.BUSY_SECONDS", 0.05)
    with FileLock(tmp_path / "catalog.lock"):
        with pytest.raises(StoreBusy, match="up to date") as refused, disk_errors(tmp_path):
            _open(tmp_path)
        assert refused.value.hint == "Try again when it is done."
    _open(tmp_path).close()


def test_disk_errors_keep_the_cause_and_name_the_setting(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No space left") as refused, disk_errors(tmp_path):
        raise OSError(28, "No space left on device")
    assert "RAG_DATA_DIR" in refused.value.hint
    assert isinstance(refused.value.__cause__, OSError)


def test_what_is_written_while_the_catalog_is_moved_aside_is_not_said_to_be_kept(
    tmp_path: Path,
) -> None:
    """A repair moves one that is beyond repair, and a note waits for no repair."""
    path, lock = tmp_path / "catalog.sqlite3", tmp_path / "lock"
    (tmp_path / "aside").mkdir()

    def write(catalog: Catalog) -> None:
        with catalog.writing() as rows:
            rows.set_note("a", "b")
            for one in tmp_path.glob("catalog.sqlite3*"):
                one.rename(tmp_path / "aside" / one.name)
            Catalog.open(path, lock).close()

    with closing(Catalog.open(path, lock)) as catalog:
        with pytest.raises(StoreBusy, match="moved aside"):
            write(catalog)
        with catalog.writing() as rows:
            assert rows.note("a") is None
            rows.set_note("a", "c")
        with catalog.reading() as reading:
            assert reading.note("a") == "c"
