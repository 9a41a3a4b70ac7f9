"""Threads that compute at the same time are on different cores."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from rag.store import placement
from rag.store.placement import apart, core_now


@pytest.fixture
def cores() -> Iterator[frozenset[int]]:
    """At least two that a thread may choose from; afterwards it may use all of them again."""
    if core_now() is None:
        pytest.skip("one core, or a system that lets no thread choose")
    allowed = os.sched_getaffinity(0)
    yield frozenset(allowed)
    os.sched_setaffinity(0, allowed)


def _elsewhere(asker: int | None = None) -> tuple[int | None, set[int]]:
    """Where a new thread computes, and where it might."""
    found: list[tuple[int | None, set[int]]] = []

    def compute() -> None:
        with apart(asker):
            found.append((core_now(), os.sched_getaffinity(0)))

    thread = threading.Thread(target=compute)
    thread.start()
    thread.join()
    return found[0]


def test_a_thread_leaves_the_core_of_another_that_computes(cores: frozenset[int]) -> None:
    mine = min(cores)
    os.sched_setaffinity(0, {mine})  # a thread begins with what its maker may use
    with apart():
        found, _ = _elsewhere()
        assert found == mine  # it has no other
        os.sched_setaffinity(0, cores)
        for _ in range(20):
            found, may_use = _elsewhere()
            assert found != mine
            assert may_use == cores


def test_it_leaves_the_core_of_the_one_who_asks(cores: frozenset[int]) -> None:
    for asker in cores:
        for _ in range(10):
            assert _elsewhere(asker)[0] != asker


def test_where_every_core_is_busy_it_stays(
    cores: frozenset[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for core in cores:
        monkeypatch.setitem(placement._busy, core, 1)
    assert _elsewhere()[0] in cores
    assert [placement._busy[core] for core in cores] == [1] * len(cores)


def test_cores_that_are_taken_away_meanwhile_are_no_error(
    cores: frozenset[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "sched_setaffinity", refused)
    with apart():
        assert _elsewhere()[0] in cores
    monkeypatch.undo()


def test_elsewhere_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_setaffinity", raising=False)
    placement._finder.cache_clear()
    try:
        assert core_now() is None
        with apart():
            pass
        assert not placement._busy.total()
    finally:
        placement._finder.cache_clear()
