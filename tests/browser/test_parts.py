"""A document of 2 MB in parts: all of it is reached, by turning, by finding, by its quotes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawn import drawn
from tests.browser.long_scene import FAR_APART, SPREAD, TURNS
from tests.browser.states import SOON, ask
from tests.browser.test_access import barriers
from tests.browser.test_keyboard import FINGER, SMALL_TARGETS
from tests.browser.test_reading import words

Opener = Callable[..., Page]
SIZES: dict[str, dict[str, Any]] = {
    "wide": {"width": 1280, "height": 860},
    "phone": {"width": 390, "height": 844, "color_scheme": "dark", "has_touch": True},
}


def opened(page: Page, chip: int) -> None:
    """Ask, and open the answer's footnote of this place."""
    ask(page, SPREAD)
    answer = page.locator(f".st-key-answer-{TURNS + 1}")
    expect(answer.locator(".fn-sources")).to_be_visible(timeout=SOON)
    drawn(page)
    answer.locator(".fn-text .fn-chip").nth(chip).click()
    expect(page.get_by_test_id("cited")).to_be_in_viewport()
    drawn(page)


def part(page: Page) -> str:
    """Which part is shown, as the bar above it says."""
    return words(page.locator(".fn-parts > span").first.text_content())


@pytest.mark.parametrize("size", SIZES)
def test_all_of_a_very_long_document_is_reached(
    fake_app: str, open_page: Opener, size: str
) -> None:
    page = open_page(f"{fake_app}/?library=long", **SIZES[size])
    opened(page, 1)
    cited, text = page.get_by_test_id("cited"), page.locator(".fn-pages")
    expect(cited).to_have_text(words(FAR_APART.citations[1].quote))
    expect(page.locator('[data-walk="quotes"] output')).to_have_text("Quote 2 of 3")
    bar = page.locator(".fn-parts").first
    expect(bar).to_contain_text("Part 20 of 40")

    page.get_by_role("button", name="Next part").last.click()
    expect(bar).to_contain_text("Part 21 of 40")
    expect(text).to_be_focused()
    expect(page.locator(".fn-document > [data-live]")).to_have_text("Part 21 of 40")
    expect(text.locator("h4").first).to_be_in_viewport()
    drawn(page)

    box = page.get_by_role("searchbox", name="Find in this document")
    told = page.locator('[data-walk="finds"] output')
    box.fill("on day 300 the")
    expect(told).to_have_text("1 of 1")
    expect(bar).to_contain_text("Part 2 of 40")
    expect(text.get_by_text("On day 300 the")).to_be_in_viewport()
    drawn(page)
    box.fill("day 1999")
    expect(told).to_have_text("1 of 2")
    here = part(page)
    box.fill("the pilot of Lindholm")
    expect(told).to_have_text(re.compile(r"^[\d,]+ of 8,4\d\d$"))
    drawn(page)
    box.press("Shift+Enter")
    expect(bar).not_to_contain_text(here)
    expect(box).to_be_focused()
    drawn(page)

    page.get_by_role("button", name="Next quote").click()
    expect(page.locator('[data-walk="quotes"] output')).to_have_text("Quote 3 of 3")
    expect(page.locator(".fn-here")).to_be_in_viewport()
    expect(page.locator(".fn-here")).to_contain_text("On day 8000")
    drawn(page)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if size == "phone":
        assert page.evaluate(SMALL_TARGETS, FINGER) == []
