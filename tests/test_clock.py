"""Laps of one stage are added up."""

from rag.clock import Stopwatch


def test_what_comes_twice_is_added_up() -> None:
    clock = Stopwatch()
    clock.lap("retrieve")
    once = clock.timings().retrieve
    assert once is not None
    clock.lap("evidence")
    clock.lap("retrieve")
    both = clock.timings()
    assert both.retrieve is not None
    assert both.retrieve > once
    assert both.total is not None
    assert both.total >= both.retrieve
