"""What is printed: harmless whatever it is made of, and progress on one line."""

from __future__ import annotations

import io
from contextlib import redirect_stderr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.cli.terminal import ProgressLine, clean, one_line
from rag.types import SyncProgress
from tests.command_line import HOSTILE, UNSAFE

_NASTY = st.text(st.sampled_from("\x1b\x9b\x9d\x07\\[]0;31mKPX_ \n\r\t\x00\u202e\ud800a\u2028"))


@given(st.text() | _NASTY)
@example(HOSTILE)
@example("\x1b\x1b[31m[31m")
@example("\x1b]0;never ended")
def test_clean_text_holds_nothing_that_controls(text: str) -> None:
    cleaned = clean(text)
    assert not UNSAFE.search(cleaned)
    assert clean(cleaned) == cleaned
    cleaned.encode()


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"])))
@example("na\xefve \N{SNOWMAN} 北京 [31m] 100% \N{ZERO WIDTH JOINER} \N{RIGHT-TO-LEFT MARK}")
def test_clean_leaves_text_alone(text: str) -> None:
    assert clean(text) == text


def test_sequences_go_with_all_that_belongs_to_them() -> None:
    assert (
        clean("\x1b[1;31mred\x1b[0m and \x1b]8;;http://evil\x07link\x1b]8;;\x1b\\")
        == "red and link"
    )
    assert clean("a\x9b2Jb\x9d0;title\x9cc\x1b(Bd\x1bMe") == "abcde"
    assert clean("two\r\nlines\tand a tab") == "two\nlines\tand a tab"
    assert clean("page\x0cbreak") == "page break"


@given(st.text() | _NASTY)
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert line.splitlines() in ([], [line])
    assert line == line.strip()


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
