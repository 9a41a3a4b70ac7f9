"""When a server is asked again: never for longer than it may take."""

from __future__ import annotations

import pytest

from rag.errors import ModelOverloaded
from rag.llm.retries import LONGEST_WAIT, Retries

LOADING = ModelOverloaded("loading", loading=True)


def limited(seconds: float | None) -> ModelOverloaded:
    return ModelOverloaded("slow down", retry_after=seconds)


def test_a_rate_limit_is_waited_out_as_it_asks() -> None:
    retries = Retries(5.0)
    assert retries.delay(limited(7.0)) == 7.0
    assert 11.0 < retries.left() <= 12.0  # the wait is not taken off the time to answer


@pytest.mark.parametrize("asked", [None, LONGEST_WAIT + 1])
def test_no_wait_without_a_time_and_none_that_is_too_long(asked: float | None) -> None:
    assert Retries(5.0).delay(limited(asked)) is None


def test_all_waits_together_are_limited() -> None:
    retries = Retries(5.0)
    waits = [retries.delay(limited(12.0)) for _ in range(4)]
    assert waits == [12.0, 12.0, None, None]


def test_a_server_that_asks_for_no_wait_is_not_asked_without_end() -> None:
    retries = Retries(5.0)
    waits = [retries.delay(limited(0.0)) for _ in range(1_000)]
    assert sum(wait for wait in waits if wait is not None) <= LONGEST_WAIT
    assert waits[-1] is None


def test_loading_is_looked_at_ever_more_seldom_until_the_first_token_is_overdue() -> None:
    retries = Retries(60.0)
    waits = [wait for _ in range(6) if (wait := retries.delay(LOADING)) is not None]
    assert waits == sorted(waits)
    assert len(set(waits)) > 2
    assert max(waits) <= 2.0
    assert Retries(0.1).delay(LOADING) is None


def test_loading_waits_as_long_as_it_is_told_to_but_not_past_the_limit() -> None:
    told = ModelOverloaded("loading", loading=True, retry_after=9.0)
    assert Retries(60.0).delay(told) == 9.0
    assert Retries(5.0).delay(told) is None


def test_the_clock_starts_when_it_is_told_to() -> None:
    retries = Retries(3.0)
    retries.delay(limited(4.0))
    retries.begin()
    assert retries.left() <= 3.0
