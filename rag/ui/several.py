"""Several documents removed at once: chosen by title, said in words what that means, done."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from rag.markup.render import escape
from rag.markup.words import counted, path_words
from rag.types import DocumentEntry
from rag.ui.edits import remove
from rag.ui.library import Library

MOST = 500
"""Documents that can be chosen among, so that a browser is not sent thousands of names."""

_OPEN, _CHOSEN = "several-open", "several-chosen"


def several(
    library: Library, entries: Sequence[DocumentEntry], listed: Sequence[DocumentEntry]
) -> None:
    """Draw the switch below the list and, once it is on, the choice among what is listed.

    `listed`: those of the entries that the list's filters let through, on whatever page of it.
    What is chosen stays chosen while another filter is set.
    """
    if len(entries) < 2 or not st.toggle("Remove several", key=_OPEN):
        return
    leaving = library.state.leaving
    there = {
        one.source: one for one in entries if one.status != "excluded" and one.source not in leaving
    }
    chosen = [one for one in st.session_state.get(_CHOSEN, ()) if one in there]
    offered = [one.source for one in listed if one.source in there]
    rest = len(offered) - MOST
    st.session_state[_CHOSEN] = chosen
    st.multiselect(
        "Documents to remove",
        list(dict.fromkeys([*chosen, *offered[:MOST]])),
        key=_CHOSEN,
        format_func=lambda source: _name(there[source]),
        placeholder="Type a title or a file name",
        filter_mode="contains",
    )
    if rest > 0:
        words = f"The first {MOST:,} of those listed; narrow the list to choose among the others."
        st.html(f'<p class="fn fn-aside">{words}</p>')
    if chosen:
        _ask(library, [there[one] for one in chosen])


def removal_words(entries: Sequence[DocumentEntry]) -> str:
    """What the button says: "Delete 3 and leave out 2 documents"."""
    uploads = sum(one.uploaded for one in entries)
    others = len(entries) - uploads
    if not others:
        return f"Delete {counted(uploads, 'document')}"
    left = f"eave out {counted(others, 'document')}"
    return f"Delete {uploads:,} and l{left}" if uploads else f"L{left}"


def consequences(entries: Sequence[DocumentEntry]) -> str:
    """What removing them means, said before it is done."""
    uploads = sum(one.uploaded for one in entries)
    words = []
    if uploads:
        words.append(
            f"{counted(uploads, 'uploaded document')} will be really gone: the file, the text, the "
            "passages, and what kept conversations and ratings quote."
        )
    if len(entries) > uploads:
        words.append(
            f"{counted(len(entries) - uploads, 'file')} of your folders will be left on your disk "
            "and no longer used; what is left out stays in this list, and can be used again."
        )
    return " ".join(words)


def _name(entry: DocumentEntry) -> str:
    return f"{path_words(entry.title)} ({path_words(entry.source)})"


def _ask(library: Library, chosen: Sequence[DocumentEntry]) -> None:
    words = escape(consequences(chosen))
    st.html(f'<div class="fn fn-card fn-failure" role="alert"><p>{words}</p></div>')
    sources = [one.source for one in chosen]
    st.button(
        removal_words(chosen),
        type="primary",
        icon=":material/delete:",
        key="several-remove",
        on_click=_remove,
        args=(library, sources),
    )


def _remove(library: Library, sources: Sequence[str]) -> None:
    """Up to the first that cannot be; those stay chosen."""
    for source in sources:
        if not remove(library, source):
            return
    st.session_state[_OPEN] = False
    st.session_state[_CHOSEN] = []
