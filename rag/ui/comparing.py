"""The same question answered by another: who that is to be, and the two answers side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from rag.errors import RagError
from rag.markup.render import escape
from rag.types import Answer, Refusal
from rag.ui.cards import answer_html, failure_html, partial_html, refusal_html, stopped_html
from rag.ui.conversation import Stopped, Turn
from rag.ui.frame import show
from rag.ui.library import Library
from rag.ui.offers import CONFIGURED, QUOTES, Choice, Offer, who
from rag.ui.session import conversation, typed_addresses
from rag.ui.source_list import paths_of
from rag.ui.status import POLL

Opens = Callable[[Turn, Library, object], None]
"""Opens what a click on an answer's footnotes names."""

_OPEN, _SERVER = "comparing", "compare-server"
_INTRO = (
    "The question is asked again, with the same turns before it and of the same documents. "
    "Both answers stand side by side until you keep one."
)


def may_compare(library: Library) -> bool:
    """Is there anybody else to ask?"""
    offers = library.offers(typed_addresses())
    return len(offers) > 1 or any(len(one.models or ()) > 1 for one in offers)


def begin_comparing(turn: Turn) -> None:
    """Open the choice of who is to answer this turn's question too."""
    st.session_state[_OPEN] = turn.number
    st.session_state.pop(_SERVER, None)


def choosing_rival() -> Turn | None:
    """The turn for which that is being chosen."""
    number = st.session_state.get(_OPEN)
    return next((one for one in conversation().turns if one.number == number), None)


def rival_dialog(turn: Turn, library: Library) -> None:
    """Draw the choice."""
    dialog = st.dialog("Answer again with", on_dismiss=_end)
    dialog(_choice)(turn, library)


def _end() -> None:
    st.session_state.pop(_OPEN, None)


def _choice(turn: Turn, library: Library) -> None:
    if choosing_rival() is None:  # a button has closed it; only the dialog is drawn again by itself
        st.rerun()
    show(f'<p class="fn fn-aside">{_INTRO}</p>', key="compare-intro")
    made = {offer.place: offer for offer in library.offers(typed_addresses())}
    others = [place for place in made if place != turn.choice.place] or list(made)
    if st.session_state.get(_SERVER) not in made:
        st.session_state[_SERVER] = others[0]
    place = st.selectbox("Server", list(made), key=_SERVER, format_func=lambda one: made[one].label)
    is_open = place != QUOTES and not library.assistant.settings.lock_server
    model = _model(library, made[place]) if is_open else ""
    st.button(
        "Answer again",
        type="primary",
        key="compare-begin",
        on_click=partial(_begin, turn, library, Choice(place, model)),
    )


def _model(library: Library, offer: Offer) -> str:
    """The model of that server, empty for its own; any name can be typed."""
    if offer.models is None and offer.place != CONFIGURED:
        library.list_models(Choice(offer.place))
    if offer.models is None and library.is_asking(offer.place):
        st.fragment(_await, run_every=POLL)(library, offer.place)
    picked = st.selectbox(
        "Model",
        offer.models or (),
        key=f"compare-model-{offer.place}",
        index=0 if offer.models else None,
        accept_new_options=True,
        placeholder="Its own; or pick or type one",
    )
    return (picked or "").strip()


def _await(library: Library, place: str) -> None:
    if not library.is_asking(place):
        st.rerun()
    st.html('<p class="fn fn-aside" role="status">Asking for its models…</p>')


def _begin(turn: Turn, library: Library, chosen: Choice) -> None:
    conversation().ask_again(turn, library, chosen)
    _end()


def rivals(turn: Turn, rival: Turn, library: Library, opens: Opens) -> None:
    """Draw a turn's answer and its rival's, with a button below each to keep it."""
    st.html('<p class="fn fn-label fn-rivals">Two answers to one question: keep one</p>')
    columns = st.columns(2, gap="medium")
    for place, one in enumerate((turn, rival)):
        with columns[place], st.container(key=f"rival-{place}-{turn.number}"):
            _rival(one, library, opens)
            _keep(turn, one, place, library)


def _rival(one: Turn, library: Library, opens: Opens) -> None:
    """Who answers, and what came of it or has come so far."""
    st.html(f'<p class="fn fn-label" dir="auto">{escape(who(one.choice, library.assistant))}</p>')
    match one.outcome:
        case Answer(refusal=Refusal() as refusal) as answer:
            html = refusal_html(refusal, answer, narrowed=bool(one.within.scope))
            st.html(html + _seconds(answer))
        case Answer() as answer:
            key = f"rival-answer-{one.number}"
            html = answer_html(answer, paths_of(answer, library))
            show(html, key=key, on_open=partial(opens, one, library))
        case RagError() as error:
            st.html(failure_html(error))
        case Stopped(text, literal):
            st.html(stopped_html(text, literal))
        case None:
            st.fragment(_arriving, run_every=POLL)(one)


def _seconds(answer: Answer) -> str:
    """How long a refusal took; one that a model made says so itself."""
    if answer.refusal is None or answer.refusal.reason != "no_evidence":
        return ""
    return f'<p class="fn fn-signature">{answer.timings.total:.1f} s</p>'


def _arriving(rival: Turn) -> None:
    if rival.outcome is not None:
        st.rerun()
    text = rival.text
    st.html(partial_html(text, rival.literal) if text else "<div></div>")
    st.html(
        '<div class="fn fn-doing" role="status"><span class="fn-pulse"></span>'
        "<span>Answering</span></div>"
    )


def _keep(turn: Turn, one: Turn, place: int, library: Library) -> None:
    words = "Stop" if one.outcome is None else "Keep this answer"
    act = one.stop if one.outcome is None else partial(conversation().keep, turn, one, library)
    usable = one.outcome is None or isinstance(one.outcome, Answer)
    if usable:
        st.button(words, key=f"keep-{place}-{turn.number}", width="stretch", on_click=act)
