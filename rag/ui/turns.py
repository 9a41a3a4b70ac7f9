"""A turn as the page shows it: its question, how it ended, and what can be done about it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from rag.errors import ConfigError, ModelError, QuestionError, RagError
from rag.markup.render import escape, label
from rag.markup.words import ASK_INSTEAD, QUOTES_LABEL
from rag.types import Answer, Refusal
from rag.types.messages import ended_early
from rag.ui.account import account_html, words_at
from rag.ui.actions import actions
from rag.ui.addresses import aimed, aimed_at, open_source
from rag.ui.cards import (
    answer_html,
    failure_html,
    parse_places,
    partial_html,
    question_html,
    refusal_html,
    stopped_html,
)
from rag.ui.comparing import rivals
from rag.ui.conversation import Stopped, Turn
from rag.ui.frame import Place, show
from rag.ui.library import Library
from rag.ui.offers import QUOTES, Choice, who
from rag.ui.session import choice, conversation, open_quotes
from rag.ui.source_list import paths_of
from rag.ui.status import POLL
from rag.ui.within import ALL, Within

_LEFT_OVER = 3
"""Places under a turn where the page would keep what it showed while the reply arrived, such as
the button to stop it, for as long as the next question's reply does."""


def questions(
    title: str,
    questions: tuple[str, ...],
    library: Library,
    key: str,
    within: Within | None = None,
) -> None:
    """Questions to ask with a click, as they were tried: by themselves, `within` these documents
    or what the conversation is asked of."""
    if not questions:
        return
    st.html(f'<p class="fn fn-label">{escape(title)}</p>')
    with st.container(key=f"questions-{key}", gap="xsmall"):
        for number, question in enumerate(questions):
            st.button(
                label(question),
                key=f"{key}-{number}",
                width="stretch",
                on_click=partial(_ask_alone, question, library, within),
            )


def _ask_alone(question: str, library: Library, within: Within | None) -> None:
    conversation().ask(question, library, choice(), within, alone=True)


def ended_turn(turn: Turn, library: Library, *, last: bool, others: bool) -> None:
    """A turn that is not being followed: how it ended, or what it has while it is ending."""
    asked(turn, last=last)
    with st.chat_message("assistant"):
        if rival := conversation().rivals.get(turn.number):
            rivals(turn, rival, library, _open)
            return
        place: Place | None = "question" if last and not aimed() else None
        match turn.outcome:
            case Answer() as answer:
                _answered(turn, answer, library, place)
                actions(turn, answer, library, again=others)
                if html := account_html(answer):
                    looks = partial(_look, answer)
                    show(html, key=f"account-{turn.number}", on_open=looks)
            case RagError() as error:
                st.html(failure_html(error))
                if not isinstance(error, QuestionError):
                    _retry(turn, library, quotes=isinstance(error, ModelError | ConfigError))
            case Stopped(text, literal):
                st.html(stopped_html(text, literal))
                _retry(turn, library, quotes=not text.strip())
            case None:
                st.html(partial_html(turn.text, turn.literal))
        if not turn.ended:
            st.fragment(_await_end, run_every=POLL)(turn)
        for _ in range(_LEFT_OVER):
            st.empty()


def _answered(turn: Turn, answer: Answer, library: Library, place: Place | None) -> None:
    """An answer or a refusal, and what can be asked in its place; again, if it broke off."""
    if (refusal := answer.refusal) is None:
        html = answer_html(answer, paths_of(answer, library))
        opens = partial(_open, turn, library)
        show(html, key=f"answer-{turn.number}", on_open=opens, scroll_to=place)
    else:
        html = refusal_html(refusal, answer, narrowed=bool(turn.within.scope))
        show(html, key=f"refusal-{turn.number}", scroll_to=place)
        _widen(turn, library, refusal)
    if ended_early(answer.note) or (refusal is not None and answer.failure):
        _retry(turn, library, quotes=True)
    if refusal is not None:
        key = f"suggestion-{turn.number}"
        questions(ASK_INSTEAD, refusal.suggestions, library, key, turn.within)


def asked(turn: Turn, *, last: bool) -> None:
    """The question of a turn, and how it was read where it leaned on those before it."""
    outcome = turn.outcome
    read_as = outcome.standalone_question if isinstance(outcome, Answer) else ""
    with st.chat_message("user"):
        place: Place | None = "start" if last else None
        if aimed():
            place = "aim" if aimed_at(turn) else None
        html = question_html(turn.question, turn.within.words, read_as)
        show(html, key=f"question-{turn.number}", scroll_to=place)


def _widen(turn: Turn, library: Library, refusal: Refusal) -> None:
    """A refusal that only speaks for some documents says so, unless there are none, and all can be
    asked."""
    if not turn.within.scope:
        return

    def again() -> None:
        conversation().ask(turn.question, library, choice(), Within(), alone=turn.alone)

    if refusal.reason != "empty_corpus":
        st.html('<p class="fn fn-note">Only a part of your documents was asked.</p>')
    st.button(f"Ask {ALL.lower()}", key=f"widen-{turn.number}", on_click=again)


def _await_end(turn: Turn) -> None:
    """A stopped turn may still end by itself, with a checked answer: then show that."""
    if turn.ended:
        st.rerun()


def _retry(turn: Turn, library: Library, *, quotes: bool) -> None:
    """Buttons to ask again: as chosen now and, with `quotes`, without the model that was asked."""

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


def _look(answer: Answer, clicked: object) -> None:
    """Open the document of a likely sentence, which need not be in the answer, there."""
    open_quotes(answer, words_at(clicked, answer))


def _open(turn: Turn, library: Library, clicked: object) -> None:
    """Open the document of a clicked footnote at its words."""
    if isinstance(turn.outcome, Answer):
        open_source(turn, parse_places(clicked, turn.outcome), library)
