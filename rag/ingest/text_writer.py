"""Writes the text of a document piece by piece, and notes where its sections stand."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import zip_longest

from rag.errors import UnreadableDocument
from rag.ingest.limits import Limits
from rag.ingest.loaded import LoadedText, label_path
from rag.ingest.spans import has_words, trimmed
from rag.ingest.visible import visible
from rag.text.headings import is_ended
from rag.types import Section

_LOWEST = 10  # the level of a heading that is only set in bold: below all that are marked
_HEADING_WORDS = 12  # at most, of one that is only set in bold


class TextWriter:
    """The text of one document in the making.

    Paragraphs are set apart by blank lines. `place` says where in the document the next pieces
    stand; headings do so by themselves. What stands nowhere has the title, beside other text that
    has a place. `date` is the one that the document states, if it does; `remark` is as a
    `LoadedText` has it. `UnreadableDocument` beyond what `limits` allow.
    """

    def __init__(self, title: str, limits: Limits) -> None:
        self.title = title
        self.date: datetime.date | None = None
        self.remark = ""
        self._limits = limits
        self._pieces: list[str] = []
        self._length = 0
        self._sections: list[Section] = []
        self._label = ""
        self._start = 0
        self._path: list[tuple[int, str]] = []
        self._pending: tuple[int, int, str] | None = None  # a heading with nothing beneath it yet
        self._bold = ""  # a paragraph in bold, not written until it is known what follows

    @property
    def length(self) -> int:
        """Characters written so far."""
        return self._length

    def place(self, label: str) -> None:
        """What is written from here on stands at `label`; "" for no named place."""
        self._settle(heads=False)
        if label != self._label:
            self._close()
            self._keep_heading()
            self._label = label

    def top(self) -> None:
        """What is written from here on stands below no heading."""
        self.place("")
        self._path = []

    def heading(self, level: int, text: str) -> None:
        """A heading, which is part of the text, and the path of headings for what follows it."""
        self._settle(heads=False)
        self._head(level, text)

    def bold(self, text: str) -> None:
        """A paragraph that is wholly set in bold: a heading, if it looks like one and something
        that is not so stands below it."""
        self._settle(heads=False)
        if may_head(text):
            self._bold = text
        else:
            self._body(text, "\n\n")

    def _settle(self, *, heads: bool) -> None:
        """Writes the paragraph in bold that waits, if one does, as a heading if it `heads`."""
        text, self._bold = self._bold, ""
        if text and heads:
            self._head(_LOWEST, text)
        elif text:
            self._body(text, "\n\n")

    def _head(self, level: int, text: str) -> None:
        words = " ".join(visible(text).split())
        if not words:
            return
        self._close()
        if self._pending and level <= self._pending[0]:
            self._keep_heading()
        self._path = [above for above in self._path if above[0] < level]
        parent = label_path([name for _, name in self._path], self.title)
        self._write(words, "\n\n")
        self._pending = (level, len(words), parent)
        self._path.append((level, words.rstrip(" :")))
        self._label = label_path([name for _, name in self._path], self.title)
        self._start = self._length

    def paragraph(self, text: str) -> None:
        """A piece with a blank line before it."""
        self._body(text, "\n\n")

    def line(self, text: str) -> None:
        """A piece on the line below the last one."""
        self._body(text, "\n")

    def item(self, text: str) -> None:
        """An item of a list, on the line below the one before it."""
        if text.strip():
            self._body(f"• {text.strip()}", "\n" if self._last_begins("• ") else "\n\n")

    def row(self, cells: Sequence[str], header: Sequence[str] = ()) -> None:
        """A table's row, on a line of its own: `| Region: North | Units: 40 |`, with its header.

        Pipes, because `rag.text.sentence_spans` never splits or joins such a line: the row is
        quoted whole, whatever full stops its cells hold.
        """
        line = row_line(cells, cell_texts(header))
        if line:
            self._body(line, "\n" if self._last_begins("| ") else "\n\n")

    def finish(self, media_type: str) -> LoadedText:
        """The document; sections without words are left out."""
        self._settle(heads=False)
        if self._label or self._sections:
            self._close()
        self._keep_heading()
        text, sections = "".join(self._pieces), tuple(self._sections)
        return LoadedText(
            self.title, text, sections, media_type, date=self.date, remark=self.remark
        )

    def _body(self, text: str, gap: str) -> None:
        text = visible(text)
        lines = [line.rstrip() for line in text.split("\n")] if "\n" in text else [text.rstrip()]
        body = "\n".join(lines).strip("\n")
        if body:
            self._settle(heads=True)
            self._pending = None
            self._write(body, gap)

    def _write(self, text: str, gap: str) -> None:
        if self._pieces:
            self._pieces.append(gap)
            self._length += len(gap)
        self._pieces.append(text)
        self._length += len(text)
        if self._length > self._limits.characters:
            raise UnreadableDocument(
                f"It holds more than {self._limits.characters:,} characters of text "
                "(RAG_LIMIT_CHARACTERS)."
            )

    def _last_begins(self, mark: str) -> bool:
        return bool(self._pieces) and not self._bold and self._pieces[-1].startswith(mark)

    def _close(self) -> None:
        """Ends the open section, if anything was written in it."""
        if self._length > self._start:
            body = self._since(self._start)
            span = trimmed(body, 0, len(body))
            if has_words(body[span.start : span.end]):
                self._add(
                    self._start + span.start, self._start + span.end, self._label or self.title
                )
        self._start = self._length

    def _keep_heading(self) -> None:
        """A heading that has nothing beneath it is text of its parent."""
        if self._pending is not None:
            _, length, parent = self._pending
            self._add(self._length - length, self._length, parent)
            self._pending = None

    def _add(self, start: int, end: int, label: str) -> None:
        self._sections.append(Section(start, end, label))
        if len(self._sections) > self._limits.sections:
            raise UnreadableDocument(
                f"It has more than {self._limits.sections:,} parts (RAG_LIMIT_SECTIONS)."
            )

    def _since(self, start: int) -> str:
        """The text from `start` on, which is where a piece ended."""
        found: list[str] = []
        left = self._length - start
        for piece in reversed(self._pieces):
            if left <= 0:
                break
            found.append(piece)
            left -= len(piece)
        return "".join(reversed(found))


def may_head(text: str) -> bool:
    """Would a line in bold head what stands below it? A short one that is no sentence would."""
    words = text.strip()
    if "\n" in words or not 0 < len(words.split()) <= _HEADING_WORDS or words[0].islower():
        return False
    return has_words(words) and (words[-1] in "?:" or not is_ended(words))


def row_line(cells: Sequence[str], header: Sequence[str] = ()) -> str:
    """One row as a line; "" for an empty one. `header` is as `cell_texts` gives it. Empty cells are
    left out where a header names the others."""
    values = cell_texts(cells)
    if not any(values):
        return ""
    if any(header):
        named = zip_longest(header[: len(values)], values, fillvalue="")
        parts = [f"{name}: {value}" if name else value for name, value in named if value]
    else:
        parts = values[: max(place for place, value in enumerate(values, 1) if value)]
    return f"| {' | '.join(parts)} |"


def cell_texts(cells: Sequence[str]) -> list[str]:
    """Each cell on one line."""
    return [" ".join(visible(cell).split()) for cell in cells]
