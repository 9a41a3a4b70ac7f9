"""How much the page itself costs when a conversation and a document are long.

    python -m tests.benchmarks.page [QUESTIONS]

In Chromium, over a conversation of 200 turns and a document of 2 MB; the assistant answers at once,
so that what is left is the page's work: from the key that sends a question until its checked answer
stands on the page, and from the click on its footnote until the cited words stand in view. What
must hold: at the median under 300 ms, and under 500 ms.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.long_scene import LOGGED, SIZE, TURNS
from tests.browser.server import FAKE_APP, chromium, serving

QUESTIONS = 15
SLOWEST = 60_000
"""Milliseconds after which the page counts as broken."""

_STOPWATCH = """
([act, shown]) => new Promise(done => {
  const begun = performance.now();
  const look = () => {
    const box = document.querySelector(shown)?.getBoundingClientRect();
    if (box && box.top < innerHeight && box.bottom > 0) done(performance.now() - begun);
    else requestAnimationFrame(look);
  };
  document.querySelector(act).click();
  look();
})
"""


def measure(page: Page, questions: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each question, and of each opening of its source."""
    asked, opened = [], []
    for number in range(TURNS + 1, TURNS + 1 + questions):
        box = page.get_by_test_id("stChatInputTextArea")
        box.fill(LOGGED)
        send = '[data-testid="stChatInputSubmitButton"]'
        expect(page.locator(send)).to_be_enabled()
        answer = f".st-key-answer-{number}"
        asked.append(page.evaluate(_STOPWATCH, [send, f"{answer} .fn-sources"]))
        chip = f"{answer} .fn-text .fn-chip"
        opened.append(page.evaluate(_STOPWATCH, [chip, "mark.fn-mark"]))
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    return asked, opened


def main() -> None:
    """Print the medians and the slowest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", nargs="?", type=int, default=QUESTIONS, metavar="QUESTIONS")
    questions: int = parser.parse_args().questions
    with (
        tempfile.TemporaryDirectory() as scratch,
        chromium() as browser,
        serving(FAKE_APP, Path(scratch, "log.txt")) as address,
    ):
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(f"{address}/?library=long", timeout=SLOWEST)
        expect(page.locator(".fn-sources").last).to_be_visible(timeout=SLOWEST)
        asked, opened = measure(page, questions)
    print(f"{TURNS} turns before, a document of {SIZE / 1e6:.0f} MB, {questions} questions")
    for name, times in (("a question", asked), ("opening a source", opened)):
        print(f"{name}: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms")


if __name__ == "__main__":
    main()
