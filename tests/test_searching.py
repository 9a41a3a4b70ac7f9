"""Another embedder: the old index answers, with the old one, until the new index is published."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.errors import ConfigError, StoreError
from rag.settings import Precision
from rag.store import Changes, FloatArray, FollowingEmbedder, Store
from rag.store.build import build
from rag.store.builder import IndexBuilder
from rag.store.protocols import Embedder
from rag.types import Answer
from tests.fakes import WordEmbedder, record
from tests.opened import opened_store

TOWER = record("tower.md", "The tower is 90 metres high.", "It was finished in 1889.")


class AbsentEmbedder:
    """A model that is not on this machine, and cannot be had now."""

    name, dimension, is_here = "absent", 48, False

    @property
    def fingerprint(self) -> str:
        raise self._error()

    @property
    def max_tokens(self) -> int:
        raise self._error()

    def embed(self, texts: Sequence[str]) -> FloatArray:
        del texts
        raise self._error()

    def count_tokens(self, text: str) -> int:
        del text
        raise self._error()

    def warm_up(self) -> None:
        raise self._error()

    def _error(self) -> ConfigError:
        return ConfigError("RAG_EMBEDDING_MODEL: the model 'absent' cannot be loaded: no network")


class OtherEmbedder(WordEmbedder):
    """Another model, which can be stopped while it embeds a sync's texts."""

    def __init__(self) -> None:
        super().__init__(name="others", fingerprint="words-2", dimension=48)
        self.reached, self.go_on = threading.Event(), threading.Event()

    def embed(self, texts: Sequence[str]) -> FloatArray:
        if any("tower" in text.lower() for text in texts) and len(texts) > 1:
            self.reached.set()
            assert self.go_on.wait(60)
        return super().embed(texts)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    store = opened_store(tmp_path / "data")
    with store.writer("test") as writer:
        writer.publish(Changes(upserts=(TOWER,)))
    store.close()
    return tmp_path / "data"


def _nearest(store: Store, question: str) -> str:
    with store.snapshot() as snapshot:
        return snapshot.dense(snapshot.embedding([question])()[0], 1)[0][0]


def _answer(assistant: Assistant, question: str) -> Answer:
    reply = assistant.ask(question)
    assert list(reply)
    return reply.answer


def test_a_former_model_computes_in_the_precision_that_is_set(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Precision]] = []

    def load(name: str, precision: Precision = Precision.AUTO) -> Embedder:
        asked.append((name, precision))
        return WordEmbedder()

    monkeypatch.setattr("rag.store.searching.check_embedder_files", lambda _: data_dir)
    monkeypatch.setattr("rag.store.searching.load_embedder", load)
    other = WordEmbedder(name="others", fingerprint="words-2", dimension=48)
    settings = Settings(data_dir=data_dir, precision=Precision.FLOAT32, reader=False)
    with Assistant.open(settings, embedder=other) as assistant:
        assert assistant.retrieve("How high is the tower?")
    assert asked == [("words", Precision.FLOAT32)]


def test_the_old_index_answers_with_the_old_embedder_until_the_new_one_is_there(
    data_dir: Path,
) -> None:
    asked_for: list[str] = []

    def former(name: str) -> Embedder:
        asked_for.append(name)
        return WordEmbedder()

    other = WordEmbedder(name="others", fingerprint="words-2", dimension=48)
    store = Store.open(data_dir, other, IndexBuilder(run=build), former=former)
    assert (store.is_searchable(), store.is_current()) == (True, False)
    assert _nearest(store, TOWER.search_texts[1]) == "tower.md#1"
    with store.writer("sync") as writer:
        writer.ensure_vectors(TOWER.search_texts)
        assert _nearest(store, TOWER.search_texts[0]) == "tower.md#0"
        writer.publish(Changes())
    assert store.is_current()
    assert _nearest(store, TOWER.search_texts[1]) == "tower.md#1"
    assert asked_for == ["words"], "it is looked for once"
    store.close()


def test_the_old_embedder_is_let_go_of_when_the_new_index_is_there(data_dir: Path) -> None:
    loaded: list[weakref.ref[Embedder]] = []

    def former(name: str) -> Embedder:
        embedder = WordEmbedder(name=name)
        loaded.append(weakref.ref(embedder))
        return embedder

    other = WordEmbedder(name="others", fingerprint="words-2", dimension=48)
    with closing(Store.open(data_dir, other, IndexBuilder(run=build), former=former)) as store:
        _nearest(store, TOWER.search_texts[0])
        with store.writer("sync") as writer:
            writer.publish(Changes())
        _nearest(store, TOWER.search_texts[0])
        gc.collect()
        assert [one() for one in loaded] == [None]


