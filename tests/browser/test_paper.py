"""The page itself beside the text: its boxes lie on the quoted words, at every width and scheme."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Dialog, Locator, Page, expect

from rag.ingest.formats.pdf_picture import draw_page
from tests.browser.paper_scene import (
    FEE,
    FERRY,
    GONE,
    RIGHT,
    SCRIPT,
    TURNED,
    TURNED_SHEET,
    raw_paper,
)
from tests.browser.states import SOON, ask
from tests.pdfs import Sheet, Word, make_pdf

Opener = Callable[..., Page]
Place = tuple[float, float, float, float]
NEAR = 0.012
"""Of the picture's width or height: the room that a box leaves around its words, and a little."""


def opened(page: Page, chip: int) -> None:
    """Ask, and open the answer's footnote of this place at its page."""
    ask(page, FERRY)
    page.locator(".fn-text .fn-chip[role=button]").nth(chip).click()
    expect(page.locator(".fn-paper figure:visible img")).to_be_visible(timeout=SOON)


def paper(open_page: Opener, fake_app: str, width: int, scheme: str = "light") -> Page:
    return open_page(f"{fake_app}/?library=paper", width=width, height=844, color_scheme=scheme)


def boxes(page: Page) -> list[Place]:
    """Left, top, right, bottom of each seen box of the quote in hand, as shares of the picture."""
    script = """
    sheet => {
      const frame = sheet.querySelector("img").getBoundingClientRect();
      const here = sheet.querySelectorAll(".fn-box-here");
      const found = here.length ? here : sheet.querySelectorAll(".fn-box:not(.fn-box-also)");
      return [...found].map(box => {
        const one = box.getBoundingClientRect();
        return [(one.left - frame.left) / frame.width, (one.top - frame.top) / frame.height,
                (one.right - frame.left) / frame.width, (one.bottom - frame.top) / frame.height];
      });
    }
    """
    return [tuple(one) for one in seen(page).evaluate(script)]


def seen(page: Page) -> Locator:
    return page.locator(".fn-sheet:visible")


def ink(sheet: Sheet, word: Word) -> Place:
    """Where this word alone would be dark on such a page."""
    drawn = draw_page(make_pdf(Sheet([word], sheet.turn, sheet.crop)), 1)
    picture = ImageOps.invert(Image.open(io.BytesIO(drawn.picture)).convert("L"))
    left, top, right, bottom = picture.getbbox() or (0, 0, 0, 0)
    w, h = drawn.width, drawn.height
    return left / w, top / h, right / w, bottom / h


def assert_on(found: Sequence[Place], words: Sequence[Place]) -> None:
    assert len(found) == len(words)
    for box, word in zip(found, words, strict=True):
        assert box == pytest.approx(word, abs=NEAR)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_boxes_lie_on_the_quoted_words(
    fake_app: str, open_page: Opener, width: int, scheme: str
) -> None:
    page = paper(open_page, fake_app, width, scheme)
    opened(page, 1)
    found = boxes(page)
    lines = [Word(text, 330, 680 - 16 * at) for at, text in enumerate(RIGHT)]
    whole = [ink(Sheet([]), line) for line in lines]
    assert len(found) == 3, "a box a line: in the second column, over a hyphen"
    assert found[0][2] == pytest.approx(whole[1][2], abs=NEAR)
    assert found[0][0] > whole[1][0] + 0.05, "it begins within the line"
    assert found[1][0] == pytest.approx(whole[2][0], abs=NEAR)
    assert found[2][0] == pytest.approx(whole[3][0], abs=NEAR)
    assert found[2][2] < whole[3][2] - 0.05, "it ends within the line"
    for box, line in zip(found, whole[1:4], strict=True):
        assert (box[1], box[3]) == pytest.approx((line[1], line[3]), abs=NEAR)

    page.get_by_role("button", name="Next quote").click()
    expect(page.get_by_alt_text("Page 2 of The ferry of Lindholm")).to_be_visible()
    turned = next(word for word in TURNED_SHEET.words if word.text == TURNED)
    assert_on(boxes(page), [ink(TURNED_SHEET, turned)])

    page.get_by_role("button", name="Next quote").click()
    expect(page.get_by_alt_text("Page 3 of The ferry of Lindholm")).to_be_visible()
    assert_on(boxes(page)[1:], [ink(Sheet([]), Word(FEE, 72, 300))])
    assert len(boxes(page)) == 2

    page.get_by_role("button", name="Enlarge").click()
    assert_on(boxes(page)[1:], [ink(Sheet([]), Word(FEE, 72, 300))])
    pane = page.locator(".fn-sheets")
    assert pane.evaluate("one => one.scrollWidth > 1.5 * one.clientWidth")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_beside_the_text_or_below_it(
    fake_app: str, open_page: Opener, width: int
) -> None:
    page = paper(open_page, fake_app, width)
    opened(page, 0)
    text = page.locator(".fn-pages").bounding_box()
    picture = page.locator(".fn-sheets").bounding_box()
    assert text is not None
    assert picture is not None
    if width > 900:
        assert picture["x"] >= text["x"] + text["width"]
    else:
        assert picture["y"] >= text["y"] + text["height"]
    assert picture["y"] < 844, "it is seen at once"
    assert picture["x"] + picture["width"] <= width
    expect(page.get_by_test_id("cited").first).to_be_in_viewport()
    assert (picture["width"] / picture["height"]) < 1.6, "more than a strip of it"


