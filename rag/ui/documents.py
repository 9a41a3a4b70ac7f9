"""The page of documents: add them, see what became of each, find one, read it, manage it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from rag.markup.render import escape
from rag.markup.words import counted
from rag.types import DocumentEntry
from rag.ui.arrivals import arrivals, arrivals_html, forget_arrivals, uploader
from rag.ui.details import details
from rag.ui.frame import LibraryProvider, page, show
from rag.ui.library import Library
from rag.ui.places import places
from rag.ui.session import (
    Opened,
    complaint,
    manage,
    managed,
    open_document,
    opened,
    stop_managing,
)
from rag.ui.several import several
from rag.ui.shelf import (
    KINDS,
    ORDERS,
    PAGE,
    Kind,
    Wish,
    is_of,
    name_of,
    narrowed,
    rows_html,
)
from rag.ui.sidebar import sidebar
from rag.ui.syncing import syncing
from rag.ui.viewer import viewer

_NOWHERE = "\0"
"""The choice that is no collection in the list of them; no collection can be called so."""


def documents_page(provider: LibraryProvider) -> None:
    """Draw the page over the provider's library."""
    page(provider, _documents)


def _documents(library: Library) -> None:
    sidebar(library)
    entries = library.assistant.library.entries()
    st.html(f'<div class="fn fn-opening"><h1>Documents</h1>{_lead(library, entries)}</div>')
    _complaint()
    syncing(library)
    uploader(library, first=not entries)
    _arrived(library, entries)
    if entries:
        _shelf(library, entries)
    places(library)
    _open_dialog(library, {entry.source: entry for entry in entries})


def _lead(library: Library, entries: Sequence[DocumentEntry]) -> str:
    """ "46 documents ready to be asked, 2 with a problem", or how to begin."""
    if not entries:
        where = escape(str(library.assistant.settings.corpus_dir))
        return (
            f"<p>There are none yet. Add files here, or put them into the folder {where} and sync; "
            "then ask.</p>"
        )
    going = library.state.leaving
    ready = [one for one in entries if is_of(one, "ready") and one.source not in going]
    gone = sum(entry.source in going and entry.status != "excluded" for entry in entries)
    odd = sum(bool(entry.failure) for entry in entries)
    part = sum(bool(entry.remark) for entry in ready)
    out = sum(is_of(entry, "left out") for entry in entries)
    reading = library.state.phase == "reading"
    parts = [f"{counted(len(ready), 'document')} ready to be asked"]
    parts += [f"{part:,} of them only in part"] if part else []
    parts += [f"{odd:,} with a problem"] if odd else []
    parts += [f"{out:,} left out"] if out else []
    parts += [f"{gone:,} {'being' if reading else 'to be'} removed"] if gone else []
    watched = " The folders are watched: what changes there appears by itself."
    more = watched if library.assistant.settings.watch else ""
    return f"<p>{', '.join(parts)}.{more}</p>"


def _complaint() -> None:
    error = complaint()
    if error is not None:
        st.html(
            '<div class="fn fn-card fn-failure" role="alert"><p class="fn-label">That could not be '
            f'done</p><p dir="auto">{escape(str(error))}</p></div>'
        )


def _arrived(library: Library, entries: Sequence[DocumentEntry]) -> None:
    arrived = arrivals()
    if not arrived:
        return
    known = {entry.source: entry for entry in entries}
    if library.state.phase == "reading":
        st.fragment(_arriving, run_every=0.5)(library, known)
    else:
        st.html(arrivals_html(arrived, library.state, known))
        st.button("Close this list", key="forget-arrivals", on_click=forget_arrivals)


def _arriving(library: Library, known: Mapping[str, DocumentEntry]) -> None:
    """The same while they are being read."""
    st.html(arrivals_html(arrivals(), library.state, known))


def _shelf(library: Library, entries: Sequence[DocumentEntry]) -> None:
    wish = _wish(entries)
    found = narrowed(entries, wish)
    first = _first(len(found), wish)
    shown = found[first : first + PAGE]
    if shown:
        state = library.state
        html = rows_html(shown, state.pending, reading=state.phase == "reading")
        show(html, key="documents", on_open=partial(_clicked, shown))
    else:
        st.html('<p class="fn fn-note" role="status">No document matches this.</p>')
    _turn_pages(first, len(found))
    several(library, entries, found)


def _wish(entries: Sequence[DocumentEntry]) -> Wish:
    """What is to be listed. Only what would make a difference can be chosen."""
    words = st.text_input("Find a document", key="find", placeholder="Title or file name")
    collections = sorted({entry.collection for entry in entries if entry.collection})
    kinds: list[Kind] = [kind for kind in KINDS if any(is_of(one, kind) for one in entries)]
    collection = _NOWHERE
    with st.container(horizontal=True, key="shelf-filters"):
        order = st.selectbox(
            "Order", list(ORDERS), key="shelf-order", format_func=lambda one: ORDERS[one]
        )
        if collections:
            collection = st.selectbox(
                "Collection",
                [_NOWHERE, *collections],
                key="shelf-collection",
                format_func=lambda one: "All" if one == _NOWHERE else one,
            )
        kind = st.selectbox("Status", kinds, key="shelf-kind", format_func=lambda one: KINDS[one])
    within = None if collection == _NOWHERE else collection
    return Wish(words, within, kind, order)


def _first(count: int, wish: Wish) -> int:
    """The place of the first document to list. Another wish begins at the beginning."""
    state = st.session_state
    if state.get("shelf-wish") != wish:
        state["shelf-wish"], state["shelf-page"] = wish, 0
    last = max(0, (count - 1) // PAGE)
    state["shelf-page"] = min(state["shelf-page"], last)
    return int(state["shelf-page"]) * PAGE


def _turn_pages(first: int, count: int) -> None:
    if count <= PAGE:
        return
    last = min(first + PAGE, count)
    with st.container(horizontal=True, vertical_alignment="center", key="shelf-pages"):
        st.button("Previous", key="shelf-back", disabled=first == 0, on_click=_turn, args=(-1,))
        st.html(f'<p class="fn fn-aside">{first + 1:,} to {last:,} of {count:,}</p>')
        st.button("Next", key="shelf-on", disabled=last == count, on_click=_turn, args=(1,))


def _turn(pages: int) -> None:
    st.session_state["shelf-page"] += pages


def _clicked(entries: Sequence[DocumentEntry], clicked: object) -> None:
    """A row was clicked. The value comes from a browser: anything is possible."""
    act, _, name = str(clicked).partition(" ")
    entry = next((one for one in entries if name_of(one) == name), None)
    if entry is None:
        return
    stop_managing()
    if act == "read" and entry.id:
        open_document(Opened(entry.id))
    elif act == "manage":
        manage(entry.source)


def _open_dialog(library: Library, entries: Mapping[str, DocumentEntry]) -> None:
    """The one dialog that is open: a document to read, or one to manage."""
    if opened() is not None:
        viewer(library)
    elif managed():
        entry = entries.get(managed())
        if entry is not None:
            details(library, entry)
        else:
            stop_managing()
