"""Keys, fingers and large letters: everything is reached, nothing is cut off."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.scenes import ANSWERS, DREDGED
from tests.browser.states import TOURS, Tour, ask

Opener = Callable[..., Page]
FINGER = 44
"""Pixels that a finger needs in both directions."""

FURTHEST = 60
"""Presses of Tab after which a person would have given up."""

SMALL_TARGETS = """
finger => [...document.querySelectorAll(
  ':is(.stMain, [role=dialog]) :is(button, a[href], summary, [role=button])'
)].filter(
  one => one.checkVisibility({visibilityProperty: true, opacityProperty: true})
).map(one => {
  const own = one.getBoundingClientRect();
  const around = getComputedStyle(one, "::after");
  const grown = around.position === "absolute" && one.matches(".fn-chip, .fn-why");
  const width = Math.max(own.width, grown ? parseFloat(around.width) : 0);
  const height = Math.max(own.height, grown ? parseFloat(around.height) : 0);
  return {width, height, what: one.outerHTML.slice(0, 110)};
}).filter(one => one.width > 0 && Math.min(one.width, one.height) < finger - 0.5)
"""
CUT_OFF = """
() => {
  const seen = one => one.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const off = [...document.querySelectorAll(
    ':is(.stMain, [role=dialog]) :is(p, h1, h2, h3, li, button, summary, input, textarea)'
  )].filter(one => seen(one) && !one.closest('.fn-hidden, .fn-syntax, .fn-table, pre'));
  const wide = off.filter(one => {
    const box = one.getBoundingClientRect();
    const hides = getComputedStyle(one).overflowX !== 'visible' && one.tagName !== 'INPUT';
    return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1
      || (hides && one.scrollWidth > one.clientWidth + 1));
  });
  const keys = off.filter(one => one.matches('button, summary, input, textarea'))
    .map(one => [one, one.getBoundingClientRect()]).filter(([, box]) => box.width > 1);
  const inBottom = one => Boolean(one.closest('[data-testid=stBottom]'));
  const inDialog = one => Boolean(one.closest('[role=dialog]'));
  const over = keys.flatMap(([one, a], at) => keys.slice(at + 1).filter(([other, b]) =>
    inBottom(one) === inBottom(other) && inDialog(one) === inDialog(other)
    && !one.contains(other) && !other.contains(one) && !other.closest('.fn-tools')
    && !one.closest('.fn-tools')
    && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2,
  ).map(([other]) => `${one.outerHTML.slice(0, 90)} over ${other.outerHTML.slice(0, 90)}`));
  const sideways = document.documentElement.scrollWidth > innerWidth;
  return [...(sideways ? ['the page scrolls sideways'] : []), ...over,
    ...wide.map(one => one.outerHTML.slice(0, 160))];
}
"""


def walk_to(page: Page, key: str, goal: Locator) -> int:
    """Press `key` until `goal` has the focus; how often that was."""
    for presses in range(1, FURTHEST):
        page.keyboard.press(key)
        if goal.evaluate("one => one === document.activeElement"):
            return presses
    raise AssertionError(f"{FURTHEST} presses of {key} did not reach {goal}")


def test_the_keyboard_alone_goes_from_the_question_to_its_words_and_back(
    fake_app: str, open_page: Opener
) -> None:
    page = open_page(fake_app)
    ask(page, DREDGED)
    expect(page.locator(".fn-sources")).to_be_visible()
    page.get_by_test_id("stChatInputTextArea").focus()
    chips = page.locator(".fn-text .fn-chip[role=button]")
    walk_to(page, "Shift+Tab", chips.nth(1))
    card = page.locator(".fn-tip:not([hidden])")
    expect(card).to_contain_text("Source 2: The harbour at Lindholm")
    expect(card).to_contain_text("Its lamp is visible for 18 nautical miles.")
    ring = chips.nth(1).evaluate("one => getComputedStyle(one).outlineStyle")
    assert ring == "solid", "the focus is visible"
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("cited")).to_be_in_viewport()
    onward = page.get_by_role("button", name="Next quote")
    walk_to(page, "Tab", onward)
    here = page.locator(".fn-here")
    for citation in (ANSWERS[DREDGED].citations[0], ANSWERS[DREDGED].citations[2]):
        page.keyboard.press("Enter")  # the last comes round to the first
        expect(here).to_have_text(citation.quote)
        expect(here).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(chips.nth(1)).to_be_focused()


def test_the_links_between_pages_show_the_focus(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app)
    links = page.get_by_test_id("stSidebarNavLink")
    for at in range(links.count()):
        page.keyboard.press("Tab")
        walk_to(page, "Tab", links.nth(at))
        ring = links.nth(at).evaluate("one => getComputedStyle(one).outline")
        assert "solid" in ring, "the focus is visible"
    assert links.count() == 3


def test_a_click_on_a_pages_link_that_is_lost_is_made_again(
    fake_app: str, open_page: Opener
) -> None:
    page = open_page(fake_app)
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible()
    page.evaluate(
        """() => {
          window.lost = 0;
          document.addEventListener("click", (event) => {
            if (window.lost || !event.target.closest('[data-testid="stSidebarNavLink"]')) return;
            window.lost = 1;
            event.preventDefault();
            event.stopPropagation();
          }, { capture: true });
        }"""
    )
    page.get_by_role("link", name="Documents").click()

    expect(page.get_by_role("heading", name="Documents", level=1)).to_be_visible()
    assert page.evaluate("window.lost") == 1


def test_words_are_found_in_a_document(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app)
    ask(page, DREDGED)
    page.locator(".fn-text .fn-chip[role=button]").first.click()
    box = page.get_by_role("searchbox", name="Find in this document")
    told = page.locator('[data-walk="finds"] output')
    box.fill("depth of 9.5 METRES")
    expect(told).to_have_text("1 of 1")  # over the asterisks that make it bold
    box.fill("northern  breakwater")
    expect(told).to_have_text("1 of 30")
    box.press("Enter")
    expect(told).to_have_text("2 of 30")
    page.get_by_role("button", name="Previous find").click()
    page.get_by_role("button", name="Previous find").click()
    expect(told).to_have_text("30 of 30")
    assert page.evaluate("CSS.highlights.get('fn-found').size") == 30
    box.fill("(no such words")
    expect(told).to_have_text("Not found")
    box.press("Escape")
    expect(box).to_have_value("")
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("tour", TOURS[:5], ids=lambda tour: tour.first)
def test_every_target_is_large_enough_for_a_finger(
    fake_app: str, open_page: Opener, tour: Tour
) -> None:
    page = open_page(fake_app, width=390, height=844, ready=False, has_touch=True, is_mobile=True)
    small: dict[str, object] = {}

    def see(state: str) -> None:
        if found := page.evaluate(SMALL_TARGETS, FINGER):
            small[state] = found

    tour.walk(page, fake_app, see)
    assert small == {}, json.dumps(small, indent=1)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("tour", [TOURS[0], TOURS[3], TOURS[4]], ids=lambda tour: tour.first)
def test_letters_twice_as_large_cut_nothing_off(
    fake_app: str, open_page: Opener, tour: Tour, width: int
) -> None:
    page = open_page(fake_app, width=width, ready=False)
    cut: dict[str, object] = {}

    def see(state: str) -> None:
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        if found := page.evaluate(CUT_OFF):
            cut[state] = found

    tour.walk(page, fake_app, see)
    assert cut == {}, json.dumps(cut, indent=1)


def test_nothing_moves_for_who_wants_no_motion(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app)  # which asks for reduced motion
    ask(page, DREDGED)
    expect(page.locator(".fn-sources")).to_be_visible()
    moving = page.evaluate(
        "[...document.querySelectorAll('.fn, .fn *')].filter(one => {"
        " const style = getComputedStyle(one);"
        " return parseFloat(style.animationDuration) > 0 && style.animationName !== 'none'"
        " || parseFloat(style.transitionDuration) > 0; }).length"
    )
    assert moving == 0
