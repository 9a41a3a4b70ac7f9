"""Several documents removed at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from rag.errors import CorpusError
from rag.types import DocumentEntry
from rag.ui.several import MOST, consequences, removal_words
from tests.fake_assistant import FakeAssistant, make_document
from tests.ui_apps import button, documents_page, text

TIDES, ROADS, REEFS = (
    make_document(f"{title.lower()}.md", title, "Something is said.")
    for title in ("Tides", "Roads", "Reefs")
)


@pytest.fixture
def assistant() -> FakeAssistant:
    made = FakeAssistant(shelf=(TIDES, ROADS, REEFS))
    shelf = made.library.shelf
    shelf[TIDES.source] = replace(shelf[TIDES.source], uploaded=True)
    return made


def choosing(page: AppTest, *sources: str) -> AppTest:
    if not page.toggle(key="several-open").value:
        page = page.toggle(key="several-open").set_value(True).run()
    return page.multiselect(key="several-chosen").set_value(list(sources)).run()


def entry(name: str, *, uploaded: bool = False) -> DocumentEntry:
    return DocumentEntry(name, name, name, 1, uploaded=uploaded)


@pytest.mark.parametrize(
    ("uploads", "others", "words"),
    [
        (1, 0, "Delete 1 document"),
        (3, 0, "Delete 3 documents"),
        (0, 2, "Leave out 2 documents"),
        (3, 1, "Delete 3 and leave out 1 document"),
    ],
)
def test_the_button_says_what_becomes_of_them(uploads: int, others: int, words: str) -> None:
    chosen = [entry(f"u{one}", uploaded=True) for one in range(uploads)]
    chosen += [entry(f"f{one}") for one in range(others)]
    assert removal_words(chosen) == words
    said = consequences(chosen)
    assert ("really gone" in said) is bool(uploads)
    assert ("left on your disk" in said) is bool(others)


def test_those_chosen_go_once_it_is_said_what_that_means(assistant: FakeAssistant) -> None:
    page = choosing(documents_page(assistant), TIDES.source, ROADS.source)
    assert "1 uploaded document will be really gone" in text(page)
    assert "1 file of your folders will be left on your disk" in text(page)
    assert assistant.library.done == []
    page = button(page, "Delete 1 and leave out 1 document").click().run()
    assert assistant.library.done == [("remove", TIDES.source), ("remove", ROADS.source)]
    assert not page.toggle(key="several-open").value
    page = page.toggle(key="several-open").set_value(True).run()
    assert page.multiselect(key="several-chosen").options == ["Reefs (reefs.md)"]
    assert page.multiselect(key="several-chosen").value == []


def test_nothing_is_offered_that_is_not_listed_and_what_is_chosen_stays(
    assistant: FakeAssistant,
) -> None:
    page = choosing(documents_page(assistant), TIDES.source)
    page = page.text_input(key="find").set_value("reefs").run()
    offered = page.multiselect(key="several-chosen")
    assert offered.options == ["Tides (tides.md)", "Reefs (reefs.md)"]
    assert offered.value == [TIDES.source]
    del assistant.library.shelf[TIDES.source]
    assert page.run().multiselect(key="several-chosen").value == []


def test_what_cannot_be_removed_is_said_and_stays_chosen(assistant: FakeAssistant) -> None:
    page = choosing(documents_page(assistant), TIDES.source, ROADS.source)
    assistant.library.refuses = CorpusError("The disk is read-only.", hint="Make room.")
    page = button(page, "Delete 1 and leave out 1 document").click().run()
    assert "The disk is read-only. Make room." in text(page)
    assert page.multiselect(key="several-chosen").value == [TIDES.source, ROADS.source]


def test_a_browser_is_not_sent_thousands_of_names() -> None:
    assistant = FakeAssistant()
    for number in range(MOST + 20):
        assistant.library.shelf[f"{number:04}"] = entry(f"{number:04}")
    page = documents_page(assistant).toggle(key="several-open").set_value(True).run()
    assert len(page.multiselect(key="several-chosen").options) == MOST
    assert f"The first {MOST} of those listed" in text(page)


def test_a_single_document_needs_no_switch() -> None:
    page = documents_page(FakeAssistant(shelf=(TIDES,)))
    assert not page.toggle
