"""Takes pictures of every state of the pages: `python -m tests.screenshots [FOLDER]`.

At 1280 and 390 pixels, light and dark, over the scripted assistant; then one of the real app with
the documents it ships with, for the README.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.server import FAKE_APP, ROOT, chromium, serving
from tests.browser.states import SOON, TOURS, ask

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
    """A picture of every state of every tour, in a session of its own for each tour."""
    for tour in TOURS:
        page = _open(browser, size, scheme)

        def shoot(state: str, page: Page = page) -> None:
            page.wait_for_timeout(SETTLED)
            page.screenshot(path=folder / f"{state}-{size}-{scheme}.png")

        tour.walk(page, address, shoot)
        page.context.close()


def _readme(browser: Browser, address: str) -> None:
    page = _open(browser, "wide", "light")
    page.goto(address)
    expect(page.get_by_role("heading", name="Footnote")).to_be_visible(timeout=SOON)
    ask(page, SHIPPED_QUESTION)
    expect(page.locator(".fn-sources")).to_be_visible(timeout=180_000)
    page.get_by_test_id("stChatInputTextArea").blur()
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=HERE / "answer.png")
    page.locator(".fn-text .fn-chip[role=button]").first.click()
    expect(page.get_by_test_id("cited")).to_be_in_viewport()
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=HERE / "source.png")


def _open(browser: Browser, size: str, scheme: str) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    return context.new_page()


if __name__ == "__main__":
    take_all(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "out")
