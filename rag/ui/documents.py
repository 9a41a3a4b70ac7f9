"""The page that lists what is indexed; every document opens in the viewer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from rag.types import DocumentEntry
from rag.ui.frame import LibraryProvider, page, show
from rag.ui.library import Library
from rag.ui.render import escape
from rag.ui.session import Opened, open_document
from rag.ui.sidebar import sidebar
from rag.ui.status import notices_html, status
from rag.ui.viewer import viewer

LONGEST_LIST = 200


def documents_page(provider: LibraryProvider) -> None:
    """Draw the page over the provider's library."""
    page(provider, _documents)


def _documents(library: Library) -> None:
    with st.bottom:
        status(library)
    sidebar(library)
    st.html(f'<div class="fn fn-opening"><h1>Documents</h1>{notices_html(library.state)}</div>')
    entries = library.assistant.documents()
    if not entries:
        where = library.assistant.settings.corpus_dir.name
        st.html(
            '<p class="fn fn-aside">Nothing is indexed yet. Put files into the folder '
            f"{escape(where)} and sync.</p>"
        )
        return
    words = st.text_input("Find a document", key="find", placeholder="Title or file name")
    found = _matching(entries, words or "")
    show(list_html(found), key="documents", on_open=partial(_open, found))
    viewer(library)


def _matching(entries: Sequence[DocumentEntry], words: str) -> list[DocumentEntry]:
    wanted = words.casefold().split()
    return [
        entry
        for entry in entries
        if all(word in f"{entry.title} {entry.source}".casefold() for word in wanted)
    ]


def _open(entries: Sequence[DocumentEntry], clicked: object) -> None:
    if isinstance(clicked, str) and any(entry.id == clicked for entry in entries):
        open_document(Opened(clicked))


def list_html(entries: Sequence[DocumentEntry]) -> str:
    """The documents as buttons, with where each comes from."""
    rows = "".join(
        f'<li><button type="button" class="fn-entry" data-open="{escape(entry.id)}">'
        f'<span class="fn-title" dir="auto">{escape(entry.title)}</span>'
        f'<span class="fn-path" dir="auto">{escape(entry.source)}</span></button></li>'
        for entry in entries[:LONGEST_LIST]
    )
    rest = len(entries) - LONGEST_LIST
    more = f'<p class="fn-note">{rest:,} more: type to narrow the list.</p>' if rest > 0 else ""
    none = "" if entries else '<p class="fn-note">No document has these words.</p>'
    return f'<div class="fn"><ul class="fn-shelf">{rows}</ul>{more}{none}</div>'
