"""The pages beside the text: named, one seen at a time, each quote's boxes known by its number."""

from __future__ import annotations

from rag.types import Box, PageView
from rag.ui.paper import no_paper_html, paper_html
from rag.ui.reading import Quoted
from tests.page_reader import PageReader

QUOTES = (Quoted(0, 5, cited=True), Quoted(9, 12, cited=False))
LINE = Box(0.1, 0.2, 0.5, 0.01)


def view(number: int, spans: tuple[int, ...], *boxes: tuple[Box, ...]) -> PageView:
    return PageView(number, "image/png", b"\x89PNG", 1000, 2000, spans, boxes)


def test_a_page_says_which_it_is_and_where_the_words_are() -> None:
    page = PageReader(paper_html([view(4, (0, 1), (LINE,), (LINE, LINE))], QUOTES, "Ferry <b>"))
    image = page.one("img")
    assert image.attributes["alt"] == "Page 4 of Ferry <b>"
    assert image.attributes["src"] == "data:image/png;base64,iVBORw=="
    boxes = page.all("rect")
    assert [box.attributes["data-box"] for box in boxes] == ["0", "1", "1"]
    assert [box.attributes["class"] for box in boxes] == ["fn-box", *["fn-box fn-box-also"] * 2]
    first = boxes[0].attributes
    assert [first[name] for name in ("x", "y", "width", "height")] == [
        "96.0", "396.0", "508.0", "28.0",
    ]  # fmt: skip
    assert page.one("figcaption").text == "Page 4"
    assert not page.all("div", data_walk="pages"), "there is no other"


def test_the_page_of_the_first_quote_is_seen_first() -> None:
    html = paper_html([view(2, (1,), (), (LINE,)), view(9, (0,), (LINE,), ())], QUOTES, "Ferry")
    page = PageReader(html)
    seen = [one.attributes["data-page"] for one in page.all("figure") if "hidden" not in
            one.attributes]  # fmt: skip
    assert seen == ["9"]
    assert page.one("div", data_walk="pages")


def test_a_scanned_page_says_why_there_are_no_boxes() -> None:
    page = PageReader(paper_html([view(1, (0,), (), ())], QUOTES, "Ferry"))
    assert "part of a picture" in page.one("figcaption").text


def test_without_pages_there_is_nothing() -> None:
    assert paper_html([], QUOTES, "Ferry") == ""
    assert PageReader(no_paper_html("<b>")).text == "<b>"
