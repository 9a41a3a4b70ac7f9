"""What is tried in the background waits for questions that people ask."""

from __future__ import annotations

import threading
from collections.abc import Generator

from rag.precedence import Precedence


def pieces(closed: list[bool]) -> Generator[str, None, None]:
    try:
        yield "one"
        yield "two"
    finally:
        closed.append(True)


def trial(order: Precedence) -> tuple[threading.Thread, list[bool]]:
    told: list[bool] = []
    run = threading.Thread(target=lambda: told.append(order.give_way()), daemon=True)
    run.start()
    return run, told


def test_a_trial_waits_until_no_question_is_under_way() -> None:
    order = Precedence()
    replies = [order.first(pieces([])) for _ in range(2)]
    assert [next(reply) for reply in replies] == ["one", "one"]
    run, told = trial(order)
    assert list(replies[0]) == ["two"]
    run.join(0.1)
    assert run.is_alive()
    assert list(replies[1]) == ["two"]
    run.join(5)
    assert told == [False]


def test_a_reply_that_is_closed_keeps_nobody_waiting() -> None:
    order, closed = Precedence(left_after=60), list[bool]()
    reply = order.first(pieces(closed))
    next(reply)
    reply.close()
    assert closed == [True]
    assert order.give_way() is False


def test_a_reply_that_is_left_keeps_nobody_waiting() -> None:
    order = Precedence(left_after=0)
    reply = order.first(pieces([]))
    next(reply)
    run, told = trial(order)
    run.join(5)
    assert told == [False]
    assert next(reply) == "two", "it can still be read on"


def test_a_trial_waits_for_the_piece_that_is_being_made() -> None:
    order, made, going = Precedence(left_after=0), threading.Event(), threading.Event()

    def slow() -> Generator[str, None, None]:
        going.set()
        made.wait(5)
        yield "one"

    reply = order.first(slow())
    reading = threading.Thread(target=lambda: list(reply))
    reading.start()
    assert going.wait(5)
    run, told = trial(order)
    run.join(0.1)
    assert run.is_alive()
    made.set()
    reading.join(5)
    run.join(5)
    assert told == [False]


def test_closing_ends_the_wait() -> None:
    order = Precedence()
    reply = order.first(pieces([]))
    next(reply)
    order.close()
    assert order.give_way()
