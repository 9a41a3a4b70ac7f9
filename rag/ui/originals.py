"""The file that a document was read from: to open in a tab, where that is safe, and to download."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from rag.errors import RagError
from rag.markup.render import escape
from rag.regex import regex
from rag.types import MARKDOWN, PDF, Original
from rag.ui.frame import FileForTab, show
from rag.ui.library import Library

_SHOWN: Mapping[str, str] = {
    PDF: PDF,
    "text/plain": "text/plain",
    MARKDOWN: "text/plain",
}
"""What a browser shows without running any of it, by media type, and the type that it is told."""

_CHANGED = "The file has changed since it was read. Sync, and it is read again."
_OPEN = (
    '<div class="fn fn-actions"><div><button type="button" class="fn-act" data-open="original"'
    ' data-tab><span class="fn-icon" aria-hidden="true">open_in_new</span>Open the original'
    "</button></div></div>"
)
_UNSAFE = regex(r'[\x00-\x1f\x7f"*/:<>?\\|\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')


def originals(
    library: Library,
    document: str,
    media_type: str,
    *,
    key: str,
    page: int = 1,
    in_line: bool = False,
) -> Original | None:
    """Buttons for the original of this document, by id or source; read when it is asked for.

    It opens at `page`, where it has pages. `in_line`: they stand beside each other. Gives the file;
    None where it is not there.
    """
    try:
        original = library.assistant.library.original(document)
    except RagError as error:
        show(
            f'<p class="fn fn-note" role="note" dir="auto">{escape(str(error))}</p>',
            key=f"{key}-missing",
        )
        return None
    if original.changed:
        show(f'<p class="fn fn-note" role="note">{_CHANGED}</p>', key=f"{key}-changed")
    st.download_button(
        "Download the original",
        original.path.read_bytes,
        file_name=file_name(original.name),
        mime="application/octet-stream",
        icon=":material/download:",
        type="tertiary" if in_line else "secondary",
        width="content" if in_line else "stretch",
        key=f"{key}-download",
        on_click="ignore",
    )
    if media_type in _SHOWN:
        with st.container(key=f"{key}-tab", width="content" if in_line else "stretch"):
            _opening(original, media_type, f"{key}-open", page)
    return original


def file_name(name: str) -> str:
    """A name for a download: what could be a path, or mislead a reader, is left out."""
    return _UNSAFE.sub("_", name).strip(". ")[-150:] or "document"


def _opening(original: Original, media_type: str, key: str, page: int) -> None:
    """The button, and what it has asked for: its bytes go to the browser once for each click."""
    asked, count = f"{key}-asked", "originals-opened"

    def ask(_: object) -> None:
        st.session_state[asked] = True

    file = None
    if st.session_state.pop(asked, False):
        st.session_state[count] = st.session_state.get(count, 0) + 1
        anchor = f"#page={page}" if media_type == PDF and page > 1 else ""
        raw = base64.b64encode(_bytes(original.path)).decode("ascii")
        file = FileForTab(st.session_state[count], raw, _SHOWN[media_type], anchor)
    show(_OPEN, key=key, on_open=ask, file=file)


def _bytes(path: Path) -> bytes:
    """None where it has gone this very moment; the tab is closed then."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
