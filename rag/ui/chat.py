"""The page where questions are asked and answers are read."""

from __future__ import annotations

import math
import time

import streamlit as st

from rag.errors import QuestionError
from rag.markup.render import escape
from rag.markup.words import counted
from rag.ui.addresses import arrive, place_aimed_at, settle
from rag.ui.cards import failure_html, partial_html
from rag.ui.case_begun import making_case
from rag.ui.comparing import choosing_rival, may_compare, rival_dialog
from rag.ui.conversation import Conversation, Turn
from rag.ui.exporting import export_menu
from rag.ui.frame import LibraryProvider, page
from rag.ui.library import Library
from rag.ui.notice import history_notice
from rag.ui.offered import counts
from rag.ui.offers import who
from rag.ui.past import is_changing, past_dialog
from rag.ui.scoping import choosing, scope_control, scope_dialog
from rag.ui.session import choice, complaint, conversation
from rag.ui.sidebar import sidebar
from rag.ui.status import busy_line, notices_html, status
from rag.ui.trial import has_ended
from rag.ui.turns import asked, ended_turn, questions
from rag.ui.viewer import viewer

TURNS = 12
"""Turns that are shown at once; as many more with each click. Each costs the page some work."""

LOOK = 0.08
"""Seconds between two looks at a reply that is arriving."""

_EMPTY = (
    'There are no documents yet. Add some on the page <a href="documents" target="_self">'
    "Documents</a>."
)
_READING = "Questions to begin with appear once your documents are read."
_TRYING = "Questions to begin with appear once they have been tried."
_STAGES = {
    "starting": "Searching your documents",
    "searching": "Searching your documents",
    "answering": "Writing the answer",
    "thinking": "The model is thinking",
    "checking": "Checking every sentence against its source",
    "done": "Checking every sentence against its source",
}


def chat_page(provider: LibraryProvider) -> None:
    """Draw the page over the provider's library."""
    page(provider, _chat)


def _chat(library: Library) -> None:
    arrive(library)
    talk = conversation()
    # The sidebar before the input: whoever can type finds no button of the page they left.
    sidebar(library, talks=True)
    # An input put at the bottom by name: one that Streamlit puts there itself makes the page run to
    # its end whenever an answer grows.
    with st.bottom:
        line = st.container()
        scope_control(library)
        question = st.chat_input("Ask about your documents", key="question")
    notice = st.empty()
    if error := complaint():
        notice.html(failure_html(error))
    if question is not None:
        _ask(question, library, notice)
    settle(library)
    _dialog(library)  # before the turns: whoever opens a source need not wait for them
    opening, transcript = st.empty(), st.container()
    history_notice(library)  # at the end, where a page of questions opens
    if talk.turns:
        opening.html('<h1 class="fn-hidden">Footnote</h1>')
    else:
        with opening.container():
            _opening(library)
    with transcript:
        others = may_compare(library) if talk.turns else False
        for turn in _shown(talk):
            if turn is not talk.active:
                ended_turn(turn, library, last=turn is talk.turns[-1], others=others)
        export_menu(talk, library)
    if talk.active is None:
        with line:
            status(library)
    else:
        with transcript:
            _follow(talk.active, library, line)


def _dialog(library: Library) -> None:
    """The one that is open, if any is: there can be only one."""
    if choosing():
        scope_dialog(library)
    elif (turn := choosing_rival()) is not None:
        rival_dialog(turn, library)
    elif making_case():
        from rag.ui.case_form import case_dialog  # not needed before

        case_dialog(library)
    elif is_changing():
        past_dialog(library)
    else:
        viewer(library)


def _shown(talk: Conversation) -> list[Turn]:
    """The last turns; earlier ones when asked for, so that a long conversation stays quick."""
    state = st.session_state
    if state.get("shown-from") != talk.id:  # another conversation
        state["shown-from"], state["shown-turns"] = talk.id, TURNS
    hidden = max(0, len(talk.turns) - state["shown-turns"])
    if (wanted := place_aimed_at()) is not None:
        hidden = min(hidden, wanted)
    if hidden:
        st.button(
            f"Show earlier questions ({hidden:,})",
            icon=":material/expand_less:",
            key="earlier",
            type="tertiary",
            on_click=_show_earlier,
        )
    return talk.turns[hidden:]


def _show_earlier() -> None:
    st.session_state["shown-turns"] += TURNS


def _ask(question: str, library: Library, notice: st.delta_generator.DeltaGenerator) -> None:
    try:
        conversation().ask(question, library, choice())
    except QuestionError as error:
        notice.html(f'<p class="fn fn-note" role="alert">{escape(str(error))}</p>')


def _opening(library: Library) -> None:
    """The page before the first question."""
    documents, _ = counts(library)
    indexed = f"<span>{counted(documents, 'document')}</span>" if documents else ""
    name = escape(who(choice(), library.assistant))
    st.html(
        '<div class="fn fn-opening"><h1>Footnote</h1>'
        "<p>Ask your own documents a question. Every sentence of the answer carries a footnote "
        "that opens at the exact words, or you are told that the sources don't say.</p>"
        f'<p class="fn-badges">{indexed}<span>{name}</span></p>'
        f"{notices_html(library.state)}</div>"
    )
    if not documents and library.state.phase != "reading":
        st.html(f'<p class="fn fn-aside">{_EMPTY}</p>')
    examples = library.assistant.examples(without=library.state.leaving, tried=True)
    if not examples and library.state.phase == "reading":
        st.html(f'<p class="fn fn-aside">{_READING}</p>')
    elif not examples and documents and library.state.busy:
        st.html(f'<p class="fn fn-aside">{_TRYING}</p>')
    questions("Questions to begin with", examples, library, "example")


def _follow(turn: Turn, library: Library, line: st.delta_generator.DeltaGenerator) -> None:
    """Show a reply while it arrives. A click ends this script, never the turn; so does what a test
    of the connection has found, to be shown at once."""
    asked(turn, last=True)
    with st.chat_message("assistant"):
        text, doing = st.empty(), st.empty()
        st.button(
            "Stop", icon=":material/stop_circle:", key=f"stop-{turn.number}", on_click=turn.stop
        )
        below = line.empty()
        shown = ""
        while turn.outcome is None and not has_ended():
            if turn.text != shown:
                shown = turn.text
                text.html(partial_html(shown, turn.literal))
            doing.html(_doing(turn))
            below.html(busy_line(library.state) or "<div></div>")
            turn.wait(LOOK)
    st.rerun()


def _doing(turn: Turn) -> str:
    """What the reply is at, in words, with the seconds once it takes a while."""
    if turn.stopping:
        words = "Stopping"
    elif turn.stage == "waiting":
        words = "Your question waits until your documents are read"
    elif (left := turn.waiting) is not None:
        words = f"The model server asks for patience; it is asked again in {math.ceil(left)} s"
    elif awaited := turn.awaiting:
        words = f"Waiting for {awaited}"
    else:
        words = _STAGES.get(turn.stage, "Working")
    seconds = time.monotonic() - turn.started
    clock = f' <span class="fn-clock">{seconds:.0f} s</span>' if seconds >= 2 else ""
    return (
        f'<div class="fn fn-doing" role="status"><span class="fn-pulse"></span>'
        f"<span>{escape(words)}</span>{clock}</div>"
    )
