"""Word documents: heading paths, lists, tables, notes; never deleted or hidden text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rag.ingest.archives import (
    Archive,
    attribute,
    child,
    children,
    local,
    office_date,
    stated_title,
)
from rag.ingest.formats.docx_styles import Styles
from rag.ingest.formats.tables import write_table
from rag.ingest.loaded import LoadedText, sane_title
from rag.ingest.rawfile import RawFile
from rag.ingest.text_writer import TextWriter

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_BODY = "word/document.xml"
_NOTES = {"footnote": "word/footnotes.xml", "endnote": "word/endnotes.xml"}
_TRANSPARENT = {"ins", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "moveTo", "r"}
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def load_docx(file: RawFile) -> LoadedText:
    """The body in order; a note stands below the paragraph that refers to it."""
    archive = Archive(file.raw, file.limits)
    body = child(archive.xml(_BODY), "body")
    writer = TextWriter(sane_title(stated_title(archive), file.source), file.limits)
    writer.date = office_date(archive)
    if body is not None:
        _Walk(writer, Styles(archive), _notes(archive)).blocks(body)
    return writer.finish(MEDIA_TYPE)


def _notes(archive: Archive) -> dict[tuple[str, str], Element]:
    """Foot- and endnotes by kind and id."""
    found = {}
    for kind, name in _NOTES.items():
        if name in archive.names:
            for note in children(archive.xml(name), kind):
                if attribute(note, "type") in ("", "normal"):
                    found[kind, attribute(note, "id")] = note
    return found


class _Walk:
    """Writes the blocks of one document; counts its notes as Word does, from 1."""

    def __init__(
        self,
        writer: TextWriter,
        styles: Styles,
        notes: Mapping[tuple[str, str], Element],
    ) -> None:
        self._writer = writer
        self._styles = styles
        self._notes = notes
        self._seen = 0

    def blocks(self, parent: Element) -> None:
        """Paragraphs and tables, those in content controls and insertions among them."""
        for element in parent:
            match local(element):
                case "p":
                    self._paragraph(element)
                case "tbl":
                    self._table(element)
                case "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml":
                    self.blocks(element)

    def _paragraph(self, paragraph: Element) -> None:
        notes: list[Element] = []
        text = "".join(self._text(paragraph, notes)).strip()
        level = self._styles.level(paragraph)
        if level:
            self._writer.heading(level, text)
        elif text and child(paragraph, "pPr", "numPr") is not None:
            self._writer.item(text)
        elif text:
            bold = self._styles.is_bold(paragraph)
            (self._writer.bold if bold else self._writer.paragraph)(text)
        for box in paragraph.iter("{*}txbxContent"):
            if not any(local(above) == "Fallback" for above in box.iterancestors()):
                self.blocks(box)
        self._footnotes(notes)

    def _text(self, parent: Element, notes: list[Element]) -> Iterator[str]:
        """What is seen of the runs below `parent`; the notes that they refer to are collected."""
        for element in parent:
            name = local(element)
            if name == "t":
                yield element.text or ""
            elif name in _CHARACTERS:
                yield _CHARACTERS[name]
            elif name == "sym":
                yield "•"
            elif name in ("footnoteReference", "endnoteReference"):
                note = self._notes.get((name.removesuffix("Reference"), attribute(element, "id")))
                if note is not None:
                    notes.append(note)
                    yield f"[{self._seen + len(notes)}]"
            elif name in _TRANSPARENT and not _is_hidden(element):
                yield from self._text(element, notes)

    def _footnotes(self, notes: list[Element]) -> None:
        for note in notes:
            self._seen += 1
            text = " ".join(
                "".join(self._text(paragraph, [])).strip() for paragraph in children(note, "p")
            )
            self._writer.paragraph(f"[{self._seen}] {text.strip()}")

    def _table(self, table: Element) -> None:
        """Nested tables are written into their cell."""
        notes: list[Element] = []
        elements = [*children(table, "tr")]
        headed = len(elements) > 1 and (
            child(elements[0], "trPr", "tblHeader") is not None or self._styles.heads(elements)
        )
        rows = [
            [cell for element in row for cell in self._cells(element, notes)] for row in elements
        ]
        write_table(self._writer, rows, headed=headed)
        self._footnotes(notes)

    def _cells(self, element: Element, notes: list[Element]) -> Iterator[str]:
        """A cell, and empty ones for the further columns that it spans."""
        if local(element) in ("sdt", "sdtContent"):
            for inner in element:
                yield from self._cells(inner, notes)
        elif local(element) == "tc":
            yield " ".join(
                "".join(self._text(paragraph, notes)).strip() for paragraph in element.iter("{*}p")
            )
            span = child(element, "tcPr", "gridSpan")
            wide = attribute(span, "val") if span is not None else ""
            yield from [""] * (min(int(wide), 100) - 1 if wide.isdecimal() and len(wide) < 4 else 0)


def _is_hidden(run: Element) -> bool:
    """Is the run formatted as hidden text?"""
    vanish = child(run, "rPr", "vanish")
    return vanish is not None and attribute(vanish, "val") not in ("0", "false", "off")
