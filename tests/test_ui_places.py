"""The folders: listed, added where that is allowed, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config

from rag.settings import Settings
from rag.types import AddedFolder
from tests.fake_assistant import FakeAssistant, make_document
from tests.ui_apps import button, documents_page, text

TIDES = make_document("sea/tides.md", "Tides", "High at noon.")


@pytest.fixture(autouse=True)
def _address() -> Iterator[None]:
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield
    config.set_option("server.address", before)


@pytest.fixture
def assistant() -> FakeAssistant:
    assistant = FakeAssistant(shelf=(TIDES,))
    assistant.library.held = [
        AddedFolder("/home/ann/papers", "papers", True, 12),
        AddedFolder("/media/stick", "stick", False, 1),
    ]
    return assistant


def test_folders_are_listed_with_what_they_hold_and_whether_they_are_there(
    assistant: FakeAssistant,
) -> None:
    page = documents_page(assistant)
    assert "/home/ann/papers12 documents" in text(page)
    assert "not there now; its 1 document stay" in text(page)
    assert str(assistant.settings.corpus_dir) in text(page)
    assert "with RAG_WATCH=1, by itself" in text(page)


def test_the_documents_own_folder_added_once_more_is_not_said_to_be_empty() -> None:
    assistant = FakeAssistant(shelf=(TIDES,))
    own = str(assistant.settings.corpus_dir)
    assistant.library.held = [AddedFolder(own, "corpus", True, 0)]
    page = documents_page(assistant)
    assert "the same folder as your documents' own" in text(page)
    assert "0 documents" not in text(page)


def test_a_watched_folder_is_said_to_be() -> None:
    page = documents_page(FakeAssistant(shelf=(TIDES,), settings=Settings(watch=True)))
    assert "These folders are watched" in text(page)


def test_a_path_is_added_at_the_machine_itself(assistant: FakeAssistant) -> None:
    page = documents_page(assistant)
    page.text_input(key="folder-path").set_value("papers/new")
    page = button(page, "Add").click().run()
    assert assistant.library.added == [Path("papers/new")]
    assert page.text_input(key="folder-path").value == ""
    page.text_input(key="folder-path").set_value("known")
    page = button(page, "Add").click().run()
    assert "known is among your documents already." in text(page)


def test_a_folder_is_forgotten(assistant: FakeAssistant) -> None:
    page = documents_page(assistant).button(key="forget-0").click().run()
    assert assistant.library.forgotten == ["/home/ann/papers"]
    assert "/home/ann/papers" not in text(page)


@pytest.mark.parametrize("address", ["0.0.0.0", "", "192.168.1.7"])
def test_who_is_elsewhere_can_add_none_unless_the_operator_allows_it(
    assistant: FakeAssistant, address: str
) -> None:
    config.set_option("server.address", address)
    page = documents_page(assistant)
    assert "RAG_ALLOW_FOLDERS" in text(page)
    assert "folder-path" not in [one.key for one in page.text_input]
    assistant.settings = Settings(allow_folders=True)
    assert documents_page(assistant).text_input(key="folder-path")
