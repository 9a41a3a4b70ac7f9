"""Tables of prose documents: which row is the header, and what then is a row's line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.ingest.text_writer import TextWriter

_FIGURES = re.compile(r"[\W\d_]*")
_LONGEST_NAME = 60  # characters; a longer cell is no column's name


def write_table(writer: TextWriter, rows: Sequence[Sequence[str]], *, headed: bool = False) -> None:
    """Every row as a line with its header. `headed`: the file says that the first row is one.

    A table of one column only gives a page its layout: its cells are paragraphs.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return
    if max(map(len, rows)) == 1:
        for row in rows:
            writer.paragraph(row[0])
        return
    header = rows[0] if len(rows) > 1 and (headed or looks_like_header(rows)) else ()
    for row in rows[1:] if header else rows:
        writer.row(row, header)


def looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    """Is the first row made of names? Two columns are as often names and values, row by row: then
    only a value below that is a figure tells."""
    names = [" ".join(cell.split()) for cell in rows[0]]
    if len(set(names)) < len(names) or not all(map(is_name, names)):
        return False
    below = rows[1] if len(rows) > 1 else ()
    figures = any(cell.strip() and not is_name(cell.strip()) for cell in below)
    return len(names) > 2 or figures


def is_name(cell: str) -> bool:
    """Could the cell be the name of a column: short, and with words in it?"""
    return 0 < len(cell) <= _LONGEST_NAME and not _FIGURES.fullmatch(cell)
