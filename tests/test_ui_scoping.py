"""What is asked: chosen in a dialog, kept by the conversation, never empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.finding import EMPTY_SCOPE
from rag.types import DocumentEntry, Scope
from rag.ui.library import Library
from tests.fake_assistant import FakeAssistant, Script, make_document, make_refusal
from tests.ui_apps import ask, button, chat_app, open_page, synced, text

TIDES = make_document("sea/tides.md", "Tides", "High at noon.")
REEFS = make_document("sea/reefs.md", "Reefs", "Sharp ones.")
ROADS = make_document("land/roads.md", "Roads", "The road is long.")


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def assistant() -> FakeAssistant:
    assistant = FakeAssistant(shelf=(TIDES, REEFS, ROADS))
    shelf = assistant.library.shelf
    for year, (source, entry) in enumerate(shelf.items(), start=2021):
        where = source.partition("/")[0]
        shelf[source] = replace(entry, collection=where, date=date(year, 3, 1))
    return assistant


def page_over(assistant: FakeAssistant) -> AppTest:
    page = open_page(chat_app, synced(Library(assistant)))
    assert not page.exception
    return page


def choosing(page: AppTest) -> AppTest:
    """The page with the choice open."""
    return page.button(key="scope").click().run()


def test_a_collection_is_asked_until_the_choice_is_changed(assistant: FakeAssistant) -> None:
    page = choosing(page_over(assistant))
    page = page.checkbox(key="scope-in-sea").check().run()
    page = button(page, "Ask 2 of 3 documents").click().run()
    assert page.button(key="scope").label == "2 of 3 documents"
    page = ask(ask(page, "When?"), "And where?")
    scope = Scope(collections=frozenset({"sea"}))
    assert [call.scope for call in assistant.asked] == [scope, scope]
    assert text(page).count("Asked of 2 of 3 documents: sea") == 2
    page = choosing(page)
    assert page.checkbox(key="scope-in-sea").value
    page = page.button(key="scope-all").click().run()
    assert page.button(key="scope").label == "All documents"
    page = ask(page, "Now?")
    assert assistant.asked[-1].scope == Scope()
    assert text(page).count("Asked of") == 2


def test_single_documents_and_dates_are_chosen(assistant: FakeAssistant) -> None:
    page = choosing(page_over(assistant))
    page = page.multiselect(key="scope-documents").set_value([TIDES.id, ROADS.id]).run()
    page = page.date_input(key="scope-since").set_value(date(2022, 1, 1)).run()
    page = button(page, "Ask 1 of 3 documents").click().run()
    ask(page, "When?")
    assert assistant.asked[-1].scope == Scope(
        documents=frozenset({TIDES.id, ROADS.id}), since=date(2022, 1, 1)
    )


def test_an_empty_choice_is_explained_and_cannot_be_taken(assistant: FakeAssistant) -> None:
    page = choosing(page_over(assistant))
    page = page.checkbox(key="scope-in-land").check().run()
    page = page.date_input(key="scope-until").set_value(date(2022, 1, 1)).run()
    assert "No document is in this choice" in text(page)
    assert page.button(key="scope-take").disabled


def test_closing_the_choice_changes_nothing(assistant: FakeAssistant) -> None:
    page = choosing(page_over(assistant))
    page = page.checkbox(key="scope-in-sea").check().run()
    page.session_state["scoping"] = False
    page = page.run()
    assert page.button(key="scope").label == "All documents"


def test_a_refusal_within_a_scope_says_so_and_all_can_be_asked(assistant: FakeAssistant) -> None:
    page = choosing(page_over(assistant))
    page = page.checkbox(key="scope-in-sea").check().run()
    page = ask(button(page, "Ask 2 of 3 documents").click().run(), "Who?")
    assert "Not in the documents that were asked" in text(page)
    assert "Only a part of your documents was asked." in text(page)
    page = button(page, "Ask all documents").click().run()
    assert [call.scope for call in assistant.asked] == [
        Scope(collections=frozenset({"sea"})),
        Scope(),
    ]
    assert text(page).count("Only a part") == 1


def test_a_choice_that_has_become_empty_is_told_in_one_way(assistant: FakeAssistant) -> None:
    page = choosing(page_over(assistant))
    page = page.checkbox(key="scope-in-land").check().run()
    page = button(page, "Ask 1 of 3 documents").click().run()
    del assistant.library.shelf[ROADS.source]
    answer = make_refusal("How long?", EMPTY_SCOPE, reason="empty_corpus")
    assistant.enqueue(Script(answer))
    page = ask(page, "How long?")
    told = text(page)
    assert "Asked of 0 of 2 documents: land" in told
    assert "No document is in what you chose" in told
    assert page.button(key="scope").label == "0 of 2 documents"
    for otherwise in ("No documents yet", "Only a part", "that were asked"):
        assert otherwise not in told
    button(page, "Ask all documents").click().run()
    assert assistant.asked[-1].scope == Scope()


def test_a_new_conversation_asks_all_documents(assistant: FakeAssistant) -> None:
    page = choosing(page_over(assistant))
    page = page.checkbox(key="scope-in-sea").check().run()
    page = button(page, "Ask 2 of 3 documents").click().run()
    page = button(page, "New conversation").click().run()
    assert page.button(key="scope").label == "All documents"


def test_many_collections_are_a_list(assistant: FakeAssistant) -> None:
    for number in range(20):
        entry = DocumentEntry(f"i{number}", "T", f"{number}.md", 1, collection=f"c{number}")
        assistant.library.shelf[entry.source] = entry
    page = choosing(page_over(assistant))
    assert not page.checkbox
    page = page.multiselect(key="scope-collections").set_value(["c3", "c4"]).run()
    button(page, "Ask 2 of 23 documents").click().run()


def test_one_document_needs_no_choice() -> None:
    page = page_over(FakeAssistant(shelf=(TIDES,)))
    assert "scope" not in [one.key for one in page.button]


def test_a_document_that_goes_while_it_is_chosen_is_given_up(assistant: FakeAssistant) -> None:
    page = choosing(page_over(assistant))
    page = page.multiselect(key="scope-documents").set_value([TIDES.id, ROADS.id]).run()
    del assistant.library.shelf[TIDES.source]
    page = page.run()
    assert not page.exception
    page = button(page, "Ask 1 of 2 documents").click().run()
    ask(page, "When?")
    assert ROADS.id in (assistant.asked[-1].scope or Scope()).documents
