"""The sidebar: who answers, conversations, how strictly, and the state of the documents."""

from __future__ import annotations

import streamlit as st

from rag.markup.render import escape
from rag.markup.words import counted
from rag.settings import Strictness
from rag.ui.conversation import Conversation
from rag.ui.library import Library
from rag.ui.offered import counts
from rag.ui.past import past
from rag.ui.picker import picker
from rag.ui.session import go_on_with
from rag.ui.status import ago, failed_line, partly_line, report_line, skipped_line

_STRICTNESS = {
    Strictness.QUOTE: "Quote: a sentence that its source does not support is left out.",
    Strictness.STRICT: "Strict: a sentence that its source does not support is marked, and an "
    "answer without any supported sentence is refused.",
    Strictness.OPEN: "Open: a sentence that its source does not support is marked; no answer is "
    "refused for it.",
}


def sidebar(library: Library, *, talks: bool = False) -> None:
    """Draw it, with `talks` the kept conversations too: one is opened on the page that asks.

    The choice of answerer is the session's, so it survives a change of page.
    """
    with st.sidebar:
        st.button(
            "New conversation",
            icon=":material/edit_square:",
            width="stretch",
            key="new-conversation",
            on_click=_begin_anew,
        )
        picker(library)  # before the conversations, which become many
        _strictness(library.assistant.settings.strictness)  # of those who answer
        if talks:
            past(library)
        _documents(library)


def _begin_anew() -> None:
    go_on_with(Conversation())
    st.query_params.clear()


def _strictness(strictness: Strictness) -> None:
    st.html(f'<p class="fn fn-aside">{escape(_STRICTNESS[strictness])}</p>')


def _documents(library: Library) -> None:
    state = library.state
    documents, passages = counts(library)
    lines = [f"{counted(documents, 'document')}, {counted(passages, 'passage')} indexed"]
    if state.phase == "reading":
        lines.append("Being read now")
    elif state.problem is not None:
        lines.append(f"The last sync failed. {state.problem.message}")
    elif state.report is not None and state.finished is not None:
        lines.append(f"Synced {ago(state.finished)}. {report_line(state.report)}")
        if state.report.failed:
            lines.append(f"{failed_line(state.report)}: the page Documents says why")
        if state.report.skipped:
            lines.append(f"{skipped_line(state.report)}: the page Documents says which")
        if state.report.remarks:
            lines.append(f"{partly_line(state.report)}: the page Documents says which")
    facts = "".join(f"<p>{escape(line)}</p>" for line in lines)
    st.html(f'<div class="fn fn-facts"><h2>Documents</h2>{facts}</div>')
    st.button(
        "Sync now",
        icon=":material/sync:",
        width="stretch",
        key="sync",
        disabled=state.phase != "idle",
        on_click=library.begin,
    )
