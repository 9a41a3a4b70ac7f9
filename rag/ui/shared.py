"""What the sessions of this process share: the library, opened on first use, and its examiner."""

from __future__ import annotations

import streamlit as st

from rag.assistant import Assistant
from rag.llm import find_servers
from rag.ui.examiner import Examiner
from rag.ui.library import Library


@st.cache_resource(show_spinner=False, on_release=Library.close)
def shared_library() -> Library:
    """Open the assistant and begin to read its documents, and to watch them if that is set.

    Raises `ConfigError`, `StoreError`.
    """
    assistant = Assistant.open()
    library = Library(assistant, find_servers)
    library.begin()
    if assistant.settings.watch:
        library.watch()
    return library


@st.cache_resource(show_spinner=False)
def shared_examiner() -> Examiner:
    """The one that asks the grounding cases of the shared library, for all sessions."""
    return Examiner(shared_library())
