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


def test_a_verdict_that_is_taken_back_leaves_no_byte(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path / "feedback.jsonl")
    feedback.forget({"a"})
    assert list(tmp_path.iterdir()) == []
    feedback.rate("a", "down", "", '"quartzite"', "c1")
    feedback.rate("b", "up", "", '"basalt"', "c1")
    feedback.rate("a", "up", "", '"quartzite"', "c1")
    with feedback.path.open("ab") as file:
        file.write(b'{"cut short": "quartzite')
    assert [one.verdict for one in feedback.ratings({"a"})] == ["up"]
    feedback.forget({"a"})
    assert told(feedback) == [("b", "up", "", '"basalt"')]
    assert all(b"quartzite" not in one.read_bytes() for one in tmp_path.iterdir())
    assert stat.S_IMODE(feedback.path.stat().st_mode) == 0o600
    feedback.forget((), "c1")
    assert feedback.path.read_bytes() == b""


def test_only_verdicts_that_are_asked_for_are_read(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path / "feedback.jsonl")
    for name in "abc":
        feedback.rate(name * 12, "up", "", f'"{"a" * 12}"')
    assert [one.turn for one in feedback.ratings({"a" * 12})] == ["a" * 12]
    assert feedback.ratings(()) == ()


@pytest.mark.slow
def test_writing_and_erasing_lose_nothing_of_each_other(tmp_path: Path) -> None:
    """Two values for one file, as two processes have."""
    one, other = (Feedback(tmp_path / "feedback.jsonl") for _ in range(2))
    with ThreadPoolExecutor(4) as threads:
        for number in range(40):
            threads.submit(one.rate, f"kept-{number}", "up", "", "{}")
            threads.submit(other.rate, f"gone-{number}", "up", "", "{}")
            threads.submit(other.forget, {f"gone-{number - 5}"})
    kept = {rated.turn for rated in one.ratings() if rated.turn.startswith("kept")}
    assert kept == {f"kept-{number}" for number in range(40)}


def test_a_writer_that_does_not_end_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.feedback._PATIENCE", 0.01)
    one, other = (Feedback(tmp_path / "feedback.jsonl") for _ in range(2))
    with one._writing(), pytest.raises(StoreError, match="another process writes"):
        other.rate("a", "up", "", "{}")


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
