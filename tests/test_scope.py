"""The scope of a question: what is searched is exactly what was chosen, by both searches."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from rag import Assistant, Scope, Settings
from rag.damage import connect
from rag.finding import EMPTY_CORPUS, EMPTY_SCOPE
from rag.store import Changes, FloatArray, Record, Store
from rag.store.examination import examine
from rag.store.schema import CATALOG
from rag.store.scoped import ScopeKey, ScopeMemory
from rag.store.view import View
from tests.fakes import WordEmbedder, record
from tests.opened import opened, opened_store

WORDS = ("rent", "garden", "tower", "bread", "river", "salt", "lease", "apple", "quark", "bell")


def thousand() -> list[Record]:
    """1,000 documents of one chunk, which share their words in many ways."""
    chance = np.random.default_rng(7)
    return [
        record(
            f"{'ab'[number % 2]}/{number}.md",
            " ".join(chance.choice(WORDS, 6)) + f" {number}.",
        )
        for number in range(1_000)
    ]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("data")
    store = opened_store(folder)
    with store.writer("test") as writer:
        writer.publish(Changes(upserts=tuple(thousand())))
    yield store
    store.close()


@pytest.fixture(scope="module")
def vectors() -> dict[str, FloatArray]:
    """The vector of every chunk, by its id."""
    records = thousand()
    texts = [text for one in records for text in one.search_texts]
    ids = [chunk.id for one in records for chunk in one.chunks]
    return dict(zip(ids, WordEmbedder().embed(texts), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 3, 40, 500, 999])
def test_both_searches_give_what_comparing_everything_gives(
    store: Store, vectors: dict[str, FloatArray], size: int
) -> None:
    embedder, records = WordEmbedder(), thousand()
    chance = np.random.default_rng(size)
    for question in ("rent and garden", "the quark bell", "salt"):
        chosen = {records[at].document.id for at in chance.choice(1_000, size, replace=False)}
        vector = embedder.embed([question])[0]
        cosines = {
            name: float(one @ vector)
            for name, one in vectors.items()
            if name.partition("#")[0] in chosen
        }
        with store.snapshot() as whole:
            snapshot = whole.within(Scope(documents=frozenset(chosen)))
            dense = snapshot.dense(vector, 50)
            lexical = snapshot.lexical(question.split(), 50)
            everywhere = whole.lexical(question.split(), 10_000)
        assert len(dense) == min(50, len(cosines))
        assert [score for _, score in dense] == pytest.approx(
            sorted(cosines.values(), reverse=True)[:50], abs=1e-5
        )
        assert all(score == pytest.approx(cosines[name], abs=1e-5) for name, score in dense)
        assert lexical == [hit for hit in everywhere if hit[0] in cosines][:50]


def test_a_collection_and_a_time_are_scopes_too(store: Store) -> None:
    vector = WordEmbedder().embed(["rent"])[0]
    with store.snapshot() as whole:
        for scope, expected in (
            (Scope(collections=frozenset({"a"})), 500),
            (Scope(collections=frozenset({"a", "b"})), 1_000),
            (Scope(documents=frozenset({"b/1.md"}), collections=frozenset({"a"})), 501),
            (Scope(collections=frozenset({"c"})), 0),
            (Scope(since=date(1970, 1, 1)), 1_000),
            (Scope(until=date(1969, 12, 31)), 0),
            (Scope(since=date(1970, 1, 2)), 0),
            (Scope(), 1_000),
        ):
            assert len(whole.within(scope).dense(vector, 5_000)) == expected, scope


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC", 10), ("Pacific/Kiritimati", 11), ("America/Los_Angeles", 10)]
)
def test_a_file_is_of_the_day_that_its_owner_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, day: int
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "shed.txt").write_text("The shed is green.")
    (corpus / "told.md").write_text("---\ndate: 2020-01-02\n---\nThe shed was red.")
    changed = datetime(2024, 3, 10, 12, tzinfo=UTC).timestamp()
    os.utime(corpus / "shed.txt", (changed, changed))
    settings = Settings(corpus_dir=corpus, data_dir=tmp_path / "data", reader=False)
    with opened(settings, WordEmbedder()) as assistant:
        assistant.sync()
        try:
            monkeypatch.setenv("TZ", zone)  # since then its owner has travelled
            time.tzset()
            shed, told = assistant.documents()
            assert (shed.date, told.date) == (date(2024, 3, day), date(2020, 1, 2))
            with closing(connect(settings.data_dir / CATALOG)) as catalog:
                view = View(catalog)
                assert view.documents_in(Scope(since=date(2024, 3, day))) == {shed.id}
                assert view.documents_in(Scope(until=date(2024, 3, day - 1))) == {told.id}
                assert examine(catalog) == ()
        finally:
            monkeypatch.undo()
            time.tzset()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    corpus = tmp_path_factory.mktemp("corpus")
    for place, text in {
        "old/lease.txt": "The rent for the Baker Street flat is 700 euros a month.",
        "new/lease.txt": "The rent for the Baker Street flat is 900 euros a month.",
        "new/garden.md": "# The garden\n\nThe garden has 12 apple trees.",
    }.items():
        path = corpus / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    past = datetime(2019, 5, 1, 12, tzinfo=UTC).timestamp()
    os.utime(corpus / "old" / "lease.txt", (past, past))
    settings = Settings(
        corpus_dir=corpus,
        data_dir=tmp_path_factory.mktemp("assistant"),
        evidence_threshold=0.1,
        reader=False,
    )
    with opened(settings, WordEmbedder()) as assistant:
        assistant.sync()
        yield assistant


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(collections=frozenset({"old"})), "700"),
        (Scope(collections=frozenset({"new"})), "900"),
        (Scope(until=date(2019, 5, 1)), "700"),
        (Scope(since=date(2019, 5, 2)), "900"),
    ],
)
def test_an_answer_comes_from_its_scope_alone(
    assistant: Assistant, scope: Scope, expected: str
) -> None:
    question = "How much is the rent for the Baker Street flat?"
    inside = {e.id for e in assistant.documents() if scope.covers(e.id, e.collection, e.date)}
    reply = assistant.ask(question, scope=scope)
    assert expected in "".join(reply)
    assert {passage.document_id for passage in reply.answer.passages} <= inside
    hits = assistant.retrieve(question, k=10, scope=scope)
    assert {hit.chunk.document_id for hit in hits} == inside


def test_a_refusal_suggests_only_what_its_scope_answers(assistant: Assistant) -> None:
    scope = Scope(collections=frozenset({"old"}))
    for inside in (None, scope):
        reply = assistant.ask("Was Mary Jones born in 1987?", scope=inside)
        assert "".join(reply)
        assert reply.answer.refusal is not None
        offered = reply.answer.refusal.suggestions
        assert any("garden" in one for one in offered) is (inside is None)


def test_a_scope_without_documents_is_refused_as_such(assistant: Assistant, tmp_path: Path) -> None:
    nowhere = Scope(collections=frozenset({"nowhere"}))
    reply = assistant.ask("How much is the rent?", scope=nowhere)
    assert "".join(reply) == EMPTY_SCOPE
    assert reply.answer.refusal is not None
    assert reply.answer.refusal.reason == "empty_corpus"
    assert assistant.retrieve("How much is the rent?", scope=nowhere) == []
    (tmp_path / "corpus").mkdir()
    settings = Settings(corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data", reader=False)
    with opened(settings, WordEmbedder()) as empty:
        empty.sync()
        reply = empty.ask("How much is the rent?", scope=nowhere)
        assert "".join(reply) == EMPTY_CORPUS
        assert reply.answer.refusal is not None
        assert reply.answer.refusal.reason == "empty_corpus"


def test_examples_are_of_the_scope(assistant: Assistant) -> None:
    garden = Scope(collections=frozenset({"new"}))
    assert any("garden" in one for one in assistant.examples(9, scope=garden))
    assert not any(
        "garden" in one for one in assistant.examples(9, scope=Scope(until=date(2019, 5, 1)))
    )


def test_a_scope_is_searched_as_it_is_after_every_sync(tmp_path: Path) -> None:
    store = opened_store(tmp_path / "data")
    scope, vector = Scope(collections=frozenset({"a"})), WordEmbedder().embed(["salt"])[0]

    def found() -> list[str]:
        with store.snapshot() as whole:
            return sorted(name for name, _ in whole.within(scope).dense(vector, 9))

    one, two = record("a/1.md", "Salt is white."), record("a/2.md", "Salt is a rock.")
    longer = record("a/1.md", "Salt.", "Pepper.")
    for changes, expected in (
        (Changes(upserts=(one,)), ["a/1.md#0"]),
        (Changes(upserts=(two, record("b/3.md", "Salt."))), ["a/1.md#0", "a/2.md#0"]),
        (Changes(upserts=(longer,)), ["a/1.md#0", "a/1.md#1", "a/2.md#0"]),
        (Changes(removals=("a/2.md",)), ["a/1.md#0", "a/1.md#1"]),
        (Changes(touched=(replace(longer.state, source="c/1.md"),)), []),
    ):
        with store.writer("test") as writer:
            writer.publish(changes)
        assert found() == expected
    store.close()


def test_a_scope_of_all_documents_is_searched_as_without_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.store.view.View.vectors_of", None)  # would read every vector
    vector = WordEmbedder().embed(["salt"])[0]
    with store.snapshot() as whole:
        everything = whole.within(Scope(collections=frozenset({"a", "b"})))
        assert everything.dense(vector, 9) == whole.dense(vector, 9)


def test_a_scope_too_large_to_be_kept_is_searched_by_the_batch(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.store.view.MOST_ROWS", 7)
    vector, scope = WordEmbedder().embed(["salt"])[0], Scope(collections=frozenset({"a"}))
    found = []
    for memory in (ScopeMemory(), ScopeMemory(10_000)):
        monkeypatch.setattr(store, "_scopes", memory)
        for _ in range(2):
            with store.snapshot() as whole:
                found.append(whole.within(scope).dense(vector, 40))
    assert len(found[0]) == 40
    assert found == [found[0]] * 4


def test_only_what_fits_is_kept_between_questions() -> None:
    key: ScopeKey = ("generation", "words", frozenset({"a"}))
    batches = [([str(number)], np.ones((1, 4), np.float32)) for number in range(3)]
    for most_bytes, kept in ((48, True), (47, False)):
        memory = ScopeMemory(most_bytes)
        assert list(memory.batches(key, iter(batches))) == batches
        assert list(memory.batches(key, iter(()))) == (batches if kept else [])
