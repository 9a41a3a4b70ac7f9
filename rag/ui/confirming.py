"""The dialog in which a person confirms what is right, and an answer becomes a grounding case."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import streamlit as st

from rag.errors import CaseError
from rag.evaluation.cases import Kind
from rag.evaluation.confirmed import Confirmed, keep_case, proposed, scope_of
from rag.types import Answer
from rag.ui.conversation import Turn
from rag.ui.frame import show
from rag.ui.library import Library
from rag.ui.rating import rating
from rag.ui.render import escape
from rag.ui.session import conversation

FILE = "feedback.grounding.yaml"
"""The cases of a data folder, in it."""

_OPEN, _WRONG, _CASES = "confirming", "confirming-wrong", "cases-made"
_KINDS: dict[Kind, str] = {
    "answer": "An answer that says",
    "refusal": "A refusal: the documents do not say it",
    "conflict": "Several values: the documents disagree",
}
_QUESTION, _KIND, _FACTS, _SOURCES = "case-question", "case-kind", "case-facts", "case-sources"


def begin_confirming(turn: Turn) -> None:
    """Open the dialog on this turn, with what its answer suggests."""
    st.session_state[_OPEN] = turn.number
    for key in (_QUESTION, _KIND, _FACTS, _SOURCES, _WRONG):
        st.session_state.pop(key, None)


def confirming() -> Turn | None:
    """The turn that is being made a case."""
    number = st.session_state.get(_OPEN)
    return next((one for one in conversation().turns if one.number == number), None)


def kept_case(turn: Turn) -> str:
    """The id of the case that was made of it in this session, or empty."""
    return _cases().get(turn.id, "")


def case_dialog(turn: Turn, library: Library) -> None:
    """Draw the dialog. Nothing is kept until it is confirmed."""
    dialog = st.dialog("A grounding case", on_dismiss=_end)
    dialog(_whole)(turn, library)


def case_file(library: Library) -> Path:
    """Where the cases are kept."""
    return Path(library.assistant.settings.data_dir) / FILE


def _whole(turn: Turn, library: Library) -> None:
    answer = turn.outcome
    if confirming() is None or not isinstance(answer, Answer):
        st.rerun()
    show(_intro(case_file(library)), key="case-intro")
    sources = {one.id: one.source for one in library.assistant.documents()}
    _prefill(turn, answer, sources)
    st.text_input("Question", key=_QUESTION)
    kind = st.radio("What is right?", list(_KINDS), key=_KIND, format_func=_KINDS.__getitem__)
    if kind != "refusal":
        words = "The values, one in a line" if kind == "conflict" else "It must say, one in a line"
        st.text_area(words, key=_FACTS, placeholder="9.5 metres")
    if kind == "answer":
        paths = sorted({*sources.values(), *st.session_state.get(_SOURCES, ())})
        st.multiselect("It must cite", paths, key=_SOURCES, placeholder="Any document")
    if wrong := st.session_state.get(_WRONG):
        card = f'<div class="fn fn-card fn-failure" role="alert"><p>{escape(wrong)}</p></div>'
        show(card, key="case-wrong")
    st.button(
        "Keep the case", type="primary", key="case-keep", on_click=_take, args=(turn, library)
    )


def _intro(path: Path) -> str:
    return (
        '<p class="fn fn-aside">Confirm what is right, and it is asked again whenever you run '
        f"<code>rag eval {escape(str(path))}</code>.</p>"
    )


def _prefill(turn: Turn, answer: Answer, sources: dict[str, str]) -> None:
    """What the answer suggests, once."""
    state = st.session_state
    if _QUESTION in state:
        return
    given = rating(turn)
    suggested = proposed(answer, sources, right=given is None or given.verdict == "up")
    wanted_refusal = given is not None and given.reason == "should have refused"
    state[_QUESTION] = answer.standalone_question or turn.question
    state[_KIND] = "refusal" if wanted_refusal else suggested.kind
    state[_FACTS] = "\n".join(suggested.facts)
    state[_SOURCES] = list(suggested.sources)


def _take(turn: Turn, library: Library) -> None:
    """Keep what is confirmed; what cannot be kept is said in the dialog."""
    state = st.session_state
    kind = cast(Kind, state[_KIND])
    facts = tuple(str(state.get(_FACTS) or "").splitlines()) if kind != "refusal" else ()
    cited = tuple(state.get(_SOURCES) or ()) if kind == "answer" else ()
    question = " ".join(str(state[_QUESTION]).split())
    sources = {one.id: one.source for one in library.assistant.documents()}
    try:
        if not question:
            raise CaseError("A case has a question.")
        case = keep_case(
            case_file(library),
            question,
            Confirmed(kind, facts, cited),
            corpus=library.assistant.settings.corpus_dir,
            scope=scope_of(turn.within.scope, sources),
            comment=_comment(turn),
        )
    except CaseError as error:
        state[_WRONG] = str(error)
        return
    _cases()[turn.id] = case.id
    _end()


def _comment(turn: Turn) -> str:
    """What a person had said of the answer."""
    given = rating(turn)
    if given is None:
        return ""
    return " ".join(filter(None, (f"rated {given.verdict}", given.reason, given.remark)))


def _end() -> None:
    st.session_state.pop(_OPEN, None)
    st.session_state.pop(_WRONG, None)


def _cases() -> dict[str, str]:
    return cast("dict[str, str]", st.session_state.setdefault(_CASES, {}))
