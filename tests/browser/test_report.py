"""The HTML report opened from disk in Chromium: it shows its plots, and asks nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from rag.evaluation.comparison import compare
from rag.evaluation.report import report_html
from rag.evaluation.results import Run
from tests.evaluation.makers import case, refused, result, said

HOSTILE = "<img src='http://127.0.0.1:9/x.png' onerror='window.hacked=1'><script>hacked=2</script>"
CASES = [
    case(f"plant-{number}", expect={"answer": {"facts": ["1987"]}}, group="when", question=HOSTILE)
    for number in range(8)
]
BEFORE = Run("before", tuple(result(one, said("It opened in 1987.", HOSTILE)) for one in CASES))
AFTER = Run("after", tuple(result(one, refused()) for one in CASES))


@pytest.mark.parametrize("width", [1280, 390])
def test_it_opens_from_disk_and_no_request_leaves_it(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    path = tmp_path / "report.html"
    path.write_text(report_html([BEFORE, AFTER], compare(BEFORE, AFTER)), "utf-8")
    page = browser.new_page(viewport={"width": width, "height": 844})
    asked: list[str] = []
    refused_: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: refused_.append(message.text))
    page.goto(path.as_uri())
    expect(page.get_by_text("Regression:")).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    page.wait_for_load_state("networkidle")
    assert asked == [path.as_uri()]
    assert refused_ == [], "the policy of the page had nothing to refuse"
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown, hidden = (
        (".wide-plot", ".narrow-plot") if width > 640 else (".narrow-plot", ".wide-plot")
    )
    expect(page.locator(f"{shown} svg").first).to_be_visible()
    expect(page.locator(f"{hidden} svg").first).to_be_hidden()
    page.close()
