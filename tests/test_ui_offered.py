"""What the pages offer while a sync is under way: nothing of what it takes out."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import streamlit as st

from rag.errors import StoreError
from rag.ui.edits import remove
from rag.ui.library import Library
from rag.ui.offered import counts, offered
from tests.fake_assistant import FakeAssistant, make_document
from tests.ui_apps import SOON, chat_app, documents_app, open_page, synced, text

TIDES = make_document("sea/tides.md", "Tides", "High at noon.")
REEFS = make_document("sea/reefs.md", "Reefs", "The reef is long.")
ROADS = make_document("land/roads.md", "Roads", "The road is long.")
EXAMPLES = ('What do the documents say about "Tides"?', 'What do the documents say about "Roads"?')


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant(shelf=(TIDES, REEFS, ROADS), questions=EXAMPLES)


def test_what_was_removed_is_offered_no_more_though_the_sync_is_still_to_come(
    assistant: FakeAssistant,
) -> None:
    library = synced(Library(assistant))
    assert counts(library) == (3, 3)
    assistant.sync_gate = threading.Event()
    remove(library, TIDES.source)
    assert library.state.leaving == {TIDES.source}
    assert [one.source for one in offered(library)] == [REEFS.source, ROADS.source]
    assert counts(library) == (2, 2)
    page = open_page(chat_app, library)
    assert "2 documents, 2 passages indexed" in text(page)
    asked = [one.label for one in page.button if one.label.startswith("What do the documents")]
    assert asked == [EXAMPLES[1]]
    scoping = page.button(key="scope").click().run()
    assert any(one.label == "Ask all 2 documents" for one in scoping.button)
    assistant.sync_gate.set()
    assert library.wait(SOON, lambda: not library.state.busy)
    assert library.state.leaving == frozenset()


def test_while_another_folder_is_read_nothing_of_the_one_before_is_offered(
    assistant: FakeAssistant,
) -> None:
    assistant.library.gone = frozenset({TIDES.source, REEFS.source, ROADS.source})
    assistant.sync_gate = threading.Event()
    library = Library(assistant)
    library.begin()
    assert counts(library) == (0, 0)
    page = open_page(chat_app, library)
    assert "0 documents, 0 passages indexed" in text(page)
    assert "Questions to begin with appear once your documents are read." in text(page)
    assert not any(one.label in EXAMPLES for one in page.button)
    assert "No longer in your folders" in text(open_page(documents_app, library))
    assistant.sync_gate.set()
    assert library.wait(SOON, lambda: not library.state.busy)
    assert library.state.leaving == frozenset()


def test_questions_to_begin_with_are_offered_once_they_have_been_tried(
    assistant: FakeAssistant,
) -> None:
    assistant.trial = threading.Event()
    library = Library(assistant)
    library.begin()
    assert library.wait(SOON, lambda: library.state.trying)
    page = open_page(chat_app, library)
    assert "Questions to begin with appear once they have been tried." in text(page)
    assert not any(one.label in EXAMPLES for one in page.button)
    assistant.trial.set()
    assert library.wait(SOON, lambda: not library.state.busy)
    page.run()
    assert [one.label for one in page.button if one.label in EXAMPLES] == list(EXAMPLES)


def test_documents_are_offered_where_nobody_can_tell_which_files_are_there(
    assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> frozenset[str]:
        raise StoreError("The catalog cannot be read.")

    monkeypatch.setattr(assistant.library, "missing", fail)
    assert counts(synced(Library(assistant))) == (3, 3)
