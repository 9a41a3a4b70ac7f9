"""The page of documents: add, find, read, manage; every state it can be in."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.errors import CorpusError, StoreBusy
from rag.settings import Settings
from rag.types import DocumentEntry
from rag.ui.documents import _clicked
from rag.ui.library import Library
from rag.ui.session import Opened, managed, opened
from rag.ui.shelf import PAGE, rows_html
from tests.fake_assistant import FakeAssistant, make_document
from tests.fakes import WordEmbedder
from tests.opened import opened as files_opened
from tests.page_reader import PageReader
from tests.ui_apps import (
    SOON,
    button,
    chat_app,
    documents_app,
    documents_page,
    open_page,
    synced,
    text,
)

TIDES = make_document("sea/tides.md", "Tides", "High at noon.")
ROADS = make_document("land/roads.md", "<b>Roads</b>", "The road is long.")


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant(shelf=(TIDES, ROADS))


def many(count: int) -> FakeAssistant:
    assistant = FakeAssistant()
    for number in range(count):
        entry = DocumentEntry(f"i{number}", f"Title {number:04}", f"{number:04}.md", 1)
        assistant.library.shelf[entry.source] = entry
    return assistant


def managing(page: AppTest, source: str) -> AppTest:
    """The page with the dialog of this document open."""
    page.session_state["managed"] = source
    return page.run()


def test_every_document_is_listed_with_its_path(assistant: FakeAssistant) -> None:
    page = documents_page(assistant)
    for words in ("Tides", "sea/tides.md", "<b>Roads</b>", "land/roads.md"):
        assert words in text(page)
    assert "2 documents ready to be asked." in text(page)


def test_documents_that_were_read_in_part_are_counted(assistant: FakeAssistant) -> None:
    shelf = assistant.library.shelf
    shelf[TIDES.source] = replace(shelf[TIDES.source], remark="1 of its 2 pages is damaged.")
    page = documents_page(assistant)
    assert "2 documents ready to be asked, 1 of them only in part." in text(page)
    assert "Read in part: 1 of its 2 pages is damaged." in text(page)


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("old\nlease.txt", r"old\nlease.txt"),
        ("old\r\nlease.txt", r"old\r\nlease.txt"),
        ("tab\there.md", r"tab\there.md"),
        ("red\x1b[31m.txt", r"red\x1b[31m.txt"),
        ("a\x85b \u202egpj.md", r"a\x85b \u202egpj.md"),
        ('a "b" & %20 <c>.md', 'a "b" & %20 <c>.md'),
    ],
)
def test_a_file_of_any_name_is_listed_in_full_and_opened_and_managed(
    source: str, seen: str
) -> None:
    st.session_state.clear()
    assistant = FakeAssistant(shelf=(make_document(source, "Lease", "The rent is due."), TIDES))
    page = documents_page(assistant)
    assert seen in text(page)
    entries = assistant.library.entries()
    drawn = PageReader(rows_html(entries[:1], {}))
    read, manage = (one.attributes["data-open"] for one in drawn.all("button"))
    assert (read + manage).isascii()
    assert (read + manage).isprintable()
    _clicked(entries, read)
    assert opened() == Opened(f"id-{source}")
    _clicked(entries, manage)
    assert managed() == source
    assert seen in text(managing(page, source))
    assert button(page, "Read it")
    page.session_state["opened"] = Opened(f"id-{source}")
    page.run()
    assert "The rent is due." in text(page)


def test_the_list_is_narrowed_by_words(assistant: FakeAssistant) -> None:
    page = documents_page(assistant).text_input(key="find").set_value("LAND roads").run()
    assert "land/roads.md" in text(page)
    assert "sea/tides.md" not in text(page)
    page = page.text_input(key="find").set_value("nothing").run()
    assert "No document matches this." in text(page)


def test_only_what_makes_a_difference_can_be_chosen(assistant: FakeAssistant) -> None:
    keys = {one.key for one in documents_page(assistant).selectbox}
    assert "shelf-collection" not in keys
    shelf = assistant.library.shelf
    shelf[TIDES.source] = replace(shelf[TIDES.source], collection="sea")
    shelf["deed.pdf"] = DocumentEntry("", "deed", "deed.pdf", 0, status="failed", failure="Empty.")
    page = documents_page(assistant)
    assert page.selectbox(key="shelf-collection").options == ["All", "sea"]
    assert page.selectbox(key="shelf-kind").options == ["All", "Ready", "With a problem"]
    page = page.selectbox(key="shelf-collection").set_value("sea").run()
    assert "sea/tides.md" in text(page)
    assert "land/roads.md" not in text(page)
    page = page.selectbox(key="shelf-kind").set_value("problem").run()
    assert "No document matches this." in text(page)


def test_an_empty_library_says_how_to_begin() -> None:
    page = documents_page(FakeAssistant())
    assert "There are none yet. Add files here" in text(page)
    assert page.file_uploader[0].label == "Add your first documents"
    assert not [one for one in page.text_input if one.key == "find"]


def test_a_long_list_has_pages_and_few_widgets() -> None:
    page = documents_page(many(2_000))
    assert f"1 to {PAGE} of 2,000" in text(page)
    assert text(page).count("Title ") == PAGE
    assert len(page.button) < 12
    page = button(page, "Next").click().run()
    assert f"{PAGE + 1} to {2 * PAGE} of 2,000" in text(page)
    page = page.text_input(key="find").set_value("000").run()
    assert "Title 0000" in text(page)
    assert f"1 to {PAGE} of" not in text(page)


def test_a_dropped_file_is_kept_read_and_told_of(assistant: FakeAssistant) -> None:
    page = documents_page(assistant)
    uploader = page.file_uploader(key="upload-0")
    uploader.upload("lease.md", b"# Lease", "text/markdown")
    uploader.upload("tool.exe", b"MZ", "application/x-msdownload")
    page = page.run()
    while "Ready to be asked: 1 passage" not in text(page):
        assert not page.exception
        page = page.run()
    assert "Not taken. Files of this type are not read" in text(page)
    page = button(page, "Close this list").click().run()
    assert "What became of your files" not in text(page)


def test_removing_is_asked_once_in_words_that_fit(assistant: FakeAssistant) -> None:
    page = managing(documents_page(assistant), TIDES.source)
    page = button(page, "Leave it out").click().run()
    assert "left on your disk, no longer used" in text(page)
    assert assistant.library.done == []
    page = button(page, "Keep it").click().run()
    page = button(page, "Leave it out").click().run()
    page = button(page, "Yes, leave it out").click().run()
    assert assistant.library.done == [("remove", TIDES.source)]
    assert "Left out" in text(page)


def test_an_upload_is_said_to_be_really_gone(assistant: FakeAssistant) -> None:
    shelf = assistant.library.shelf
    shelf[TIDES.source] = replace(shelf[TIDES.source], uploaded=True)
    page = button(managing(documents_page(assistant), TIDES.source), "Delete").click().run()
    assert "It will be really gone" in text(page)
    assistant.sync_gate = threading.Event()
    page = button(page, "Yes, delete it").click().run()
    assert "Being removed" in text(page)
    assert "1 document ready to be asked, 1 being removed." in text(page)
    assistant.sync_gate.set()
    while "sea/tides.md" in text(page):
        assert not page.exception
        page = page.run()
    assert "1 document ready to be asked." in text(page)


def test_a_document_can_be_read_again_and_one_left_out_used_again(
    assistant: FakeAssistant,
) -> None:
    page = managing(documents_page(assistant), TIDES.source)
    button(page, "Read the file again").click().run()
    shelf = assistant.library.shelf
    shelf[ROADS.source] = replace(shelf[ROADS.source], id="", status="excluded")
    page = managing(page, ROADS.source)
    assert "Download the original" not in [one.label for one in page.download_button]
    button(page, "Use it again").click().run()
    assert assistant.library.done == [("reindex", TIDES.source), ("restore", ROADS.source)]


def test_the_original_can_be_downloaded(assistant: FakeAssistant, tmp_path: Path) -> None:
    original = tmp_path / "kept.md"
    original.write_text("High at noon.")
    assistant.library.files[TIDES.source] = original
    page = managing(documents_page(assistant), TIDES.source)
    assert page.download_button(key="manage-original-download").label == "Download the original"


def test_a_sync_shows_its_file_and_can_be_cancelled(assistant: FakeAssistant) -> None:
    assistant.sync_gate = threading.Event()
    library = Library(assistant)
    library.begin()
    assert library.wait(SOON, lambda: library.state.progress is not None)
    page = open_page(documents_app, library)
    assert "Reading your documents: 12 of 43" in text(page)
    assert "a.md" in text(page)
    page = button(page, "Cancel the sync").click().run()
    assert library.wait(SOON, lambda: not library.state.busy)
    page = page.run()
    assert "The sync was cancelled" in text(page)
    assistant.sync_gate.set()
    button(page, "Sync again").click().run()
    assert assistant.syncs == 2


def test_a_library_that_another_process_writes_names_it(assistant: FakeAssistant) -> None:
    assistant.sync_error = StoreBusy("It is being written to by rag sync (process 7).", hint="Wait")
    page = documents_page(assistant)
    assert "rag sync (process 7)" in text(page)
    assistant.sync_error = None
    button(page, "Try again").click().run()
    assert assistant.syncs == 2


def test_a_change_that_the_disk_refuses_is_said(assistant: FakeAssistant) -> None:
    page = managing(documents_page(assistant), TIDES.source)
    assistant.library.refuses = CorpusError("The disk is read-only.", hint="Make room.")
    page = button(page, "Read the file again").click().run()
    assert "That could not be done" in text(page)
    assert "The disk is read-only. Make room." in text(page)
    assert "That could not be done" not in text(page.run())


def test_a_watched_library_says_so_and_shows_what_changed(
    assistant: FakeAssistant,
) -> None:
    assistant.settings = Settings(watch=True)
    library = synced(Library(assistant))
    page = open_page(documents_app, library)
    assert "The folders are watched" in text(page)
    reefs = DocumentEntry("id-reefs", "Reefs", "sea/reefs.md", 1)
    assistant.library.shelf[reefs.source] = reefs
    library.follow()
    assert library.wait(SOON, lambda: not library.state.busy)
    assert "sea/reefs.md" in text(page.run())


def test_a_choice_that_is_no_longer_there_is_given_up(assistant: FakeAssistant) -> None:
    shelf = assistant.library.shelf
    shelf["deed.pdf"] = DocumentEntry(
        "", "deed", "deed.pdf", 0, collection="deeds", status="failed", failure="Empty."
    )
    page = documents_page(assistant).selectbox(key="shelf-kind").set_value("problem").run()
    page = page.selectbox(key="shelf-collection").set_value("deeds").run()
    shelf[TIDES.source] = replace(shelf[TIDES.source], collection="sea")
    del shelf["deed.pdf"]
    page = page.run()
    assert not page.exception
    assert "sea/tides.md" in text(page)


_LOOKS = {"stat", "lstat", "scandir", "listdir", "readlink"}


def _looks(act: Callable[[], object]) -> int:
    """How often this, and the threads that it starts, ask the system about files."""
    seen: list[str] = []

    def watch(frame: object, event: str, called: object) -> None:
        del frame
        module, name = getattr(called, "__module__", ""), getattr(called, "__name__", "")
        if event == "c_call" and module in ("posix", "nt") and name in _LOOKS:
            seen.append(name)

    threading.setprofile(watch)
    sys.setprofile(watch)
    try:
        act()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return len(seen)


@pytest.mark.slow
@pytest.mark.parametrize("app", [chat_app, documents_app])
def test_a_draw_looks_at_a_handful_of_files_however_many_there_are(
    app: object, tmp_path: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    for number in range(40):
        (tmp_path / "corpus" / f"{number}.txt").write_text(f"The tower {number} is high.", "utf-8")
    settings = Settings(corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data", reader=False)
    with files_opened(settings, WordEmbedder()) as assistant:
        library = synced(Library(assistant))
        for number in range(30):
            assistant.library.remove(f"{number}.txt")
        for number in range(200):
            (tmp_path / "data" / f"{number}").write_text("kept", "utf-8")
        page = open_page(app, synced(library))
        assert _looks(page.run) < 25
        assert not page.exception
