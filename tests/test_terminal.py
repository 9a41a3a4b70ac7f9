"""What is printed: progress on one line."""

from __future__ import annotations

import io
from contextlib import redirect_stderr

import pytest

from rag.cli.terminal import ProgressLine
from rag.types import SyncProgress
from tests.command_line import HOSTILE


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True

    def lines(self) -> list[str]:
        """What one saw, one after the other, in the line that is rewritten."""
        return [shown.rstrip() for shown in self.getvalue().split("\r")[1:]]


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")


def _watch(*steps: SyncProgress) -> Screen:
    """The screen after these steps and the end."""
    with redirect_stderr(Screen()) as screen:
        progress = ProgressLine()
        for step in steps:
            progress(step)
        progress.clear()
    return screen


def test_progress_rewrites_one_line_and_leaves_it_empty() -> None:
    screen = _watch(
        SyncProgress("scanning", 0, None),
        *(SyncProgress("reading", done, 4_300, HOSTILE) for done in (1_200, 1_200, 1_201)),
        SyncProgress("embedding", 0, None, "a.md"),
        SyncProgress("embedding", 1_000_000, 2_000_000),
    )
    assert screen.lines() == [
        "Looking for documents",
        "Reading documents: 1,200 of 4",
        "Reading documents: 1,201 of 4",
        "Indexing passages",
        "Indexing passages: 1,000,000",
        "",
        "",
    ]
    assert "\n" not in screen.getvalue()
    assert max(map(len, screen.getvalue().split("\r"))) <= 29, "a longer line would wrap"


def test_shorter_words_cover_longer_ones() -> None:
    screen = _watch(SyncProgress("scanning", 0, None), SyncProgress("embedding", 0, None))
    first, second, blank, _ = screen.getvalue().split("\r")[1:]
    assert len(first) == len(second) >= len(blank)
    assert blank.strip() == ""


def test_without_a_terminal_each_stage_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    progress = ProgressLine()
    for done in range(3):
        progress(SyncProgress("reading", done, 3, "a.md"))
    progress(SyncProgress("publishing", 3, 3))
    progress.clear()
    assert capsys.readouterr().err == "Reading documents\nFinishing the index\n"
