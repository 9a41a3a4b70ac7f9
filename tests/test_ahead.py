"""Work done ahead: begun at once, in order, and no further than it is wanted."""

from __future__ import annotations

import threading

import pytest

from rag.ingest.ahead import made_ahead


def test_what_comes_next_is_made_while_the_first_is_used() -> None:
    third = threading.Event()
    with made_ahead(lambda one: third.set() if one == 3 else one, [1, 2, 3, 4]) as coming:
        assert coming[0].result() == 1
        assert third.wait(10)
        assert [one.result() for one in coming] == [1, 2, None, 4]


def test_what_goes_wrong_is_said_where_it_is_asked_for() -> None:
    with made_ahead(lambda one: 6 // one, [3, 0, 2]) as coming:
        assert coming[0].result() == 2
        with pytest.raises(ZeroDivisionError):
            coming[1].result()
        assert coming[2].result() == 3


def test_who_leaves_early_has_no_more_made() -> None:
    begun, may_end, made = threading.Event(), threading.Event(), list[int]()

    def make(one: int) -> None:
        begun.set()
        may_end.wait(10)
        made.append(one)

    def leave() -> None:
        with made_ahead(make, range(100)):
            begun.wait(10)
            threading.Timer(0.05, may_end.set).start()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave()
    assert made == [0]
