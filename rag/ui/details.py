"""One document's facts and actions, in a dialog: read, download, read again, remove, restore."""

from __future__ import annotations

from functools import partial

import streamlit as st

from rag.markup.render import escape
from rag.markup.words import day, path_words
from rag.types import DocumentEntry
from rag.ui.edits import remove, reread, restore
from rag.ui.frame import show
from rag.ui.library import Library
from rag.ui.originals import originals
from rag.ui.session import Opened, managed, open_document, stop_managing
from rag.ui.shelf import advice, problem_words, size_words

_REMOVING = "removing"


def details(library: Library, entry: DocumentEntry) -> None:
    """Draw the dialog. It stays open over reruns, until it is closed."""
    dialog = st.dialog("Document", on_dismiss=stop_managing)
    dialog(_whole)(library, entry)


def _whole(library: Library, entry: DocumentEntry) -> None:
    if not managed():  # a button has closed it; only the dialog is drawn again by itself
        st.rerun()
    show(details_html(entry), key="managed-facts")
    if st.session_state.get(_REMOVING):
        _ask_once(library, entry)
        return
    source = entry.source
    if entry.id:
        _button("Read it", "visibility", partial(_read, entry))
    if entry.status == "excluded":
        _button("Use it again", "undo", partial(restore, library, source))
        return
    originals(library, entry.id or entry.source, entry.media_type, key="manage-original")
    _button("Read the file again", "sync", partial(reread, library, source))
    st.button(
        removal(entry),
        icon=":material/delete:",
        width="stretch",
        key="manage-remove",
        on_click=_begin_removing,
    )


def details_html(entry: DocumentEntry) -> str:
    """What is known of the document, as a table of facts."""
    facts = (
        ("From", path_words(entry.source)),
        ("Collection", entry.collection or "none"),
        ("Date", day(entry.date) if entry.date else "not known"),
        ("Size", size_words(entry.size) if entry.size else "not known"),
        ("Passages", f"{entry.chunks:,}" if entry.chunks else ""),
        ("Same content", ", ".join(map(path_words, entry.duplicates))),
        ("Problem", problem_words(entry) if entry.failure else ""),
        ("Read in part", entry.remark),
        ("What to do", advice(entry) if entry.failure else ""),
    )
    rows = "".join(
        f'<dt>{name}</dt><dd dir="auto">{escape(words)}</dd>' for name, words in facts if words
    )
    title = f'<p class="fn-title" dir="auto">{escape(path_words(entry.title))}</p>'
    return f'<div class="fn fn-details">{title}<dl>{rows}</dl></div>'


def removal(entry: DocumentEntry) -> str:
    """What removing it is called: it differs by who keeps the file."""
    return "Delete" if entry.uploaded else "Leave it out"


def consequence(entry: DocumentEntry) -> str:
    """What removing it means, said before it is done."""
    if entry.uploaded:
        return (
            "It will be really gone: the file that was uploaded, its text, its passages, and what "
            "kept conversations and ratings quote from it. Those answers will say in the place of "
            "its words that their source was deleted. Your questions, grounding cases and "
            "evaluation runs stay as they are."
        )
    return (
        "Its file is left on your disk, no longer used: no answer will come from it. "
        "It stays in this list as left out, and can be used again. "
        "Conversations keep what they quoted from it."
    )


def _ask_once(library: Library, entry: DocumentEntry) -> None:
    st.html(f'<div class="fn fn-card fn-failure" role="alert"><p>{consequence(entry)}</p></div>')
    with st.container(horizontal=True):
        sure = "Yes, delete it" if entry.uploaded else "Yes, leave it out"
        act = partial(_remove, library, entry.source)
        st.button(sure, type="primary", key="manage-remove-sure", on_click=act)
        st.button("Keep it", key="manage-keep", on_click=_keep)


def _button(words: str, icon: str, act: partial[None]) -> None:
    def done() -> None:
        stop_managing()
        act()

    st.button(
        words, icon=f":material/{icon}:", width="stretch", key=f"manage-{icon}", on_click=done
    )


def _read(entry: DocumentEntry) -> None:
    open_document(Opened(entry.id))


def _begin_removing() -> None:
    st.session_state[_REMOVING] = True


def _keep() -> None:
    st.session_state.pop(_REMOVING, None)


def _remove(library: Library, source: str) -> None:
    stop_managing()
    remove(library, source)
