"""The rows of a text's tables, cell by cell, each cell with the name of its column."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from rag.text.context import row_cells, row_headers, row_in_words
from rag.text.dates import dates
from rag.text.figures import figures
from rag.text.sentences import Span, sentence_spans

_LONGEST_NAME = 60  # characters
_LONGEST_UNIT = 12  # characters behind a number that is a cell's only value


class Cell(NamedTuple):
    """A cell's text, and the name of its column, "" if it has none."""

    name: str
    text: str


class Row(NamedTuple):
    """A table's row: where it stands in the text, and its cells from left to right."""

    span: Span
    cells: tuple[Cell, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Those of its columns; rows of one table have the same ones."""
        return tuple(cell.name for cell in self.cells if cell.name)

    def is_of_one_table_with(self, other: Row) -> bool:
        """Have they the same columns? An empty cell may be left out. Two tables may have the same;
        see `headed`."""
        own, others = set(self.names), set(other.names)
        return 2 * len(own & others) >= min(len(own), len(others))


def rows_in(text: str, columns: str = "") -> tuple[Row, ...]:
    """Every row of every table, but for header rows.

    `columns` is the header row of the table that the text begins in the middle of, if it does.
    """
    spans = sentence_spans(text)
    found = []
    for span, header in zip(spans, row_headers(text, spans, columns), strict=True):
        row = text[span.start : span.end]
        cells = row_cells(row)
        if len(cells) > 1 and row != header:
            found.append(Row(span, _named(cells, row_cells(header) if header else ())))
    return tuple(found)


def _named(cells: Sequence[str], names: Sequence[str]) -> tuple[Cell, ...]:
    """The cells under their names; a row without a header may tell them itself ("Day: Monday")."""
    if names:
        padded = [*names, *("" for _ in cells[len(names) :])]
        return tuple(Cell(name, cell) for name, cell in zip(padded, cells, strict=False))
    return tuple(_told(cell) for cell in cells)


def _told(cell: str) -> Cell:
    name, colon, value = cell.partition(": ")
    return Cell(name, value) if colon and len(name) <= _LONGEST_NAME else Cell("", cell)


def rows_in_words(text: str, start: int, end: int, columns: str = "") -> str:
    """What `text[start:end]` says where it is nothing but rows of a table, each with its headers
    ("Job: Service; Bike: 95"); "" for anything else."""
    spans = sentence_spans(text)
    told = []
    for span, header in zip(spans, row_headers(text, spans, columns), strict=True):
        if start <= span.start and span.end <= end:
            told.append(row_in_words(text[span.start : span.end], header))
    return " / ".join(told) if all(told) else ""


def number_of(cell: str) -> Decimal | None:
    """The number that is all of a cell, but for a sign or a unit; None for any other cell."""
    found = figures(cell)
    if len(found) != 1 or dates(cell):
        return None
    before, behind = cell[: found[0].start], cell[found[0].end :]
    if any(map(str.isalnum, before)) or any(map(str.isdigit, behind)):
        return None
    return None if len(behind.strip()) > _LONGEST_UNIT else found[0].value
