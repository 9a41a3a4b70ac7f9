"""Takes pictures of every state of the pages: `python -m tests.screenshots [FOLDER]`.

At 1280 and 390 pixels, light and dark, over the scripted assistant; then one of the real app with
the documents it ships with, for the README.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.scenes import BOARD, DREDGED, OFFLINE, REFUSED, SILENT
from tests.browser.server import FAKE_APP, ROOT, chromium, serving

HERE = Path(__file__).with_suffix("")
SIZES = {"wide": (1280, 860), "phone": (390, 844)}
SHIPPED_QUESTION = "What are the terms of the deal between OpenAI and Microsoft?"
SETTLED = 600
"""Milliseconds after which animations are over."""


def take_all(folder: Path) -> None:
    """Every state of the fake app, then the README's picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, chromium() as browser:
        log = Path(scratch, "log.txt")
        with serving(FAKE_APP, log) as address:
            for size in SIZES:
                for scheme in ("light", "dark"):
                    _states(browser, address, folder, size, scheme)
        with serving(ROOT / "app.py", log, RAG_DATA_DIR=str(Path(scratch, "data"))) as address:
            _readme(browser, address)


def _states(browser: Browser, address: str, folder: Path, size: str, scheme: str) -> None:
    page = _open(browser, address, size, scheme)

    def shoot(state: str) -> None:
        page.wait_for_timeout(SETTLED)
        page.screenshot(path=folder / f"{state}-{size}-{scheme}.png")

    shoot("opening")
    for state, act in _STATES.items():
        act(page)
        shoot(state)
    page.context.close()


def _answered(page: Page) -> None:
    _ask(page, DREDGED)
    expect(page.locator(".fn-sources")).to_be_visible()


def _source(page: Page) -> None:
    page.locator(".fn-text .fn-chip[role=button]").nth(1).click()
    expect(page.get_by_test_id("cited")).to_be_in_viewport()


def _refused(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    _ask(page, REFUSED)
    expect(page.locator(".fn-refusal")).to_be_visible()


def _explained(page: Page) -> None:
    page.locator(".fn-account summary").last.click()
    page.locator(".fn-account summary").last.evaluate("one => one.scrollIntoView()")


def _failed(page: Page) -> None:
    _ask(page, OFFLINE)
    expect(page.locator(".fn-failure")).to_be_visible()


def _listed(page: Page) -> None:
    _ask(page, BOARD)
    expect(page.locator(".fn-sources")).to_have_count(2)


def _streaming(page: Page) -> None:
    _ask(page, SILENT)
    expect(page.get_by_text("and then")).to_be_visible()


def _stopped(page: Page) -> None:
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()


_STATES: dict[str, Callable[[Page], None]] = {
    "answer": _answered,
    "source": _source,
    "refusal": _refused,
    "why": _explained,
    "failure": _failed,
    "list": _listed,
    "why-model": _explained,
    "streaming": _streaming,
    "stopped": _stopped,
}


def _readme(browser: Browser, address: str) -> None:
    page = _open(browser, address, "wide", "light")
    _ask(page, SHIPPED_QUESTION)
    expect(page.locator(".fn-sources")).to_be_visible(timeout=180_000)
    page.get_by_test_id("stChatInputTextArea").blur()
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=HERE / "answer.png")
    page.locator(".fn-text .fn-chip[role=button]").first.click()
    expect(page.get_by_test_id("cited")).to_be_in_viewport()
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=HERE / "source.png")


def _open(browser: Browser, address: str, size: str, scheme: str) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", name="Footnote")).to_be_visible(timeout=30_000)
    return page


def _ask(page: Page, question: str) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")


if __name__ == "__main__":
    take_all(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "out")
