"""Slides: title first, then the other shapes as they lie, then the speaker's notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.ingest.archives import (
    Archive,
    attribute,
    child,
    children,
    local,
    office_date,
    relations,
    stated_title,
)
from rag.ingest.formats.tables import write_table
from rag.ingest.loaded import LoadedText, sane_title
from rag.ingest.rawfile import RawFile
from rag.ingest.text_writer import TextWriter

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

_DECK = "ppt/presentation.xml"
_FURNITURE = {"sldNum", "dt", "ftr", "hdr", "sldImg"}
_LINE = 200_000  # EMU, 0.55 cm: shapes whose tops differ by less lie side by side


def load_pptx(file: RawFile) -> LoadedText:
    """Slides in the order of the deck, each a place ("Slide 3"), and so are its notes."""
    archive = Archive(file.raw, file.limits)
    writer = TextWriter(sane_title(stated_title(archive), file.source), file.limits)
    writer.date = office_date(archive)
    deck = archive.xml(_DECK)
    targets = relations(archive, _DECK)
    listed = child(deck, "sldIdLst")
    slides = [] if listed is None else [targets.get(_relation(slide), "") for slide in listed]
    for number, name in enumerate(slides, start=1):
        if name in archive.names:
            _slide(writer, archive, name, number)
    return writer.finish(MEDIA_TYPE)


def _relation(element: Element) -> str:
    """The id of a relation: `r:id`, which is not the element's own `id`."""
    for key, value in element.attrib.items():
        if str(key).endswith("}id"):
            return str(value)
    return ""


def _slide(writer: TextWriter, archive: Archive, name: str, number: int) -> None:
    root = archive.xml(name)
    hidden = " (hidden)" if attribute(root, "show") in ("0", "false") else ""
    writer.place(f"Slide {number}{hidden}")
    tree = child(root, "cSld", "spTree")
    if tree is not None:
        for shape in _ordered(tree):
            _shape(writer, shape)
    for target in relations(archive, name).values():
        if "notesSlide" in target and target in archive.names:
            notes = child(archive.xml(target), "cSld", "spTree")
            writer.place(f"Slide {number}, notes")
            for shape in [] if notes is None else list(notes):
                _shape(writer, shape)


def _ordered(tree: Element) -> list[Element]:
    """Shapes as they are read: the title, then from top to bottom and left to right.

    A shape that takes its place from the layout stays where the file has it.
    """
    shapes = [(*_corner(shape), shape) for shape in tree]
    titles = [shape for _, _, shape in shapes if _kind(shape) in ("title", "ctrTitle")]
    placed = [entry for entry in shapes if entry[2] not in titles]
    if all(top is not None for top, _, shape in placed if _holds_text(shape)):
        placed.sort(key=lambda entry: ((entry[0] or 0) // _LINE, entry[1] or 0))
    return [*titles, *(shape for _, _, shape in placed)]


def _holds_text(shape: Element) -> bool:
    return next(shape.iter("{*}t"), None) is not None and _kind(shape) not in _FURNITURE


def _corner(shape: Element) -> tuple[int | None, int | None]:
    """Top and left edge, in EMU."""
    for path in (("spPr", "xfrm", "off"), ("grpSpPr", "xfrm", "off"), ("xfrm", "off")):
        place = child(shape, *path)
        if place is not None:
            top, left = attribute(place, "y"), attribute(place, "x")
            if top.lstrip("-").isdecimal() and left.lstrip("-").isdecimal():
                return int(top[:18]), int(left[:18])
    return None, None


def _kind(shape: Element) -> str:
    """What the layout has the shape for: "title", "body", "sldNum"."""
    place = child(shape, "nvSpPr", "nvPr", "ph")
    return attribute(place, "type") if place is not None else ""


def _shape(writer: TextWriter, shape: Element) -> None:
    if _kind(shape) in _FURNITURE or _is_hidden(shape):
        return
    if local(shape) == "grpSp":
        for inner in _ordered(shape):
            _shape(writer, inner)
    for table in shape.iter("{*}tbl") if local(shape) == "graphicFrame" else ():
        rows = [[_cell(cell) for cell in children(row, "tc")] for row in children(table, "tr")]
        look = child(table, "tblPr")
        write_table(writer, rows, headed=look is not None and attribute(look, "firstRow") == "1")
    body = child(shape, "txBody")
    if body is not None:
        for paragraph in _paragraphs(body):
            writer.paragraph(paragraph)


def _is_hidden(shape: Element) -> bool:
    return any(
        attribute(properties, "hidden") in ("1", "true")
        for name in ("nvSpPr", "nvGrpSpPr", "nvGraphicFramePr", "nvPicPr")
        if (properties := child(shape, name, "cNvPr")) is not None
    )


def _cell(cell: Element) -> str:
    body = child(cell, "txBody")
    return "" if body is None else " ".join(_paragraphs(body))


def _paragraphs(body: Element) -> Iterator[str]:
    for paragraph in children(body, "p"):
        pieces = []
        for run in paragraph:
            if local(run) in ("r", "fld"):
                text = child(run, "t")
                pieces.append((text.text or "") if text is not None else "")
            elif local(run) == "br":
                pieces.append("\n")
        text_of = "".join(pieces).strip()
        if text_of:
            yield text_of
