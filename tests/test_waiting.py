"""What `rag ask` says while it waits: on a terminal a line that is rewritten, elsewhere once."""

from __future__ import annotations

import io
import threading
from contextlib import redirect_stderr
from dataclasses import dataclass, field

import pytest

from rag.cli.waiting import Waiting

SOON = 10.0  # seconds; never reached unless something is broken


@dataclass
class Reply:
    """A reply that is at one stage, and counts how often it was looked at."""

    stage: str = "answering"
    left: list[float | None] = field(default_factory=lambda: [None])
    awaiting: str = ""
    looked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    @property
    def waiting(self) -> float | None:
        self.looked.release()
        return self.left.pop(0) if len(self.left) > 1 else self.left[0]


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def shown(reply: Reply, looks: int, screen: io.StringIO) -> str:
    """What had been written after so many looks and the end."""
    with redirect_stderr(screen), Waiting(reply):
        for _ in range(looks + 1):  # the last may still be being written
            assert reply.looked.acquire(timeout=SOON)
    return screen.getvalue()


def test_a_wait_is_counted_down_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    said = shown(Reply(left=[24.2, 23.9, 23.0, None]), 4, Screen())
    lines = [line.strip() for line in said.split("\r") if line.strip()]
    words = "The model server asks for patience; it is asked again in"
    assert lines == [f"{words} 25 s", f"{words} 24 s", f"{words} 23 s", "Writing the answer"]
    assert said.split("\r")[-2].strip() == "", "the line is left empty"


@pytest.mark.slow
def test_a_model_that_has_not_begun_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    for stage in ("searching", "answering", "checking"):
        said = shown(Reply(stage, awaiting="qwen-7b\x1b[2J"), 2, Screen())
        assert {line.strip() for line in said.split("\r") if line.strip()} == {
            "Waiting for qwen-7b"
        }


def test_elsewhere_a_wait_is_said_once_and_stages_are_not() -> None:
    said = shown(Reply(left=[None, 24.2, 23.0, None]), 4, io.StringIO())
    assert said == "The model server asks for patience; it is asked again after a while\n"


def test_nothing_is_written_between_the_words_of_an_answer() -> None:
    reply, screen = Reply(), Screen()
    with redirect_stderr(screen), Waiting(reply) as waiting:
        assert reply.looked.acquire(timeout=SOON)
        waiting.pause()
        written = screen.getvalue()
        assert not reply.looked.acquire(timeout=0.5), "it does not even look"
    assert screen.getvalue() == written
