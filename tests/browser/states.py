"""Every state of the pages, as tours through the fake app: what a person does to see each.

`tests/screenshots.py` takes a picture of each, `test_access.py` looks each over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from tests.browser import paper_scene, scenes
from tests.browser.drawn import close_dialog

SOON = 60_000
"""Milliseconds in which a page opens, on a busy machine."""

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Tour:
    """States that follow each other in one session over one library, the first after opening."""

    library: str
    first: str
    steps: Mapping[str, Act] = field(default_factory=dict)
    path: str = "/"

    def walk(self, page: Page, address: str, see: Callable[[str], None]) -> None:
        """Go through the states; `see` is called in each with its name."""
        page.goto(f"{address}{self.path}?library={self.library}", timeout=SOON)
        expect(page.locator("h1, .fn-failure").first).to_be_visible(timeout=SOON)
        expect(page.get_by_test_id("stApp")).to_have_attribute(
            "data-test-script-state", "notRunning", timeout=SOON
        )
        see(self.first)
        for state, act in self.steps.items():
            act(page)
            expect(page.locator('[data-stale="true"]:visible')).to_have_count(0, timeout=SOON)
            see(state)


def ask(page: Page, question: str) -> None:
    """Type a question and send it."""
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")


def _asked(question: str, shown: str) -> Act:
    def act(page: Page) -> None:
        before = page.locator(shown).count()
        ask(page, question)
        expect(page.locator(shown)).to_have_count(before + 1, timeout=SOON)

    return act


def _tip(page: Page) -> None:
    page.locator(".fn-text .fn-chip[role=button]").first.focus()
    expect(page.locator(".fn-tip").first).to_be_visible()


def _source(page: Page) -> None:
    page.locator(".fn-text .fn-chip[role=button]").nth(1).click()
    expect(page.get_by_test_id("cited").first).to_be_in_viewport()


def _page_itself(page: Page) -> None:
    page.locator(".fn-text .fn-chip[role=button]").nth(1).click()
    expect(page.locator(".fn-paper figure:visible img")).to_be_visible(timeout=SOON)
    expect(page.get_by_test_id("cited").first).to_be_in_viewport()


def _other_page(page: Page) -> None:
    page.get_by_role("button", name="Next quote").click()
    expect(page.get_by_alt_text("Page 2 of")).to_be_visible()


def _enlarged(page: Page) -> None:
    page.get_by_role("button", name="Enlarge").click()
    expect(page.locator(".fn-large")).to_be_visible()


def _pageless(page: Page) -> None:
    close_dialog(page)
    _asked(paper_scene.GONE, ".fn-sources")(page)
    page.locator(".fn-text").last.locator(".fn-chip[role=button]").click()
    expect(page.get_by_role("dialog").get_by_text("is not there now")).to_be_visible()


def _refused(page: Page) -> None:
    close_dialog(page)
    _asked(scenes.REFUSED, ".fn-refusal")(page)


def _explained(page: Page) -> None:
    page.locator(".fn-account summary").last.click()
    page.locator(".fn-account summary").last.evaluate("one => one.scrollIntoView()")


def _doing(question: str, words: str) -> Act:
    def act(page: Page) -> None:
        ask(page, question)
        expect(page.get_by_text(words).last).to_be_visible(timeout=SOON)

    return act


def _stopped(page: Page) -> None:
    many = page.get_by_text("Stopped.").count()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.")).to_have_count(many + 1)


def _scope(page: Page) -> None:
    page.get_by_role("button", name="All documents").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _pressed(button: str, shown: str) -> Act:
    """A click, and what is to be seen then."""

    def act(page: Page) -> None:
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text(shown)).to_be_visible()

    return act


def _managed(page: Page) -> None:
    page.locator(".fn-more").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


_GOES = re.compile(r"(?:\w+ )?(?:Delete|Leave it out)$")
"""Its button, by its words: the last one of a dialog that is still being drawn is another."""


def _removing(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name=_GOES).click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Yes")).to_be_visible()


def _several(page: Page) -> None:
    close_dialog(page)
    page.get_by_text("Remove several").click()
    box = page.get_by_label("Documents to remove")
    box.press_sequentially("harbour.md")
    page.get_by_role("option", name="harbour.md").click()
    box.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)  # the list fades, and is pale meanwhile
    expect(page.get_by_role("button", name="Leave out 1 document")).to_be_visible()


def _read(page: Page) -> None:
    close_dialog(page)
    page.locator(".fn-entry").first.click()
    expect(page.locator(".fn-document")).to_be_visible()


def _sidebar(page: Page) -> None:
    close_dialog(page)
    if not page.get_by_role("button", name="New conversation").is_visible():
        page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_role("button", name="New conversation")).to_be_visible()


TOURS = (
    Tour(
        "full",
        "opening",
        {
            "answer": _asked(scenes.DREDGED, ".fn-sources"),
            "card": _tip,
            "source": _source,
            "refusal": _refused,
            "why": _explained,
            "failure": _asked(scenes.OFFLINE, ".fn-failure"),
            "list": _asked(scenes.BOARD, ".fn-sources"),
            "why-model": _explained,
            "incomplete": _asked(scenes.CUT, ".fn-sources"),
            "hostile": _asked(scenes.INJECTION, ".fn-sources"),
        },
    ),
    Tour(
        "full",
        "scope-before",
        {
            "scope": _scope,
            "sidebar": _sidebar,
        },
    ),
    Tour(
        "full",
        "before",
        {
            "searching": _doing(scenes.SLOW, "Searching your documents"),
            "stopped-early": _stopped,
            "patience": _doing(scenes.PATIENCE, "asks for patience"),
            "streaming": _doing(scenes.SILENT, "and then"),
            "stopped": _stopped,
        },
    ),
    Tour(
        "full",
        "documents",
        {"manage": _managed, "removing": _removing, "document": _read, "several": _several},
        path="/documents",
    ),
    Tour(
        "full",
        "before-rating",
        {
            "to-be-rated": _asked(scenes.BOARD, ".fn-actions"),
            "rated": _pressed("Not helpful", "Press it again to take that back."),
            "case-from-answer": _pressed("Make it a grounding case", "What is right?"),
        },
    ),
    Tour(
        "full",
        "evaluation",
        {"case": _pressed("Add a case", "What is right?")},
        path="/evaluation",
    ),
    Tour("damaged", "history-damaged"),
    Tour(
        "paper",
        "papers",
        {
            "paper-answer": _asked(paper_scene.FERRY, ".fn-sources"),
            "page": _page_itself,
            "page-turned": _other_page,
            "page-large": _enlarged,
            "page-gone": _pageless,
        },
    ),
    Tour("empty", "empty"),
    Tour("empty", "documents-empty", path="/documents"),
    Tour("first-run", "first-run", {"waiting": _doing(scenes.BOARD, "waits until")}),
    Tour("first-run", "documents-syncing", path="/documents"),
    Tour("failed-sync", "sync-failed"),
    Tour("failed-sync", "documents-sync-failed", path="/documents"),
    Tour("locked", "locked"),
)
