"""Where a printed line is cut into cells: at drawn lines, and where the rows beside it are cut."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_THIN = 2.5  # points; a wider path is no line
_DEEPEST = 8  # forms within forms
_MOST = 20_000  # paths of one page that are looked at
_SAME = 1.5  # points between the beginnings of two cells of one column
_SPACE = 0.5  # font sizes; a space between words is narrower
_FEWEST = 2  # rows in which cells are surely parted there


class Upright(NamedTuple):
    """A line drawn upright, in points from the page's lower left corner."""

    x: float
    bottom: float
    top: float


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


def uprights(page: PdfPage) -> list[Upright]:
    """The upright lines of a page from the left: thin paths, such as a table's borders."""
    from pypdfium2 import raw

    found = []
    paths = page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=_DEEPEST)
    for count, path in enumerate(paths):
        if count >= _MOST:
            break
        left, bottom, right, top = path.get_bounds()
        if right - left <= _THIN < top - bottom:
            found.append(Upright((left + right) / 2, bottom, top))
    return sorted(found)


def cuts(lines: Sequence[PrintedLine], drawn: Sequence[Upright]) -> Iterator[list[int]]:
    """For each line the characters that its cells begin with, the first one left out.

    Cells are parted by a wide gap, or by one with a drawn line in it. Among lines that are parted,
    one is also where a word begins at the place that cells of two others begin at.
    """
    sure = [
        [gap for gap in line.gaps if gap.wide or _is_drawn(gap, line.base, drawn)] for line in lines
    ]
    for parted, group in groupby(zip(lines, sure, strict=True), key=lambda pair: bool(pair[1])):
        rows = list(group)
        starts = sorted(gap.right for _, gaps in rows for gap in gaps)
        for line, gaps in rows:
            least = _SPACE * line.size
            fit = (
                gap
                for gap in line.gaps
                if gap in gaps or (parted and gap.width > least and _is_column(gap, starts))
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


def _is_column(gap: Gap, starts: Sequence[float]) -> bool:
    first = bisect_left(starts, gap.right - _SAME)
    return len(starts[first:]) >= _FEWEST and starts[first + _FEWEST - 1] <= gap.right + _SAME
