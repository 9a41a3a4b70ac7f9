"""The page where questions are asked and answers are read."""

from __future__ import annotations

import math
import time
from functools import partial

import streamlit as st

from rag.errors import ConfigError, ModelError, QuestionError, RagError
from rag.types import Answer, Refusal
from rag.ui.account import account_html
from rag.ui.cards import (
    answer_html,
    failure_html,
    parse_places,
    partial_html,
    question_html,
    refusal_html,
    stopped_html,
)
from rag.ui.conversation import Conversation, Stopped, Turn
from rag.ui.frame import LibraryProvider, Place, page, show
from rag.ui.library import Library
from rag.ui.offers import QUOTES, QUOTES_LABEL, Choice, who
from rag.ui.render import escape, label
from rag.ui.scoping import choosing, scope_control, scope_dialog
from rag.ui.session import Opened, choice, conversation, open_document
from rag.ui.sidebar import sidebar
from rag.ui.status import POLL, busy_line, notices_html, status
from rag.ui.viewer import viewer
from rag.ui.within import ALL, Within

TURNS = 12
"""Turns that are shown at once; as many more with each click. Each costs the page some work."""

LOOK = 0.08
"""Seconds between two looks at a reply that is arriving."""

_LEFT_OVER = 3
"""Places under a turn where the page would keep what it showed while the reply arrived, such as
the button to stop it, for as long as the next question's reply does."""

_EMPTY = "There are no documents yet. The page Documents is the place to add some."
_STAGES = {
    "starting": "Searching your documents",
    "searching": "Searching your documents",
    "answering": "Writing the answer",
    "checking": "Checking every sentence against its source",
    "done": "Checking every sentence against its source",
}


def chat_page(provider: LibraryProvider) -> None:
    """Draw the page over the provider's library."""
    page(provider, _chat)


def _chat(library: Library) -> None:
    talk = conversation()
    sidebar(library)  # before the input: whoever can type finds no button of the page they left
    with st.bottom:
        line = st.container()
        scope_control(library)
    question = st.chat_input("Ask about your documents", key="question")
    notice = st.empty()
    if question is not None:
        _ask(question, library, notice)
    opening, transcript = st.empty(), st.container()
    if talk.turns:
        opening.html('<h1 class="fn-hidden">Footnote</h1>')
    else:
        with opening.container():
            _opening(library)
    with transcript:
        for turn in _shown(talk):
            if turn is not talk.active:
                _turn(turn, library, last=turn is talk.turns[-1])
    if choosing():
        scope_dialog(library)
    else:
        viewer(library)
    if talk.active is None:
        with line:
            status(library)
    else:
        with transcript:
            _follow(talk.active, library, line)


def _shown(talk: Conversation) -> list[Turn]:
    """The last turns; earlier ones when asked for, so that a long conversation stays quick."""
    state = st.session_state
    first = talk.turns[0].number if talk.turns else 0
    if state.get("shown-from") != first:  # another conversation
        state["shown-from"], state["shown-turns"] = first, TURNS
    hidden = max(0, len(talk.turns) - state["shown-turns"])
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
    stats = library.assistant.stats()
    count = "1 document" if stats.documents == 1 else f"{stats.documents:,} documents"
    indexed = f"<span>{count}</span>" if stats.documents else ""
    name = escape(who(choice(), library.assistant))
    st.html(
        '<div class="fn fn-opening"><h1>Footnote</h1>'
        "<p>Ask your own documents a question. Every sentence of the answer carries a footnote "
        "that opens at the exact words, or you are told that the sources don't say.</p>"
        f'<p class="fn-badges">{indexed}<span>{name}</span></p>'
        f"{notices_html(library.state)}</div>"
    )
    if not stats.documents and library.state.phase != "reading":
        st.html(f'<p class="fn fn-aside">{_EMPTY}</p>')
    examples = library.assistant.examples()
    if not examples and library.state.phase == "reading":
        st.html('<p class="fn fn-aside">Questions to begin with appear once they are read.</p>')
    _questions("Questions to begin with", examples, library, "example")


def _questions(title: str, questions: tuple[str, ...], library: Library, key: str) -> None:
    """Questions to ask with a click."""
    if not questions:
        return
    st.html(f'<p class="fn fn-label">{escape(title)}</p>')
    with st.container(key=f"questions-{key}", gap="xsmall"):
        for number, question in enumerate(questions):
            st.button(
                label(question),
                key=f"{key}-{number}",
                width="stretch",
                on_click=partial(_ask_again, question, library),
            )


