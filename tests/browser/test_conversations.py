"""Kept conversations in a real browser: reloaded, listed, found, renamed, deleted, linked to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from rag.history import FILE
from tests.browser.drawn import close_dialog, drawn, fits
from tests.browser.scenes import BOARD, DREDGED, REFUSED
from tests.browser.test_reading import PHONE, ask

Opener = Callable[..., Page]
WIDE = {"width": 1280, "height": 860}
SLOW = 20_000  # milliseconds
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


@pytest.fixture
def kept_in(tmp_path: Path) -> Path:
    """A folder of each test's own, and so a history."""
    return tmp_path


@pytest.fixture
def data(kept_in: Path) -> Path:
    """The folder of what is kept, with nothing else in it."""
    folder = kept_in / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def app(data: Path, fake_app: str) -> str:
    """The fake app, for which there is a data folder."""
    assert data.is_dir()
    return fake_app


def answered(page: Page, question: str) -> None:
    drawn(page)
    before = page.locator(".fn-actions").count()
    ask(page, question)
    expect(page.locator(".fn-actions")).to_have_count(before + 1, timeout=SLOW)


def sidebar(page: Page) -> None:
    """Open it, where the screen is too small for it to be open by itself."""
    closed = page.get_by_test_id("stExpandSidebarButton")
    if closed.is_visible():
        closed.click()
    expect(page.get_by_role("button", name="New conversation")).to_be_in_viewport()


@SIZES
def test_a_reload_shows_the_conversation_and_it_goes_on(
    app: str, open_page: Opener, size: dict[str, int]
) -> None:
    page = open_page(app, **size)
    answered(page, BOARD)
    answered(page, REFUSED)
    (name,) = parse_qs(urlsplit(page.url).query)["c"]
    page.reload()
    expect(page.locator(".fn-question")).to_have_count(2)
    expect(page.locator(".fn-actions")).to_have_count(2)
    drawn(page)
    page.locator(".fn-text .fn-chip").first.click()
    expect(page.locator("mark").first).to_be_visible()
    close_dialog(page)
    answered(page, DREDGED)
    assert parse_qs(urlsplit(page.url).query)["c"] == [name]
    fits(page, size["width"])


def test_it_reopens_at_its_last_question_though_earlier_ones_come_up_late(
    app: str, open_page: Opener
) -> None:
    page = open_page(app, height=600)
    for question in (BOARD, DREDGED, REFUSED):
        answered(page, question)
    page.reload()
    expect(page.locator(".fn-actions")).to_have_count(3)
    page.evaluate(
        """() => {
          const main = document.querySelector(".stMain");
          main.style.overflowAnchor = "none";
          const late = document.createElement("div");
          late.innerHTML = '<div class="fn-root fn-question" style="height: 400px">Late</div>';
          main.querySelector(".fn-question").closest(".fn-root").before(late);
        }"""
    )
    expect(page.locator(".fn-question").last).to_have_text(REFUSED)
    page.wait_for_function(
        "[...document.querySelectorAll('.fn-question')].pop().getBoundingClientRect().top < 130"
    )


@SIZES
def test_conversations_are_listed_opened_renamed_and_deleted(
    app: str, data: Path, open_page: Opener, size: dict[str, int]
) -> None:
    page = open_page(app, **size)
    answered(page, BOARD)
    page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.get_by_text("You found this helpful.")).to_be_visible()
    sidebar(page)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".fn-question")).to_have_count(0)
    assert "c=" not in page.url
    if size is PHONE:
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    answered(page, DREDGED)
    sidebar(page)
    page.get_by_role("button", name=BOARD).first.click()
    expect(page.locator(".fn-question")).to_have_text([BOARD])
    page.get_by_role("button", name="Rename").click()
    title = page.get_by_role("dialog").get_by_role("textbox", name="Title")
    expect(title).to_have_value(BOARD)
    title.fill("The board")
    title.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".fn-current")).to_have_text("The board")
    fits(page, size["width"])
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("with what was thought of its answers")).to_be_visible()
    assert any(BOARD.encode() in one.read_bytes() for one in data.glob("feedback*"))
    dialog.get_by_role("button", name="Delete").click()
    expect(page.locator(".fn-question")).to_have_count(0)
    expect(page.get_by_text("The board", exact=True)).to_have_count(0)
    assert not any(BOARD.encode() in one.read_bytes() for one in data.iterdir() if one.is_file())
    sidebar(page)
    expect(page.get_by_role("button", name=DREDGED).first).to_be_visible()


@SIZES
def test_a_link_leads_to_an_answer_and_its_source(
    app: str, open_page: Opener, size: dict[str, int]
) -> None:
    page = open_page(app, permissions=["clipboard-read", "clipboard-write"], **size)
    answered(page, BOARD)
    page.locator(".fn-text .fn-chip").first.click()
    page.get_by_role("button", name="Copy link to this source").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(app)
    assert set(parse_qs(urlsplit(link).query)) == {"c", "a", "s"}
    close_dialog(page)
    answered(page, DREDGED)
    other = open_page(link, **size)
    expect(other.locator("mark").first).to_be_visible()
    close_dialog(other)
    expect(other.locator(".fn-question").first).to_be_in_viewport()
    assert set(parse_qs(urlsplit(other.url).query)) == {"c"}


def test_an_address_of_nothing_that_is_kept_is_said(app: str, open_page: Opener) -> None:
    page = open_page(f"{app}/?c=never-kept")
    expect(page.get_by_text("is not kept here")).to_be_visible()
    answered(page, BOARD)
    assert "never-kept" not in page.url


def test_a_search_finds_words_of_an_answer(app: str, open_page: Opener) -> None:
    page = open_page(app)
    for _ in range(6):
        answered(page, BOARD)
        page.get_by_role("button", name="New conversation").click()
        expect(page.locator(".fn-question")).to_have_count(0)
    answered(page, DREDGED)
    search = page.get_by_role("textbox", name="Search conversations")
    search.fill("zebra crossing")
    search.press("Enter")
    expect(page.get_by_text("No conversation holds these words.")).to_be_visible()
    search.fill("dredged")
    search.press("Enter")
    expect(page.locator(".fn-current")).to_have_count(1)
    expect(page.locator(".st-key-past .stButton")).to_have_count(2)


@SIZES
def test_a_damaged_history_is_told_once_with_what_to_do(
    data: Path, fake_app: str, open_page: Opener, size: dict[str, int]
) -> None:
    (data / FILE).write_bytes(b"no database" * 999)
    page = open_page(fake_app, **size)
    said = page.locator(".fn-notice")
    expect(said).to_contain_text(str(data / f"{FILE}.damaged-1"))
    expect(said).to_contain_text("put a backup in the place of history.sqlite")
    expect(said.get_by_text("Your conversations", exact=True)).to_be_in_viewport()
    fits(page, size["width"])
    answered(page, BOARD)
    expect(said).to_be_visible()
    read = page.get_by_role("button", name="I have read this")
    box = read.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    read.click()
    expect(said).to_have_count(0)
    drawn(page)
    page.reload()
    expect(page.locator(".fn-question")).to_have_count(1)
    expect(said).to_have_count(0)
    assert (data / f"{FILE}.damaged-1").read_bytes() == b"no database" * 999
