"""The viewer: open over reruns until it is closed; calm when the document is gone."""

from __future__ import annotations

from rag.ui.library import Library
from rag.ui.session import Opened
from tests.fake_assistant import FakeAssistant, Said, make_answer, make_document
from tests.page_reader import PageReader
from tests.ui_apps import chat_app, open_page, shown, synced, text

TIDES = make_document("tides.md", "Tides", "High at noon. Low at six.")
(NOON,) = make_answer("When?", Said("At noon.", ((TIDES, "High at noon."),))).citations


def test_it_shows_the_document_with_the_words_marked_until_it_is_closed() -> None:
    page = open_page(chat_app, synced(Library(FakeAssistant(shelf=(TIDES,)))))
    page.session_state["opened"] = Opened(TIDES.id, (NOON,), (NOON,))
    for _ in range(2):
        page.run()
        (html,) = [html for html in shown(page) if "fn-document" in html]
        assert PageReader(html).one("mark").text == "High at noon."
    del page.session_state["opened"]
    assert not [html for html in shown(page.run()) if "fn-document" in html]


def test_a_document_that_is_gone_is_explained() -> None:
    page = open_page(chat_app, synced(Library(FakeAssistant())))
    page.session_state["opened"] = Opened("gone")
    assert "There is no such document." in text(page.run())
    assert not page.exception
