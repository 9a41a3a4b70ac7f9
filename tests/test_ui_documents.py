"""The page of documents: lists them, narrows the list, says when there are none."""

from __future__ import annotations

from rag.types import DocumentEntry
from rag.ui.documents import LONGEST_LIST, list_html
from rag.ui.library import Library
from tests.fake_assistant import FakeAssistant, make_document
from tests.page_reader import PageReader
from tests.ui_apps import documents_app, open_page, synced, text

TIDES = make_document("sea/tides.md", "Tides", "High at noon.")
ROADS = make_document("land/roads.md", "<b>Roads</b>", "The road is long.")


def test_every_document_is_listed_with_its_path() -> None:
    page = open_page(documents_app, synced(Library(FakeAssistant(library=(TIDES, ROADS)))))
    assert not page.exception
    for words in ("Tides", "sea/tides.md", "<b>Roads</b>", "land/roads.md"):
        assert words in text(page)


def test_the_list_is_narrowed_by_words_of_title_or_path() -> None:
    page = open_page(documents_app, synced(Library(FakeAssistant(library=(TIDES, ROADS)))))
    page = page.text_input(key="find").set_value("LAND roads").run()
    assert "land/roads.md" in text(page)
    assert "sea/tides.md" not in text(page)
    page = page.text_input(key="find").set_value("nothing").run()
    assert "No document has these words." in text(page)


def test_an_empty_index_says_what_to_do() -> None:
    page = open_page(documents_app, synced(Library(FakeAssistant())))
    assert "Nothing is indexed yet." in text(page)


def test_a_long_list_is_cut_and_says_so() -> None:
    entries = [DocumentEntry(f"i{n}", f"T{n}", f"{n}.md", 1) for n in range(LONGEST_LIST + 7)]
    page = PageReader(list_html(entries))
    assert len(page.all("button")) == LONGEST_LIST
    assert "7 more" in page.text
