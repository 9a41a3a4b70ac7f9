"""What reaches the terminal: text made harmless, one JSON document, one line of progress.

Titles, documents, model output and a server's words are other people's. None of them may move the
cursor, colour the screen, or turn its text around.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rag.types import SyncProgress

_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # titles, links
    r"|\x1b[ -/]*[0-~]"
)
"""Escape sequences of ECMA-48: CSI; the strings OSC, DCS, SOS, PM and APC; two-byte ones."""

_BREAKS = dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), " ")
_CONTROLS = dict.fromkeys(
    (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
)
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")
_KEPT: dict[int, int | str] = {ord("\n"): "\n", ord("\t"): "\t"}
_HARMLESS: dict[int, int | str | None] = {**_CONTROLS, **_BREAKS, **_SURROGATES, **_KEPT}

_STAGES = {
    "scanning": "Looking for documents",
    "reading": "Reading documents",
    "embedding": "Indexing passages",
    "indexing": "Building the index",
    "publishing": "Finishing the index",
}
_COUNTED = ("reading", "embedding")


def clean(text: str) -> str:
    """The text without escape sequences, control characters and what turns text around.

    Line feeds and tabs stay. Of a sequence that is split between two texts, only the printable
    end is left.
    """
    return _SEQUENCES.sub("", text).translate(_HARMLESS)


def one_line(text: str) -> str:
    """Clean, and on one line: a title must not be able to look like two."""
    return " ".join(clean(text).split())


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
