"""Verdicts on answers: the last on each turn is read back, whatever became of the file."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import StoreError
from rag.feedback import Feedback


def told(feedback: Feedback) -> list[tuple[str, str, str, str]]:
    return [(one.turn, one.verdict, one.reason, one.trace) for one in feedback.ratings()]


def test_a_later_verdict_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path / "data" / "feedback.jsonl")
    assert feedback.ratings() == ()
    feedback.rate("a", "down", "", "{}")
    feedback.rate("b", "up", "", "{}")
    feedback.rate("a", "down", "wrong source", '{"remark": "no\\n"}')
    again = Feedback(feedback.path)
    assert told(again) == [
        ("b", "up", "", "{}"),
        ("a", "down", "wrong source", '{"remark": "no\\n"}'),
    ]
    assert stat.S_IMODE(feedback.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("left", [b'{"at": "2026-', b"\xff\x00\n", b"[]\n{}\n\n"])
def test_a_line_that_was_cut_short_or_damaged_costs_no_other(tmp_path: Path, left: bytes) -> None:
    feedback = Feedback(tmp_path / "feedback.jsonl")
    feedback.rate("a", "up", "", "{}")
    with feedback.path.open("ab") as file:
        file.write(left)
    feedback.rate("b", "up", "", "{}")
    assert [one.turn for one in feedback.ratings()] == ["a", "b"]


def test_threads_write_whole_lines(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path / "feedback.jsonl")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda at: feedback.rate(str(at), "up", "", "x" * 9_000), range(80)))
    assert {one.turn for one in feedback.ratings()} == set(map(str, range(80)))


def test_a_place_that_takes_nothing_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match="could not be kept"):
        Feedback(tmp_path / "data" / "feedback.jsonl").rate("a", "up", "", "{}")


@given(st.text(), st.text())
def test_any_text_is_read_back(tmp_path_factory: pytest.TempPathFactory, a: str, b: str) -> None:
    feedback = Feedback(tmp_path_factory.mktemp("any") / "feedback.jsonl")
    feedback.rate("turn", "down", a, b)
    assert told(feedback) == [("turn", "down", a, b)]
