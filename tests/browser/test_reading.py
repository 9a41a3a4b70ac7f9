"""Asking and reading in a real browser: every footnote opens at its exact words."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.scenes import ANSWERS, BOARD, DREDGED, OFFLINE, REFUSED, SILENT

Opener = Callable[..., Page]
PHONE = {"width": 390, "height": 844}


def ask(page: Page, question: str) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")


def words(text: str | None) -> str:
    return " ".join((text or "").split())


def test_a_footnote_opens_its_words_by_keyboard_and_closes_again(
    fake_app: str, open_page: Opener
) -> None:
    page = open_page(fake_app)
    ask(page, DREDGED)
    chip = page.get_by_role("button", name="Source 2: The harbour at Lindholm")
    expect(chip).to_be_visible()
    page.get_by_role("button", name="Source 1: The harbour at Lindholm").focus()
    page.keyboard.press("Tab")
    expect(chip).to_be_focused()
    page.keyboard.press("Enter")
    mark = page.get_by_test_id("cited")
    expect(mark).to_be_in_viewport()
    assert words(mark.text_content()) == words(ANSWERS[DREDGED].citations[1].quote)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(chip).to_be_focused()


def test_every_footnote_and_every_quote_opens_the_words_it_stands_for(
    fake_app: str, open_page: Opener
) -> None:
    page = open_page(fake_app)
    ask(page, BOARD)
    expect(page.locator(".fn-quote")).to_have_count(3)
    quoted = [words(citation.quote) for citation in ANSWERS[BOARD].citations]
    for opener in (page.locator(".fn-text .fn-chip"), page.locator(".fn-quote")):
        for number, quote in enumerate(quoted):
            opener.nth(number).click()
            mark = page.get_by_test_id("cited")
            expect(mark).to_have_text(quote)  # the drawer may still hold the last one
            expect(mark).to_be_in_viewport()
            page.get_by_role("button", name="Close").click()
            expect(page.get_by_role("dialog")).to_have_count(0)


def test_doubt_is_visible_and_its_reason_comes_with_focus(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app)
    ask(page, DREDGED)
    why = page.get_by_role("button", name="Partly in the source: The source does not say")
    why.focus()
    expect(page.locator(".fn-tip")).to_contain_text("The source does not say since when")
    page.keyboard.press("Escape")
    expect(page.locator(".fn-tip")).to_be_hidden()
    expect(page.locator(".fn-unknown")).to_have_text("?x7k2")
    page.locator(".fn-unknown").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_stop_works_while_the_server_is_silent(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app)
    ask(page, SILENT)
    expect(page.get_by_text("and then")).to_be_visible()
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_enabled()
    stop.scroll_into_view_if_needed()
    begun = time.monotonic()
    stop.click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    assert time.monotonic() - begun < 2  # half of it is for a busy machine
    expect(page.get_by_text("and then")).to_be_visible()


def test_a_click_elsewhere_does_not_lose_a_reply(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app)
    ask(page, SILENT)
    expect(page.get_by_text("and then")).to_be_visible()
    page.get_by_role("link", name="Documents").click()
    expect(page.get_by_role("heading", name="Documents", level=1)).to_be_visible()
    page.get_by_role("link", name="Ask").click()
    expect(page.get_by_text("and then")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()


def test_a_refusal_and_a_failure_do_not_look_alike(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app)
    ask(page, REFUSED)
    expect(page.get_by_text("Not in your documents")).to_be_visible()
    ask(page, OFFLINE)
    expect(page.get_by_text("Nobody answers at")).to_be_visible()
    expect(page.locator(".fn-refusal")).to_have_count(1)
    expect(page.locator(".fn-failure")).to_have_count(1)
    expect(page.locator(".fn-sources")).to_have_count(0)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.get_by_role("button", name=BOARD).click()
    expect(page.locator(".fn-sources")).to_be_visible()


def test_sessions_are_apart_and_a_new_conversation_is_empty(
    fake_app: str, open_page: Opener
) -> None:
    first, second = open_page(fake_app), open_page(fake_app)
    ask(first, DREDGED)
    expect(first.locator(".fn-sources")).to_be_visible()
    expect(second.locator(".fn-question")).to_have_count(0)
    first.get_by_role("button", name="New conversation").click()
    expect(first.get_by_role("heading", name="Footnote")).to_be_visible()
    expect(first.locator(".fn-question")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_fits_on_a_phone(fake_app: str, open_page: Opener, scheme: str) -> None:
    page = open_page(fake_app, **PHONE, color_scheme=scheme, has_touch=True)
    for example in page.locator('[class*="st-key-questions-"] button').all():
        box = example.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["height"] >= 44
    ask(page, DREDGED)
    expect(page.locator(".fn-sources")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator(".fn-text .fn-chip").first.tap()
    mark = page.get_by_test_id("cited")
    expect(mark).to_be_in_viewport()
    lightness = mark.evaluate(
        "mark => { const rgb = getComputedStyle(mark).backgroundColor.match(/\\d+/g);"
        " return rgb.slice(0, 3).map(Number).reduce((a, b) => a + b) / 3; }"
    )
    assert (lightness > 128) == (scheme == "light")


def test_what_a_refusal_offers_comes_into_view(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app, height=700)
    for question, shown in ((DREDGED, ".fn-sources"), (REFUSED, ".fn-refusal")):
        ask(page, question)
        expect(page.locator(shown)).to_be_visible()
    page.wait_for_function(
        """() => {
          const [one] = [...document.querySelectorAll('[class*="-suggestion-"] button')].slice(-1);
          const asking = document.querySelector('[data-testid="stBottom"]');
          return one && one.getBoundingClientRect().bottom < asking.getBoundingClientRect().top;
        }"""
    )
    expect(page.locator(".fn-question").last).to_be_in_viewport()


def test_a_finished_answer_does_not_make_the_page_jump(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app, height=500)
    page.evaluate(
        """() => {
          window.tops = [];
          const look = () => setTimeout(() => {
            window.tops.push(document.querySelector(".stMain")?.scrollTop ?? 0);
            requestAnimationFrame(look);
          });
          requestAnimationFrame(look);
        }"""
    )
    for question in (DREDGED, BOARD):
        ask(page, question)
        expect(page.locator(".fn-question").last).to_have_text(question)
    expect(page.locator(".fn-actions")).to_have_count(2)
    page.wait_for_function("window.tops.length > 30 && new Set(window.tops.slice(-30)).size === 1")
    back = page.evaluate("window.tops.filter((top, at) => top < window.tops[at - 1] - 8).length")
    assert back == 0, back


def test_a_new_question_comes_into_view(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app, height=600)
    for question in (DREDGED, BOARD):
        ask(page, question)
        expect(page.locator(".fn-question").last).to_have_text(question)
        expect(page.locator(".fn-question").last).to_be_in_viewport()
    page.mouse.move(640, 300)
    page.mouse.wheel(0, -2_000)
    ask(page, REFUSED)
    expect(page.get_by_text("Not in your documents")).to_be_in_viewport()


def test_a_typed_model_name_is_kept_over_a_change_of_page(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app)
    choice = page.get_by_role("combobox", name="Model")
    choice.fill("a-model-of-mine")
    choice.press("Enter")
    expect(page.locator(".fn-badges")).to_contain_text("a-model-of-mine")
    page.get_by_role("link", name="Documents").click()
    expect(page.get_by_role("heading", name="Documents", level=1)).to_be_visible()
    page.get_by_role("link", name="Ask").click()
    expect(page.locator(".fn-badges")).to_contain_text("a-model-of-mine")


@pytest.mark.parametrize("width", [1280, 390])
def test_why_is_closed_until_it_is_asked_for(fake_app: str, open_page: Opener, width: int) -> None:
    page = open_page(fake_app, width=width)
    ask(page, REFUSED)
    summary = page.get_by_text("Why this was refused")
    expect(summary).to_be_visible()
    found = page.locator(".fn-account").get_by_role("heading", name="Found")
    expect(found).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(found).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    inside = "one => one.scrollWidth <= one.clientWidth"
    assert page.locator(".fn-account").evaluate(inside), "nothing runs out of the panel"
    ask(page, DREDGED)
    expect(page.get_by_text("Why this answer")).to_be_visible()
    expect(found.first).to_be_visible()
