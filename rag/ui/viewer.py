"""The viewer: a whole document in a drawer, scrolled to the cited words."""

from __future__ import annotations

from functools import partial

import streamlit as st

from rag.errors import DocumentGone, RagError
from rag.page_views import page_of
from rag.types import Answer, Document
from rag.ui.actions import link_html
from rag.ui.cards import failure_html, gone_html, parse_places
from rag.ui.frame import PartForPage, show
from rag.ui.library import Library
from rag.ui.originals import originals
from rag.ui.paging import paging, turn
from rag.ui.paper import no_paper_html, paper_html
from rag.ui.parts import parts
from rag.ui.reading import document_html, part_html, quoted
from rag.ui.session import Opened, close_document, open_quotes, opened


def viewer(library: Library) -> None:
    """Draw the viewer when a document is open. It stays open over reruns, until it is closed."""
    document = opened()
    if document is not None:
        title = "Source" if document.cited else "Document"
        drawer = st.dialog(title, width=720, position="right", on_dismiss=close_document)
        drawer(_whole)(library, document)


def open_cited(answer: Answer, clicked: object) -> None:
    """Open the document of a clicked footnote at its words."""
    open_quotes(answer, parse_places(clicked, answer))


def _whole(library: Library, document: Opened) -> None:
    try:
        whole = library.assistant.document(document.document_id)
    except DocumentGone:
        show(gone_html(document.cited), key="no-document")
        return
    except RagError as error:
        show(failure_html(error), key="no-document")
        return
    with st.container(horizontal=True, gap="xxsmall", key="document-acts"):
        if document.link:
            show(link_html(document.link), key="document-link", width="content")
        original = originals(
            library,
            document.document_id,
            whole.media_type,
            key="document-original",
            page=page_of(document.cited[0].locator) if document.cited else 1,
            in_line=True,
        )
    paper = _paper(library, document, whole) if original and not original.changed else ""
    _text(document, whole, paper)


def _text(document: Opened, whole: Document, paper: str) -> None:
    """The text: all of it, or the part that the reader is in."""
    cut = parts(whole)
    html = document_html(whole, document.cited, document.also, paper, cut)
    if len(cut) == 1:
        show(html, key="document", scroll_to="mark")
        return
    quotes = quoted(whole, document.cited, document.also)
    now = paging(document, whole, quotes, cut)
    part = PartForPage(
        now.part,
        len(cut),
        part_html(whole, quotes, cut, now.part, paper),
        now.landing,
        now.words,
        now.counts,
    )
    turned = partial(turn, document, now, whole, cut)
    show(html, key="document", scroll_to="mark", on_open=turned, part=part)


def _paper(library: Library, document: Opened, whole: Document) -> str:
    """The cited pages; where they cannot be drawn, that is said here, and the text is as good."""
    quotes = quoted(whole, document.cited, document.also)
    try:
        with st.spinner("Drawing the page"):
            spans = [(quote.start, quote.end) for quote in quotes]
            pages = library.assistant.library.page_views(whole, spans)
    except RagError as error:
        why = f"The page itself cannot be shown, only its text. {error.message}"
        show(no_paper_html(why), key="no-paper")
        return ""
    return paper_html(pages, quotes, whole.title)
