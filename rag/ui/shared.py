"""The library that the sessions of this process share, opened from the settings on first use."""

from __future__ import annotations

import streamlit as st

from rag.assistant import Assistant
from rag.llm import find_servers
from rag.ui.library import Library


@st.cache_resource(show_spinner=False)
def shared_library() -> Library:
    """Open the assistant and begin to read its documents. Raises `ConfigError`, `StoreError`."""
    library = Library(Assistant.open(), find_servers)
    library.begin()
    return library
