"""Who answers: pick a server, pick a model of it or type one, and test the connection.

A list's value is set before it is drawn, each time: on another page Streamlit takes it for a new
one, which would begin with its first entry.
"""

from __future__ import annotations

import streamlit as st

from rag.markup.render import escape
from rag.markup.words import QUOTES_LABEL
from rag.settings.profiles import PICKED, checked_address
from rag.ui.library import HERE, Library
from rag.ui.offers import CONFIGURED, QUOTES, Choice, Offer, host_of, is_here, known_place, who
from rag.ui.session import add_address, choice, choose, typed_addresses
from rag.ui.status import POLL
from rag.ui.trial import trial

_ELSEWHERE = "elsewhere"
_LOOKED, _SERVER, _ADDRESS, _WRONG, _PENDING = (
    "servers-looked-for",
    "server-choice",
    "server-address",
    "server-address-wrong",
    "server-address-pending",
)
_HELP = (
    "Quotes need no server. Model servers on this machine are found by themselves; others come "
    "from RAG_BASE_URL and RAG_SERVERS, or are typed."
)
_FIXED = "The operator has fixed the server and its model (RAG_LOCK_SERVER)."


def picker(library: Library) -> None:
    """Draw it. The choice is the session's: it survives a change of page, and of conversation."""
    if library.assistant.settings.lock_server:
        _fixed(library)
    else:
        _look(library)
        _server(library)
    typing = st.session_state.get(_SERVER) == _ELSEWHERE
    if not typing and who(choice(), library.assistant) != QUOTES_LABEL:
        trial(library, choice())


def _look(library: Library) -> None:
    """Once a session: a server may have been started since the last one began."""
    if _LOOKED not in st.session_state:
        st.session_state[_LOOKED] = True
        library.look()


def _fixed(library: Library) -> None:
    """The configured server with its model, or quotes: where there is a server at all."""
    made = {offer.place: offer for offer in library.offers()}
    place = choice().place if choice().place in made else next(iter(made))
    if len(made) > 1:
        st.session_state[_SERVER] = place
        place = st.selectbox(
            "Server",
            list(made),
            key=_SERVER,
            format_func=lambda one: made[one].label,
            on_change=_pick,
        )
    choose(Choice(place))
    name = escape(who(choice(), library.assistant))
    said = "" if place == QUOTES and len(made) > 1 else f"<h2>Model</h2><p>{name}</p>"
    st.html(f'<div class="fn fn-facts">{said}<p>{_FIXED}</p></div>')


def _server(library: Library) -> None:
    looking = HERE in library.state.looking
    made = {offer.place: offer for offer in library.offers(_remembered())}
    if choice().place not in made:
        choose(Choice(next(iter(made))))
    places = [*made, _ELSEWHERE]
    shown = st.session_state.get(_SERVER)
    st.session_state[_SERVER] = shown if shown in places else choice().place
    picked = st.selectbox(
        "Server",
        places,
        key=_SERVER,
        format_func=lambda place: made[place].label if place in made else "Another address…",
        on_change=_pick,
        help=_HELP,
    )
    if picked == _ELSEWHERE:
        _address(library)
        return
    if looking:
        st.fragment(_await, run_every=POLL)(library, HERE)
    if picked != QUOTES:
        _model(library, made[picked])


def _remembered() -> tuple[str, ...]:
    """Addresses to offer whatever is found now: nobody takes a server's place in silence."""
    chosen = choice().place
    return (*typed_addresses(), *([chosen] if chosen.startswith("http") else []))


def _pick() -> None:
    """Another server was picked: its own model answers until one is picked too."""
    place = st.session_state[_SERVER]
    st.session_state.pop(_PENDING, None)
    st.session_state.pop(_WRONG, None)
    if place != _ELSEWHERE:
        choose(Choice(place))


def _model(library: Library, offer: Offer) -> None:
    """The models of the chosen server, once they are known; any name can be typed."""
    key = f"model-choice-{offer.place}"
    chosen = st.session_state.get(key) or choice().model
    names = tuple(dict.fromkeys([*(offer.models or ()), *filter(None, [chosen])]))
    st.session_state[key] = chosen or (names[0] if names else None)
    listing = offer.models is None
    picked = st.selectbox(
        "Model",
        names,
        key=key,
        accept_new_options=True,
        placeholder="Pick or type a model" if names else "Type the model's name",
    )
    choose(Choice(offer.place, (picked or "").strip()))
    if listing:
        if offer.place != CONFIGURED:
            library.list_models(choice())
        st.fragment(_await, run_every=POLL)(library, offer.place)


def _await(library: Library, place: str) -> None:
    """Draw the page again once this place has been asked."""
    if not library.is_asking(place):
        st.rerun()
    words = "Looking for servers on this machine" if place == HERE else "Asking for its models"
    st.html(f'<p class="fn fn-aside" role="status">{words}…</p>')


def _address(library: Library) -> None:
    """Type an address. Documents leave this machine only once it is said where to."""
    st.text_input(
        "Address of the server",
        key=_ADDRESS,
        placeholder="http://127.0.0.1:11434/v1",
        on_change=_typed,
        args=(library,),
    )
    name = escape(who(choice(), library.assistant))
    st.html(f'<p class="fn fn-aside">Until then, the answers come from: {name}</p>')
    if wrong := st.session_state.get(_WRONG):
        st.html(f'<p class="fn fn-note" role="alert">{escape(wrong)}</p>')
    pending = st.session_state.get(_PENDING)
    if pending is None:
        return
    host = host_of(pending)
    bare = "" if pending.startswith("https:") else " The connection is not encrypted."
    st.html(
        '<div class="fn fn-card fn-failure" role="alert">'
        '<p class="fn-label">This leaves your machine</p>'
        "<p>Your questions and passages of your documents will be sent to "
        f"<strong>{escape(host)}</strong>.{bare}</p></div>"
    )
    st.button(
        f"Send them to {host}".replace("[", r"\["),
        key="server-address-agreed",
        width="stretch",
        on_click=_accept,
        args=(pending, library),
    )
    st.button("Cancel", key="server-address-refused", width="stretch", on_click=_cancel)


def _typed(library: Library) -> None:
    """Take a typed address: at once on this machine, else after a confirmation."""
    st.session_state.pop(_PENDING, None)
    st.session_state.pop(_WRONG, None)
    text = str(st.session_state.get(_ADDRESS) or "").strip()
    if not text:
        return
    try:
        address = checked_address(text if "://" in text else f"http://{text}", PICKED.key)
    except ValueError as error:
        st.session_state[_WRONG] = f"It {error}."
        return
    known = known_place(address, library.assistant, library.state.found)
    if known is not None or is_here(address) or address in typed_addresses():
        _accept(address, library)
    else:
        st.session_state[_PENDING] = address


def _accept(address: str, library: Library) -> None:
    st.session_state.pop(_PENDING, None)
    known = known_place(address, library.assistant, library.state.found)
    if known is None:
        add_address(address)
    place = address if known is None else known
    choose(Choice(place))
    st.session_state[_SERVER] = place


def _cancel() -> None:
    st.session_state.pop(_PENDING, None)
    st.session_state[_SERVER] = choice().place
