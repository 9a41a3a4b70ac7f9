"""The control that says what is asked, and the dialog behind it, in which that is chosen."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from rag.markup.render import label
from rag.markup.words import path_words
from rag.types import DocumentEntry, Scope
from rag.ui.frame import show
from rag.ui.library import Library
from rag.ui.offered import counts, offered
from rag.ui.session import conversation
from rag.ui.within import ALL, UNSORTED, Within, covered, share, within

_OPEN, _DOCUMENTS, _SINCE, _UNTIL, _MANY = (
    "scoping",
    "scope-documents",
    "scope-since",
    "scope-until",
    "scope-collections",
)
_INTRO = (
    "The next questions are asked of what you check or pick here, and of nothing else; with a "
    "date, of what is dated so. It stays so for this conversation."
)
_MOST_BOXES = 12
"""Collections that each have a checkbox; more are chosen from a list."""


def scope_control(library: Library) -> None:
    """A quiet button that says what the next question is asked of; it opens the choice."""
    chosen = conversation().within.scope
    if not chosen and counts(library)[0] < 2:
        return
    words = share(chosen, offered(library)) if chosen else ALL
    st.button(
        words,
        key="scope",
        type="tertiary",
        icon=":material/filter_alt:" if chosen else ":material/library_books:",
        help="What the next question is asked of",
        on_click=_begin,
        args=(library,),
    )


def choosing() -> bool:
    """Is the choice open?"""
    return bool(st.session_state.get(_OPEN))


def scope_dialog(library: Library) -> None:
    """Draw the choice. Nothing counts until it is taken; an empty one cannot be."""
    dialog = st.dialog("What to ask", on_dismiss=_end)
    dialog(_choice)(library)


def _begin(library: Library) -> None:
    """Open the choice as it stands."""
    scope = conversation().within.scope
    state = st.session_state
    state[_OPEN] = True
    held = {entry.id for entry in offered(library)}
    state[_DOCUMENTS] = sorted(scope.documents & held)
    state[_SINCE], state[_UNTIL] = scope.since, scope.until
    counts = _counts(offered(library))
    state[_MANY] = sorted(scope.collections & set(counts))
    for name in counts:
        state[_box(name)] = name in scope.collections


def _end() -> None:
    st.session_state.pop(_OPEN, None)


def _choice(library: Library) -> None:
    if not choosing():  # a button has closed it; only the dialog is drawn again by itself
        st.rerun()
    show(f'<p class="fn fn-aside">{_INTRO}</p>', key="scope-intro")
    entries = offered(library)
    scope = Scope(
        collections=_collections(_counts(entries)),
        documents=_documents(entries),
        **_dates(entries),
    )
    count = len(covered(scope, entries))
    if not count:
        st.html(
            '<p class="fn fn-note" role="alert">No document is in this choice, so that nothing '
            "could be answered. Choose more, or another time.</p>"
        )
    words = f"Ask {share(scope, entries)}" if scope else f"Ask all {len(entries):,} documents"
    take = partial(_take, within(scope, entries))
    with st.container(horizontal=True):
        st.button(words, type="primary", key="scope-take", disabled=not count, on_click=take)
        if scope:
            st.button(ALL, key="scope-all", on_click=_take, args=(Within(),))


def _take(chosen: Within) -> None:
    conversation().within = chosen
    _end()


def _counts(entries: Sequence[DocumentEntry]) -> Mapping[str, int]:
    """How many documents each collection has; "" for those in none. None where all are in one."""
    counts = Counter(entry.collection for entry in entries)
    return {name: counts[name] for name in sorted(counts)} if len(counts) > 1 else {}


def _collections(counts: Mapping[str, int]) -> frozenset[str]:
    if not counts:
        return frozenset()

    def named(name: str) -> str:
        return f"{name or UNSORTED} ({counts[name]:,})"

    if len(counts) > _MOST_BOXES:
        return frozenset(st.multiselect("Collections", list(counts), key=_MANY, format_func=named))
    st.html('<p class="fn fn-label">Collections</p>')
    with st.container(gap=None):
        boxes = {name: st.checkbox(label(named(name)), key=_box(name)) for name in counts}
    return frozenset(name for name, checked in boxes.items() if checked)


def _box(name: str) -> str:
    return f"scope-in-{name}"


def _documents(entries: Sequence[DocumentEntry]) -> frozenset[str]:
    shown = {entry.id: f"{entry.title} ({path_words(entry.source)})" for entry in entries}
    picked = st.multiselect(
        "Single documents",
        sorted(shown, key=lambda one: shown[one].casefold()),
        key=_DOCUMENTS,
        format_func=lambda one: shown.get(one, one),
        placeholder="Type a title or a file name",
        filter_mode="contains",  # what comes first is taken by Enter, and by nothing else
        select_all=False,
    )
    return frozenset(picked)


def _dates(entries: Sequence[DocumentEntry]) -> dict[str, datetime.date | None]:
    """The time that documents are to be of; nothing to choose where none has a date."""
    dates = [entry.date for entry in entries if entry.date is not None]
    if not dates:
        return {}
    lowest, highest = min(dates), max(datetime.date.today(), *dates)
    with st.container(horizontal=True):
        since, until = (
            st.date_input(
                words, key=key, value=None, min_value=lowest, max_value=highest, format="YYYY-MM-DD"
            )
            for words, key in (("Dated since", _SINCE), ("Dated until", _UNTIL))
        )
    return {"since": since, "until": until}
