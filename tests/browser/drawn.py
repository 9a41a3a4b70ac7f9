"""Waiting until the page has drawn all that it was asked for, as a person does without noticing.

A click in the middle of that reaches a button which Streamlit is about to make anew, and is lost.
"""

from __future__ import annotations

from playwright.sync_api import Page, expect

_LONGEST = 20_000  # milliseconds


def drawn(page: Page) -> None:
    """Return once no script of this session runs. Not for a page whose reply is still arriving."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=_LONGEST)
    expect(page.locator('[data-stale="true"]:visible')).to_have_count(0, timeout=_LONGEST)


def close_dialog(page: Page) -> None:
    """Close the dialog that is open, once it is all there."""
    drawn(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    drawn(page)


def fits(page: Page, width: int) -> None:
    """Nothing stands out at the side."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
