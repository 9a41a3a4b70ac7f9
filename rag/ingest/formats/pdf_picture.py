"""A PDF's page as people see it: its picture, and where on that each letter stands."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.errors import UnreadableDocument
from rag.ingest.drawn import SCALE, DrawnLine, DrawnPage
from rag.ingest.formats.pdf import opened, printed_page
from rag.ingest.formats.pdf_layout import in_order
from rag.ingest.formats.pdf_lines import Line

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

_WIDTH = 1_240  # pixels; A4 at 150 dots an inch
_TALLEST = 3_000
_SLIM = 500_000  # bytes; a picture of more is no text on white, and is kept as JPEG
_MOST_LETTERS = 50_000
_IGNORED = (2, 0xFFFE)  # what PDFium makes of a hyphen that parts a word


def draw_page(raw: bytes, number: int) -> DrawnPage:
    """Page `number`, counted from 1. `UnreadableDocument` where it cannot be drawn."""
    from pypdfium2 import PdfiumError

    try:
        document = opened(raw)
        try:
            return _drawn(document, number)
        finally:
            document.close()
    except PdfiumError as error:
        raise UnreadableDocument("It is damaged: the page cannot be drawn.") from error


def _drawn(document: PdfDocument, number: int) -> DrawnPage:
    if not 1 <= number <= len(document):
        raise UnreadableDocument(f"It has no page {number}.")
    printed = printed_page(document, number - 1)
    page = document[number - 1]
    try:
        width, height = page.get_size()
        if min(width, height) <= 0:
            raise UnreadableDocument(f"Page {number} has no size.")
        bitmap = page.render(scale=min(_WIDTH / width, _TALLEST / height))
        try:
            media_type, picture = _encoded(bitmap.to_pil())
            size = bitmap.width, bitmap.height
        finally:
            bitmap.close()
        places = tuple(_letters(page, list(in_order(printed))))
        return DrawnPage(media_type, picture, *size, places)
    finally:
        page.close()


def _encoded(image: Image) -> tuple[str, bytes]:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    if stream.tell() <= _SLIM:
        return "image/png", stream.getvalue()
    stream = io.BytesIO()
    image.convert("RGB").save(stream, "JPEG", quality=80)
    return "image/jpeg", stream.getvalue()


def _letters(page: PdfPage, lines: list[Line]) -> Iterator[DrawnLine]:
    """The letters of each line, as far as there are not too many."""
    text_page = page.get_textpage()
    try:
        left = _MOST_LETTERS
        for line in lines:
            drawn = _line(page, text_page, line)
            left -= len(drawn.letters)
            if left < 0:
                return
            yield drawn
    finally:
        text_page.close()


def _line(page: PdfPage, text_page: PdfTextPage, line: Line) -> DrawnLine:
    from pypdfium2 import raw

    letters: list[str] = []
    boxes: list[tuple[int, int, int, int]] = []
    edges = [ctypes.c_double() for _ in range(4)]
    for place in range(line.begin, line.end):
        code = raw.FPDFText_GetUnicode(text_page, place)
        if code <= 32 or code in _IGNORED or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            continue
        if not raw.FPDFText_GetCharBox(text_page, place, *map(ctypes.byref, edges)):
            continue
        west, east, south, north = (edge.value for edge in edges)
        box = _on_picture(page, (west, south), (east, north))
        if box is not None:
            letters.append(chr(code))
            boxes.append(box)
    return DrawnLine("".join(letters), tuple(boxes))


def _on_picture(
    page: PdfPage, one: tuple[float, float], other: tuple[float, float]
) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of what is between two corners, turned and cropped as the page is;
    None where nothing of it is on the page."""
    from pypdfium2 import raw

    corners = []
    for x, y in (one, other):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(
            page, 0, 0, SCALE, SCALE, 0, x, y, ctypes.byref(across), ctypes.byref(down)
        )
        corners.append((across.value, down.value))
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(*corners, strict=True))
    if right <= 0 or bottom <= 0 or left >= SCALE or top >= SCALE:
        return None
    return max(left, 0), max(top, 0), min(right, SCALE), min(bottom, SCALE)
