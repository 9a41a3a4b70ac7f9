"""Below a conversation: download it as Markdown, as a page, or as JSON."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import streamlit as st

from rag.errors import RagError
from rag.export import FORMATS, Format, record
from rag.history import KeptTurn, title_of
from rag.ui.conversation import Conversation
from rag.ui.keeping import kept_turn
from rag.ui.library import Library
from rag.ui.originals import file_name
from rag.ui.source_list import paths_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """The session's conversation as far as it has ended."""

    title: str
    created: datetime
    turns: Sequence[KeptTurn]


def export_menu(talk: Conversation, library: Library) -> None:
    """Draw it, once something has ended. A file is written when it is asked for."""
    if talk.active is not None or not talk.turns:
        return
    called = file_name(title(talk, library).rstrip("?!."))
    with st.popover("Export", icon=":material/download:", key="export"):
        for name, kind in FORMATS.items():
            st.download_button(
                kind.words,
                partial(_written, kind, talk, library),
                file_name=called + kind.suffix,
                mime=kind.media_type,
                key=f"export-{name}",
                width="stretch",
                on_click="ignore",
            )


def _written(kind: Format, talk: Conversation, library: Library) -> bytes:
    told = record(kept(talk, library), partial(paths_of, library=library))
    return kind.write(told).encode("utf-8", "replace")


def kept(talk: Conversation, library: Library) -> Kept:
    """What there is to export."""
    turns = [
        kept_turn(one, library.assistant, one.outcome)
        for one in talk.turns
        if one.outcome is not None
    ]
    return Kept(title(talk, library), turns[0].asked, turns)


def title(talk: Conversation, library: Library) -> str:
    """How the list calls it; where nothing is kept of it, its first question, cut at a word."""
    called = ""
    try:
        called = library.history.title(talk.id) if library.history is not None else ""
    except RagError:
        log.exception("A conversation's title cannot be read")
    return called or title_of(talk.turns[0].question)
