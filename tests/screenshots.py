"""Takes pictures of every state of the pages: `python -m tests.screenshots [FOLDER]`.

At 1280 and 390 pixels, light and dark, over the scripted assistant; then the four of the README: of
the real app with the documents it ships with, and, as these hold no PDF, a page of a scripted one.
With `--readme` these four alone.
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import FAKE_APP, ROOT, chromium, serving
from tests.browser.states import SOON, TOURS, ask

HERE = Path(__file__).with_suffix("")
SIZES = {"wide": (1280, 860), "phone": (390, 844)}
SHIPPED_QUESTION = "What are the terms of the deal between OpenAI and Microsoft?"
SHIPPED_SILENCE = "How many parameters does GPT-4.5 have?"
LONG = 180_000
"""Milliseconds that the real app may take to read its documents, or to ask all cases."""
SETTLED = 600
"""Milliseconds after which animations are over."""


def take_all(folder: Path) -> None:
    """Every state of the fake app."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        chromium() as browser,
        serving(FAKE_APP, Path(scratch, "log.txt")) as address,
    ):
        for size in SIZES:
            for scheme in ("light", "dark"):
                _states(browser, address, folder, size, scheme)


def take_those_of_the_readme() -> None:
    """An answer with its source open, a refusal, a run of the cases; a cited page of a PDF."""
    with tempfile.TemporaryDirectory() as scratch, chromium() as browser:
        log = Path(scratch, "log.txt")
        settings = {
            "RAG_DATA_DIR": str(Path(scratch, "data")),
            "RAG_CASES_DIR": str(ROOT / "tests" / "grounding"),
        }
        with serving(ROOT / "app.py", log, **settings) as address:
            _answers(browser, address)
            _run_of_cases(browser, address)
        with serving(FAKE_APP, log) as address:
            _cited_page(browser, address)


def _states(browser: Browser, address: str, folder: Path, size: str, scheme: str) -> None:
    """A picture of every state of every tour, in a session of its own for each tour."""
    for tour in TOURS:
        page = _open(browser, size, scheme)

        def shoot(state: str, page: Page = page) -> None:
            page.wait_for_timeout(SETTLED)
            page.screenshot(path=folder / f"{state}-{size}-{scheme}.png")

        tour.walk(page, address, shoot)
        page.context.close()


def _answers(browser: Browser, address: str) -> None:
    page = _open(browser, "wide", "light")
    page.goto(address)
    expect(page.get_by_role("heading", name="Footnote")).to_be_visible(timeout=SOON)
    ask(page, SHIPPED_QUESTION)
    expect(page.locator(".fn-sources")).to_be_visible(timeout=LONG)
    _keep(page, "answer")
    page.locator(".fn-text .fn-chip[role=button]").first.click()
    expect(page.get_by_test_id("cited")).to_be_in_viewport()
    _keep(page, "source")
    page.goto(address)
    expect(page.get_by_role("heading", name="Footnote")).to_be_visible(timeout=SOON)
    ask(page, SHIPPED_SILENCE)
    expect(page.locator(".fn-refusal")).to_be_visible(timeout=SOON)
    expect(page.locator(".fn-account").last).to_be_visible()
    _keep(page, "refusal")
    page.context.close()


def _run_of_cases(browser: Browser, address: str) -> None:
    page = _open(browser, "wide", "light")
    page.goto(f"{address}/evaluation")
    page.get_by_role("button", name="Start", exact=True).click(timeout=SOON)
    expect(page.get_by_role("heading", name="Metrics")).to_be_visible(timeout=LONG)
    page.locator(".st-key-evaluation-runs").evaluate("one => one.scrollIntoView()")
    _keep(page, "evaluation")
    page.context.close()


def _cited_page(browser: Browser, address: str) -> None:
    page = _open(browser, "wide", "light")
    (tour,) = (one for one in TOURS if one.library == "paper")

    def see(state: str) -> None:
        if state == "page":
            _keep(page, "page")

    tour.walk(page, address, see)
    page.context.close()


def _keep(page: Page, name: str) -> None:
    """The picture for the README, in the 256 colours that it needs: a third of the size."""
    page.evaluate("document.activeElement?.blur()")
    page.wait_for_timeout(SETTLED)
    taken = Image.open(BytesIO(page.screenshot())).convert("RGB")
    taken.quantize(256).save(HERE / f"{name}.png", optimize=True)


def _open(browser: Browser, size: str, scheme: str) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    return context.new_page()


if __name__ == "__main__":
    folders = [one for one in sys.argv[1:] if one != "--readme"]
    if "--readme" not in sys.argv:
        take_all(Path(*folders) if folders else HERE / "out")
    take_those_of_the_readme()
