"""PDF: page by page, paragraphs rejoined; scans by OCR, or named as such."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.errors import UnreadableDocument
from rag.ingest.formats import ocr
from rag.ingest.formats.pdf_layout import PrintedPage, arrange
from rag.ingest.formats.pdf_lines import joined, paragraphs, words_of
from rag.ingest.formats.pdf_page import has_picture, page_lines
from rag.ingest.formats.pdf_rows import Table, have_same_columns, is_headed
from rag.ingest.formats.pdf_rules import drawn_rules
from rag.ingest.formats.tables import write_table
from rag.ingest.limits import Limits
from rag.ingest.loaded import LoadedText, sane_title, stated_date
from rag.ingest.rawfile import RawFile
from rag.ingest.spans import has_words
from rag.ingest.text_writer import TextWriter
from rag.types import PDF

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_MOST_AROUND = 4  # lines at a page's foot and at the next one's head
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
    return writer.finish(PDF)


def _write(writer: TextWriter, document: PdfDocument, scanned: _Scanned) -> None:
    pages = [printed_page(document, number) for number in range(len(document))]
    known = words_of(piece for page in pages for line in page.lines for piece in line)
    tables = _Tables(writer, known)
    for number, page in enumerate(pages):
        writer.place(f"p. {number + 1}")
        for stretch in arrange(page):
            if isinstance(stretch, Table):
                tables.write(stretch)
                continue
            tables.pass_over(len(stretch))
            for paragraph in paragraphs(stretch, known):
                writer.paragraph(paragraph)
        tables.end_page()
        for paragraph in [] if page.lines else scanned.read(number):
            writer.paragraph(paragraph)
    scanned.complain(writer.length)


class _Tables:
    """Writes tables. One that goes on at the beginning of a page has the header that it has had at
    the end of the page before."""

    def __init__(self, writer: TextWriter, known: Counter[str]) -> None:
        self._writer = writer
        self._known = known
        self._open: Table | None = None
        self._header: Sequence[str] = ()
        self._ended = False  # with the page
        self._lines = 0  # of text behind it

    def write(self, table: Table) -> None:
        """The rows, with their header."""
        rows = [[joined(cell, self._known) for cell in row] for row in table.rows]
        headed = is_headed(table)
        above = self._header if self._ended and self._goes_on(table) else ()
        if above and headed:
            above = above if [*above] == rows[0] else ()
        self._header = write_table(self._writer, rows, headed=headed, going_on=above)
        self._open, self._ended, self._lines = table, False, 0

    def pass_over(self, lines: int) -> None:
        """So many lines of text are between tables."""
        self._lines += lines

    def end_page(self) -> None:
        """What is open goes on with the next one, if it goes on."""
        if self._ended:
            self._open = None
        self._ended = True

    def _goes_on(self, table: Table) -> bool:
        return (
            self._open is not None
            and self._lines <= _MOST_AROUND
            and have_same_columns(self._open, table)
        )


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


def printed_page(document: PdfDocument, number: int) -> PrintedPage:
    """The lines of a page as they follow each other in the file; none if there are no words."""
    from pypdfium2 import PdfiumError

    try:
        page = document[number]
    except PdfiumError:
        return PrintedPage()  # the others may be sound
    try:
        rules = drawn_rules(page)
        lines = list(page_lines(page, rules))
    finally:
        page.close()
    told = any(has_words(piece.text) for pieces in lines for piece in pieces)
    return PrintedPage(lines, rules) if told else PrintedPage()


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
