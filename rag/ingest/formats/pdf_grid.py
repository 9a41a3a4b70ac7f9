"""Tables of a PDF whose rows are parted by drawn lines: what stands between two is one row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rag.ingest.formats.pdf_lines import Line
from rag.ingest.formats.pdf_rows import (
    Cell,
    Edges,
    Placed,
    Row,
    Table,
    beside,
    cells_of,
    column_at,
    columns_of,
    holds_rows,
    parted_rows,
)
from rag.ingest.formats.pdf_rules import Level, Rules, Upright

_NEAR = 4.0  # points between two ends that are at one place
_FEWEST_RULES = 3
_MOST_RULES = 1_000  # on one page; more are a drawing
_MOST_COLUMNS = 100
_MOST_LINES = 25  # in one row; more are prose that is framed
_LOOSE = 1.8  # times the usual white space of a row: between two tables
_SHORTEST = 20.0  # points; a shorter line is no row's edge
_CLOSE = 1.5  # font sizes from a line to what stands beyond it, and from that to the next
_MIDDLE = 0.35  # of the size of its letters a line's middle is above its base


@dataclass(frozen=True, slots=True)
class _Frame:
    """Level lines of one table from the top, and the upright ones that cross it, from the left."""

    levels: tuple[Level, ...]
    uprights: tuple[Upright, ...]

    @property
    def heights(self) -> list[float]:
        """Of its level lines, from the top."""
        return [level.y for level in self.levels]

    @property
    def edges(self) -> Edges:
        """From where to where it reaches."""
        return min(level.left for level in self.levels), max(level.right for level in self.levels)


def ruled_tables(pieces: Sequence[Line], rules: Rules) -> Iterator[Table]:
    """The tables of a page whose rows are parted by lines, from the top. `pieces` are in the order
    of the file."""
    for frame in _frames(rules):
        for some in _close_together(frame, _bands(frame, pieces)):
            table = _table(frame, _with_ends(frame, some, pieces)) or _table(frame, some)
            if table is not None:
                yield table


@dataclass(frozen=True, slots=True)
class _Band:
    """What stands between two level lines: pieces by their place in the file."""

    top: float
    bottom: float
    pieces: tuple[tuple[int, Line], ...]

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def white(self) -> float:
        """Its height without that of what stands in it, in points."""
        bases = [piece.base for _, piece in self.pieces]
        return self.top - self.bottom - (max(bases) - min(bases)) if bases else 0.0


def _frames(rules: Rules) -> Iterator[_Frame]:
    """Level lines below each other that begin and end at the same places, and the shorter ones
    between them."""
    long = [level for level in rules.levels if level.right - level.left > _SHORTEST]
    left = long if len(long) <= _MOST_RULES else []
    while left:
        first = max(left, key=lambda level: level.right - level.left)
        same = [level for level in left if _is_as_long(first, level)]
        top, bottom = same[0].y, same[-1].y
        uprights = _crossing(rules.uprights, first, top, bottom)
        ends = [first.left, first.right, *(one.x for one in uprights)]
        within = [level for level in left if bottom <= level.y <= top and _is_within(first, level)]
        left = [level for level in left if level not in within]
        if len(same) >= _FEWEST_RULES:
            levels = [level for level in within if level in same or _joins(level, ends)]
            yield _Frame(tuple(levels), uprights)


def _is_as_long(one: Level, other: Level) -> bool:
    return abs(one.left - other.left) <= _NEAR and abs(one.right - other.right) <= _NEAR


def _is_within(one: Level, other: Level) -> bool:
    return other.left >= one.left - _NEAR and other.right <= one.right + _NEAR


def _joins(level: Level, ends: Sequence[float]) -> bool:
    """Does it go from one upright line to another? Else it may underline a word."""
    at_left = any(abs(level.left - x) <= _NEAR for x in ends)
    return at_left and any(abs(level.right - x) <= _NEAR for x in ends)


def _crossing(
    uprights: Sequence[Upright], level: Level, top: float, bottom: float
) -> tuple[Upright, ...]:
    return tuple(
        one
        for one in uprights
        if level.left - _NEAR <= one.x <= level.right + _NEAR
        and one.bottom < top
        and one.top > bottom
    )


def _bands(frame: _Frame, pieces: Sequence[Line]) -> list[_Band]:
    left, right = frame.edges
    heights = frame.heights
    held: list[list[tuple[int, Line]]] = [[] for _ in heights]
    for order, piece in enumerate(pieces):
        at = bisect_right(heights, -(piece.base + _MIDDLE * piece.size), key=lambda y: -y)
        if 0 < at < len(heights) and left - _NEAR <= piece.left and piece.right <= right + _NEAR:
            held[at - 1].append((order, piece))
    return [
        _Band(top, bottom, tuple(found))
        for (top, bottom), found in zip(pairwise(heights), held, strict=False)
    ]


def _close_together(frame: _Frame, bands: Sequence[_Band]) -> Iterator[list[_Band]]:
    """The bands of each table: two below each other may have the same edges."""
    filled = [band.white for band in bands if band.pieces]
    usual = median(filled) if filled else 0.0
    some: list[_Band] = []
    for band in bands:
        crossed = any(one.bottom < band.middle < one.top for one in frame.uprights)
        loose = band.white > _LOOSE * usual
        apart = not crossed and (loose if band.pieces else bool(frame.uprights))
        if apart:
            yield some
            some = []
        elif band.pieces:
            some.append(band)
    yield some


def _with_ends(frame: _Frame, bands: Sequence[_Band], pieces: Sequence[Line]) -> Sequence[_Band]:
    """The bands, and the rows above the first line and below the last, where no upright ones close
    the table."""
    if not bands or any(
        one.top >= bands[0].top - _NEAR and one.bottom <= bands[-1].bottom + _NEAR
        for one in frame.uprights
    ):
        return bands
    above = _outside(frame, bands[0].top, 1, pieces)
    below = _outside(frame, bands[-1].bottom, -1, pieces)
    return [*above, *bands, *below]


def _outside(frame: _Frame, edge: float, side: int, pieces: Sequence[Line]) -> list[_Band]:
    """What stands close to the height `edge`, above it (1) or below (-1), if it is in pieces."""
    left, right = frame.edges
    placed = [
        Placed(piece, order, 0)
        for order, piece in enumerate(pieces)
        if 0 < side * (piece.base + _MIDDLE * piece.size - edge) < _CLOSE * piece.size * 3
        and left - _NEAR <= piece.left
        and piece.right <= right + _NEAR
    ]
    found: list[Placed] = []
    at = edge
    for line in beside(placed)[::-side]:
        if side * (line[0].piece.base - at) > _CLOSE * line[0].piece.size:
            break
        found += line
        at = line[0].piece.base
    if not any(len(line) > 1 for line in beside(found)):
        return []
    top, bottom = (edge, at) if side < 0 else (at, edge)
    return [_Band(top, bottom, tuple((one.order, one.piece) for one in found))]


def _table(frame: _Frame, bands: Sequence[_Band]) -> Table | None:
    """The bands as a table; None where they are none: with one column, or with prose in them."""
    columns = _columns(frame, bands)
    if len(bands) < 2 or not 2 <= len(columns) <= _MOST_COLUMNS:
        return None
    placed = [
        [Placed(piece, order, column_at(columns, piece)) for order, piece in band.pieces]
        for band in bands
    ]
    if any(len(beside(pieces)) > _MOST_LINES for pieces in placed):
        return None
    if sum(len({one.column for one in pieces}) > 1 for pieces in placed) < 2:
        return None
    single = len(bands) > 2 and any(len(beside(pieces)) == 1 for pieces in placed[1:])
    if single or not any(map(holds_rows, placed)):
        rows = _in_bands(frame, bands, placed, columns)
    else:  # lines part the head and groups of rows, and no rows
        rows = [cells_of(row, len(columns)) for pieces in placed
                for row in parted_rows(pieces, columns)]  # fmt: skip
    return Table(tuple(rows), tuple(columns))


def _columns(frame: _Frame, bands: Sequence[_Band]) -> list[Edges]:
    """Between the upright lines; where none are drawn, as the pieces stand."""
    left, right = frame.edges
    top = max((band.top for band in bands), default=0.0)
    bottom = min((band.bottom for band in bands), default=0.0)
    between = [one.x for one in frame.uprights if one.bottom < top and one.top > bottom]
    places = [left]
    for x in sorted(between):
        if x - places[-1] > _NEAR and right - x > _NEAR:
            places.append(x)
    if len(places) > 1:
        return list(pairwise([*places, right]))
    placed = [Placed(piece, order, 0) for band in bands for order, piece in band.pieces]
    return columns_of([[one.piece for one in line] for line in beside(placed)])


def _in_bands(
    frame: _Frame,
    bands: Sequence[_Band],
    placed: Sequence[Sequence[Placed]],
    columns: Sequence[Edges],
) -> list[Row]:
    """Each band is a row; a cell that is as high as several stands in each of them."""
    rows: list[list[Cell]] = [[() for _ in columns] for _ in bands]
    for column, edges in enumerate(columns):
        begin = 0
        for end in range(1, len(bands) + 1):
            if end < len(bands) and not _is_parted(frame, bands[end - 1], bands[end], edges):
                continue
            held = [one for pieces in placed[begin:end] for one in pieces if one.column == column]
            for row in rows[begin:end]:
                row[column] = cells_of(held, len(columns))[column]
            begin = end
    return list(map(tuple, rows))


def _is_parted(frame: _Frame, above: _Band, below: _Band, column: Edges) -> bool:
    """Is a line drawn between the two in the middle of the column?"""
    middle = (column[0] + column[1]) / 2
    return any(
        below.top <= level.y <= above.bottom and level.left <= middle <= level.right
        for level in frame.levels
    )
