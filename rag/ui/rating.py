"""What a person thinks of an answer: up, or down with a reason; kept with all that led to it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import streamlit as st
from pydantic import ValidationError

from rag.errors import RagError
from rag.types import Answer
from rag.ui.conversation import Turn
from rag.ui.library import Library
from rag.ui.offers import who
from rag.ui.session import complain, conversation
from rag.ui.trace import read_trace, trace

log = logging.getLogger(__name__)

Verdict = Literal["up", "down"]
Reason = Literal[
    "",
    "wrong source",
    "unsupported",
    "incomplete",
    "should have refused",
    "should have answered",
    "misread",
    "useless offers",
]

REASONS: Mapping[Reason, str] = {
    "wrong source": "The source is the wrong one",
    "unsupported": "The source does not say that",
    "incomplete": "Something is missing",
    "should have refused": "It should have refused",
    "should have answered": "The answer is in the documents",
    "misread": "The question was taken for another",
    "useless offers": "The questions offered instead are of no use",
}
REFUSAL_RIGHT: tuple[Reason, ...] = ("should have refused", "useless offers")
"""With these reasons a refusal was right, or would have been."""

_KEPT = (
    "It is kept in Footnote's own data, with the answer and how it came about; it is sent nowhere."
)
_MOST_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Rating:
    """A person's verdict. `reason` and `remark` say more of a "down"; both may be empty."""

    verdict: Verdict
    reason: Reason = ""
    remark: str = ""


def rating(turn: Turn) -> Rating | None:
    """What was thought of this turn, if anything was said."""
    return _ratings().get(turn.id)


def rate(turn: Turn, library: Library, given: Rating) -> None:
    """Keep what a person thinks of it, in place of what they thought before, with its trace.

    Where it cannot be kept on disk, the page says so, once; the session remembers it all the same.
    """
    _ratings()[turn.id] = given
    answer, talk = turn.outcome, conversation().id
    if library.ratings is None or not isinstance(answer, Answer) or talk in library.deleted:
        return
    way = trace(
        answer,
        library.assistant.settings,
        who=who(turn.choice, library.assistant),
        within=turn.within.words,
        scope=turn.within.scope,
        remark=given.remark,
    )
    try:
        library.ratings.rate(turn.id, given.verdict, given.reason, way, talk)
        if talk in library.deleted:  # meanwhile
            library.ratings.forget({turn.id})
    except RagError as error:
        complain(error)


def take_back(turn: Turn, library: Library) -> None:
    """Erase what a person thought of it. Where that fails, the page says so, once."""
    try:
        if library.ratings is not None:
            library.ratings.forget({turn.id})
    except RagError as error:
        complain(error)
    else:
        _ratings().pop(turn.id, None)


def recall_ratings(turns: Sequence[Turn], library: Library) -> None:
    """Have the session know what was thought of these turns before."""
    if library.ratings is None:
        return
    try:
        kept = library.ratings.ratings({turn.id for turn in turns})
    except OSError:
        log.exception("What was thought of answers cannot be read")
        return
    for one in kept:
        _ratings()[one.turn] = Rating(
            "up" if one.verdict == "up" else "down",
            cast(Reason, one.reason) if one.reason in REASONS else "",
            _remark(one.trace),
        )


def _remark(way: str) -> str:
    try:
        return read_trace(way).remark
    except ValidationError:
        return ""


def reasons(answer: Answer) -> tuple[Reason, ...]:
    """What can be wrong with it."""
    if answer.refusal is not None:
        offers: tuple[Reason, ...] = ("useless offers",) if answer.refusal.suggestions else ()
        return ("should have answered", "misread", *offers)
    return ("wrong source", "unsupported", "incomplete", "misread", "should have refused")


def reason_form(turn: Turn, answer: Answer, library: Library) -> None:
    """Ask what was wrong, below an answer that was rated down and has no reason yet."""
    given = rating(turn)
    if given is None or given.verdict != "down" or given.reason:
        return
    key = f"reason-{turn.number}"

    def send() -> None:
        picked = cast(Reason, st.session_state.get(key) or "")
        remark = str(st.session_state.get(f"{key}-remark") or "").strip()
        rate(turn, library, Rating("down", picked, remark))

    with st.form(f"{key}-form"):
        st.radio(
            "What was wrong?",
            reasons(answer),
            key=key,
            format_func=lambda one: REASONS[one],
            index=None,
        )
        st.text_input(
            "Remark (optional)",
            key=f"{key}-remark",
            max_chars=_MOST_CHARACTERS,
            placeholder="What would have been right?",
        )
        st.html(f'<p class="fn fn-aside">{_KEPT}</p>')
        st.form_submit_button("Keep the reason", on_click=send)


def _ratings() -> dict[str, Rating]:
    return cast("dict[str, Rating]", st.session_state.setdefault("ratings", {}))
