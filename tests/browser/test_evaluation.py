"""The page of evaluation in Chromium, wide and narrow: run, cancel, compare, open and add cases."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawn import close_dialog
from tests.browser.lists import choose
from tests.browser.scenes import BOARD, DREDGED, OFFLINE, REFUSED, SILENT_UNTIL_STOPPED

Opener = Callable[..., Page]
SIZES = {"wide": {"width": 1280, "height": 860}, "phone": {"width": 390, "height": 844}}
RUN = 60_000
"""Milliseconds that a run over scripted replies may take on a busy machine."""

CASES = f"""\
cases:
  - id: depth
    question: {DREDGED}
    group: number
    expect: {{answer: {{facts: ["9.5 metres"], sources: ["*harbour*"]}}}}
  - id: board
    question: {BOARD}
    group: what
    expect: {{answer: {{facts: ["60 metres"]}}}}
  - id: railway
    question: {REFUSED}
    group: wrong-entity
    expect: refusal
  - id: up
    question: {OFFLINE}
    group: what
    expect: refusal
  - id: silent
    question: {SILENT_UNTIL_STOPPED}
    group: slow
    expect: refusal
"""


@pytest.fixture
def kept_in(tmp_path: Path) -> Path:
    """A folder of each test's own, with the cases in it."""
    (tmp_path / "bot.grounding.yaml").write_text(CASES, "utf-8")
    return tmp_path


@pytest.fixture
def app(kept_in: Path, fake_app: str) -> str:
    """The fake app, for which there are cases."""
    assert kept_in.is_dir()
    return fake_app


def evaluation(page: Page, address: str) -> None:
    page.goto(f"{address}/evaluation")
    expect(page.get_by_role("heading", name="Evaluation", level=1)).to_be_visible(timeout=RUN)


def ask(page: Page, name: str, *groups: str) -> None:
    """Begin a run of these groups."""
    for group in groups:
        choose(page.get_by_label("Groups"), group, exact=True)
        page.keyboard.press("Escape")
    box = page.get_by_label("Name of the run")
    box.fill(name)
    box.press("Tab")
    page.get_by_role("button", name="Start", exact=True).click()


def fits(page: Page) -> None:
    """Nothing of the page is wider than the window."""
    main = page.get_by_test_id("stMain")
    assert main.evaluate("one => one.scrollWidth <= one.clientWidth")


@pytest.mark.parametrize("size", SIZES)
def test_runs_are_asked_compared_and_opened_to_their_answers(
    app: str, open_page: Opener, size: str
) -> None:
    page = open_page(app, **SIZES[size], ready=False)
    evaluation(page, app)
    fits(page)
    for name in ("first", "second"):
        evaluation(page, app)  # a new session, in which no group is chosen
        ask(page, name, "number", "what", "wrong-entity")
        shown_run = page.get_by_label("Run", exact=True)
        expect(shown_run).to_have_value(re.compile(f"{name}$"), timeout=RUN)
        start = page.get_by_role("button", name="Start", exact=True)
        expect(start).to_be_visible(timeout=RUN)
    shown = page.locator(".wide-plot svg" if size == "wide" else ".narrow-plot svg")
    expect(shown.first).to_be_visible()
    hidden = page.locator(".narrow-plot svg" if size == "wide" else ".wide-plot svg")
    expect(hidden.first).to_be_hidden()
    choose(page.get_by_label("Compared with"), "first")
    expect(page.get_by_label("Compared with")).to_have_value(re.compile("first$"))
    expect(page.get_by_text("No regression.")).to_be_visible()
    fits(page)

    page.locator(".fn-shelf .fn-entry", has_text=DREDGED).click()
    expect(page.locator(".fn-verdict")).to_have_count(2)
    expect(page.locator(".fn-sources").first).to_be_visible()
    fits(page)
    page.locator(".fn-chip[role=button]").first.click()
    expect(page.get_by_test_id("cited")).to_be_in_viewport()
    close_dialog(page)
    page.get_by_role("button", name="Back to the run").click()
    expect(page.get_by_role("heading", name="Metrics")).to_be_visible()


def test_a_run_survives_the_page_and_is_cancelled(app: str, open_page: Opener) -> None:
    page = open_page(app, **SIZES["phone"], ready=False)
    evaluation(page, app)
    ask(page, "slow", "number", "slow")
    expect(page.get_by_text("Asking the cases: 1 of 2")).to_be_visible(timeout=RUN)
    page.reload()
    expect(page.get_by_text("Asking the cases: 1 of 2")).to_be_visible(timeout=RUN)
    fits(page)
    page.get_by_role("button", name="Cancel the run").click()
    expect(page.get_by_text("1 of 2 cases were asked, and are kept below")).to_be_visible(
        timeout=RUN
    )
    expect(page.get_by_role("button", name="Go on with it")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_a_case_is_added_from_the_conversation(app: str, open_page: Opener, size: str) -> None:
    page = open_page(app, **SIZES[size], ready=False)
    box = page.get_by_test_id("stChatInputTextArea")
    expect(box).to_be_visible(timeout=RUN)
    box.fill("Who owns the ferry?")
    box.press("Enter")
    expect(page.locator(".fn-refusal")).to_be_visible(timeout=RUN)
    if size == "phone":
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Evaluation").click()
    if size == "phone":
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    page.get_by_role("button", name="Add a case").click()
    dialog = page.get_by_role("dialog")
    choose(dialog.get_by_label("Begin with a question of your conversation"), "Who owns the ferry?")
    expect(dialog.get_by_label("Question", exact=True)).to_have_value("Who owns the ferry?")
    expect(dialog.get_by_role("radio", name="A refusal")).to_be_checked()
    fits(page)
    dialog.get_by_role("button", name="Keep the case").click()
    expect(page.get_by_text("6 grounding cases")).to_be_visible()
    expect(page.get_by_text("It is asked in the next run.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
