"""The words of a run that is under way, and of one that was cancelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.ui.examiner import Examination, Wish
from rag.ui.run_card import cancelled_html, doing_html
from tests.page_reader import PageReader


def moment(done: int = 0, total: int = 0, at: str = "", *, cancelling: bool = False) -> Examination:
    return Examination(Wish("x"), Path("x"), done, total, at, cancelling=cancelling)


@pytest.mark.parametrize(
    ("state", "now", "words"),
    [
        (moment(), 5.0, "Getting the documents ready"),
        (moment(2, 209), 5.0, "Asking the cases: 2 of 209"),
        (moment(10, 20), 30.0, "Asking the cases: 10 of 20, about 30 s left"),
        (moment(10, 1_210), 10.0, "Asking the cases: 10 of 1,210, about 20 minutes left"),
        (moment(3, 63, cancelling=True), 9.0, "Cancelling: what was asked is kept"),
    ],
)
def test_it_says_how_far_it_is(state: Examination, now: float, words: str) -> None:
    assert PageReader(doing_html(state, now)).text == words


def test_the_case_that_was_asked_last_is_text() -> None:
    assert "<i>c1</i>" in PageReader(doing_html(moment(1, 2, "<i>c1</i>"), 1.0)).text


def test_what_is_kept_of_a_cancelled_run_is_said() -> None:
    assert "3 of 9 cases were asked" in PageReader(cancelled_html(moment(3, 9))).text
    assert "No case was asked." in PageReader(cancelled_html(moment())).text
