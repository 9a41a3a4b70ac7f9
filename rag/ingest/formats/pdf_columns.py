"""Cuts printed lines into cells: at drawn lines, and where the rows beside are cut."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.ingest.formats.pdf_rules import Upright

_SAME = 1.5  # points between the beginnings of two cells of one column
_SPACE = 0.5  # font sizes; a space between words is narrower
_NEAR = 40  # lines
_FEWEST = 2  # rows in which cells are surely parted there


class Gap(NamedTuple):
    """White space within a line from `left` to `right`, in points; `place` is the character behind
    it, as PDFium counts them. `wide`: cells are surely parted here."""

    left: float
    right: float
    place: int
    wide: bool

    @property
    def width(self) -> float:
        """In points."""
        return self.right - self.left


class PrintedLine(NamedTuple):
    """A line's characters [begin, end), the height that it stands at, the size of its letters, both
    in points, and its gaps from the left."""

    begin: int
    end: int
    base: float
    size: float
    gaps: tuple[Gap, ...]


def cuts(lines: Sequence[PrintedLine], drawn: Sequence[Upright]) -> Iterator[list[int]]:
    """For each line the characters that its cells begin with, the first one left out.

    Cells are parted by a wide gap, or by one with a drawn line in it. A line that is parted, and
    one beside it, is also cut where a word begins at the place that cells of two others near it
    begin at.
    """
    sure = [
        [gap for gap in line.gaps if gap.wide or _is_drawn(gap, line.base, drawn)] for line in lines
    ]
    for at, (line, gaps) in enumerate(zip(lines, sure, strict=True)):
        near: list[Gap] = []
        if len(gaps) < len(line.gaps) and any(sure[max(0, at - 1) : at + 2]):
            near = [gap for some in sure[max(0, at - _NEAR) : at + _NEAR] for gap in some]
        least = _SPACE * line.size
        fit = (
            gap
            for gap in line.gaps
            if gap in gaps or (near and gap.width > least and _is_column(gap, near))
        )
        yield [gap.place for gap in fit]


def _is_drawn(gap: Gap, base: float, drawn: Sequence[Upright]) -> bool:
    first = bisect_left(drawn, gap.left, key=lambda one: one.x)
    for line in drawn[first:]:
        if line.x > gap.right:
            return False
        if line.bottom <= base <= line.top:
            return True
    return False


def _is_column(gap: Gap, near: Sequence[Gap]) -> bool:
    return sum(abs(gap.right - other.right) <= _SAME for other in near) >= _FEWEST
