"""OpenDocument texts, sheets and slides, as LibreOffice writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rag.errors import UnreadableDocument
from rag.ingest.archives import Archive, attribute, child, children, local
from rag.ingest.formats.sheet import Row, write_rows
from rag.ingest.formats.tables import write_table
from rag.ingest.loaded import LoadedText, sane_title, stated_date
from rag.ingest.rawfile import RawFile
from rag.ingest.text_writer import TextWriter

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

TEXT = "application/vnd.oasis.opendocument.text"
SHEET = "application/vnd.oasis.opendocument.spreadsheet"
SLIDES = "application/vnd.oasis.opendocument.presentation"

_UNSEEN = {"annotation", "annotation-end", "tracked-changes", "note", "bookmark", "hidden-text",
           "hidden-paragraph", "page-number", "desc", "title"}  # fmt: skip
_WEIGHTS = {"bold", "bolder", "600", "700", "800", "900"}
_DEEPEST = 20  # styles that are based on one another
_WIDEST = 1_000  # columns
_REPEATED = 1_000  # cells or rows; more of the same are formatting, not content


def load_odf(file: RawFile) -> LoadedText:
    """Headings, sheets or slides give the places; footnotes stand in brackets at their place."""
    archive = Archive(file.raw, file.limits)
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read(
        "META-INF/manifest.xml"
    ):
        raise UnreadableDocument("It is encrypted with a password.")
    writer = TextWriter(sane_title(_stated(archive, "title"), file.source), file.limits)
    writer.date = stated_date(_stated(archive, "date") or _stated(archive, "creation-date"))
    content = child(archive.xml("content.xml"), "body")
    for body in [] if content is None else content:
        match local(body):
            case "spreadsheet":
                for table in children(body, "table"):
                    write_rows(writer, _rows(table), attribute(table, "name"))
                return writer.finish(SHEET)
            case "presentation":
                for number, page in enumerate(children(body, "page"), start=1):
                    _slide(writer, page, number)
                return writer.finish(SLIDES)
            case _:
                _Prose(writer, _bold_styles(archive)).blocks(body)
    return writer.finish(TEXT)


def _bold_styles(archive: Archive) -> dict[str, bool]:
    """The styles of paragraphs and of words that say so: do they set in bold?"""
    own: dict[str, str] = {}
    parents: dict[str, str] = {}
    for name in ("styles.xml", "content.xml"):
        for style in archive.xml(name).iter("{*}style") if name in archive.names else ():
            look = child(style, "text-properties")
            named = attribute(style, "name")
            own[named] = attribute(look, "font-weight") if look is not None else ""
            parents[named] = attribute(style, "parent-style-name")
    found = {}
    for named in own:
        above = named
        for _ in range(_DEEPEST):
            if own.get(above, "stated"):
                break
            above = parents[above]
        if own.get(above):
            found[named] = own[above] in _WEIGHTS
    return found


def _stated(archive: Archive, name: str) -> str:
    """What the file says of itself under this name; "" if nothing."""
    if "meta.xml" not in archive.names:
        return ""
    found = child(archive.xml("meta.xml"), "meta", name)
    return (found.text or "") if found is not None else ""


def _slide(writer: TextWriter, page: Element, number: int) -> None:
    writer.place(f"Slide {number}")
    prose = _Prose(writer, {})
    for frame in page:
        if local(frame) == "notes":
            writer.place(f"Slide {number}, notes")
            prose.blocks(frame)
        elif attribute(frame, "class") not in ("date-time", "footer", "page-number"):
            prose.blocks(frame)


class _Prose:
    """Writes paragraphs, headings, lists and tables in their order."""

    def __init__(self, writer: TextWriter, bold: Mapping[str, bool]) -> None:
        self._writer = writer
        self._bold = bold

    def blocks(self, parent: Element, *, in_list: bool = False) -> None:
        """What stands below `parent`; `in_list` if that is an item of a list."""
        for element in parent:
            match local(element):
                case "h":
                    level = attribute(element, "outline-level")
                    text = "".join(_text(element)).strip()
                    self._writer.heading(int(level) if level in set("123456789") else 1, text)
                case "p":
                    text = "".join(_text(element)).strip()
                    if text and in_list:
                        self._writer.item(text)
                    elif text:
                        bold = _is_bold(element, self._bold)
                        (self._writer.bold if bold else self._writer.paragraph)(text)
                    self.boxes(element)
                case "list-item" | "list-header":
                    self.blocks(element, in_list=True)
                case "table":
                    self._table(element)
                case name if name not in _UNSEEN:
                    self.blocks(element, in_list=in_list)

    def boxes(self, paragraph: Element) -> None:
        """Text frames that are anchored in a paragraph."""
        for box in paragraph.iterdescendants("{*}text-box"):
            self.blocks(box)

    def _table(self, table: Element) -> None:
        elements = [*_table_rows(table)]
        rows = [list(_cells(row)) for row in elements]
        headed = child(table, "table-header-rows") is not None
        headed = headed or [*map(self._is_bold_row, elements[:2])] == [True, False]
        write_table(self._writer, rows, headed=headed)

    def _is_bold_row(self, row: Element) -> bool:
        """Are all its words in bold?"""
        said = [one for one in row.iter("{*}p") if "".join(one.itertext()).strip()]
        return bool(said) and all(_is_bold(one, self._bold) for one in said)


def _text(parent: Element) -> Iterator[str]:
    """What is seen of a paragraph's text."""
    if parent.text:
        yield parent.text
    for element in parent:
        name = local(element)
        if name == "s":
            count = attribute(element, "c")
            yield " " * min(int(count), 100) if count.isdecimal() and len(count) < 4 else " "
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        elif name == "note":
            yield from _note(element)
        elif name and name not in _UNSEEN and name not in ("text-box", "frame"):
            yield from _text(element)
        if element.tail:
            yield element.tail


