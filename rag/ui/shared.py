"""What the sessions of this process share: the library, opened on first use, and its examiner."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import streamlit as st

from rag.assistant import Assistant
from rag.errors import RagError, StoreError
from rag.feedback import FILE, Feedback
from rag.history import FILE as HISTORY_FILE
from rag.history import History
from rag.llm import find_servers
from rag.settings import Settings
from rag.ui.library import Library
from rag.ui.notice import set_aside_notice

if TYPE_CHECKING:
    from rag.ui.examiner import Examiner

log = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False, on_release=Library.close)
def shared_library() -> Library:
    """Open the assistant and begin to read its documents, and to watch them if that is set.

    Raises `ConfigError`, `StoreError`.
    """
    assistant = Assistant.open()
    ratings = Feedback(assistant.settings.data_dir / FILE)
    library = Library(assistant, find_servers, ratings=ratings)
    library.history, library.notice = open_history(assistant.settings)
    library.begin()
    if assistant.settings.watch:
        library.watch()
    return library


@st.cache_resource(show_spinner=False)
def shared_examiner() -> Examiner:
    """The one that asks the grounding cases of the shared library, for all sessions."""
    from rag.ui.examiner import Examiner

    return Examiner(shared_library())


def open_history(settings: Settings) -> tuple[History | None, RagError | None]:
    """None where none is to be kept, or none can be: that is no reason not to answer. With it,
    what the page has to say of it."""
    if not settings.history:
        return None, None
    try:
        history = History.open(settings.data_dir / HISTORY_FILE)
    except StoreError as error:
        log.exception("No conversation is kept")
        return None, error
    return history, set_aside_notice(history.set_aside) if history.set_aside else None
