"""The printed lines of a PDF's page, with the wide gaps that part columns and cells."""

from __future__ import annotations

import ctypes
import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from rag.ingest.formats.pdf_columns import Gap, PrintedLine, cuts
from rag.ingest.formats.pdf_lines import Line
from rag.ingest.formats.pdf_rules import Dot, Rules
from rag.regex import regex

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_LINE_ENDS = (10, 13)
_HYPHENS = (2, 0xFFFE)  # what PDFium makes of a hyphen that parts a word
_INVISIBLE = 3  # PDF 32000-1, table 106
_DEEPEST = 8  # forms within forms, when pictures are looked for
_WIDE = 1.5  # font sizes; a gap that no justified line has
_SPACE = 0.27  # font sizes; a space that nothing widens
_WIDEST_SPACE = 0.5  # one that something does, as a rule
_WIDER = 2.0  # times the usual space of a line: between two cells
_MARK = regex(r"[^\w\s]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[^\W\d_])[.)]?")  # of an item or a part
_HIGHEST_DOT = 0.6  # font sizes above the line that letters stand on
_BEFORE = 1.6  # font sizes
_FIXED = 0.02  # font sizes by which the letters of a typewriter's font differ in width
_FEWEST_LETTERS = 4
_SMALL = 0.75  # of the line's size: the figure of a note
_LIFTED = 0.3  # font sizes between the base lines of two cells that are no line of text
_HEAVY = 600  # of a font's weight; 400 is usual
_LONGEST_FONT = 128  # bytes of its name
_HEAVY_NAME = regex(r"bold|black|heavy|demi(?!ng)", re.IGNORECASE)
_NOTED = regex(r"(?:[a-z]{3}|[.,;:!?)”’\"'])$")


def page_lines(page: PdfPage, rules: Rules) -> Iterator[tuple[Line, ...]]:
    """The lines of a page in the order of the file, each cut at its wide gaps, and where a table
    shows otherwise that its columns are. `rules` are drawn on it."""
    text_page = page.get_textpage()
    try:
        glyphs = _Glyphs(text_page)
        found = (_measured(glyphs, begin, end) for begin, end in _line_places(glyphs.codes))
        lines = [
            line
            for line in found
            if line is not None and not (glyphs.is_unseen(*line[:2]) and not has_picture(page))
        ]
        for line, starts in zip(lines, cuts(lines, rules.uprights), strict=True):
            first, *others = _pieces(glyphs, line, starts)
            if _has_bullet(first, rules.dots):
                first = replace(first, text=f"• {first.text}")
            yield first, *others
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

    def is_fixed_pitch(self, places: Sequence[int], size: float) -> bool:
        """Are the letters all as wide as each other? So then are spaces."""
        widths = [
            self._start(place) - self._start(before)
            for before, place in pairwise(places)
            if place == before + 1
        ]
        return len(widths) >= _FEWEST_LETTERS and max(widths) - min(widths) <= _FIXED * size

    def _start(self, place: int) -> float:
        x, y = self._numbers[:2]
        self._raw.FPDFText_GetCharOrigin(self._page, place, ctypes.byref(x), ctypes.byref(y))
        return x.value

    def is_lifted(self, one: int, other: int) -> bool:
        """Do two letters of one size stand at different heights?"""
        sizes = self.size(one), self.size(other)
        if max(sizes) > min(sizes) / _SMALL:
            return False
        return abs(self.base(one) - self.base(other)) > _LIFTED * max(sizes)

    def is_heavy(self, place: int) -> bool:
        """Is it printed bold?"""
        if self._raw.FPDFText_GetFontWeight(self._page, place) >= _HEAVY:
            return True
        name = ctypes.create_string_buffer(_LONGEST_FONT)
        flags = ctypes.c_int()
        self._raw.FPDFText_GetFontInfo(self._page, place, name, _LONGEST_FONT, ctypes.byref(flags))
        return _HEAVY_NAME.search(name.value.decode("utf-8", "replace")) is not None


def _measured(glyphs: _Glyphs, begin: int, end: int) -> PrintedLine | None:
    """The line of characters [begin, end) without white space around it; None if it is no more."""
    codes = glyphs.codes[begin:end]
    inked = [at for at, code in enumerate(codes, begin) if code > 32 or code in _HYPHENS]
    if not inked:
        return None
    size = max(glyphs.size(inked[0]), glyphs.size(inked[-1]), 1.0)
    spaces = [
        (glyphs.edges(before)[1], glyphs.edges(place)[0], before, place)
        for before, place in pairwise(inked)
        if place > before + 1
    ]
    least = _WIDE * size
    if not glyphs.is_fixed_pitch(inked, size):
        least = min(
            least, _WIDER * _usual_space([right - left for left, right, *_ in spaces], size)
        )
    gaps = []
    for left, right, before, place in spaces:
        if glyphs.is_gap(before + 1):
            marked = _MARK.fullmatch("".join(map(chr, glyphs.codes[inked[0] : before + 1])))
            wide = right - left > (_WIDE * size if marked else least)
            gaps.append(Gap(left, right, place, wide or glyphs.is_lifted(before, place)))
    return PrintedLine(inked[0], inked[-1] + 1, glyphs.base(inked[0]), size, tuple(gaps))


def _usual_space(widths: Sequence[float], size: float) -> float:
    """Of the spaces between the words of a line; those of justified text are wide, and all about
    alike. A line of cells of one word each has none."""
    least = min(widths, default=0.0)
    if least > _WIDEST_SPACE * size and max(widths) > _WIDER * least:
        return _SPACE * size
    words = sorted(widths)[: max(len(widths) // 2, len(widths) - 3)]
    return max(median(words), _SPACE * size) if words else _SPACE * size


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


def _has_bullet(piece: Line, dots: Sequence[Dot]) -> bool:
    """Is a bullet drawn before it?"""
    at = bisect_left(dots, Dot(piece.base, 0.0))
    for dot in dots[at:]:
        if dot.y > piece.base + _HIGHEST_DOT * piece.size:
            return False
        if 0 < piece.left - dot.x <= _BEFORE * piece.size:
            return True
    return False


def _piece(glyphs: _Glyphs, start: int, end: int, size: float) -> Line:
    return Line(
        text=_spelled(glyphs, start, end, size),
        left=glyphs.edges(start)[0],
        right=glyphs.edges(end - 1)[1],
        base=glyphs.base(start),
        size=size,
        begin=start,
        end=end,
        heavy=glyphs.is_heavy(start),
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
