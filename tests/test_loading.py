"""What the first question would wait for is loaded once, and by whoever comes first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

import pytest

from rag.loading import Loading


class Loaded:
    """A store, its searcher, a gate or a reader; notes what is loaded."""

    def __init__(self, loads: list[str], name: str = "searcher") -> None:
        self._loads = loads
        self._name = name

    def searcher(self) -> Loaded:
        return self

    def is_searchable(self) -> bool:
        time.sleep(0.05)  # another thread's turn
        return True

    def warm_up(self) -> None:
        self._loads.append(self._name)


def loading(loads: list[str]) -> Loading:
    gate, support = Loaded(loads, "gate"), Loaded(loads, "support")
    return Loading(Loaded(loads), gate, support)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes on beside is done by who begins it, and what is not ours is left out."""

    def done(work: Callable[[], None]) -> Future[None]:
        future: Future[None] = Future()
        work()
        future.set_result(None)
        return future

    monkeypatch.setattr("rag.loading.aside", done)
    monkeypatch.setattr("rag.loading.load_chroma", lambda: None)


@pytest.mark.parametrize(
    ("is_written", "loaded"),
    [(False, ["searcher", "gate"]), (True, ["searcher", "gate", "support"])],
)
def test_where_a_model_writes_the_reader_of_its_sentences_is_loaded_too(
    is_written: bool, loaded: list[str]
) -> None:
    loads: list[str] = []
    whole = loading(loads)
    whole.run(is_written=is_written)
    assert loads == loaded
    whole.begin(is_written=is_written)
    assert loads == loaded, "the question after it has nothing to load"


def test_questions_that_begin_at_once_load_everything_once() -> None:
    loads: list[str] = []
    first = loading(loads)
    together = threading.Barrier(8)

    def ask() -> None:
        together.wait(5)
        first.begin(is_written=True)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(loads) == ["gate", "support"]
