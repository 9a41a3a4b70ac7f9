"""The conversations that were kept, in the sidebar: open one, find one, rename it, delete it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby

import streamlit as st

from rag.errors import RagError
from rag.forgetting import forget_conversation
from rag.history import History, Listed, new_id
from rag.markup.render import escape, label
from rag.markup.words import counted
from rag.ui.addresses import recall
from rag.ui.conversation import Conversation
from rag.ui.library import Library
from rag.ui.session import complain, conversation, go_on_with

FEW = 6
"""With more conversations than these there is a search."""

MOST = 20
"""So many are listed; older ones are found by the search."""

_SEARCH, _DIALOG, _TITLE = "past-search", "past-dialog", "past-title"


def past(library: Library) -> None:
    """Draw the list, if anything is kept."""
    history = library.history
    if history is None:
        return
    search = str(st.session_state.get(_SEARCH, "")).strip()
    try:
        found = history.conversations(search, MOST + 1)
    except RagError as error:
        st.html(f'<p class="fn fn-aside">{escape(str(error))}</p>')
        return
    if not found and not search:
        return
    with st.container(key="past", gap="xxsmall"):
        st.html('<h2 class="fn fn-past">Conversations</h2>')
        if search or len(found) > FEW:
            st.text_input("Search conversations", key=_SEARCH, placeholder="Words said in them")
        _listed(found[:MOST], library)
        if search and not found:
            st.html('<p class="fn fn-aside" role="status">No conversation holds these words.</p>')
        elif len(found) > MOST:
            st.html('<p class="fn fn-aside">Older ones are found by the search.</p>')


def _listed(found: Sequence[Listed], library: Library) -> None:
    today = date.today()
    times = Counter(one.title for one in found)
    for name, group in groupby(found, key=lambda one: when(one, today)):
        st.html(f'<p class="fn fn-label">{name}</p>')
        for one in group:
            if one.id == conversation().id:
                _current(one)
            else:
                st.button(
                    label(_called(one) if times[one.title] > 1 else one.title),
                    key=f"past-{one.id}",
                    type="tertiary",
                    width="stretch",
                    on_click=partial(_open, library, one.id),
                )


def _called(one: Listed) -> str:
    """Its title and when it last went on, which tells it from others of the title; below the
    heading of a day the time alone."""
    last = one.changed.astimezone()
    if when(one, date.today()) != "Earlier":
        return f"{one.title} ({last:%H:%M})"
    year = "" if last.year == date.today().year else f" {last.year}"
    return f"{one.title} ({last.day} {last:%B}{year}, {last:%H:%M})"


def when(one: Listed, today: date) -> str:
    """ "Today", "Yesterday" or "Earlier"."""
    last = one.changed.astimezone().date()
    if last >= today:
        return "Today"
    return "Yesterday" if last == today - timedelta(days=1) else "Earlier"


def _current(one: Listed) -> None:
    """The one that is open, with what can be done to it."""
    st.html(f'<p class="fn fn-current" aria-current="true" dir="auto">{escape(one.title)}</p>')
    with st.container(horizontal=True, key="past-current", gap="xsmall"):
        for act, icon in (("Rename", "edit"), ("Delete", "delete")):
            st.button(
                act,
                icon=f":material/{icon}:",
                key=f"past-{act.lower()}",
                on_click=partial(_begin, act.lower(), one),
            )


def _open(library: Library, conversation_id: str) -> None:
    try:
        talk = recall(library, conversation_id)
    except RagError as error:
        complain(error)
        return
    if talk is None:
        complain(RagError("This conversation has just been deleted."))
        return
    go_on_with(talk)
    st.query_params["c"] = talk.id


def _begin(act: str, one: Listed) -> None:
    st.session_state[_DIALOG] = act, one
    st.session_state[_TITLE] = one.title


def _end() -> None:
    st.session_state.pop(_DIALOG, None)


def is_changing() -> bool:
    """Is the dialog open that renames or deletes one?"""
    return _DIALOG in st.session_state


def past_dialog(library: Library) -> None:
    """Draw that dialog."""
    act, one = st.session_state[_DIALOG]
    if library.history is None:
        return
    if act == "rename":
        st.dialog("Rename conversation", on_dismiss=_end)(_rename)(library.history, one)
    else:
        st.dialog("Delete conversation?", on_dismiss=_end)(_delete)(library, library.history, one)


def _rename(history: History, one: Listed) -> None:
    def save() -> None:
        title = str(st.session_state.get(_TITLE, ""))
        _try(partial(history.rename, one.id, title))

    with st.form("past-rename", border=False):  # so that Enter saves, too
        st.text_input("Title", key=_TITLE, max_chars=80)
        st.form_submit_button("Save", type="primary", key="past-save", on_click=save)
    _close_when_done()


def _delete(library: Library, history: History, one: Listed) -> None:
    count = counted(one.turns, "question")
    st.html(
        f'<p class="fn" dir="auto">“{escape(one.title)}”, {count}. '
        "It is erased from the disk, with what was thought of its answers, and cannot be "
        "brought back.</p>"
    )

    def delete() -> None:
        library.deleted.add(one.id)  # before: an answer may be on its way
        if not _try(partial(forget_conversation, history, library.ratings, one.id)):
            library.deleted.discard(one.id)
        else:
            talk = library.live.pop(one.id, None)
            if isinstance(talk, Conversation):  # other sessions may have it open
                talk.leave()
                talk.turns.clear()
                talk.id = new_id()  # what is asked in them from now on is kept
            go_on_with(Conversation())
            st.query_params.clear()  # it would lead there again, and find nothing

    with st.container(horizontal=True, gap="small"):
        st.button("Delete", type="primary", key="past-confirm", on_click=delete)
        st.button("Cancel", key="past-cancel", on_click=_end)
    _close_when_done()


def _try(act: partial[None]) -> bool:
    """Was it done? Else the reason is said on the page."""
    _end()
    try:
        act()
    except RagError as error:
        complain(error)
        return False
    return True


def _close_when_done() -> None:
    """A click in a dialog draws only the dialog again: what it has changed is all over the page."""
    if not is_changing():
        st.rerun()
