"""The page's address: a conversation, an answer in it, a source of that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.errors import StoreError
from rag.history import FILE, History, KeptTurn
from rag.types import Answer, Scope
from rag.ui.addresses import link_to
from rag.ui.conversation import Turn
from rag.ui.library import Library
from rag.ui.offers import Choice
from rag.ui.within import Within
from tests.fake_assistant import FakeAssistant, Said, make_answer, make_document
from tests.ui_apps import SOON, ask, chat_app, synced, text

TIDES = make_document("tides.md", "Tides", "High at noon. Low at six.")
NOON = make_answer("When is high tide?", Said("At noon.", ((TIDES, "High at noon."),)))
SIX = make_answer("When is low tide?", Said("At six.", ((TIDES, "Low at six."),)))


def kept(turn: str, answer: Answer) -> KeptTurn:
    return KeptTurn(turn, datetime.now(UTC), answer.question, "answered", answer.text, answer)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    st.cache_resource.clear()
    history = History.open(tmp_path / FILE)
    history.keep("c1", 1, kept("t1", NOON))
    history.keep("c1", 2, kept("t2", SIX))
    return synced(Library(FakeAssistant(shelf=(TIDES,)), history=history))


def arrive(library: Library, **query: str) -> AppTest:
    page = AppTest.from_function(chat_app, args=(lambda: library,), default_timeout=SOON)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def test_a_conversation_is_opened_by_its_name(library: Library) -> None:
    page = arrive(library, c="c1")
    assert "At noon." in text(page)
    assert "At six." in text(page)
    assert not page.get("dialog")


def test_a_conversation_goes_on_to_be_asked_of_what_it_was_asked_of(library: Library) -> None:
    assert library.history is not None
    chosen = replace(kept("t3", SIX), scope=Scope(documents=frozenset({TIDES.id})), within="1 of 2")
    library.history.keep("c2", 1, chosen)
    talk = arrive(library, c="c2").session_state["conversation"]
    assert talk.within == Within(chosen.scope, "1 of 2")
    assert arrive(library, c="c1").session_state["conversation"].within == Within()


def test_a_link_opens_a_source_once(library: Library) -> None:
    page = arrive(library, c="c1", a="t1", s="1")
    opened = page.session_state["opened"]
    assert [one.quote for one in opened.cited] == ["High at noon."]
    assert parse_qs(opened.link.removeprefix("?")) == {"c": ["c1"], "a": ["t1"], "s": ["1"]}
    assert set(page.query_params) == {"c"}


@pytest.mark.parametrize("source", ["9", "x", "-1", "1" * 400])
def test_a_source_that_is_not_there_is_not_opened(library: Library, source: str) -> None:
    page = arrive(library, c="c1", a="t1", s=source)
    assert "opened" not in page.session_state
    assert "At noon." in text(page)


def test_what_is_not_there_is_said(library: Library) -> None:
    assert "is not kept here" in text(arrive(library, c="none"))
    assert "no longer in the conversation" in text(arrive(library, c="c1", a="t9"))


def test_what_cannot_be_read_now_is_not_said_to_be_gone_and_its_address_stays(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_: History, conversation: str) -> None:
        raise StoreError(f"{conversation}: database is locked.")

    page = arrive(library)
    with monkeypatch.context() as patch:
        patch.setattr(History, "conversation", locked)
        page.button(key="past-c1").click().run()
        assert "database is locked" in text(page)
        assert "deleted" not in text(page)
        page = arrive(library, c="c1", a="t1", s="1")
        assert "database is locked" in text(page)
        assert "deleted" not in text(page)
    assert "no longer in the conversation" not in text(page.run())
    assert set(page.query_params) == {"c", "a", "s"}
    ask(page, "When is high tide?")
    assert page.query_params["c"] in (id := page.session_state["conversation"].id, [id])
    assert "no longer in the conversation" not in text(page.run())
    assert "opened" in arrive(library, c="c1", a="t1", s="1").session_state


def test_two_sessions_of_one_process_share_a_conversation(library: Library) -> None:
    one = arrive(library, c="c1").session_state["conversation"]
    assert arrive(library, c="c1").session_state["conversation"] is one


def test_a_link_names_conversation_and_answer() -> None:
    turn = Turn(1, "When?", Choice())
    names = parse_qs(link_to(turn).removeprefix("?"))
    assert names["a"] == [turn.id]
