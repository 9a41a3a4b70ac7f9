"""What one browser session remembers; nothing of it is shared with another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import streamlit as st

from rag.errors import RagError
from rag.types import Answer, Citation
from rag.ui.conversation import Conversation
from rag.ui.offers import Choice


@dataclass(frozen=True, slots=True)
class Opened:
    """A document open in the viewer: the words to show, and the answer's other quotes.

    `link` is the query of an address that leads here; empty where there is none.
    """

    document_id: str
    cited: tuple[Citation, ...] = ()
    also: tuple[Citation, ...] = ()
    link: str = ""


def conversation() -> Conversation:
    """The session's conversation; a new one on the first visit."""
    if "conversation" not in st.session_state:
        st.session_state["conversation"] = Conversation()
        _look_at(st.session_state["conversation"])
    return cast(Conversation, st.session_state["conversation"])


def go_on_with(talk: Conversation) -> None:
    """Show this conversation from now on, and no source of another. What is under way in the one
    before is stopped, unless another session looks at it."""
    before = conversation()
    before.viewers.discard(_viewer())
    if not before.viewers:
        before.leave()
    st.session_state["conversation"] = talk
    _look_at(talk)
    close_document()


class _Viewer:
    """Whoever looks at a session: gone with it."""


def _viewer() -> _Viewer:
    return cast(_Viewer, st.session_state.setdefault("viewer", _Viewer()))


def _look_at(talk: Conversation) -> None:
    talk.viewers.add(_viewer())


def opened() -> Opened | None:
    """The document that the viewer shows, if it is open."""
    return cast("Opened | None", st.session_state.get("opened"))


def open_document(document: Opened) -> None:
    """Show it in the viewer until `close_document`."""
    st.session_state["opened"] = document


def open_quotes(answer: Answer, cited: tuple[Citation, ...], link: str = "") -> None:
    """Show the document of these quotes, with the answer's others in it marked less strongly.

    `link`: the query of an address that leads there.
    """
    if not cited:
        return
    document_id = cited[0].passage.document_id
    own = tuple(one for one in cited if one.passage.document_id == document_id)
    also = tuple(one for one in answer.citations if one.passage.document_id == document_id)
    open_document(Opened(document_id, own, also, link))


def close_document() -> None:
    """Close the viewer."""
    st.session_state.pop("opened", None)
    st.session_state.pop("paging", None)


def choice() -> Choice:
    """Who the person wants to answer; the configured one until they choose."""
    return cast(Choice, st.session_state.get("choice", Choice()))


def choose(chosen: Choice) -> None:
    """Ask this one from now on, on every page of the session."""
    st.session_state["choice"] = chosen


def typed_addresses() -> tuple[str, ...]:
    """Servers that this person has typed and, where they are elsewhere, has agreed to send to."""
    return cast("tuple[str, ...]", st.session_state.get("typed-addresses", ()))


def add_address(address: str) -> None:
    """Offer this one too, for as long as the session lasts."""
    st.session_state["typed-addresses"] = tuple(dict.fromkeys([*typed_addresses(), address]))


def complain(error: RagError) -> None:
    """Have the page say, once, that something could not be done."""
    st.session_state["complaint"] = error


def complaint() -> RagError | None:
    """What the page has to say, which it then has said."""
    return cast("RagError | None", st.session_state.pop("complaint", None))


def managed() -> str:
    """The source of the document whose facts and actions are open; "" for none."""
    return str(st.session_state.get("managed", ""))


def manage(source: str) -> None:
    """Open the facts and actions of this document."""
    st.session_state["managed"] = source


def stop_managing() -> None:
    """Close them."""
    st.session_state.pop("managed", None)
    st.session_state.pop("removing", None)
