"""E-books: the chapters in reading order, each by the name that the book's contents give it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from rag.errors import UnreadableDocument
from rag.ingest.archives import Archive, attribute, child, children, local, member
from rag.ingest.formats.page_text import write_html
from rag.ingest.formats.web import parse_html
from rag.ingest.loaded import LoadedText, one_line, sane_title, stated_date
from rag.ingest.rawfile import RawFile
from rag.ingest.text_writer import TextWriter

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MEDIA_TYPE = "application/epub+zip"

_CONTAINER = "META-INF/container.xml"
_PAGES = ("application/xhtml+xml", "text/html")


def load_epub(file: RawFile) -> LoadedText:
    """Chapters are headings above their own; pages of contents are left out."""
    archive = Archive(file.raw, file.limits)
    if "META-INF/rights.xml" in archive.names:
        raise UnreadableDocument("It is protected by its seller (DRM).")
    package = _package(archive)
    folder = posixpath.dirname(package)
    root = archive.xml(package)
    stated = child(root, "metadata", "title")
    title = sane_title(stated.text if stated is not None else "", file.source)
    writer = TextWriter(title, file.limits)
    published = child(root, "metadata", "date")
    writer.date = stated_date(published.text if published is not None else "")
    items = _items(root)
    names = _chapter_names(archive, folder, items)
    spine = child(root, "spine")
    for reference in [] if spine is None else children(spine, "itemref"):
        item = items.get(attribute(reference, "idref"))
        if item is None or item.get("media-type") not in _PAGES or "nav" in _roles(item):
            continue
        page = member(folder, item.get("href", ""))
        if page in archive.names:
            _chapter(writer, archive.read(page), names.get(page, ""))
    return writer.finish(MEDIA_TYPE)


def _package(archive: Archive) -> str:
    rootfile = child(archive.xml(_CONTAINER), "rootfiles", "rootfile")
    if rootfile is None:
        raise UnreadableDocument("It is damaged: it does not say where its book is.")
    return member("", attribute(rootfile, "full-path"))


def _items(package: Element) -> dict[str, Element]:
    """The files of the book by id."""
    manifest = child(package, "manifest")
    listed = [] if manifest is None else children(manifest, "item")
    return {attribute(item, "id"): item for item in listed}


def _roles(item: Element) -> list[str]:
    return (item.get("properties") or "").split()


def _chapter_names(archive: Archive, folder: str, items: dict[str, Element]) -> dict[str, str]:
    """What the contents call each page, by its name in the archive; the first name counts."""
    names: dict[str, str] = {}
    for item in items.values():
        listed = member(folder, item.get("href", ""))
        if listed not in archive.names:
            continue
        if "nav" in _roles(item):
            found = [(link.get("href") or "", "".join(link.itertext()))
                     for link in archive.xml(listed).iter("{*}a")]  # fmt: skip
        elif item.get("media-type") == "application/x-dtbncx+xml":
            found = [_point(point) for point in archive.xml(listed).iter("{*}navPoint")]
        else:
            continue
        for href, name in found:
            names.setdefault(member(posixpath.dirname(listed), href), one_line(name))
    return names


def _point(point: Element) -> tuple[str, str]:
    content, label = child(point, "content"), child(point, "navLabel", "text")
    href = attribute(content, "src") if content is not None else ""
    return href, (label.text or "") if label is not None else ""


def _chapter(writer: TextWriter, raw: bytes, name: str) -> None:
    """A page under its name, unless its own first heading says the same."""
    root = parse_html(raw)
    body = None if root is None else root.find(".//body")
    if body is None:
        return
    heading = next((each for each in body.iter() if local(each) in ("h1", "h2", "h3")), None)
    own = " ".join("".join(heading.itertext()).split()) if heading is not None else ""
    if name and not own:
        writer.heading(1, name)
    write_html(writer, body, whole_page=False)
