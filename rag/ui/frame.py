"""What every page has: the style, the one component that shows HTML, the shared library."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

from rag.errors import RagError
from rag.ui.cards import failure_html
from rag.ui.faults import unexpected
from rag.ui.library import Library

log = logging.getLogger(__name__)

LibraryProvider = Callable[[], Library]
"""Gives the one library of the process; raises `RagError` when it cannot be opened."""

Place = Literal["start", "mark", "question", "aim"]


@dataclass(frozen=True, slots=True)
class FileForTab:
    """A file for a new tab: which of those asked for, its bytes as base64, "" where there are none,
    the type that the tab takes it for, and what follows its address."""

    number: int
    base64: str
    media_type: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class PartForPage:
    """The part of a long document that is read, by its number from 0; where to land in it, once it
    is there; and how often each part has the words that were looked for."""

    number: int
    many: int
    html: str
    landing: str = ""
    words: str = ""
    counts: tuple[int, ...] = ()


_HERE = Path(__file__).parent

CLICKS = f"<script>{(_HERE / 'pages.js').read_text(encoding='utf-8')}</script>"
"""The one script that a page runs as HTML."""

_show = st.components.v2.component(
    "footnote_reading",
    js="\n".join(
        (_HERE / name).read_text(encoding="utf-8")
        for name in ("parts.js", "document.js", "footnote.js")
    ),
    isolate_styles=False,
)


def show(
    html: str,
    *,
    key: str,
    on_open: Callable[[object], None] = lambda _: None,
    scroll_to: Place | None = None,
    file: FileForTab | None = None,
    part: PartForPage | None = None,
    width: Literal["stretch", "content"] = "stretch",
) -> None:
    """Show HTML made by `rag.markup.render`; `on_open` gets the `data-open` of what is clicked.

    Same `key`, same place: focus and scroll survive a rerun that does not change the HTML.
    `scroll_to` moves the page once, when the HTML first appears: to the HTML itself, to its first
    highlight, or to the question that it answers, as near to the top as the page lets it; "aim"
    is to the HTML itself and stays there while the page grows, as where a link leads. `file` goes
    to the tab that a click on a `data-tab` has just opened, `part` to its place in the HTML.
    """

    def opened() -> None:
        on_open(st.session_state[key].get("open"))

    data = {
        "html": html,
        "scrollTo": scroll_to,
        "file": asdict(file) if file else None,
        "part": asdict(part) if part else None,
    }
    _show(key=key, data=data, on_open_change=opened, width=width)


def page(provider: LibraryProvider, draw: Callable[[Library], None]) -> None:
    """Draw a page over the library, or say calmly why there is none."""
    st.html(_HERE / "footnote.css")
    st.sidebar.html(CLICKS, unsafe_allow_javascript=True)
    try:
        draw(provider())
    except RagError as error:
        _explain(error)
    except Exception:
        log.exception("A page could not be drawn")
        _explain(unexpected("while drawing this page"))


def _explain(error: RagError) -> None:
    st.html(failure_html(error))
    st.button("Try again", icon=":material/refresh:", key="reopen")
