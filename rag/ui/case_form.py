"""The one form for a grounding case: typed, or begun from a turn; kept once it is confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import streamlit as st

from rag.errors import RagError
from rag.evaluation.cases import Kind
from rag.evaluation.cases import Turn as Earlier
from rag.evaluation.confirmed import GROUP as RATED
from rag.evaluation.confirmed import Confirmed, keep_case, proposed, scope_of
from rag.evaluation.kept import cases_folder
from rag.markup.render import escape
from rag.markup.words import is_read_otherwise, path_words
from rag.types import Answer
from rag.ui.case_begun import (
    FACTS,
    GROUP,
    KIND,
    OPEN,
    QUESTION,
    SOURCES,
    WRONG,
    begin_case,
    empty_form,
    making_case,
    note_case,
)
from rag.ui.conversation import Turn
from rag.ui.frame import show
from rag.ui.library import Library
from rag.ui.rating import REFUSAL_RIGHT, rating
from rag.ui.session import conversation

FILE = "added.grounding.yaml"
"""Where the cases of the pages are put, in the folder of cases."""

_KEPT = "case-kept"
_KINDS: dict[Kind, str] = {
    "answer": "An answer that says",
    "refusal": "A refusal: the documents do not say it",
    "conflict": "Several values: the documents disagree",
}


def case_button() -> None:
    """What opens the form where there is no turn at hand; and, once, that a case has been kept."""
    st.button("Add a case", icon=":material/add:", key="case-new", on_click=begin_case)
    if kept := st.session_state.pop(_KEPT, ""):
        words = f"Kept as “{escape(kept)}”. It is asked in the next run."
        st.html(f'<p class="fn fn-note" role="status">{words}</p>')


def case_dialog(library: Library) -> None:
    """Draw the form. Nothing is kept until it is confirmed."""
    st.dialog("A grounding case", on_dismiss=_end)(_whole)(library)


def case_file(library: Library) -> Path:
    """Where the cases are kept. Raises `ConfigError` where that is no place."""
    return cases_folder(library.assistant.settings) / FILE


def _turns() -> dict[int, Turn]:
    """The turns of which a case can be made."""
    return {one.number: one for one in conversation().turns if isinstance(one.outcome, Answer)}


def _whole(library: Library) -> None:
    if not making_case():
        st.rerun()
    turns, state = _turns(), st.session_state
    begun = state.get("case-begun", 0) or state[OPEN]
    turn = turns.get(begun)
    sources = {one.id: one.source for one in library.assistant.documents()}
    if turns and not state[OPEN]:
        st.selectbox(
            "Begin with a question of your conversation",
            [0, *reversed(turns)],
            key="case-begun",
            format_func=lambda number: turns[number].question if number else "None",
            on_change=empty_form,
        )
    _prefill(turn, sources)
    st.text_input("Question", key=QUESTION)
    unkeepable = _unkeepable(turn, sources)
    show(_intro(library, turn, unkeepable), key="case-intro")
    kind = st.radio("What is right?", list(_KINDS), key=KIND, format_func=_KINDS.__getitem__)
    if kind != "refusal":
        words = "The values, one in a line" if kind == "conflict" else "It must say, one in a line"
        st.text_area(words, key=FACTS, placeholder="9.5 metres")
    if kind == "answer":
        paths = sorted({*sources.values(), *state.get(SOURCES, ())})
        st.multiselect(
            "It must cite", paths, key=SOURCES, format_func=path_words, placeholder="Any document"
        )
    st.text_input("Group", key=GROUP, placeholder="None")
    if wrong := state.get(WRONG):
        card = f'<div class="fn fn-card fn-failure" role="alert"><p>{escape(wrong)}</p></div>'
        show(card, key="case-wrong-shown")
    act = (turn, library, sources)
    st.button(
        "Keep the case",
        type="primary",
        key="case-keep",
        disabled=bool(unkeepable),
        on_click=_take,
        args=act,
    )


def _unkeepable(turn: Turn | None, sources: Mapping[str, str]) -> str:
    """Why no case can be asked of the documents that the turn was asked of; else empty."""
    try:
        scope_of(turn.within.scope if turn is not None else None, sources)
    except RagError as error:
        return str(error)
    return ""


def _intro(library: Library, turn: Turn | None, unkeepable: str) -> str:
    """What it is asked with, and what will be done with it, if anything can be."""
    if turn is not None and unkeepable:
        return (
            '<div class="fn fn-card fn-failure" role="alert">'
            '<p class="fn-label">This cannot be kept as a case</p>'
            f'<p dir="auto">It was asked of {escape(turn.within.words)}. {escape(unkeepable)}</p>'
            "</div>"
        )
    after = len([one for one in _earlier(turn) if one.user])
    asked = f"Asked after {after:,} earlier of the conversation. " if after else ""
    if turn is not None and turn.within.scope:
        asked += f"Asked of {turn.within.words}. "
    return (
        f'<p class="fn fn-aside" dir="auto">{escape(asked)}It is asked in every run of the page '
        f"Evaluation, and of <code>rag eval {escape(str(case_file(library)))}</code>.</p>"
    )


def _prefill(turn: Turn | None, sources: Mapping[str, str]) -> None:
    """What the turn suggests, once."""
    state = st.session_state
    if QUESTION in state or turn is None or not isinstance(turn.outcome, Answer):
        return
    given = rating(turn)
    right = given is None or given.verdict == "up"
    suggested = proposed(turn.outcome, sources, right=right)
    refusal = given is not None and given.reason in REFUSAL_RIGHT
    state[QUESTION] = turn.question
    state[KIND] = "refusal" if refusal else suggested.kind
    state[FACTS] = "\n".join(suggested.facts)
    state[SOURCES] = list(suggested.sources)
    state[GROUP] = RATED if given is not None else ""


def _earlier(turn: Turn | None) -> tuple[Earlier, ...]:
    """The turns before it, where its question needed them."""
    answer = turn.outcome if turn is not None else None
    if not isinstance(answer, Answer) or not is_read_otherwise(
        answer.question, answer.standalone_question
    ):
        return ()
    return tuple(
        Earlier(user=one.content) if one.role == "user" else Earlier(assistant=one.content)
        for one in conversation().history(turn)
    )


def _take(turn: Turn | None, library: Library, sources: Mapping[str, str]) -> None:
    """Keep what is confirmed; what cannot be kept is said in the form."""
    state = st.session_state
    kind = cast(Kind, state[KIND])
    facts = tuple(str(state.get(FACTS) or "").splitlines()) if kind != "refusal" else ()
    cited = tuple(state.get(SOURCES) or ()) if kind == "answer" else ()
    try:
        case = keep_case(
            case_file(library),
            " ".join(str(state[QUESTION]).split()),
            Confirmed(kind, facts, cited),
            corpus=library.assistant.settings.corpus_dir,
            history=_earlier(turn),
            group=str(state.get(GROUP) or "").strip(),
            scope=scope_of(turn.within.scope if turn is not None else None, sources),
            comment=_comment(turn),
        )
    except RagError as error:
        state[WRONG] = str(error)
        return
    if turn is not None:
        note_case(turn, case.id)
    state[_KEPT] = case.id
    _end()


def _comment(turn: Turn | None) -> str:
    """What a person had said of the answer."""
    given = rating(turn) if turn is not None else None
    if given is None:
        return ""
    return " ".join(filter(None, (f"rated {given.verdict}", given.reason, given.remark)))


def _end() -> None:
    for key in (OPEN, "case-begun", WRONG):
        st.session_state.pop(key, None)
