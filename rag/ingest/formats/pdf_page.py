"""The printed lines of a PDF's page, with the wide gaps that part columns and cells."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.ingest.formats.pdf_columns import Gap, PrintedLine, cuts, uprights
from rag.ingest.formats.pdf_lines import Line

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_LINE_ENDS = (10, 13)
_HYPHENS = (2, 0xFFFE)  # what PDFium makes of a hyphen that parts a word
_INVISIBLE = 3  # PDF 32000-1, table 106
_DEEPEST = 8  # forms within forms, when pictures are looked for
_WIDE = 1.5  # font sizes; a gap that no justified line has
_SMALL = 0.75  # of the line's size: the figure of a note
_NOTED = re.compile(r"(?:[a-z]{3}|[.,;:!?)”’\"'])$")


def page_lines(page: PdfPage) -> Iterator[tuple[Line, ...]]:
    """The lines of a page in the order of the file, each cut at its wide gaps, and where a table
    shows otherwise that its columns are."""
    text_page = page.get_textpage()
    try:
        glyphs = _Glyphs(text_page)
        found = (_measured(glyphs, begin, end) for begin, end in _line_places(glyphs.codes))
        lines = [
            line
            for line in found
            if line is not None and not (glyphs.is_unseen(*line[:2]) and not has_picture(page))
        ]
        for line, starts in zip(lines, cuts(lines, uprights(page)), strict=True):
            yield tuple(_pieces(glyphs, line, starts))
    finally:
        text_page.close()


def _line_places(codes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends. PDFium has no line's end behind a hyphen that parts a word,
    but marks the hyphen."""
    begin = 0
    for place, code in enumerate(codes):
        if code in _LINE_ENDS:
            yield begin, place
            begin = place + 1
        elif code in _HYPHENS:
            yield begin, place + 1
            begin = place + 1
    yield begin, len(codes)


def has_picture(page: PdfPage) -> bool:
    """Is there a picture on the page?"""
    from pypdfium2 import raw

    pictures = page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=_DEEPEST)
    return next(iter(pictures), None) is not None


class _Glyphs:
    """What PDFium knows of the characters of a page."""

    def __init__(self, text_page: PdfTextPage) -> None:
        from pypdfium2 import raw

        self._raw = raw
        self._page = text_page
        self._numbers = [ctypes.c_double() for _ in range(4)]
        code = raw.FPDFText_GetUnicode
        self.codes: list[int] = [code(text_page, at) for at in range(text_page.count_chars())]

    def size(self, place: int) -> float:
        """The font's, in points as they are printed: a page may be drawn at another scale."""
        stated = float(self._raw.FPDFText_GetFontSize(self._page, place))
        matrix = self._raw.FS_MATRIX()
        if not self._raw.FPDFText_GetMatrix(self._page, place, matrix):
            return stated
        return stated * math.hypot(matrix.c, matrix.d)

    def is_unseen(self, begin: int, end: int) -> bool:
        """Is the text drawn in the mode that leaves no mark? OCR lays such text over its scans."""
        letter = next((at for at in range(begin, end) if self.codes[at] > 32), begin)
        item = self._raw.FPDFText_GetTextObject(self._page, letter)
        return bool(item) and self._raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE

    def is_gap(self, place: int) -> bool:
        """Is this space not in the file, but what PDFium sees between two words?"""
        return bool(self._raw.FPDFText_IsGenerated(self._page, place))

    def edges(self, place: int) -> tuple[float, float]:
        """Left and right."""
        left, right, bottom, top = self._numbers
        self._raw.FPDFText_GetCharBox(
            self._page, place, *map(ctypes.byref, (left, right, bottom, top))
        )
        return left.value, right.value

    def base(self, place: int) -> float:
        """The height of the line that it stands on."""
        x, y = self._numbers[:2]
        self._raw.FPDFText_GetCharOrigin(self._page, place, ctypes.byref(x), ctypes.byref(y))
        return y.value


def _measured(glyphs: _Glyphs, begin: int, end: int) -> PrintedLine | None:
    """The line of characters [begin, end) without white space around it; None if it is no more."""
    codes = glyphs.codes[begin:end]
    inked = [at for at, code in enumerate(codes, begin) if code > 32 or code in _HYPHENS]
    if not inked:
        return None
    size = max(glyphs.size(inked[0]), glyphs.size(inked[-1]), 1.0)
    gaps = []
    for before, place in pairwise(inked):
        if place > before + 1 and glyphs.is_gap(before + 1):
            left, right = glyphs.edges(before)[1], glyphs.edges(place)[0]
            gaps.append(Gap(left, right, place, right - left > _WIDE * size))
    return PrintedLine(inked[0], inked[-1] + 1, glyphs.base(inked[0]), size, tuple(gaps))


def _pieces(glyphs: _Glyphs, line: PrintedLine, starts: Sequence[int]) -> Iterator[Line]:
    """The line, cut before the characters `starts`."""
    for begin, after in pairwise([line.begin, *starts, line.end]):
        end = after
        while (
            end > begin + 1
            and glyphs.codes[end - 1] <= 32
            and glyphs.codes[end - 1] not in _HYPHENS
        ):
            end -= 1
        yield _piece(glyphs, begin, end, line.size)


def _piece(glyphs: _Glyphs, start: int, end: int, size: float) -> Line:
    return Line(
        text=_spelled(glyphs, start, end, size),
        left=glyphs.edges(start)[0],
        right=glyphs.edges(end - 1)[1],
        base=glyphs.base(start),
        size=size,
        begin=start,
        end=end,
    )


def _spelled(glyphs: _Glyphs, start: int, end: int, size: float) -> str:
    """The characters; the small raised figure of a note in brackets, apart from its word."""
    units: list[str] = []
    place = start
    while place < end:
        last = place
        while last < end and _is_raised(glyphs, last, start, size):
            last += 1
        if last > place and _NOTED.search("".join(units[-3:])):
            units.append(f"[{''.join(chr(glyphs.codes[at]) for at in range(place, last))}]")
            place = last
            continue
        code = glyphs.codes[place]
        if code < 0x110000:
            units.append("\u2010" if code in _HYPHENS else chr(code))
        place += 1
    text = "".join(units)  # UTF-16 units, on some systems
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_raised(glyphs: _Glyphs, place: int, start: int, size: float) -> bool:
    if not 48 <= glyphs.codes[place] <= 57 or glyphs.size(place) > _SMALL * size:
        return False
    return glyphs.base(place) > glyphs.base(start) + 0.15 * size
