"""Exports, ratings and comparisons in a real browser, at 1280 and 390 pixels."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from rag.evaluation.casefile import read_case_file
from rag.export import record
from rag.export.json_file import from_json
from rag.export.page import to_page
from rag.export.plain import to_plain
from rag.feedback import FILE as FEEDBACK
from rag.feedback import Feedback
from rag.ui.case_form import FILE
from rag.ui.trace import read_trace
from tests.browser.drawn import close_dialog, drawn, fits
from tests.browser.scenes import ANSWERS, BOARD, DREDGED, INJECTION, KEY, REFUSED
from tests.browser.server import FAKE_APP, serving
from tests.browser.test_reading import PHONE, ask
from tests.kept import PAYLOADS, every_ending, hostile

Opener = Callable[..., Page]
WIDE = {"width": 1280, "height": 860}
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keeping")


@pytest.fixture(scope="module")
def app(data: Path) -> Iterator[str]:
    """The fake app with a data folder of its own, into which cases are written."""
    with serving(FAKE_APP, data / "log.txt", RAG_DATA_DIR=str(data)) as address:
        yield address


def answered(page: Page, question: str) -> None:
    drawn(page)
    ask(page, question)
    expect(page.locator(".fn-actions").last).to_be_visible()
    drawn(page)


@SIZES
def test_a_rating_its_reason_and_a_grounding_case(
    app: str, data: Path, open_page: Opener, size: dict[str, int]
) -> None:
    page = open_page(app, **size)
    question = BOARD if size is WIDE else DREDGED
    answered(page, question)
    down = page.get_by_role("button", name="Not helpful")
    box = down.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    down.focus()
    page.keyboard.press("Enter")
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(down).to_be_focused()
    page.get_by_text("The source is the wrong one").click()
    page.get_by_role("textbox", name="Remark").fill("It is in the minutes of 2020.")
    page.get_by_role("button", name="Keep the reason").click()
    expect(page.get_by_text("You did not find this helpful: the source is")).to_be_visible()
    fits(page, size["width"])
    page.get_by_role("button", name="Make it a grounding case").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Question")).to_have_value(question)
    fits(page, size["width"])
    dialog.get_by_role("button", name="Keep the case").click()
    expect(page.get_by_text("It is the grounding case")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    last = Feedback(data / FEEDBACK).ratings()[-1]
    assert (last.verdict, last.reason) == ("down", "wrong source")
    trace = read_trace(last.trace)
    assert (trace.answer, trace.remark) == (ANSWERS[question], "It is in the minutes of 2020.")
    assert KEY not in last.trace
    file = data / "evaluations" / FILE
    cases = read_case_file(file).cases
    assert question in [case.question for case in cases]
    assert "It is in the minutes of 2020." in file.read_text("utf-8")


@SIZES
def test_a_rating_is_shown_after_a_reload_and_taken_back(
    app: str, data: Path, open_page: Opener, size: dict[str, int]
) -> None:
    page = open_page(app, **size)
    answered(page, BOARD)
    up = page.get_by_role("button", name="Helpful", exact=True)
    down = page.get_by_role("button", name="Not helpful")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("You found this helpful. Press it again")).to_be_visible()
    drawn(page)
    down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(up).to_have_attribute("aria-pressed", "false")
    fits(page, size["width"])
    down.click()
    expect(down).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(up).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_text("Press it again")).to_have_count(0)
    (turn,) = parse_qs(urlsplit(page.url).query)["c"]
    assert turn.encode() not in (data / FEEDBACK).read_bytes()


@SIZES
def test_two_answers_stand_beside_or_below_each_other(
    app: str, open_page: Opener, size: dict[str, int]
) -> None:
    page = open_page(app, **size)
    answered(page, BOARD)
    page.get_by_role("button", name="Answer again with").click()
    page.get_by_role("button", name="Answer again", exact=True).click()
    keeps = page.get_by_role("button", name="Keep this answer")
    expect(keeps).to_have_count(2)
    expect(page.locator(".fn-sources")).to_have_count(2)
    expect(page.get_by_text("Quotes only (no model)", exact=True).last).to_be_visible()
    expect(page.locator(".fn-signature")).to_have_count(2)
    both = "all => all.slice(0, 2).map(one => one.getBoundingClientRect().toJSON())"
    first, second = page.locator(".fn-text").evaluate_all(both)  # at one moment: the page moves
    if size is WIDE:
        assert second["x"] >= first["x"] + first["width"]
        assert abs(second["y"] - first["y"]) < 2
    else:
        assert second["y"] >= first["y"] + first["height"]
    fits(page, size["width"])
    page.locator(".fn-text .fn-chip").nth(3).click()
    expect(page.get_by_test_id("cited")).to_have_text(ANSWERS[BOARD].citations[0].quote)
    close_dialog(page)
    keeps.last.click()
    expect(keeps).to_have_count(0)
    expect(page.locator(".fn-sources")).to_have_count(1)


def test_copying_says_so_and_copies_the_footnotes(app: str, open_page: Opener) -> None:
    page = open_page(app, permissions=["clipboard-read", "clipboard-write"])
    answered(page, BOARD)
    copy = page.get_by_role("button", name="Copy with footnotes")
    copy.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == to_plain(ANSWERS[BOARD])
    expect(copy).to_be_visible()


@SIZES
def test_a_conversation_is_downloaded_in_three_formats(
    app: str, open_page: Opener, size: dict[str, int]
) -> None:
    page = open_page(app, **size)
    answered(page, BOARD)
    ask(page, REFUSED)
    expect(page.locator(".fn-refusal")).to_be_visible()
    page.get_by_role("button", name="Export").click()
    read = {}
    for name in ("Markdown", "Web page", "JSON"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        name = waiting.value.suggested_filename
        read[name.rsplit(".", 1)[1]] = waiting.value.path().read_text("utf-8")
    made = from_json(read["json"])
    assert [one.ending for one in made.exchanges] == ["answered", "refused"]
    assert json.loads(read["json"])["title"] == BOARD
    assert read["md"].startswith(f"# {BOARD}\n")
    assert read["html"] == to_page(made)


@pytest.fixture
def exported(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens an exported page; afterwards nothing may have been asked for, nor any dialog shown."""
    asked: list[str] = []
    dialogs: list[str] = []
    contexts = []

    def shown(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    def opened(html: str, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        path = tmp_path / "conversation.html"
        path.write_text(html, "utf-8")
        page.on("dialog", shown)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_load_state("networkidle")
        asked[:] = [one for one in asked if one not in (path.as_uri(), "data:,")]
        return page

    yield opened
    for context in contexts:
        context.close()
    assert asked == []
    assert dialogs == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_exported_page_asks_for_nothing_and_runs_nothing(
    exported: Callable[..., Page], payload: str
) -> None:
    page = exported(to_page(record(hostile(payload))))
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, script, iframe, object, embed, form, svg, video, base").count() == 0
    assert page.locator("[onerror], [onload], [ontoggle]").count() == 0


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_exported_page_is_read_on_any_screen_and_on_paper(
    exported: Callable[..., Page], size: dict[str, int], scheme: str
) -> None:
    page = exported(to_page(record(every_ending())), viewport=size, color_scheme=scheme)
    fits(page, size["width"])
    shade = "getComputedStyle(document.body).backgroundColor"
    assert (page.evaluate(shade) == "rgb(255, 255, 255)") == (scheme == "light")
    page.get_by_role("link", name="Source 2: Tides").click()
    expect(page.locator("#t1-s2")).to_be_in_viewport()
    page.emulate_media(media="print")
    assert page.evaluate(shade) == "rgb(255, 255, 255)"


def test_hostile_answers_stay_text_below_and_beside_each_other(app: str, open_page: Opener) -> None:
    page = open_page(app)
    answered(page, INJECTION)
    page.get_by_role("button", name="Answer again with").click()
    page.get_by_role("button", name="Answer again", exact=True).click()
    expect(page.get_by_role("button", name="Keep this answer")).to_have_count(2)
    assert page.locator(".fn a, .fn img, .fn script, .fn iframe, .fn style").count() == 0
    assert page.locator("[onerror], [onclick], [onload]").count() == 0
    assert page.evaluate("window.hacked") is None
