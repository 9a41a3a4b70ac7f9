"""Rows of a sheet in groups with places like "Sheet Q3, rows 2-40", each row with its header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from rag.ingest.formats.tables import is_name
from rag.ingest.text_writer import TextWriter, cell_texts, row_line
from rag.text import is_ended

_GROUP = 900  # characters; about what one chunk holds, so that a place is as exact as a chunk
_GROUP_ROWS = 40
_SEARCHED = 10  # rows; a header further down is none
_COLUMNS = 3  # of a table below which a row of one cell is a note
_NOTE_WORDS = 5

Row = tuple[int, Sequence[str]]
"""A row's number as the program that shows the sheet counts it, and its cells as they look."""


def write_rows(writer: TextWriter, rows: Iterable[Row], name: str = "") -> None:
    """Writes the rows of one sheet; `name` is the sheet's, "" where there is only one."""
    numbered = ((number, cells) for number, cells in rows if any(cell.strip() for cell in cells))
    opening = list(islice(numbered, _SEARCHED))
    place = find_header(opening)
    group = _Group(writer, f"Sheet {name}, " if name else "")
    header: Sequence[str] = ()
    alone: list[Row] = []  # rows of one cell: notes, if nothing but such follows
    for at, (number, cells) in enumerate(chain(opening, numbered)):
        if at == place:
            header = cell_texts(cells)
            group.end()
        elif at < place:
            group.add(number, _line(cells, header), note=_is_single(cells))
        elif _is_single(cells) and len(header) >= _COLUMNS:
            alone.append((number, cells))
        else:
            group.add_rows([*alone, (number, cells)], header)
            alone = []
    notes = _notes(alone, group.last)
    group.add_rows(alone[: len(alone) - len(notes)], header)
    for number, cells in notes:
        group.add(number, _line(cells, ()), note=True)
    group.end()
    if header and place == len(opening) - 1:  # nothing but a header
        group.add(opening[place][0], row_line(header))
        group.end()


def find_header(rows: Sequence[Row]) -> int:
    """The index of the row that names the columns; -1 if none does.

    Above it there may be titles and notes, in one cell each. A sheet whose first full row holds
    anything but names has no header; nor has one of names and values, row by row.
    """
    for at, (_, cells) in enumerate(rows):
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) > 1:
            named = len(set(filled)) == len(filled) and all(map(is_name, filled))
            if named and len(filled) == 2 and _are_names(rows[at + 1 : at + 2]):
                return -1
            return at if named or (_are_years(filled[1:]) and is_name(filled[0])) else -1
    return -1


def _line(cells: Sequence[str], header: Sequence[str]) -> str:
    """A row as a line; a title or a note that stands alone above a table, as it is."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) == 1 and not header:
        return " ".join(filled[0].split())
    return row_line(cells, header)


def _is_single(cells: Sequence[str]) -> bool:
    return sum(map(bool, map(str.strip, cells))) == 1


def _notes(rows: Sequence[Row], above: int) -> Sequence[Row]:
    """Those of the last rows, of one cell each, that are notes below a table: from the first on
    that stands apart from it, or is a sentence. `above` is the row that they stand below."""
    for at, (number, cells) in enumerate(rows):
        words = " ".join(cells).split()
        told = is_ended(words[-1]) or len(words) >= _NOTE_WORDS
        if number > above + 1 or (told and len(words) > 1):
            return rows[at:]
        above = number
    return ()


def _are_names(rows: Sequence[Row]) -> bool:
    """Is there a row of two, and are both of them words, on one line each?"""
    filled = [cell.strip() for _, cells in rows for cell in cells if cell.strip()]
    return len(filled) == 2 and all(is_name(cell) and "\n" not in cell for cell in filled)


def _are_years(cells: Sequence[str]) -> bool:
    """Columns are often named by years: 2021, 2022."""
    return all(cell.isdecimal() and len(cell) == 4 and cell[:2] in ("19", "20") for cell in cells)


class _Group:
    """Gathers the lines of neighbouring rows, and writes them at one place."""

    def __init__(self, writer: TextWriter, prefix: str) -> None:
        self._writer = writer
        self._prefix = prefix
        self._lines: list[str] = []
        self._size = 0
        self._first = self.last = 0
        self._notes = False

    def add_rows(self, rows: Iterable[Row], header: Sequence[str]) -> None:
        """Rows of a table below its header."""
        for number, cells in rows:
            self.add(number, _line(cells, header))

    def add(self, number: int, line: str, *, note: bool = False) -> None:
        """A row, or a note, which is a paragraph by itself."""
        full = self._size + len(line) > _GROUP or len(self._lines) >= _GROUP_ROWS
        if self._lines and (full or note != self._notes):
            self.end()
        self._notes = note
        if not self._lines:
            self._first = number
        self.last = number
        self._lines.append(line)
        self._size += len(line)

    def end(self) -> None:
        if self._lines:
            one = self._first == self.last
            rows = f"row {self._first}" if one else f"rows {self._first}-{self.last}"
            place = f"{self._prefix}{rows}"
            self._writer.place(place)
            self._writer.paragraph(("\n\n" if self._notes else "\n").join(self._lines))
        self._lines, self._size = [], 0
