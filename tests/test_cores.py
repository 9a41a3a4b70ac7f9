"""Work spread over the cores comes back in order, with its errors."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from rag.store.cores import ahead, aside, core_count, in_bulk, on_all_cores


def test_results_are_in_the_order_of_the_items() -> None:
    assert on_all_cores(lambda number: number * number, range(50)) == [n * n for n in range(50)]


def test_one_item_is_worked_on_where_it_was_asked_for() -> None:
    here = threading.get_ident()
    assert on_all_cores(lambda _: threading.get_ident(), [1]) == [here]
    assert on_all_cores(lambda number: number, []) == []


def test_items_are_worked_on_at_once_where_there_are_cores() -> None:
    """Each waits for the other to have begun."""
    if core_count() < 2:
        pytest.skip("one core")
    both = threading.Barrier(2, timeout=60)
    assert sorted(on_all_cores(lambda _: both.wait(), [1, 2])) == [0, 1]


def test_an_error_reaches_whoever_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        on_all_cores(lambda number: 1 // number, [1, 0, 2])


def test_a_question_does_not_stand_in_line_behind_a_sync() -> None:
    """All threads of the bulk are at work until the question has its answer."""
    if core_count() < 2:
        pytest.skip("one core")
    answered, many = threading.Event(), range(4 * core_count())

    def sync() -> list[bool]:
        with in_bulk():
            return on_all_cores(lambda _: answered.wait(60), many)

    with ThreadPoolExecutor(1) as elsewhere:
        syncing = elsewhere.submit(sync)
        assert on_all_cores(lambda number: number, [1, 2]) == [1, 2]
        answered.set()
        assert all(syncing.result())


def test_work_aside_goes_on_meanwhile_and_may_itself_be_spread() -> None:
    go_on = threading.Event()
    found = aside(lambda: (go_on.wait(60), on_all_cores(lambda number: number + 1, [1, 2, 3])))
    go_on.set()

    assert found.result(60) == (True, [2, 3, 4])
    with pytest.raises(ZeroDivisionError):
        aside(lambda: 1 // 0).result(60)


def test_results_come_in_order_while_the_next_are_made() -> None:
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        return number * number

    coming = ahead(work, range(9))
    assert next(coming) == 0
    assert set(begun) >= {0}
    assert max(begun) <= 3
    assert list(coming) == [number * number for number in range(1, 9)]


def test_what_nobody_asks_for_is_not_begun() -> None:
    begun: list[int] = []
    coming = ahead(begun.append, range(100))

    next(coming)
    coming.close()

    assert max(begun) <= 3


def test_what_the_work_raises_is_raised_in_its_turn() -> None:
    coming = ahead(lambda number: 1 // number, [1, 0, 1])

    assert next(coming) == 1
    with pytest.raises(ZeroDivisionError):
        next(coming)
