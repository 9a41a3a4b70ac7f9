"""The straight lines that are drawn on a PDF's page, upright and level ones: borders of cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfObject, PdfPage

_THIN = 2.5  # points; a wider path is no line
_DEEPEST = 8  # forms within forms
_MOST = 20_000  # paths of one page that are looked at
_MOST_BESIDE = 50  # lines at one height that another may go on with
_SIMPLE = 6  # points of a line or a rectangle; a path of more may be many lines
_TOUCHING = 3.0  # points between two pieces of one line
_SAME = 1.5  # points between two lines that are one
_SMALLEST_DOT, _LARGEST_DOT = 1.5, 6.0  # points
_SMALLEST = 6.0  # points; a lower or narrower rectangle is no cell

_Bounds = tuple[float, float, float, float]


class Upright(NamedTuple):
    """A line drawn upright, in points from the page's lower left corner."""

    x: float
    bottom: float
    top: float


class Level(NamedTuple):
    """A line drawn from left to right, likewise."""

    y: float
    left: float
    right: float


class Dot(NamedTuple):
    """The middle of a shape no larger than a letter, about as wide as high: a list's bullet."""

    y: float
    x: float


class Rules(NamedTuple):
    """What is drawn on a page: upright lines from the left, level ones from the top, and dots from
    the bottom."""

    uprights: tuple[Upright, ...] = ()
    levels: tuple[Level, ...] = ()
    dots: tuple[Dot, ...] = ()


def drawn_rules(page: PdfPage) -> Rules:
    """Thin paths, and the edges of rectangles: as cells are filled or framed. Such an upright edge
    counts where another rectangle begins beside it: one alone may mark a word."""
    uprights, levels, filled, dots = [], [], [], []
    for left, bottom, right, top in _shapes(page):
        wide, high = right - left, top - bottom
        if min(wide, high) >= _SMALLEST_DOT and max(wide, high) <= _LARGEST_DOT:
            dots.append(Dot((bottom + top) / 2, (left + right) / 2))
        elif wide <= _THIN < high:
            uprights.append(Upright((left + right) / 2, bottom, top))
        elif high <= _THIN < wide:
            levels.append(Level((bottom + top) / 2, left, right))
        elif min(wide, high) > _SMALLEST:
            filled.append((left, bottom, right, top))
            levels += [Level(top, left, right), Level(bottom, left, right)]
    uprights += _between(filled)
    return Rules(tuple(sorted(uprights)), tuple(_merged(levels)), tuple(sorted(dots)))


def _shapes(page: PdfPage) -> Iterator[_Bounds]:
    """Left, bottom, right and top of each path, of one of many lines those of each."""
    from pypdfium2 import raw

    paths = page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=_DEEPEST)
    left = _MOST
    for path in paths:
        points = raw.FPDFPath_CountSegments(path)
        left -= max(points, 1) if points > _SIMPLE else 1
        if left < 0:
            return
        if points <= _SIMPLE:
            yield path.get_bounds()
        else:
            yield from _parts(path, points)


def _parts(path: PdfObject, points: int) -> Iterator[_Bounds]:
    """Those of each part of the path that begins anew."""
    import ctypes

    from pypdfium2 import raw

    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    part: list[tuple[float, float]] = []
    for number in range(points):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and part:
            yield _around(part)
            part = []
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        part.append(matrix.on_point(x.value, y.value))
    if part:
        yield _around(part)


def _around(points: Sequence[tuple[float, float]]) -> _Bounds:
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def _between(filled: Iterable[_Bounds]) -> Iterator[Upright]:
    """The edges that two rectangles of one height share."""
    rows = sorted(filled, key=lambda one: (round(one[1]), round(one[3]), one[0]))
    for one, other in pairwise(rows):
        beside = abs(one[2] - other[0]) <= _SAME
        if beside and abs(one[1] - other[1]) <= _SAME and abs(one[3] - other[3]) <= _SAME:
            yield Upright(one[2], one[1], one[3])


def _merged(levels: Iterable[Level]) -> Iterator[Level]:
    """The level lines from the top, those that touch each other as one."""
    open_: list[Level] = []
    for level in sorted(levels, key=lambda one: (-one.y, one.left)):
        for at, other in enumerate(open_[-_MOST_BESIDE:], start=max(0, len(open_) - _MOST_BESIDE)):
            near = level.left <= other.right + _TOUCHING and level.right >= other.left - _TOUCHING
            if near and other.y - level.y <= _SAME:
                ends = min(level.left, other.left), max(level.right, other.right)
                open_[at] = Level(other.y, *ends)
                break
        else:
            yield from (other for other in open_ if other.y - level.y > _SAME)
            open_ = [*(other for other in open_ if other.y - level.y <= _SAME), level]
    yield from open_
