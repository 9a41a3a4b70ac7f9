"""Adds a grounding case: typed, or begun from a question of this session's conversation."""

from __future__ import annotations

import glob
from collections.abc import Mapping, Sequence

import streamlit as st
from pydantic import ValidationError

from rag.errors import CaseError, RagError
from rag.evaluation.appending import append_case
from rag.evaluation.cases import AnswerExpected, Case, Expectation, Fact, RefusalExpected, Turn
from rag.evaluation.fresh import Fresh
from rag.evaluation.kept import cases_folder
from rag.types import Answer, Support
from rag.ui.conversation import Turn as Asked
from rag.ui.library import Library
from rag.ui.session import complain, conversation

FILE = "added.grounding.yaml"
"""Where cases of the page are put, in the folder of cases."""

_ANSWERED, _REFUSED = "answered", "refused"
_KEYS = ("question", "facts", "sources", "group", "turns")


def case_form(library: Library, known: Sequence[Case]) -> None:
    """Draw it, folded up."""
    sources = {entry.id: entry.source for entry in library.assistant.documents()}
    with st.expander("Add a case", icon=":material/add:", key="case-new"):
        _from_conversation(sources)
        st.text_input("Question", key="new-question")
        expected = st.radio(
            "It is to be", [_ANSWERED, _REFUSED], key="new-expected", horizontal=True
        )
        if expected == _ANSWERED:
            st.text_area(
                "The answer must say",
                key="new-facts",
                height=100,
                placeholder="One a line: words, or a figure such as 3 months",
            )
            st.multiselect(
                "It must cite",
                sorted(sources.values()),
                key="new-sources",
                placeholder="Any document",
            )
        st.text_input("Group", key="new-group", placeholder="None")
        st.button("Keep this case", key="new-keep", on_click=_keep, args=(library, tuple(known)))
    if said := st.session_state.pop("new-kept", ""):
        st.html(f'<p class="fn fn-note" role="status">{said}</p>')


def _from_conversation(sources: Mapping[str, str]) -> None:
    turns = {turn.number: turn for turn in conversation().turns if isinstance(turn.outcome, Answer)}
    if not turns:
        return
    st.selectbox(
        "Begin with a question of your conversation",
        [0, *reversed(turns)],
        key="new-from",
        format_func=lambda number: turns[number].question if number else "None",
        on_change=lambda: _fill(turns.get(st.session_state["new-from"]), sources),
    )


def _fill(turn: Asked | None, sources: Mapping[str, str]) -> None:
    """The form as this turn came out: its question, what was borne out, what was cited."""
    _empty()
    if turn is None or not isinstance(turn.outcome, Answer):
        return
    answer, state = turn.outcome, st.session_state
    state["new-question"] = turn.question
    state["new-expected"] = _REFUSED if answer.refusal is not None else _ANSWERED
    borne_out = [one for one in answer.sentences if one.support is Support.SUPPORTED]
    state["new-facts"] = "\n".join(" ".join(one.text.split()) for one in borne_out if one.citations)
    cited = (sources.get(one.passage.document_id, "") for one in answer.citations)
    state["new-sources"] = [source for source in dict.fromkeys(cited) if source]
    state["new-turns"] = _earlier(turn)


def _earlier(turn: Asked) -> tuple[Turn, ...]:
    """The turns before it, where its question needed them."""
    answer = turn.outcome
    if not isinstance(answer, Answer) or answer.standalone_question == answer.question:
        return ()
    return tuple(
        Turn(user=one.content) if one.role == "user" else Turn(assistant=one.content)
        for one in conversation().history(turn)
    )


def _empty() -> None:
    for key in _KEYS:
        st.session_state.pop(f"new-{key}", None)


def _keep(library: Library, known: Sequence[Case]) -> None:
    """Append the case to the file of those that were added here; what is wrong is said once."""
    settings = library.assistant.settings
    try:
        path = cases_folder(settings) / FILE
        append_case(path, _case(known), corpus=settings.corpus_dir)
    except RagError as error:
        complain(error)
        return
    _empty()
    st.session_state.pop("new-from", None)
    st.session_state["new-kept"] = "The case is kept. It is asked in the next run."


def _case(known: Sequence[Case]) -> Case:
    """The case that the form describes. Raises `CaseError`."""
    state = st.session_state
    question = " ".join(str(state.get("new-question", "")).split())
    if not question:
        raise CaseError("There is no question yet.", hint="Type one, then keep the case.")
    fresh = Fresh({one.id for one in known}, {one.question.lower() for one in known})
    case_id = fresh.id_of(question)
    if not case_id:
        raise CaseError("This question is a case already.", hint="Change its file instead.")
    expectation = Expectation(refusal=RefusalExpected())
    try:
        if state.get("new-expected", _ANSWERED) == _ANSWERED:
            lines = str(state.get("new-facts", "")).splitlines()
            facts = tuple(Fact(text=line.strip()) for line in lines if line.strip())
            cited = tuple(glob.escape(one) for one in state.get("new-sources", ()))
            expectation = Expectation(answer=AnswerExpected(facts=facts, sources=cited))
        group = str(state.get("new-group", "")).strip()
        turns = state.get("new-turns", ())
        return Case(case_id, question, expectation, history=turns, group=group)
    except ValidationError as error:
        why = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise CaseError(f"This is no case yet: {why}.", hint="Correct it and try again.") from None
