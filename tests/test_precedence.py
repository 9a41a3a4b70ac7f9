"""What is tried in the background waits for questions that people ask."""

from __future__ import annotations

import threading

from rag.precedence import Precedence


def test_a_trial_waits_until_no_question_is_under_way() -> None:
    order, going = Precedence(), threading.Event()
    told: list[bool] = []

    def trial() -> None:
        told.append(order.give_way())
        going.set()

    run = threading.Thread(target=trial)
    with order.asked():
        with order.asked():
            run.start()
        assert not going.wait(0.1)
    assert going.wait(5)
    run.join()
    assert told == [False]


def test_closing_ends_the_wait() -> None:
    order = Precedence()
    with order.asked():
        order.close()
        assert order.give_way()
