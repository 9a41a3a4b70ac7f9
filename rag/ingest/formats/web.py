"""Web pages: the main content by its headings, without what is not shown."""

from __future__ import annotations

import codecs
import datetime
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from rag.errors import UnreadableDocument
from rag.ingest.formats.page_around import stands_outside
from rag.ingest.formats.page_steps import Steps, is_shown
from rag.ingest.formats.page_text import write_html
from rag.ingest.loaded import LoadedText, sane_title, stated_date
from rag.ingest.rawfile import RawFile
from rag.ingest.text_writer import TextWriter

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MEDIA_TYPE = "text/html"

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NO_PAGES = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7"}
_PUBLISHED = ("article:published_time", "datepublished", "dc.date", "dcterms.date", "date")
"""What a page calls the day on which it was published, the surest first."""
_ENOUGH = 0.25  # share of the page's words that a <main> must hold to be believed


def load_html(file: RawFile) -> LoadedText:
    """Headings give the places. Nothing is fetched or run."""
    root = parse_html(file.raw)
    title = root.find(".//title") if root is not None else None
    stated = "".join(title.itertext()) if title is not None else ""
    writer = TextWriter(sane_title(stated, file.source), file.limits)
    if root is not None:
        writer.date = _published(root)
        _open_forms(root)
        for part in _shown_parts(root):
            write_html(writer, part, whole_page=True)
    return writer.finish(MEDIA_TYPE)


def _published(root: Element) -> datetime.date | None:
    """The day on which the page says that it was published; the first that is one."""
    said = {
        (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").casefold(): meta
        for meta in reversed(root.findall(".//meta[@content]"))
    }
    dates = (stated_date(said[name].get("content")) for name in _PUBLISHED if name in said)
    return next(filter(None, dates), None)


def parse_html(raw: bytes) -> Element | None:
    """The page's root element; None for an empty page."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True,
        huge_tree=True,  # 2,048 levels instead of 256, which real pages surpass
    )  # fmt: skip
    try:
        root = etree.fromstring(_decoded(raw).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        if "Document is empty" in str(error):
            return None
        raise UnreadableDocument("It is no readable web page.") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableDocument("Its elements are nested too deeply.")  # what is deeper is missing
    return root


def _decoded(raw: bytes) -> str:
    """By its mark, as UTF-8 if it is that, then as the page says, then Western."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        stated = _CHARSET.search(raw[:4_000])
    with suppress(LookupError, UnicodeError):
        if stated and codecs.lookup(stated[1].decode("ascii")).name not in _NO_PAGES:
            return raw.decode(stated[1].decode("ascii"), "replace")
    return raw.decode("cp1252", "replace")


def main_content(root: Element) -> Element:
    """The element that the page marks as its content, if most words are in it; else its body."""
    body = root.find(".//body")
    page = body if body is not None else root
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = root.findall(path)
        if len(found) == 1 and _shown_size(found[0]) > _ENOUGH * _shown_size(page):
            return found[0]
    return page


def _shown_parts(root: Element) -> list[Element]:
    """The page's content, before it the header and behind it the footer that stand outside of it
    and say something, in their order."""
    content = main_content(root)
    inside = {content, *content.iterancestors(), *content.iterdescendants()}
    return [one for one in root.iter() if one is content or (one not in inside and _is_outer(one))]


def _is_outer(element: Element) -> bool:
    name = str(element.tag)
    return (
        name in ("header", "footer")
        and stands_outside(element)
        and is_shown(element, name, whole_page=True)
    )


def _open_forms(root: Element) -> None:
    """A form that holds most of the page's text is the page, as ASP.NET makes them; it is read as
    if it were none. One within a page is left out with what is around it."""
    forms = root.findall(".//form")
    for form in forms:
        form.tag = "div"
    most = _shown_size(root) / 2
    for form in forms:
        if _shown_size(form) <= most:
            form.tag = "form"


def _shown_size(root: Element) -> int:
    """Characters of text that are shown below an element."""
    return sum(
        len(step.text.strip()) if step.table is None else _shown_size(step.table)
        for step in Steps(root, whole_page=True)
    )
