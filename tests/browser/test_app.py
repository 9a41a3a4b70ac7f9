"""The real app over some of the documents it ships with: first run, first answer, footnote."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import ROOT, serving
from tests.browser.test_reading import ask, words
from tests.calls_out import noting

Opener = Callable[..., Page]
READING = 90_000
"""Milliseconds that reading and indexing the documents may take on a busy machine."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("app")
    (folder / "corpus").mkdir()
    for document in sorted((ROOT / "corpus" / "takeaways").glob("2*.md")):
        shutil.copy(document, folder / "corpus")
    settings = {
        "RAG_CORPUS_DIR": str(folder / "corpus"),
        "RAG_DATA_DIR": str(folder / "data"),
    }
    called = noting(folder / "noted")
    settings |= called.environment
    with serving(ROOT / "app.py", folder / "log.txt", **settings) as address:
        yield address
    assert called.out() == []


def test_the_first_question_is_answered_with_the_words_of_a_document(
    app: str, open_page: Opener
) -> None:
    page = open_page(app)
    expect(page.get_by_role("heading", name="Footnote")).to_be_visible()
    ask(page, "What did xAI import to speed up deployment?")
    chip = page.locator(".fn-text .fn-chip[role=button]").first
    expect(chip).to_be_visible(timeout=READING)
    chip.click()
    mark = page.get_by_test_id("cited").first
    expect(mark).to_be_in_viewport()
    path = page.locator(".fn-document .fn-path").inner_text()
    document = (ROOT / "corpus" / "takeaways" / path).read_text("utf-8")
    assert words(mark.text_content()) in words(document)


def test_what_the_documents_do_not_say_is_refused(app: str, open_page: Opener) -> None:
    page = open_page(app)
    ask(page, "How many moons does the planet Jupiter have?")
    expect(page.locator(".fn-refusal")).to_be_visible(timeout=READING)
    expect(page.locator(".fn-sources")).to_have_count(0)


def test_a_data_folder_that_cannot_be_used_is_explained(open_page: Opener, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with serving(ROOT / "app.py", tmp_path / "log.txt", RAG_DATA_DIR=str(blocked)) as address:
        page = open_page(address, ready=False)
        expect(page.locator(".fn-failure")).to_contain_text("RAG_DATA_DIR")
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
