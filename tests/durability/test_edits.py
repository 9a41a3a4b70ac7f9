"""The state machine of edits: a few runs by default, 500 as `long`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from rag import Settings
from rag.store import Store
from rag.store.build import BuildOrder, BuildResult
from rag.store.builder import IndexBuilder
from rag.store.vectors import IndexBatch
from tests.durability import corpora, unlike
from tests.durability.edits import BuildsElsewhere, Edits, own_word, traces
from tests.durability.experiments import contents, faults
from tests.durability.laboratory import Laboratory, opened
from tests.fakes import WordEmbedder
from tests.opened import opened as opened_assistant


@pytest.fixture(scope="module")
def laboratory() -> Iterator[Laboratory]:
    with opened() as one:
        yield one


def _run(laboratory: Laboratory, runs: int, steps: int) -> None:
    class Here(Edits):
        def _laboratory(self) -> Laboratory:
            return laboratory

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_after_any_edits_the_store_is_the_folder(laboratory: Laboratory) -> None:
    _run(laboratory, runs=4, steps=10)


@pytest.mark.long
@pytest.mark.timeout(7_200)
def test_after_any_edits_the_store_is_the_folder_500_times(laboratory: Laboratory) -> None:
    _run(laboratory, runs=500, steps=20)


@pytest.mark.slow
def test_small_edits_of_many_documents_leave_no_trace(
    laboratory: Laboratory, tmp_path: Path
) -> None:
    """Each time the index is extended and not made anew."""
    corpus, data, embedder = tmp_path / "corpus", tmp_path / "data", WordEmbedder()
    builds = BuildsElsewhere(tmp_path, laboratory)
    extended: list[bool] = []

    def run(folder: Path, order: BuildOrder, batches: Iterable[IndexBatch]) -> BuildResult:
        extended.append(order.extend)
        return builds(folder, order, batches)

    for number in range(60):
        _write(corpus, f"n{number}.md", own_word(number))
    with closing(Store.open(data, embedder, IndexBuilder(run=run))) as store:
        corpora.sync_folder(corpus, store, embedder)
        for number in range(3):
            _write(corpus, f"n{number}.md", own_word(100 + number))
            (corpus / f"n{number + 30}.md").unlink()
            corpora.sync_folder(corpus, store, embedder)
            gone = [own_word(at) for at in (number, number + 30)]
            assert [traces(data, word) for word in gone] == [[], []]
            assert traces(data, own_word(100 + number))
            assert faults(contents(store, embedder), store, data) == []
    assert extended == [False, True, True, True]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_was_written_last_and_is_deleted_next_leaves_no_trace(tmp_path: Path) -> None:
    """Among many documents, so that the index is extended: Chroma's queue has it still."""
    corpus, data = tmp_path / "corpus", tmp_path / "data"
    count, recorder = unlike.write_all(corpus), unlike.Recorder()
    house = Settings(corpus_dir=corpus, data_dir=data, reader=False)
    with opened_assistant(house, WordEmbedder(), recorder.builder()) as assistant:
        assert assistant.sync().added == count
        assert unlike.left_of_uploads(assistant, data, 1_000) == []
    assert recorder.extended == [False] + 8 * [True]


def _write(corpus: Path, source: str, word: str) -> None:
    corpora.write(corpus, source, f"# About {word}\n\nHere stands {word}, for a paragraph.\n")


def test_a_trace_is_found_in_either_encoding(tmp_path: Path) -> None:
    word = own_word(1)
    (tmp_path / "eight").write_bytes(b"before" + word.upper().encode() + b"after")
    (tmp_path / "sixteen").write_bytes(word.encode("utf-16"))
    (tmp_path / "other").write_text(own_word(2))
    assert {one.partition(":")[0] for one in traces(tmp_path, word)} == {"eight", "sixteen"}
