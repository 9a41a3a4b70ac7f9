"""Tables of prose documents: which row is the header, and what then is a row's line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.errors import UnreadableDocument
from rag.ingest.text_writer import TextWriter
from rag.regex import regex

_FIGURES = regex(r"[\W\d_]*")
_DIGIT = regex(r"\d")
_LETTER = regex(r"[^\W\d_]")
_MEASURED = regex(
    r"\b(?:amounts?|costs?|dates?|days?|deadlines?|durations?|due|fees?|fares?|frequency|from|hours?|"
    r"intervals?|length|limits?|maximum|minimum|months?|notice|numbers?|percent(?:age)?|periods?|"
    r"prices?|quantity|qty|rates?|rent|salary|shares?|size|sum|tariffs?|temperatures?|terms?|times?|"
    r"totals?|until|values?|weights?|years?|betrag|preise?|menge|anzahl|datum|dauer|frist|höhe|kosten|"
    r"montant|prix|quantité|durée|importe|precio|cantidad)\b",
    re.IGNORECASE,
)
"""What a column of values with figures is called."""
_LONGEST_NAME = 60  # characters; a longer cell is no column's name
_MOST_SPANNED = 1_000_000  # places in one table; only one that is made to do harm has more


class Cell(NamedTuple):
    """A cell's text, and how many columns and rows it is wide and high."""

    text: str
    wide: int = 1
    high: int = 1


class Columns:
    """The columns of one table, into which its rows of cells are laid one after the other."""

    def __init__(self) -> None:
        self._from_above: dict[int, tuple[str, int]] = {}  # by column: text, for so many rows more
        self._spanned = 0

    @property
    def is_begun(self) -> bool:
        """Does a cell above reach into the next row?"""
        return bool(self._from_above)

    def row(self, cells: Sequence[Cell], *, repeated: bool = False) -> list[str]:
        """The text in each column: that of a high cell in each of its rows; that of a wide one in
        its first column, or `repeated` in all."""
        above = self._from_above
        self._count(len(above))
        below = {column: (text, left - 1) for column, (text, left) in above.items() if left > 1}
        texts: list[str] = []
        for cell in cells:
            while len(texts) in above:
                texts.append(above[len(texts)][0])
            self._count(cell.wide - 1)
            for place in range(cell.wide):
                text = cell.text if repeated or not place else ""
                if cell.high > 1:
                    below[len(texts)] = (text, cell.high - 1)
                texts.append(text)
        further = range(len(texts), max(above, default=-1) + 1)
        self._count(len(further))
        texts.extend(above[column][0] if column in above else "" for column in further)
        self._from_above = below
        return texts

    def end_part(self) -> None:
        """No cell reaches from a table's head into its body."""
        self._from_above = {}

    def _count(self, spanned: int) -> None:
        self._spanned += spanned
        if self._spanned > _MOST_SPANNED:
            raise UnreadableDocument(
                f"A table in it has cells that are more than {_MOST_SPANNED:,} cells wide and high."
            )


def write_table(
    writer: TextWriter,
    rows: Sequence[Sequence[str]],
    *,
    headed: bool = False,
    going_on: Sequence[str] = (),
) -> Sequence[str]:
    """Every row as a line with its header, which is given back. `headed`: the file says that the
    first row is one. `going_on`: the header of the table that this one goes on with.

    A table of one column only gives a page its layout: its cells are paragraphs.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return going_on
    if max(map(len, rows)) == 1:
        for row in rows:
            writer.paragraph(row[0])
        return ()
    if going_on:
        header, rows = going_on, rows[1:] if [*rows[0]] == [*going_on] else rows
    elif len(rows) > 1 and (headed or looks_like_header(rows)):
        header, rows = rows[0], rows[1:]
    else:
        header = ()
    for row in rows:
        writer.row(row, header)
    return header


def looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    """Is the first row made of names? Two columns are as often names and values, row by row: then
    only a value below that is a figure tells, or figures in all of several values below what names
    such ("Amount per month" above "15 euros" and "75 euros"). What is written as the values below
    it is a value: "E11" above "F02"."""
    names = [" ".join(cell.split()) for cell in rows[0]]
    if len(set(names)) < len(names) or not all(map(is_name, names)):
        return False
    for at, name in enumerate(names):
        if _DIGIT.search(name) and any(
            _shape(name) == _shape(row[at].strip()) for row in rows[1:] if at < len(row)
        ):
            return False
    below = rows[1] if len(rows) > 1 else ()
    figures = any(cell.strip() and _FIGURES.fullmatch(cell.strip()) for cell in below)
    return len(names) > 2 or figures or _heads_values(names, rows[1:])


def _heads_values(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Is it, of two columns, what values with figures are called?"""
    if len(names) != 2 or len(below) < 2 or _DIGIT.search(names[1]):
        return False
    values = [row[1] if len(row) > 1 else "" for row in below]
    return _MEASURED.search(names[1]) is not None and all(map(_DIGIT.search, values))


def _shape(cell: str) -> str:
    return _LETTER.sub("a", _DIGIT.sub("0", cell))


def is_name(cell: str) -> bool:
    """Could the cell be the name of a column: short, and with words in it?"""
    return 0 < len(cell) <= _LONGEST_NAME and not _FIGURES.fullmatch(cell)
