"""Finds candidate tables on a page without drawn lines: lines in pieces, and what is among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.ingest.formats.pdf_lines import Line
from rag.ingest.formats.pdf_rows import Columns

_NEAR = 1.5  # font sizes down to a further line of a cell
_FAR = 3.5  # down from the first line to one in one piece
_FARTHER = 1.3  # times the widest step so far, down to a further one
_FARTHEST = 5.0  # down to one in several pieces
_HIGHEST = 14.0  # up from the end of one cell to the beginning of the next
_OTHER_SIZE = 1.15
_BESIDE = 0.35  # font sizes between what is at one height
_MOST_LINES = 1_000  # of one table
_TALLEST = 4  # lines of a cell

Pieces = tuple[Line, ...]
"""One line of the file, in pieces that white space parts."""


def regions(lines: Sequence[Pieces]) -> Iterator[Sequence[Pieces]]:
    """The lines in their order: one alone is text, some together may be a table."""
    at = 0
    for first, last in _spans(lines):
        for line in lines[at:first]:
            yield [line]
        yield lines[first:last]
        at = last
    for line in lines[at:]:
        yield [line]


def _spans(lines: Sequence[Pieces]) -> Iterator[tuple[int, int]]:
    """Where tables may begin and end."""
    at = 0
    while at < len(lines):
        if len(lines[at]) < 2:
            at += 1
            continue
        grown = _Grown(lines[at])
        end = at + 1
        for place in range(at + 1, min(len(lines), at + _MOST_LINES)):
            if not grown.takes(lines[place]):
                break
            if grown.is_sure:
                end = place + 1
        begin = _begun(lines, at)
        if not _is_torn(lines, begin, end):
            yield begin, end
        at = end


def _begun(lines: Sequence[Pieces], at: int) -> int:
    """Where the region begins whose first line in pieces is at `at`: its first cell may be lines
    before that, if they begin at its height or stand around it."""
    height, size = lines[at][-1].base, lines[at][-1].size
    run: list[Line] = []
    for line in reversed(lines[max(0, at - _TALLEST) : at]):
        if len(line) > 1 or line[0].right >= lines[at][-1].left or _differs(line[0].size, size):
            break
        if run and not 0 < line[0].base - run[-1].base <= _NEAR * size:
            break
        run.append(line[0])
        middle = (run[0].base + run[-1].base) / 2
        if min(abs(middle - height), abs(run[-1].base - height)) <= _BESIDE * size:
            return at - len(run)
    return at


def _is_torn(lines: Sequence[Pieces], begin: int, end: int) -> bool:
    """Is there more of what stands in these lines' columns before or behind them in the file, at
    their height? Then they are no whole table."""
    pieces = [piece for line in lines[begin:end] for piece in line]
    left, right = min(one.left for one in pieces), max(one.right for one in pieces)
    top, bottom = max(one.base for one in pieces), min(one.base for one in pieces)
    return any(
        piece.left < right and piece.right > left and bottom - 1 <= piece.base <= top + 1
        for line in (*lines[max(0, begin - 1) : begin], *lines[end : end + 1])
        for piece in line
    )


class _Grown:
    """A region that grows line by line, as long as each fits its columns."""

    def __init__(self, first: Pieces) -> None:
        self._columns = Columns()
        self._columns.fits(first)
        self._top = max(piece.base for piece in first)
        self._bottom = min(piece.base for piece in first)
        self._size = first[0].size
        self._step = 0.0  # down to a next line, in font sizes: the widest
        self.is_sure = True

    def takes(self, line: Pieces) -> bool:
        """Is the line of the region? `is_sure` says then whether the region may end with it."""
        if _differs(line[0].size, self._size) or line[0].base > self._top + self._size:
            return False
        down = (self._bottom - max(piece.base for piece in line)) / self._size
        farthest = max(_NEAR, _FARTHER * self._step) if self._step else _FAR
        if down > (_FARTHEST if len(line) > 1 else farthest) or down < -_HIGHEST:
            return False
        edges = self._columns.edges
        beside = line[0].left > edges[-1][1] or line[-1].right < edges[0][0]
        if beside and (down < -_NEAR or (len(line) < 2 and down > _BESIDE)):
            return False
        if not self._columns.fits(line):
            return False
        self.is_sure = len(line) > 1 or (line[0].left >= edges[0][1] and down <= _NEAR)
        self._step = max(self._step, down)
        self._bottom = min(self._bottom, *(piece.base for piece in line))
        return True


def _differs(one: float, other: float) -> bool:
    return max(one, other) > _OTHER_SIZE * min(one, other)