def test_a_damaged_old_index_is_made_anew_for_the_old_embedder(data_dir: Path) -> None:
    next(data_dir.rglob("header.bin")).unlink()
    other = WordEmbedder(name="others", fingerprint="words-2", dimension=48)
    store = Store.open(data_dir, other, IndexBuilder(run=build), former=lambda _: WordEmbedder())
    assert _nearest(store, TOWER.search_texts[1]) == "tower.md#1"
    assert other.embedded == []
    store.close()


def _gone(name: str) -> Embedder:
    raise ConfigError(f"{name} is not on this machine.")


@pytest.mark.parametrize("former", [_gone, lambda _: WordEmbedder(fingerprint="other weights")])
def test_without_the_old_embedder_it_is_said(data_dir: Path, former: object) -> None:
    other = WordEmbedder(name="others", fingerprint="words-2", dimension=48)
    store = Store.open(data_dir, other, former=former)  # type: ignore[arg-type]
    assert not store.is_searchable()
    with store.snapshot() as snapshot, pytest.raises(StoreError, match="another embedding model"):
        snapshot.dense(other.embed(["tower"])[0], 1)
    store.close()


@pytest.mark.slow
def test_questions_are_answered_while_everything_is_embedded_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.assistant.present_embedders", lambda _: lambda _: WordEmbedder())
    (tmp_path / "corpus").mkdir()
    text = "# Tower\n\nThe tower is 90 metres high.\n\n## Age\n\nIt is old.\n"
    (tmp_path / "corpus" / "tower.md").write_text(text, "utf-8")
    settings = Settings(corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data", reader=False)
    with Assistant.open(settings, embedder=WordEmbedder()) as assistant:
        assistant.sync()
    other = OtherEmbedder()
    with Assistant.open(settings, embedder=other) as assistant:
        syncing = threading.Thread(target=assistant.sync)
        syncing.start()
        try:
            assert other.reached.wait(60)
            assert assistant.is_ready()
            (best, *_) = assistant.retrieve("How high is the tower?", k=2)
            assert "90 metres" in best.chunk.text
            assert best.ranks.dense is not None
        finally:
            other.go_on.set()
            syncing.join()
        assert assistant.stats().fingerprint.startswith("words-2/48/")
        assert assistant.retrieve("How high is the tower?", k=1)


def test_a_model_that_cannot_be_had_leaves_the_old_index_answering(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = WordEmbedder()
    monkeypatch.setattr("rag.assistant.present_embedders", lambda _: lambda _: old)
    (tmp_path / "corpus").mkdir()
    text = "# Tower\n\nThe tower is 90 metres high.\n"
    (tmp_path / "corpus" / "tower.md").write_text(text, "utf-8")
    settings = Settings(
        corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data", reader=False, base_url=""
    )
    with Assistant.open(settings, embedder=old) as assistant:
        assistant.sync()
        before = _answer(assistant, "How high is the tower?")
    with Assistant.open(settings, embedder=AbsentEmbedder()) as assistant:
        with pytest.raises(ConfigError, match="no network"):
            assistant.sync()
        assistant.warm_up()
        assert assistant.is_ready()
        after = _answer(assistant, "How high is the tower?")
        assert "90 metres" in after.text
        assert (after.text, after.evidence) == (before.text, before.evidence)
    assert old.embedded.count("How high is the tower?") >= 2


def test_a_damaged_old_index_is_mended_without_the_new_model(data_dir: Path) -> None:
    next(data_dir.rglob("header.bin")).unlink()
    build_here = IndexBuilder(run=build)
    former = WordEmbedder()
    with closing(
        Store.open(data_dir, AbsentEmbedder(), build_here, former=lambda _: former)
    ) as store:
        assert _nearest(store, TOWER.search_texts[1]) == "tower.md#1"


def test_an_index_whose_model_has_gone_is_told_from_one_of_another(data_dir: Path) -> None:
    gone = AbsentEmbedder()
    gone.name = "words"
    with closing(Store.open(data_dir, gone, former=_gone)) as store:
        assert not store.is_searchable()
        with store.snapshot() as snapshot:
            assert "of the index is not on this machine" in str(snapshot.absence)


def test_who_searches_now_follows_what_is_published(data_dir: Path) -> None:
    old, new = WordEmbedder(), WordEmbedder(name="others", fingerprint="words-2", dimension=48)
    builder = IndexBuilder(run=build)
    with closing(Store.open(data_dir, new, builder, former=lambda _: old)) as store:
        following = FollowingEmbedder(store.searcher)
        assert following.embed(["tower", "high"]).shape == (2, 32)
        with store.writer("sync") as writer:
            writer.publish(Changes())
        assert following.embed(["tower", "new"]).shape == (2, 48), (
            "what was remembered is not mixed in"
        )
        assert new.embedded[-2:] == ["tower", "new"]
