"""The page's address: the conversation it shows, and in a link an answer and one of its sources."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from rag.errors import RagError
from rag.types import Answer, Citation
from rag.ui.conversation import Conversation, Turn
from rag.ui.library import Library
from rag.ui.rating import recall_ratings
from rag.ui.session import complain, conversation, go_on_with, open_quotes

_CONVERSATION, _ANSWER, _SOURCE = "c", "a", "s"
_AIM, _UNREAD = "aim", "unread"

_GONE = RagError(
    "The conversation of this address is not kept here.",
    hint="It may have been deleted, or it was kept by another Footnote.",
)
_GONE_ANSWER = RagError("The answer of this address is no longer in the conversation.")


def arrive(library: Library) -> None:
    """Open what the address names: when a session begins with it, or a link is followed."""
    wanted = st.query_params.get(_CONVERSATION, "")
    if _is_unread():
        return
    if wanted and wanted != conversation().id:
        try:
            talk = recall(library, wanted)
        except RagError as error:
            complain(error)
            st.session_state[_UNREAD] = wanted
            return
        if talk is None:
            complain(_GONE)
            st.query_params.clear()
            return
        go_on_with(talk)
    answer = st.query_params.pop(_ANSWER, "")
    source = st.query_params.pop(_SOURCE, "")
    if answer:
        _aim(answer, source, library)


def settle(library: Library) -> None:
    """Have the address name the session's conversation, once it has begun, so that it can be opened
    again by it. Without a history no address could."""
    talk = conversation()
    if talk.turns:
        library.live[talk.id] = talk
    if library.history is not None and talk.turns:
        if _is_unread():
            st.query_params.clear()
        st.query_params[_CONVERSATION] = talk.id
    elif st.query_params and not _is_unread():
        st.query_params.clear()


def _is_unread() -> bool:
    """Does the address name what could not be read? It stays, so that a reload tries again."""
    wanted = st.query_params.get(_CONVERSATION, "")
    unread = st.session_state.get(_UNREAD)
    return bool(wanted) and wanted == unread and wanted != conversation().id


def recall(library: Library, conversation_id: str) -> Conversation | None:
    """A conversation that another session of this process has open, or else one that was kept;
    with what was thought of its answers; None where there is none. Raises `StoreError` where that
    cannot be known now."""
    talk = _recalled(library, conversation_id)
    if talk is not None:
        recall_ratings(talk.turns, library)
    return talk


def _recalled(library: Library, conversation_id: str) -> Conversation | None:
    live = library.live.get(conversation_id)
    if isinstance(live, Conversation):
        return live
    if library.history is None:
        return None
    kept = library.history.conversation(conversation_id)
    if kept is None:
        return None
    turns = [Turn.restored(number, one) for number, one in enumerate(kept.turns, 1)]
    talk = Conversation(kept.id, turns)
    talk.within = turns[-1].within if turns else talk.within
    return talk


def aimed() -> bool:
    """Has a link led to an answer of this conversation, and nothing been asked since?"""
    aim = st.session_state.get(_AIM)  # once: a lookup costs more than a long conversation
    return any(turn.id == aim for turn in conversation().turns[:-1])


def place_aimed_at() -> int | None:
    """Where the answer that a link has just led to stands in the conversation, from 0."""
    aim = st.session_state.get(_AIM)
    return next((at for at, turn in enumerate(conversation().turns) if turn.id == aim), None)


def aimed_at(turn: Turn) -> bool:
    """Is this the answer that a link has just led to?"""
    return bool(st.session_state.get(_AIM) == turn.id)


def link_to(turn: Turn, cited: tuple[Citation, ...] = ()) -> str:
    """The query of an address that leads to this answer, or to the first of these sources."""
    parts = {_CONVERSATION: conversation().id, _ANSWER: turn.id}
    if cited:
        parts[_SOURCE] = str(cited[0].number)
    return f"?{urlencode(parts)}"


def open_source(turn: Turn, cited: tuple[Citation, ...], library: Library) -> None:
    """Open the document of these quotes of a turn's answer, with a link that leads there."""
    if cited and isinstance(turn.outcome, Answer):
        link = link_to(turn, cited) if library.history is not None else ""
        open_quotes(turn.outcome, cited, link)


def _aim(answer: str, source: str, library: Library) -> None:
    """Show an answer of the conversation, and one of its sources beside it."""
    turn = next((one for one in conversation().turns if one.id == answer), None)
    if turn is None:
        complain(_GONE_ANSWER)
        return
    st.session_state[_AIM] = turn.id
    if isinstance(turn.outcome, Answer) and source.isdecimal():
        cited = tuple(one for one in turn.outcome.citations if one.number == int(source))
        open_source(turn, cited, library)
