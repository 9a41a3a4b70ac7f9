"""The run of the cases as the page shows it: start it, follow it, cancel it, how it ended."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

import streamlit as st

from rag.evaluation.casefile import CaseFile
from rag.markup.render import escape
from rag.ui.cards import failure_html
from rag.ui.examiner import Examination, Examiner, Wish
from rag.ui.library import Library
from rag.ui.offers import who
from rag.ui.session import choice
from rag.ui.status import POLL

_MOST_REPEATS = 20


def run_card(library: Library, examiner: Examiner, files: Sequence[CaseFile]) -> None:
    """Draw it. It follows a run by itself; the page is drawn again when that is over."""
    if examiner.running:
        st.fragment(_follow, run_every=POLL)(examiner)
        state = examiner.state
        st.button(
            "Cancel the run",
            key="cancel-run",
            icon=":material/cancel:",
            disabled=state is not None and state.cancelling,
            on_click=examiner.cancel,
        )
        return
    if examiner.state is not None:
        _over(examiner, examiner.state)
    if files:
        _start(library, examiner, files)


def _start(library: Library, examiner: Examiner, files: Sequence[CaseFile]) -> None:
    groups = sorted({case.group for file in files for case in file.cases if case.group})
    name = who(choice(), library.assistant)
    with st.expander("Ask the cases", icon=":material/play_arrow:", expanded=True, key="run-new"):
        st.html(f'<p class="fn fn-aside">Answered by {escape(name)}, as chosen in the sidebar.</p>')
        if groups:
            st.multiselect("Groups", groups, key="run-groups", placeholder="All")
        with st.container(horizontal=True, vertical_alignment="bottom", key="run-how"):
            st.text_input("Name of the run", key="run-name", placeholder=name)
            st.number_input(
                "Times each", min_value=1, max_value=_MOST_REPEATS, value=1, key="run-repeats"
            )
        st.button(
            "Start",
            type="primary",
            key="run-start",
            icon=":material/play_arrow:",
            on_click=_begin,
            args=(examiner, name),
        )


def _begin(examiner: Examiner, name: str) -> None:
    """Start what the widgets say now: a click may come before the page has taken in a change."""
    state = st.session_state
    wish = Wish(
        str(state.get("run-name", "")).strip() or name,
        choice(),
        tuple(state.get("run-groups", ())),
        int(state.get("run-repeats", 1)),
    )
    examiner.begin(wish)


def _follow(examiner: Examiner) -> None:
    if not examiner.running:
        st.rerun()
    if examiner.state is not None:
        st.html(doing_html(examiner.state, time.monotonic()))


def doing_html(state: Examination, now: float) -> str:
    """How far the run is, in words and as a bar; the case that was asked last."""
    if state.cancelling:
        words, bar = "Cancelling: what was asked is kept", ""
    elif not state.total:
        words, bar = "Getting the documents ready", ""
    else:
        words = f"Asking the cases: {state.done:,} of {state.total:,}"
        share = round(100 * state.done / state.total)
        bar = f'<span class="fn-bar"><span style="width:{share}%"></span></span>'
        words += _left(state, now)
    at = f'<p class="fn-path" dir="auto">{escape(state.at)}</p>' if state.at else ""
    return (
        '<div class="fn fn-card fn-syncing" role="status"><p class="fn-doing">'
        f'<span class="fn-pulse"></span><span>{escape(words)}</span>{bar}</p>{at}</div>'
    )


def _left(state: Examination, now: float) -> str:
    """ ", about 3 minutes left"; nothing while too few were asked to tell."""
    if state.done < 3:
        return ""
    seconds = (now - state.started) / state.done * (state.total - state.done)
    if seconds < 60:
        return f", about {max(1, round(seconds))} s left"
    minutes = round(seconds / 60)
    return f", about {minutes} minute{'s' if minutes > 1 else ''} left"


def _over(examiner: Examiner, state: Examination) -> None:
    """How the last run ended, where that needs words, and how to go on with it."""
    if state.problem is not None:
        st.html(failure_html(state.problem))
    elif state.cancelled:
        st.html(cancelled_html(state))
    else:
        return
    if state.done:
        st.button(
            "Go on with it",
            key="run-resume",
            icon=":material/resume:",
            on_click=partial(examiner.begin, state.wish, resume=state.path),
        )


def cancelled_html(state: Examination) -> str:
    """What of the run is kept."""
    asked = f"{state.done:,} of {state.total:,} cases were asked, and are kept below"
    words = asked if state.done else "No case was asked"
    return (
        '<div class="fn fn-card fn-refusal" role="status"><p class="fn-label">The run was '
        f"cancelled</p><p>{words}.</p></div>"
    )
