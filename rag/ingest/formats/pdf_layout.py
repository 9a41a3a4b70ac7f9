"""A printed page in the order of reading: lines of running text, and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from rag.ingest.formats.pdf_grid import ruled_tables
from rag.ingest.formats.pdf_lines import Line
from rag.ingest.formats.pdf_region import Pieces, regions
from rag.ingest.formats.pdf_rows import (
    Placed,
    Table,
    all_pieces,
    beside,
    cells_of,
    column_at,
    columns_of,
    parted_rows,
)
from rag.ingest.formats.pdf_rules import Rules

_FEWEST_LINES = 3
_PROSE = 20  # characters; the pieces of a table's rows are shorter on average


class PrintedPage(NamedTuple):
    """The lines of a page in the order of the file, in pieces, and what is drawn on it."""

    lines: Sequence[Pieces] = ()
    rules: Rules = Rules()


def arrange(page: PrintedPage) -> Iterator[list[Line] | Table]:
    """Stretches of a page: lines of running text, or a table.

    Lines in pieces are rows, unless the pieces are long: those are the lines of two columns, of
    which the left one is read first. What can be no table is read line by line.
    """
    tables = list(ruled_tables([piece for line in page.lines for piece in line], page.rules))
    within = {id(piece): table for table in tables for piece in all_pieces(table)}
    done: set[int] = set()
    some: list[Pieces] = []
    for line in page.lines:
        outside = tuple(piece for piece in line if id(piece) not in within)
        if outside:
            some.append(outside)
        for piece in line:
            table = within.get(id(piece))
            if table is not None and id(table) not in done:
                yield from _without_rules(some)
                some = []
                done.add(id(table))
                yield table
    yield from _without_rules(some)


def in_order(page: PrintedPage) -> Iterator[Line]:
    """All pieces of a page, in the order in which `arrange` has them."""
    for stretch in arrange(page):
        yield from all_pieces(stretch) if isinstance(stretch, Table) else stretch


def _without_rules(lines: Sequence[Pieces]) -> Iterator[list[Line] | Table]:
    text: list[Line] = []
    for region in regions(lines):
        found = _read(region) if len(region) > 1 else []
        if not found:
            text += _plain(region)
            continue
        if text:
            yield text
        yield from found
        text = []
    if text:
        yield text


def _read(region: Sequence[Pieces]) -> list[list[Line] | Table]:
    """The region as a table, or as columns of text; nothing where it is neither."""
    pieces = [piece for line in region for piece in line]
    lines = beside([Placed(piece, order, 0) for order, piece in enumerate(pieces)])
    columns = columns_of([[one.piece for one in line] for line in lines])
    if len(columns) < 2:
        return []
    placed = [Placed(piece, order, column_at(columns, piece)) for order, piece in enumerate(pieces)]
    if len(columns) == 2 and _are_columns(placed):
        return [[one.piece for one in placed if one.column == side] for side in (0, 1)]
    rows = [cells_of(row, len(columns)) for row in parted_rows(placed, columns)]
    whole = sum(sum(map(bool, row)) > 1 for row in rows)
    return [Table(tuple(rows), tuple(columns))] if whole > max(1, len(rows) / 2) else []


def _are_columns(placed: Sequence[Placed]) -> bool:
    """Are both columns of text as long as lines of prose?"""
    for side in (0, 1):
        texts = [one.piece.text for one in placed if one.column == side]
        if len(texts) < _FEWEST_LINES or sum(map(len, texts)) <= _PROSE * len(texts):
            return False
    return True


def _plain(region: Sequence[Pieces]) -> Iterator[Line]:
    """Its lines in the order of the file, which has a cell's text together, each in one piece."""
    for line in region:
        text = " ".join(piece.text for piece in line)
        yield replace(line[0], text=text, right=line[-1].right, end=line[-1].end)
