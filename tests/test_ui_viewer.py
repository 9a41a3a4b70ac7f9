"""The viewer: open over reruns until it is closed; calm when the document is gone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from rag.types import Document, Section
from rag.ui.library import Library
from rag.ui.paging import Paging
from rag.ui.session import Opened
from tests.fake_assistant import FakeAssistant, Said, make_answer, make_document
from tests.page_reader import PageReader
from tests.pdfs import Sheet, column, make_pdf
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


def test_a_very_long_document_is_shown_in_parts_from_the_cited_words_on() -> None:
    text = "A line of the log.\n\n" * 6_000 + "The lamp went out.\n"
    log = make_document("log.md", "The log", text)
    cited = make_answer("When?", Said("So.", ((log, "The lamp went out."),))).citations
    page = open_page(chat_app, synced(Library(FakeAssistant(shelf=(log,)))))
    page.session_state["opened"] = Opened(log.id, cited, cited)
    page.run()
    (part,) = parts_of(page)
    assert (part["number"], part["many"]) == (2, 3)
    assert PageReader(part["html"]).one("mark").text == "The lamp went out."
    assert len(part["html"]) < 100_000
    page.session_state["paging"] = (
        page.session_state["opened"], log.content_hash, Paging(0, "top")
    )  # fmt: skip
    (part,) = parts_of(page.run())
    assert (part["number"], part["landing"]) == (0, "top")
    assert "Part 1 of 3" in PageReader(part["html"]).text


def test_another_opening_or_a_changed_file_is_read_from_its_own_words_on() -> None:
    log = make_document("log.md", "The log", "A line of the log.\n\n" * 6_000)
    page = open_page(chat_app, synced(Library(FakeAssistant(shelf=(log,)))))
    here = page.session_state["opened"] = Opened(log.id)
    for opened, content_hash in ((Opened(log.id), log.content_hash), (here, "older")):
        page.session_state["paging"] = (opened, content_hash, Paging(2, "top"))
        (part,) = parts_of(page.run())
        assert (part["number"], part["landing"]) == (0, "")


def parts_of(page: AppTest) -> list[dict[str, Any]]:
    """What is sent of long documents."""
    sent = [json.loads(element.proto.json) for element in page.get("bidi_component")]
    return [one["part"] for one in sent if one["part"]]


def test_a_document_that_is_gone_is_explained() -> None:
    page = open_page(chat_app, synced(Library(FakeAssistant())))
    page.session_state["opened"] = Opened("gone")
    assert "not among your documents any more" in text(page.run())
    assert not page.exception


def ferry(path: Path, raw: bytes) -> tuple[FakeAssistant, Opened]:
    """A library whose one document is the PDF at `path`, as if read from `raw`; a quote of it."""
    text = "It sails at six."
    document = Document(
        "id-ferry", "Ferry", "ferry.pdf", "application/pdf", text, (Section(0, len(text), "p. 1"),),
        hashlib.sha256(raw).hexdigest(),
    )  # fmt: skip
    assistant = FakeAssistant(shelf=(document,))
    assistant.library.files[document.source] = path
    cited = make_answer("When?", Said("At six.", ((document, text),))).citations
    return assistant, Opened(document.id, cited, cited)


def viewed(assistant: FakeAssistant, opened: Opened) -> PageReader:
    page = open_page(chat_app, synced(Library(assistant)))
    page.session_state["opened"] = opened
    page.run()
    assert not page.exception
    return PageReader("".join(shown(page)))


def test_a_cited_pdf_shows_the_page_itself(tmp_path: Path) -> None:
    path, raw = tmp_path / "ferry.pdf", make_pdf(Sheet(column("It sails at six.")))
    path.write_bytes(raw)
    page = viewed(*ferry(path, raw))
    assert page.one("img").attributes["alt"] == "Page 1 of Ferry"
    assert page.one("rect").attributes["data-box"] == "0"
    assert page.one("mark").attributes["data-quote"] == "0"


def test_a_pdf_that_has_changed_shows_its_text_alone_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "ferry.pdf"
    path.write_bytes(make_pdf(Sheet(column("It sails at seven."))))
    page = viewed(*ferry(path, make_pdf(Sheet(column("It sails at six.")))))
    assert not page.all("img")
    assert "The file has changed since it was read." in page.text
    assert page.one("mark").text == "It sails at six."


def test_a_pdf_that_is_gone_shows_its_text_alone_and_says_so(tmp_path: Path) -> None:
    assistant, opened = ferry(tmp_path / "ferry.pdf", b"")
    assistant.library.files.clear()
    page = viewed(assistant, opened)
    assert not page.all("img")
    assert "is not there now" in page.text
    assert page.one("mark")


def test_a_page_that_cannot_be_drawn_costs_one_sentence(tmp_path: Path) -> None:
    path, raw = tmp_path / "ferry.pdf", b"%PDF-1.4 and nothing else"
    path.write_bytes(raw)
    page = viewed(*ferry(path, raw))
    assert not page.all("img")
    assert "The page itself cannot be shown, only its text. It is damaged" in page.text
    assert page.one("mark")
