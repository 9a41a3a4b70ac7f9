"""The library that the sessions of this process share, opened from the settings on first use."""

from __future__ import annotations

import streamlit as st

from rag.assistant import Assistant
from rag.feedback import FILE, Feedback
from rag.llm import find_servers
from rag.ui.library import Library


@st.cache_resource(show_spinner=False, on_release=Library.close)
def shared_library() -> Library:
    """Open the assistant and begin to read its documents, and to watch them if that is set.

    Raises `ConfigError`, `StoreError`.
    """
    assistant = Assistant.open()
    ratings = Feedback(assistant.settings.data_dir / FILE)
    library = Library(assistant, find_servers, ratings=ratings)
    library.begin()
    if assistant.settings.watch:
        library.watch()
    return library
