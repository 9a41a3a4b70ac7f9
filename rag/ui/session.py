"""What one browser session remembers; nothing of it is shared with another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import streamlit as st

from rag.types import Citation
from rag.ui.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Opened:
    """A document open in the viewer: the words to show, and the answer's other quotes."""

    document_id: str
    cited: tuple[Citation, ...] = ()
    also: tuple[Citation, ...] = ()


def conversation() -> Conversation:
    """The session's conversation; a new one on the first visit."""
    if "conversation" not in st.session_state:
        st.session_state["conversation"] = Conversation()
    return cast(Conversation, st.session_state["conversation"])


def opened() -> Opened | None:
    """The document that the viewer shows, if it is open."""
    return cast("Opened | None", st.session_state.get("opened"))


def open_document(document: Opened) -> None:
    """Show it in the viewer until `close_document`."""
    st.session_state["opened"] = document


def close_document() -> None:
    """Close the viewer."""
    st.session_state.pop("opened", None)


def answerer() -> str | None:
    """The model the person chose; None for the configured one."""
    return cast("str | None", st.session_state.get("answerer"))


def choose_answerer(model: str | None) -> None:
    """Ask this model from now on, on every page of the session."""
    st.session_state["answerer"] = model.strip() if model and model.strip() else None
