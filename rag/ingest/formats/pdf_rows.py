"""Which printed lines are one row of a table, and in which of its columns each piece stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.ingest.formats.pdf_lines import Line

_LEVEL = 0.25  # font sizes between the base lines of pieces that stand beside each other
_OVERLAPPING = 0.9  # font sizes; lines nearer than this are not below each other
_LEADING = (0.9, 1.7)  # font sizes from a line to the next one of a cell
_SAME_GAP = 1.12
_SAME_EDGE = 6.0  # points
_ROOM = 1.0  # font sizes; a line's end with less room than that beside its next word is full

Edges = tuple[float, float]
"""From where to where a column reaches, in points."""

Cell = tuple[Line, ...]
"""The pieces of one cell, from the top; none of an empty one."""

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, each as wide as the table has columns."""

    rows: tuple[Row, ...]
    columns: tuple[Edges, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece, its place in the order of the file, and the column that it stands in."""

    piece: Line
    order: int
    column: int


class Columns:
    """The columns that pieces beside each other show, as lines of them are added."""

    def __init__(self) -> None:
        self._found: list[tuple[Edges, frozenset[int]]] = []  # and the lines that have a piece
        self._lines = 0

    @property
    def edges(self) -> list[Edges]:
        """From the left. The name of a column, in the first line, may stand beside all that is
        below it: what no line has beside it is its column."""
        merged: list[tuple[Edges, frozenset[int]]] = []
        for edges, lines in self._found:
            before, above = merged[-1] if merged else (edges, lines)
            if merged and not above & lines and frozenset((0,)) in (above, lines):
                merged[-1] = ((before[0], edges[1]), above | lines)
            else:
                merged.append((edges, lines))
        return [edges for edges, _ in merged]

    def fits(self, line: Sequence[Line]) -> bool:
        """Adds the line, if each of its pieces is in a column of its own."""
        found = list(self._found)
        for piece in line:
            near = [one for one in found if piece.left < one[0][1] and piece.right > one[0][0]]
            lines = [one[1] for one in near] + [frozenset((self._lines,))]
            whole = frozenset().union(*lines)
            if len(whole) < sum(map(len, lines)):
                return False
            left = min(piece.left, *(one[0][0] for one in near), piece.left)
            right = max(piece.right, *(one[0][1] for one in near), piece.right)
            found = sorted([*(one for one in found if one not in near), ((left, right), whole)],
                           key=lambda one: one[0])  # fmt: skip
        self._found = found
        self._lines += 1
        return True


def columns_of(lines: Sequence[Sequence[Line]]) -> list[Edges]:
    """The columns of lines in pieces; none where two of a line stand in one."""
    columns = Columns()
    return columns.edges if all(map(columns.fits, lines)) else []


def column_at(columns: Sequence[Edges], piece: Line) -> int:
    """The column that most of the piece is in."""

    def shared(at: int) -> float:
        return min(piece.right, columns[at][1]) - max(piece.left, columns[at][0])

    return max(range(len(columns)), key=shared)


def beside(pieces: Iterable[Placed]) -> list[list[Placed]]:
    """The pieces from the top, those that stand beside each other together, from the left."""
    lines: list[list[Placed]] = []
    for one in sorted(pieces, key=lambda one: (-one.piece.base, one.piece.left)):
        above = lines[-1][0].piece if lines else None
        if above and above.base - one.piece.base <= _LEVEL * max(above.size, one.piece.size):
            lines[-1].append(one)
        else:
            lines.append([one])
    return [sorted(line, key=lambda one: one.piece.left) for line in lines]


def cells_of(pieces: Iterable[Placed], count: int) -> Row:
    """The pieces in their columns, those of a cell from the top."""
    cells: list[list[Line]] = [[] for _ in range(count)]
    for line in beside(pieces):
        for one in line:
            cells[one.column].append(one.piece)
    return tuple(map(tuple, cells))


def holds_rows(pieces: Sequence[Placed]) -> bool:
    """Does any line but the first begin in the first column, and go on in others? The file must
    have it behind those above it."""
    lines = beside(pieces)
    return any(
        line[0].column == 0 and len(line) > 1 and not mixed
        for line, mixed in zip(lines[1:], _mixed(lines), strict=True)
    )


def parted_rows(pieces: Sequence[Placed], columns: Sequence[Edges]) -> list[list[Placed]]:
    """The pieces of each row of a table that nothing is drawn in, from the top."""
    lines = beside(pieces)
    if not lines:
        return []
    going_on = _Going(lines, columns)
    rows = [list(lines[0])]
    for at, line in enumerate(lines[1:], start=1):
        if going_on.joins(at, rows[-1]):
            rows[-1] += line
        else:
            rows.append(list(line))
    return rows


class _Going:
    """Does a line go on with the row above it? Told by where its pieces stand, by the distance, and
    by the order of the file, which has the lines of one cell one after the other."""

    def __init__(self, lines: Sequence[Sequence[Placed]], columns: Sequence[Edges]) -> None:
        self._lines = lines
        self._columns = columns
        self._leading = _leading(one for line in lines for one in line)
        self._mixed = _mixed(lines)
        if all(self._mixed):  # column by column
            self._mixed = [False] * len(self._mixed)
        self._gaps = [_gap(above, below) for above, below in pairwise(lines)]

    def joins(self, at: int, row: Sequence[Placed]) -> bool:
        """Is line `at` of the row whose lines are above it?"""
        line = self._lines[at]
        gap = self._gaps[at - 1]
        if self._mixed[at - 1] or gap < _OVERLAPPING * line[0].piece.size:
            return True
        near = self._is_near(gap)
        if near and any(self._mixed) and any(self._is_next(one, row) for one in line):
            return True
        first = line[0].column == 0
        if first and len(line) > 1:
            return False
        if near is False or (first and not near):
            return False
        return all(self._wraps(one, row) for one in line)

    def _is_near(self, gap: float) -> bool | None:
        """Is it the distance of two lines of one cell? None where the distances do not tell."""
        if self._leading is not None:
            return gap <= _SAME_GAP * self._leading
        least = min(self._gaps)
        if max(self._gaps) <= _SAME_GAP * least:
            return None
        return gap <= _SAME_GAP * least

    def _is_next(self, one: Placed, row: Sequence[Placed]) -> bool:
        """Does the file have it right behind the line above it in its cell, which was full?"""
        before = any(other.order == one.order - 1 and other.column == one.column for other in row)
        return before and self._wraps(one, row)

    def _wraps(self, one: Placed, row: Sequence[Placed]) -> bool:
        """Had its first word no room at the end of the line above it in its cell?"""
        above = [other.piece for other in row if other.column == one.column]
        if not above:
            return one.column > 0
        last, piece = min(above, key=lambda line: line.base), one.piece
        if not (_has_letters(last.text) or _has_letters(piece.text)):
            return False  # figures are below each other, and no line's end
        word = next(iter(piece.text.split(maxsplit=1)), "")
        wide = (piece.right - piece.left) * len(word) / max(len(piece.text), 1)
        return last.right + wide + _ROOM * piece.size > self._columns[one.column][1]


def _leading(pieces: Iterable[Placed]) -> float | None:
    """The distance of the lines of a cell: of neighbours in the file that stand in one column."""
    low, high = _LEADING
    found = [
        gap
        for one, other in pairwise(sorted(pieces, key=lambda one: one.order))
        if one.column == other.column
        and low * one.piece.size <= (gap := one.piece.base - other.piece.base)
        and gap <= high * one.piece.size
    ]
    return min(found, default=None)


def _mixed(lines: Sequence[Sequence[Placed]]) -> list[bool]:
    """For each line but the last: does the file have a piece of it, or of one above, behind one of
    those below?"""
    last, highest = [], -1
    for line in lines:
        highest = max(highest, *(one.order for one in line))
        last.append(highest)
    next_, lowest = [], len(lines) ** 2 + highest
    for line in reversed(lines):
        lowest = min(lowest, *(one.order for one in line))
        next_.append(lowest)
    return [above > below for above, below in zip(last[:-1], next_[-2::-1], strict=True)]


def _gap(above: Sequence[Placed], below: Sequence[Placed]) -> float:
    return above[0].piece.base - below[0].piece.base


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def all_pieces(table: Table) -> Iterator[Line]:
    """In the order of reading."""
    for row in table.rows:
        for cell in row:
            yield from cell


def is_headed(table: Table) -> bool:
    """Is the first row printed bold, and not all below it?"""
    head, *below = table.rows
    named = sum(map(bool, head)) > 1
    return named and _is_heavy(head) and not all(map(_is_heavy, below))


def have_same_columns(one: Table, other: Table) -> bool:
    """Do all their columns begin, or all end, at the same places?"""
    return len(one.columns) == len(other.columns) and all(
        min(abs(left - other_left), abs(right - other_right)) <= _SAME_EDGE
        for (left, right), (other_left, other_right) in zip(one.columns, other.columns, strict=True)
    )


def _is_heavy(row: Row) -> bool:
    return all(piece.heavy for cell in row for piece in cell)
