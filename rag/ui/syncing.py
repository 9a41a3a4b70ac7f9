"""The sync as the page of documents shows it: the stage, the file, a way to cancel, the outcome."""

from __future__ import annotations

import streamlit as st

from rag.errors import StoreBusy
from rag.markup.render import escape
from rag.markup.words import counted, path_words
from rag.ui.cards import failure_html
from rag.ui.edits import discard
from rag.ui.library import Library, LibraryState, Phase
from rag.ui.status import POLL, bar_html, describe

_GLANCE = 2.0
"""Seconds between two looks at folders that are watched."""


def syncing(library: Library) -> None:
    """Draw it. It follows the sync by itself; the page is drawn again when that is over."""
    state = library.state
    if state.phase == "idle":
        _over(library)
        if library.assistant.settings.watch:
            st.fragment(_look_out, run_every=_GLANCE)(library, state.finished)
        return
    st.fragment(_follow, run_every=POLL)(library, state.phase)
    if state.phase == "reading":
        st.button(
            "Cancel the sync",
            key="cancel-sync",
            icon=":material/cancel:",
            disabled=state.cancelling,
            on_click=library.cancel,
        )


def _look_out(library: Library, finished: float | None) -> None:
    """Draw the page again when a change in a folder has been followed, or is being."""
    if library.state.phase != "idle" or library.state.finished != finished:
        st.rerun()


def _follow(library: Library, drawn: Phase) -> None:
    state = library.state
    if state.phase != drawn:
        st.rerun()
    st.html(doing_html(state))


def doing_html(state: LibraryState) -> str:
    """What the sync is doing: the stage in words, a bar, the file it is at."""
    if state.phase == "warming":
        return _card("Getting the search ready", "", "")
    if state.cancelling:
        return _card("Cancelling: everything stays as it was", "", "")
    progress = state.progress
    at = progress.source if progress is not None else ""
    return _card(describe(progress), bar_html(progress), at)


def _card(words: str, bar: str, source: str) -> str:
    at = f'<p class="fn-path" dir="auto">{escape(path_words(source))}</p>' if source else ""
    return (
        '<div class="fn fn-card fn-syncing" role="status"><p class="fn-doing">'
        f'<span class="fn-pulse"></span><span>{escape(words)}</span>{bar}</p>{at}</div>'
    )


def _over(library: Library) -> None:
    """How the last one ended, and what can be done about it."""
    state = library.state
    if state.problem is not None:
        st.html(failure_html(state.problem))
        words = "Try again" if isinstance(state.problem, StoreBusy) else "Sync again"
        st.button(words, key="sync-again", icon=":material/refresh:", on_click=library.begin)
    elif state.report is not None and state.report.cancelled:
        _cancelled(library)


def _cancelled(library: Library) -> None:
    state = library.state
    added = sum(change == "added" for change in state.changes.values())
    st.html(cancelled_html(state))
    with st.container(horizontal=True):
        st.button("Sync again", key="sync-go-on", icon=":material/sync:", on_click=library.begin)
        if added:
            words = "Delete the new file" if added == 1 else f"Delete the {added:,} new files"
            st.button(words, key="sync-discard", on_click=discard, args=(library,))


def cancelled_html(state: LibraryState) -> str:
    """That nothing was changed, and what still waits."""
    waits = len(state.changes)
    kept = f" {counted(waits, 'change')} of yours wait for the next sync." if waits else ""
    if waits == 1:
        kept = " One change of yours waits for the next sync."
    return (
        '<div class="fn fn-card fn-refusal" role="status"><p class="fn-label">The sync was '
        f"cancelled</p><p>Answers come from the documents as they were before it.{kept}</p></div>"
    )