def _ask_again(question: str, library: Library) -> None:
    conversation().ask(question, library, choice())


def _turn(turn: Turn, library: Library, *, last: bool) -> None:
    """A turn that is not being followed: how it ended, or what it has while it is ending."""
    _question(turn, last=last)
    with st.chat_message("assistant"):
        match turn.outcome:
            case Answer(refusal=Refusal() as refusal) as answer:
                st.html(refusal_html(refusal, answer))
                _widen(turn, library)
                key = f"suggestion-{turn.number}"
                _questions("You could ask instead", refusal.suggestions, library, key)
                _account(answer, turn)
            case Answer() as answer:
                place: Place | None = "question" if last else None
                opens = partial(_open, answer)
                key = f"answer-{turn.number}"
                show(answer_html(answer), key=key, on_open=opens, scroll_to=place)
                _account(answer, turn)
            case RagError() as error:
                st.html(failure_html(error))
                if not isinstance(error, QuestionError):
                    _retry(turn, library, quotes=isinstance(error, ModelError | ConfigError))
            case Stopped(text):
                st.html(stopped_html(text))
                _retry(turn, library, quotes=not text.strip())
            case None:
                st.html(partial_html(turn.text))
        if not turn.ended:
            st.fragment(_await_end, run_every=POLL)(turn)
        for _ in range(_LEFT_OVER):
            st.empty()


def _question(turn: Turn, *, last: bool) -> None:
    with st.chat_message("user"):
        place: Place | None = "start" if last else None
        html = question_html(turn.question, turn.within.words)
        show(html, key=f"question-{turn.number}", scroll_to=place)


def _widen(turn: Turn, library: Library) -> None:
    """A refusal that only speaks for some documents says so, and all can be asked."""
    if not turn.within.scope:
        return

    def again() -> None:
        conversation().ask(turn.question, library, choice(), Within())

    st.html('<p class="fn fn-note">Only a part of your documents was asked.</p>')
    st.button(f"Ask {ALL.lower()}", key=f"widen-{turn.number}", on_click=again)


def _account(answer: Answer, turn: Turn) -> None:
    """How it came about, for whoever wants to know."""
    if html := account_html(answer):
        show(html, key=f"account-{turn.number}")


def _await_end(turn: Turn) -> None:
    """A stopped turn may still end by itself, with a checked answer: then show that."""
    if turn.ended:
        st.rerun()


def _retry(turn: Turn, library: Library, *, quotes: bool) -> None:
    """Buttons to ask again: as chosen now and, with `quotes`, without the model that failed."""

    def again(chosen: Choice | None) -> None:
        conversation().retry(turn, library, chosen or choice())

    with st.container(horizontal=True, key=f"again-{turn.number}"):
        key = f"retry-{turn.number}"
        st.button("Try again", icon=":material/refresh:", key=key, on_click=again, args=(None,))
        if quotes and who(turn.choice, library.assistant) != QUOTES_LABEL:
            st.button(
                "Answer with quotes only",
                icon=":material/format_quote:",
                key=f"quotes-{turn.number}",
                on_click=again,
                args=(Choice(QUOTES),),
            )


def _open(answer: Answer, clicked: object) -> None:
    """Open the document of a clicked footnote at its words."""
    cited = parse_places(clicked, answer)
    if not cited:
        return
    document_id = cited[0].passage.document_id
    cited = tuple(one for one in cited if one.passage.document_id == document_id)
    also = tuple(one for one in answer.citations if one.passage.document_id == document_id)
    open_document(Opened(document_id, cited, also))


def _follow(turn: Turn, library: Library, line: st.delta_generator.DeltaGenerator) -> None:
    """Show a reply while it arrives. A click ends this script, never the turn."""
    _question(turn, last=True)
    with st.chat_message("assistant"):
        text, doing = st.empty(), st.empty()
        st.button(
            "Stop", icon=":material/stop_circle:", key=f"stop-{turn.number}", on_click=turn.stop
        )
        below = line.empty()
        shown = ""
        while turn.outcome is None:
            if turn.text != shown:
                shown = turn.text
                text.html(partial_html(shown))
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
    else:
        words = _STAGES.get(turn.stage, "Working")
    seconds = time.monotonic() - turn.started
    clock = f' <span class="fn-clock">{seconds:.0f} s</span>' if seconds >= 2 else ""
    return (
        f'<div class="fn fn-doing" role="status"><span class="fn-pulse"></span>'
        f"<span>{escape(words)}</span>{clock}</div>"
    )