def test_everything_is_reached_by_keyboard(fake_app: str, open_page: Opener) -> None:
    page = paper(open_page, fake_app, 1280)
    opened(page, 0)
    page.get_by_role("searchbox", name="Find in this document").focus()
    reached: list[str] = []
    for _ in range(12):
        page.keyboard.press("Tab")
        name = "document.activeElement.ariaLabel ?? document.activeElement.innerText"
        reached.append(page.evaluate(name).strip())
    steps = ["Next quote", "The text", "Previous page", "Next page", "The page"]
    assert [name for name in reached if name in steps] == steps
    page.get_by_role("button", name="Next page").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_alt_text("Page 2 of The ferry of Lindholm")).to_be_visible()
    expect(page.locator(".fn-paper").get_by_text("Page 2", exact=True).first).to_be_visible()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(page.get_by_alt_text("Page 1 of The ferry of Lindholm")).to_be_visible()
    sizes = page.locator(".fn-paper button").evaluate_all(
        "all => all.map(one => [one.offsetWidth, one.offsetHeight])"
    )
    assert sizes
    assert all(min(size) >= 44 for size in sizes), sizes


def test_a_file_that_is_gone_leaves_the_text_and_a_sentence(
    fake_app: str, open_page: Opener
) -> None:
    page = paper(open_page, fake_app, 1280)
    ask(page, GONE)
    page.locator(".fn-text .fn-chip[role=button]").first.click()
    expect(page.get_by_test_id("cited")).to_be_in_viewport()
    expect(page.get_by_role("dialog").get_by_text("is not there now")).to_be_visible()
    expect(page.locator(".fn-paper")).to_have_count(0)


def test_the_original_opens_in_a_tab_at_its_page(fake_app: str, open_page: Opener) -> None:
    page = paper(open_page, fake_app, 1280)
    opened(page, 2)
    with page.context.expect_page() as waiting:
        page.get_by_role("button", name="Open the original").click()
    tab = waiting.value
    tab.wait_for_url(f"blob:{fake_app}/*#page=2", wait_until="commit", timeout=SOON)
    read = "async address => [...new Uint8Array(await (await fetch(address)).arrayBuffer())]"
    assert bytes(page.evaluate(read, tab.url.partition("#")[0])) == raw_paper()
    assert page.evaluate("async address => (await fetch(address)).headers.get('content-type')",
                         tab.url.partition("#")[0]) == "application/pdf"  # fmt: skip
    expect(page.get_by_role("dialog")).to_be_visible()


def test_what_can_be_done_with_a_source_stands_in_one_row(fake_app: str, open_page: Opener) -> None:
    page = paper(open_page, fake_app, 1280)
    opened(page, 0)
    acts = page.locator(".st-key-document-acts")
    buttons = [
        acts.get_by_role("button", name=name)
        for name in ("Download the original", "Open the original")
    ]
    for one in buttons:
        expect(one).to_be_visible()
    middles = []
    for one in buttons:
        box = one.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        middles.append(box["y"] + box["height"] / 2)
    assert abs(middles[0] - middles[1]) <= 2


def test_an_original_that_opens_in_a_tab_runs_no_script(fake_app: str, open_page: Opener) -> None:
    page = open_page(f"{fake_app}/documents?library=paper", ready=False)
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.context.on("dialog", dismiss)
    page.get_by_role("button", name="A note with a script").first.click(timeout=SOON)
    for _ in range(2):
        with page.context.expect_page() as waiting:
            page.get_by_role("button", name="Open the original").click()
        tab = waiting.value
        tab.wait_for_url(f"blob:{fake_app}/*", timeout=SOON)
        assert tab.inner_text("body") == SCRIPT
        assert tab.title() != "hacked"
        assert tab.evaluate("window.opener") is None
        tab.close()
    assert dialogs == []
