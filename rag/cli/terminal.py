"""What reaches the terminal: text made harmless, one JSON document, one line of progress."""

from __future__ import annotations

import io
import json
import shutil
import sys
from typing import TYPE_CHECKING

import click

from rag.harmless import clean as clean
from rag.harmless import one_line as one_line

if TYPE_CHECKING:
    from rag.types import SyncProgress

_STAGES = {
    "scanning": "Looking for documents",
    "reading": "Reading documents",
    "embedding": "Indexing passages",
    "indexing": "Building the index",
    "publishing": "Finishing the index",
}
_COUNTED = ("reading", "embedding")


def say(text: str = "", *, end: str = "\n", err: bool = False) -> None:
    """Print cleaned text to stdout (or stderr) at once."""
    click.echo(clean(text) + end, nl=False, err=err)


def say_json(document: object) -> None:
    """Print a command's one JSON document; all ASCII, so that any terminal takes it."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=True))


def replace_unprintable() -> None:
    """What the terminal's encoding does not have becomes "?" from now on, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def unread(line: object) -> str:
    """What is said of a line of `.env` that cannot be understood."""
    return f"Line {line} of .env is not NAME=value and has no effect."


class StatusLine:
    """One line on stderr, rewritten; without a terminal, each news is a line of its own."""

    def __init__(self) -> None:
        self.rewrites = sys.stderr.isatty()
        self._shown = ""

    def show(self, words: str, *, once: str = "") -> None:
        """Say so, if it is news; where lines stay, the words `once` instead, if they are news."""
        words = words if self.rewrites else once or words
        if words == self._shown:
            return
        if self.rewrites:
            self._rewrite(words)
        else:
            click.echo(words, err=True)
        self._shown = words

    def clear(self) -> None:
        """Leave the line empty for what is said next."""
        if self.rewrites and self._shown:
            self._rewrite("")
            click.echo("\r", nl=False, err=True)
        self._shown = ""

    def _rewrite(self, words: str) -> None:
        room = max(shutil.get_terminal_size().columns - 1, 10)
        words = words[:room]
        padding = " " * max(min(len(self._shown), room) - len(words), 0)
        click.echo(f"\r{words}{padding}", nl=False, err=True)


class ProgressLine:
    """Shows where a sync is, on stderr; without a terminal, a line a stage."""

    def __init__(self) -> None:
        self._line = StatusLine()

    def __call__(self, progress: SyncProgress) -> None:
        """Say so, if it is news."""
        words = stage = _STAGES[progress.stage]
        if progress.total is not None and progress.stage in _COUNTED:
            words += f": {progress.done:,} of {progress.total:,}"
        self._line.show(words, once=stage)

    def clear(self) -> None:
        """Leave the line empty for what is said next."""
        self._line.clear()
