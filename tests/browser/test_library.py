"""The documents of the real app: added, asked, narrowed, cancelled and removed in the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.drawn import drawn
from tests.browser.server import ROOT, serving
from tests.browser.test_reading import ask

Opener = Callable[..., Page]
READING = 90_000
"""Milliseconds that reading and indexing the documents may take on a busy machine."""
PHONE = {"width": 390, "height": 844}

MINE = "Who opened the copper mine at Torsby?"
DEPTH = "How deep is the harbour of Lindholm?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def app(folder: Path) -> Iterator[str]:
    for name, text in {
        "harbour/depth.md": "# The harbour\n\nThe harbour of Lindholm is 9.5 metres deep.\n",
        "orchard/trees.md": "# The orchard\n\nThe orchard of Falkenberg has twelve apple trees.\n",
    }.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    settings = {
        "RAG_CORPUS_DIR": str(folder / "corpus"),
        "RAG_DATA_DIR": str(folder / "data"),
        "RAG_WATCH": "1",
    }
    with serving(ROOT / "app.py", folder / "log.txt", **settings) as address:
        yield address


def go(page: Page, name: str, shown: Locator) -> None:
    """Clicks a page's link. What is lost between two scripts, `rag/ui/pages.js` clicks again."""
    page.get_by_role("link", name=name).click()
    expect(shown).to_be_visible(timeout=20_000)


def documents(page: Page) -> None:
    """Go to the page of documents, once they have been read."""
    go(page, "Documents", page.get_by_role("heading", name="Documents", level=1))
    expect(page.locator(".fn-shelf")).to_be_visible(timeout=READING)


def questions(page: Page) -> None:
    go(page, "Ask", page.get_by_test_id("stChatInputTextArea"))


def drop(page: Page, *files: FilePayload) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(list(files))


def text_file(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/markdown", "buffer": text.encode()}


def row(page: Page, title: str) -> Locator:
    return page.locator(".fn-shelf li").filter(has_text=title)


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_uploaded_file_is_asked_cited_and_really_gone_when_deleted(
    app: str, open_page: Opener
) -> None:
    page = open_page(app)
    documents(page)
    mine = "# Copper\n\nThe copper mine at Torsby was opened by Agda Falk in 1887.\n"
    drop(page, text_file("../<b>mine</b>.md", mine), text_file("tool.exe", "MZ"))
    arrived = page.locator(".fn-arrivals")
    expect(arrived).to_contain_text("Ready to be asked: 1 passage", timeout=READING)
    expect(arrived).to_contain_text("<b>mine</b>.md")
    expect(arrived).to_contain_text("Not taken. Files of this type are not read")
    questions(page)
    ask(page, MINE)
    expect(page.locator(".fn-sources")).to_contain_text("Agda Falk", timeout=READING)
    documents(page)
    manage = page.get_by_role("button", name="Manage Copper")
    manage.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="Download the original").click()
    assert Path(saved.value.path()).read_text("utf-8") == mine
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog).to_contain_text("It will be really gone")
    dialog.get_by_role("button", name="Yes, delete it").click()
    expect(dialog).to_have_count(0)
    expect(row(page, "Copper")).to_have_count(0, timeout=READING)
    questions(page)
    for _ in range(2):
        expect(page.get_by_text("The source was deleted on")).to_be_visible()
        expect(page.locator(".fn-sources")).to_have_count(0)
        assert "Falk" not in page.locator("body").inner_text()
        page.reload()
    drawn(page)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".fn-question")).to_have_count(0)
    ask(page, MINE)
    expect(page.locator(".fn-refusal")).to_be_visible(timeout=READING)
    expect(page.locator(".fn-sources")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_upload_box_says_no_limit_but_ours(app: str, open_page: Opener, width: int) -> None:
    page = open_page(f"{app}/documents", width=width, ready=False)
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_be_visible(timeout=READING)
    assert "MB" not in page.get_by_test_id("stFileUploaderDropzone").inner_text()
    expect(page.get_by_text("At most 20 MB a file, 200 MB a zip.")).to_be_visible()
    fits(page)


def test_an_answer_respects_what_is_asked(app: str, open_page: Opener) -> None:
    page = open_page(app, **PHONE, has_touch=True)
    expect(page.get_by_role("button", name="All documents")).to_be_visible(timeout=READING)
    page.get_by_role("button", name="All documents").tap()
    dialog = page.get_by_role("dialog")
    box = dialog.get_by_text("orchard (1)")
    expect(box).to_be_visible()
    fits(page)
    box.tap()
    dialog.get_by_role("button", name="Ask 1 of 2 documents").tap()
    expect(dialog).to_have_count(0)
    ask(page, DEPTH)
    expect(page.locator(".fn-refusal")).to_be_visible(timeout=READING)
    expect(page.locator(".fn-within")).to_have_text("Asked of 1 of 2 documents: orchard")
    expect(page.get_by_text("Only a part of your documents was asked.")).to_be_visible()
    page.get_by_role("button", name="Ask all documents").tap()
    expect(page.locator(".fn-sources")).to_contain_text("9.5 metres", timeout=READING)
    expect(page.get_by_role("button", name="1 of 2 documents")).to_be_visible()


def test_a_cancelled_sync_leaves_everything_as_it_was(app: str, open_page: Opener) -> None:
    page = open_page(app)
    documents(page)
    long = "\n\n".join(
        f"## Log {n}\n\nOn day {n} the pilot of Lindholm counted {n * 37 % 911} gulls, and wrote "
        f"that {n * 53 % 797} ships had passed the northern breakwater before noon."
        for n in range(3_000)
    )
    drop(page, text_file("log.md", f"# The pilot's log\n\n{long}\n"))
    cancel = page.get_by_role("button", name="Cancel the sync")
    expect(cancel).to_be_enabled(timeout=READING)
    cancel.click()
    expect(page.get_by_text("The sync was cancelled")).to_be_visible(timeout=READING)
    expect(page.locator(".fn-arrivals")).to_contain_text("Kept for the next sync")
    expect(page.locator(".fn-shelf li")).to_have_count(2)
    page.get_by_role("button", name="Delete the new file").click()
    gone = page.locator(".fn-arrivals").filter(has_text="No longer among")
    expect(gone).to_be_visible(timeout=READING)
    expect(page.get_by_text("2 documents ready to be asked.")).to_be_visible()


def test_a_watched_folder_is_followed_without_a_click(
    app: str, folder: Path, open_page: Opener
) -> None:
    page = open_page(app)
    documents(page)
    expect(page.get_by_text("The folders are watched")).to_be_visible()
    new = folder / "corpus" / "harbour" / "reefs.md"
    new.write_text("# Reefs\n\nThe reefs are sharp.\n")
    expect(row(page, "Reefs")).to_be_visible(timeout=READING)
    new.unlink()
    expect(row(page, "Reefs")).to_have_count(0, timeout=READING)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_names_stay_text_on_a_page_that_fits_a_phone_and_a_finger(
    fake_app: str, open_page: Opener, scheme: str
) -> None:
    page = open_page(fake_app, **PHONE, color_scheme=scheme, has_touch=True)
    page.goto(f"{fake_app}/documents")
    expect(page.locator(".fn-shelf")).to_be_visible()
    fits(page)
    for target in page.locator('.fn-shelf button, [data-testid="stFileUploader"] button').all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    assert page.locator('[data-testid="stMain"] :is(a, img, script, iframe)').count() == 0
    assert page.evaluate("window.hacked") is None
    page.locator(".fn-more").first.tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    fits(page)
    for target in page.get_by_role("dialog").get_by_role("button").all()[1:]:
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
