"""PDF: page by page, paragraphs rejoined; scans by OCR, or named as such."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rag.errors import UnreadableDocument
from rag.ingest.formats import ocr
from rag.ingest.formats.pdf_lines import Line, arrange, paragraphs, words_of
from rag.ingest.formats.pdf_page import has_picture, page_lines
from rag.ingest.formats.tables import write_table
from rag.ingest.limits import Limits
from rag.ingest.loaded import LoadedText, sane_title, stated_date
from rag.ingest.rawfile import RawFile
from rag.ingest.spans import has_words
from rag.ingest.text_writer import TextWriter

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MEDIA_TYPE = "application/pdf"

_OCR_SHARE = 0.8  # of the time for the file


def load_pdf(file: RawFile) -> LoadedText:
    """Each page a place ("p. 12"), counted from the first page of the file."""
    from pypdfium2 import PdfiumError

    started = time.monotonic()
    try:
        document = opened(file.raw)
        try:
            writer = TextWriter(sane_title(_stated(document, "Title"), file.source), file.limits)
            writer.date = stated_date(_stated(document, "CreationDate"))
            scanned = _Scanned(document, file.limits, started)
            _write(writer, document, scanned)
            writer.remark = scanned.remark()
        finally:
            document.close()
    except PdfiumError as error:
        raise UnreadableDocument("It is damaged: a page in it cannot be read.") from error
    return writer.finish(MEDIA_TYPE)


def _write(writer: TextWriter, document: PdfDocument, scanned: _Scanned) -> None:
    pages = [printed_lines(document, number) for number in range(len(document))]
    known = words_of(piece for lines in pages for pieces in lines for piece in pieces)
    for number, lines in enumerate(pages):
        writer.place(f"p. {number + 1}")
        for stretch in arrange(lines):
            if isinstance(stretch[0], Line):
                for paragraph in paragraphs(stretch, known):
                    writer.paragraph(paragraph)
            else:
                write_table(writer, stretch)
        for paragraph in [] if lines else scanned.read(number):
            writer.paragraph(paragraph)
    scanned.complain(writer.length)


def opened(raw: bytes) -> PdfDocument:
    """The file, to be closed. `UnreadableDocument` where it cannot be opened."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        return PdfDocument(raw)
    except PdfiumError as error:
        if "assword" in str(error):
            raise UnreadableDocument("It is encrypted with a password.") from None
        if "ecurity" in str(error):
            raise UnreadableDocument("It is encrypted in a way that cannot be opened.") from None
        raise UnreadableDocument("It is damaged: it cannot be opened as a PDF.") from error


def _stated(document: PdfDocument, name: str) -> str:
    return str(document.get_metadata_value(name))


def printed_lines(document: PdfDocument, number: int) -> list[tuple[Line, ...]]:
    """The lines of a page as they follow each other in the file; none if there are no words."""
    from pypdfium2 import PdfiumError

    try:
        page = document[number]
    except PdfiumError:
        return []  # the others may be sound
    try:
        lines = list(page_lines(page))
    finally:
        page.close()
    return lines if any(has_words(piece.text) for pieces in lines for piece in pieces) else []


class _Scanned:
    """The pages that are pictures without text: counted, and read by OCR where it is installed.
    Damaged ones are only counted."""

    def __init__(self, document: PdfDocument, limits: Limits, started: float) -> None:
        self._document = document
        self._deadline = started + limits.wall_seconds * _OCR_SHARE
        self._pictures = 0
        self._unread = 0
        self._damaged = 0

    def read(self, number: int) -> list[str]:
        """The paragraphs of a page that has no text of its own."""
        from pypdfium2 import PdfiumError

        try:
            page = self._document[number]
        except PdfiumError:
            self._damaged += 1
            return []  # a broken page costs itself
        try:
            if not has_picture(page):
                return []
            self._pictures += 1
            left = self._deadline - time.monotonic()
            if not ocr.is_installed() or left <= 0:
                self._unread += 1
                return []
            text = ocr.read_page(page, seconds=left)
        finally:
            page.close()
        if text is None:
            self._unread += 1
        return [" ".join(block.split()) for block in (text or "").split("\n\n") if has_words(block)]

    def complain(self, characters: int) -> None:
        """`UnreadableDocument` where there is nothing but scans that could not be read."""
        if self._unread and not characters and ocr.is_installed():
            raise UnreadableDocument(self.remark())
        if self._pictures and not characters:
            what = "pages are pictures" if len(self._document) > 1 else "page is a picture"
            advice = (
                "OCR found no words in it."
                if ocr.is_installed()
                else "Install tesseract, and it will be read by OCR."
            )
            raise UnreadableDocument(f"It is a scan: its {what} without text. {advice}")

    def remark(self) -> str:
        """What of the document was not read, and what to do about it; "" if all of it was."""
        told = []
        if self._unread and ocr.is_installed():
            told.append(
                f"{self._some(self._unread, 'a scan', 'scans')} that could not be read by OCR. "
                "Split it into smaller files, or see that tesseract has its languages."
            )
        elif self._unread:
            told.append(
                f"{self._some(self._unread, 'a picture', 'pictures')} without text, and left out. "
                "With tesseract installed, such pages are read by OCR."
            )
        if self._damaged:
            told.append(f"{self._some(self._damaged, 'damaged', 'damaged')}, and left out.")
        return " ".join(told)

    def _some(self, count: int, one: str, more: str) -> str:
        what = f"is {one}" if count == 1 else f"are {more}"
        return f"{count:,} of its {len(self._document):,} pages {what}"
