"""What stands above a document in the drawer is not covered by its search."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser

import rag.ui
from rag.ui.reading import document_html
from tests.fake_assistant import Said, make_answer, make_document

SAID = "It closes at ten."
GUIDE = make_document("guide.md", "Guide", f"# Guide\n\n{SAID}\n")
STYLE = Path(rag.ui.__file__).with_name("footnote.css")


def test_the_notice_of_a_changed_document_is_seen_to_its_end(browser: Browser) -> None:
    cited = make_answer("When?", Said(SAID, ((GUIDE, SAID),))).citations
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    try:
        page.set_content(document_html(replace(GUIDE, text="It never closes."), cited))
        page.add_style_tag(content=STYLE.read_text("utf-8"))
        notice = page.locator(".fn-failure").bounding_box()
        search = page.locator(".fn-tools").bounding_box()
        assert notice is not None
        assert search is not None
        bottom = notice["y"] + notice["height"]
        assert search["y"] - bottom >= 16  # as high as what is painted above the search
    finally:
        page.close()
