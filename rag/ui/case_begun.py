"""Whether the form for a grounding case is open, on which turn, and what came of it.

The form itself is `case_form`, which is imported when it opens: what reads and writes cases takes
longer to import than the page has until it is seen.
"""

from __future__ import annotations

from typing import cast

import streamlit as st

from rag.ui.conversation import Turn

OPEN = "case-from"
"""The key of the turn's number, 0 for none; there while the form is open."""

QUESTION, KIND, FACTS, SOURCES = "case-question", "case-kind", "case-facts", "case-sources"
GROUP, WRONG = "case-group", "case-wrong"
_FIELDS = (QUESTION, KIND, FACTS, SOURCES, GROUP, WRONG)
_CASES = "cases-made"


def begin_case(turn: Turn | None = None) -> None:
    """Open the form: on this turn, with what its answer suggests, or empty."""
    empty_form()
    st.session_state[OPEN] = turn.number if turn is not None else 0


def making_case() -> bool:
    """Is the form open?"""
    return OPEN in st.session_state


def empty_form() -> None:
    """Have nothing in its fields."""
    for key in _FIELDS:
        st.session_state.pop(key, None)


def kept_case(turn: Turn) -> str:
    """The id of the case that was made of it in this session, or empty."""
    return _cases().get(turn.id, "")


def note_case(turn: Turn, name: str) -> None:
    """Remember that a case of this id was made of it."""
    _cases()[turn.id] = name


def _cases() -> dict[str, str]:
    return cast("dict[str, str]", st.session_state.setdefault(_CASES, {}))