def _is_bold(element: Element, bold: Mapping[str, bool], *, around: bool = False) -> bool:
    """Are all its words in bold, by its own style, or that of the paragraph around it?"""
    around = bold.get(attribute(element, "style-name"), around)
    if not around and (element.text or "").strip():
        return False
    for inner in element:
        name = local(inner)
        if not around and (inner.tail or "").strip():
            return False
        unseen = not name or name in _UNSEEN or name in ("text-box", "frame")
        if not unseen and not _is_bold(inner, bold, around=around):
            return False
    return True


def _note(note: Element) -> Iterator[str]:
    """A foot- or endnote, in brackets where it is referred to."""
    body = child(note, "note-body")
    if body is not None:
        words = " ".join("".join(_text(paragraph)) for paragraph in body.iter("{*}p"))
        yield f" ({words.strip()})"


def _table_rows(table: Element) -> Iterator[Element]:
    """The rows of a table, those in groups and headers among them."""
    for element in table:
        if local(element) == "table-row":
            yield element
        elif local(element) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _table_rows(element)


def _rows(table: Element) -> Iterator[Row]:
    number = 1
    for row in _table_rows(table):
        repeated = _count(row, "number-rows-repeated")
        cells = list(_cells(row))
        shown = attribute(row, "visibility") not in ("collapse", "filter")
        if shown and any(cells):
            for copy in range(min(repeated, _REPEATED)):
                yield number + copy, cells
        number += repeated


def _cells(row: Element) -> Iterator[str]:
    """The cells as they look; repeated ones are repeated, empty ones at the end are not."""
    width = empty = 0
    for cell in row:
        if local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        repeated = _count(cell, "number-columns-repeated")
        text = " ".join(piece for p in children(cell, "p") if (piece := "".join(_text(p)).strip()))
        if not text:
            empty += repeated
            continue
        room = _WIDEST - width
        for value in ([""] * min(empty, room) + [text] * min(repeated, _REPEATED))[: max(room, 0)]:
            yield value
            width += 1
        empty = 0


def _count(element: Element, name: str) -> int:
    stated = attribute(element, name)
    return max(1, int(stated)) if stated.isdecimal() and len(stated) < 9 else 1
