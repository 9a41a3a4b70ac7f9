"""What became of kept conversations when Footnote began, where they are not what they were: said
on the page until somebody has read it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from rag.errors import RagError
from rag.markup.render import escape
from rag.ui.library import Library


def set_aside_notice(path: Path) -> RagError:
    """A damaged file was put there, and a new one begun."""
    return RagError(
        "The file of your conversations was damaged, so the list begins anew. The damaged file is "
        f"now {path.absolute()}.",
        hint="To have them back, stop Footnote and put a backup in the place of history.sqlite; "
        f"without one, `sqlite3 {path.name} .recover` may still read a part. What was said is in "
        "it, whatever you delete from now on: delete it when you need it no longer.",
    )


def history_notice(library: Library) -> None:
    """Draw it, if there is something to say."""
    said = library.notice
    if said is None:
        return
    st.html(notice_html(said))

    def read() -> None:
        library.notice = None

    st.button("I have read this", key="notice-read", on_click=read)


def notice_html(said: RagError) -> str:
    """What happened, and what to do."""
    return (
        '<div class="fn fn-card fn-failure fn-notice" role="alert"><p class="fn-label">Your '
        f"conversations</p><p>{escape(said.message)}</p>"
        f'<p class="fn-hint">{escape(said.hint)}</p></div>'
    )
