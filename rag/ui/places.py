"""The folders that documents come from: those that were added, one more by its path, forget one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from rag.markup.render import escape, label
from rag.markup.words import counted
from rag.settings import Settings
from rag.types import AddedFolder
from rag.ui.edits import add_folder, forget_folder
from rag.ui.library import Library

_PATH = "folder-path"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_REFUSED = (
    "Folders can be added on this page only by somebody at the machine itself, because Footnote "
    "reads whatever they name. This page is served to others; the operator can allow it with "
    "RAG_ALLOW_FOLDERS, or run: rag sync PATH"
)
_FOLLOWED = {
    True: "These folders are watched: what changes in them appears by itself.",
    False: "What changes in these folders appears with the next sync; with RAG_WATCH=1, by itself.",
}


def places(library: Library) -> None:
    """Draw them, closed until they are asked for where none was added."""
    settings = library.assistant.settings
    folders = library.assistant.library.folders()
    with st.expander("Folders", icon=":material/folder:", expanded=bool(folders)):
        st.html(row_html(str(settings.corpus_dir), "your documents' own folder (RAG_CORPUS_DIR)"))
        for number, folder in enumerate(folders):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(
                    row_html(folder.path, _presence(folder, settings.corpus_dir)), width="stretch"
                )
                st.button(
                    "Forget",
                    key=f"forget-{number}",
                    on_click=partial(forget_folder, library, folder.path),
                    help=f"{label(folder.name)}: its documents are no longer used. Its files stay.",
                )
        st.html(f'<p class="fn fn-aside">{_FOLLOWED[settings.watch]}</p>')
        if may_add(settings):
            _path(library)
        else:
            st.html(f'<p class="fn fn-aside">{_REFUSED}</p>')


def _presence(folder: AddedFolder, corpus_dir: Path) -> str:
    if Path(folder.path).resolve() == corpus_dir.resolve():
        return "the same folder as your documents' own: its documents are listed once"
    held = counted(folder.documents, "document")
    return held if folder.present else f"not there now; its {held} stay as they were indexed"


def row_html(path: str, words: str) -> str:
    """A folder, and what there is to say of it."""
    return (
        f'<div class="fn fn-folder"><span class="fn-title" dir="auto">{escape(path)}</span>'
        f'<span class="fn-locator">{escape(words)}</span></div>'
    )


def may_add(settings: Settings) -> bool:
    """May a person on this page name a folder? At the machine itself, or where it is allowed."""
    served = str(st.get_option("server.address") or "")
    forwarded = "X-Forwarded-For" in st.context.headers
    return settings.allow_folders or (served in _LOOPBACK and not forwarded)


def _path(library: Library) -> None:
    with st.form("add-folder", border=False):
        st.text_input(
            "Add a folder or a file of this machine", key=_PATH, placeholder="~/Documents/contracts"
        )
        st.form_submit_button("Add", on_click=_add, args=(library,))


def _add(library: Library) -> None:
    path = str(st.session_state.get(_PATH) or "").strip()
    if path and add_folder(library, path):
        st.session_state[_PATH] = ""
