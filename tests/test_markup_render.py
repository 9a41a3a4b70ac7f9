"""The one way to HTML: whatever comes in, only our own tags come out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.markup.render import Overlay, Span, Token, draw, escape, label, phrase, plain
from tests.page_reader import PageReader

TAGS = {
    *("p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "div", "table", "tr", "th", "td", "pre"),
    *("blockquote", "code", "strong", "em", "span", "mark"),
}
ATTRIBUTES = {"class", "value", "tabindex", "aria-hidden", "data-testid", "id"}
FRAGMENTS = st.sampled_from(
    [
        *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![a](http://e.example/p)"),
        *(
            "[a](javascript:alert(1))",
            "[a]: http://e.example",
            "<http://e.example>",
            "www.e.example",
        ),
        *('" onmouseover="x', "'>", "&lt;", "&#60;b>", "</p></div>", "$$x$$", "\x00", "\ud800"),
        *("**", "*", "_", "`", "```\n", "# ", "- ", "1. ", "> ", "| a | b |\n|--|--|\n", "\n", " "),
        *("word", "[1]", "\u202e", "é"),
    ]
)
SOUP = st.lists(FRAGMENTS, max_size=25).map("".join)


def squeeze(text: str) -> str:
    return "".join(text.split())


@given(SOUP, st.booleans(), st.booleans())
def test_only_our_own_tags_and_attributes_come_out(
    text: str, markdown: bool, lossless: bool
) -> None:
    page = PageReader(draw(text, markdown=markdown, lossless=lossless))
    assert {tag.name for tag in page.tags} <= TAGS
    assert {name for tag in page.tags for name in tag.attributes} <= ATTRIBUTES


@given(SOUP)
def test_a_lossless_page_has_the_text_of_the_document(text: str) -> None:
    page = PageReader(draw(text, lossless=True))
    expected = text.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert squeeze(page.text) == squeeze(expected)


@given(SOUP, st.data())
def test_a_highlight_holds_exactly_its_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    overlay = Overlay([Span(start, end, "mark", 'class="m"')])
    page = PageReader(draw(text, overlay, lossless=True))
    marked = "".join(tag.text for tag in page.all("mark"))
    expected = text[start:end].replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert squeeze(marked) == squeeze(expected)


def test_a_highlight_within_one_paragraph_is_one_mark() -> None:
    text = "The **core** problem: `x` was it. More."
    overlay = Overlay([Span(4, 33, "mark", 'class="m"', opening=' id="a"')])
    page = PageReader(draw(text, overlay, lossless=True))
    assert page.one("mark").text == text[4:33]
    assert page.one("mark").attributes["id"] == "a"


def test_what_only_formats_is_left_out_or_out_of_sight() -> None:
    assert draw("a **b**") == "<p>a <strong>b</strong></p>"
    hidden = PageReader(draw("a **b**", lossless=True)).all("span", class_="fn-syntax")
    assert [(tag.text, tag.attributes["aria-hidden"]) for tag in hidden] == [
        ("**", "true"),
        ("**", "true"),
    ]


def test_lists_and_tables_are_lists_and_tables() -> None:
    page = PageReader(draw("- a\n- b\n\n3. c\n\n| h | i |\n|---|---|\n| 1 | 2 |"))
    assert [tag.text for tag in page.all("li")] == ["a", "b", "c"]
    assert page.one("ol").text == "c"
    assert page.all("li")[2].attributes["value"] == "3"
    assert [tag.text.strip() for tag in page.all("th")] == ["h", "i"]
    assert [tag.text.strip() for tag in page.all("td")] == ["1", "2"]


def test_document_headings_stay_below_the_pages_own() -> None:
    assert [tag.name for tag in PageReader(draw("# a\n## b\n###### c")).tags] == ["h3", "h4", "h6"]


def test_a_token_takes_the_place_of_its_text_but_not_in_code() -> None:
    text = "See [1] and `[1]`."
    tokens = [Token(4, 7, "<span>one</span>"), Token(13, 16, "<span>no</span>")]
    assert draw(text, Overlay(tokens=tokens)) == (
        "<p>See <span>one</span> and <code>[1]</code>.</p>"
    )


def test_a_span_breaks_off_around_a_token_and_ends_after_it() -> None:
    text = "Doubtful. [1] Sure."
    span = Span(0, 13, "span", 'class="d"', tail="<em>why</em>")
    drawn = draw(text, Overlay([span], [Token(10, 13, "<code>1</code>")]))
    assert drawn == '<p><span class="d">Doubtful. </span><code>1</code><em>why</em> Sure.</p>'


def test_a_phrase_stays_in_its_line() -> None:
    assert PageReader(phrase("- not **a** list\n# nor <b>")).text == "- not **a** list\n# nor <b>"
    assert "<li" not in phrase("- a")


def test_escape_is_safe_inside_attributes() -> None:
    assert escape("<a href=\"'&\x1b") == "&lt;a href=&quot;&#x27;&amp;\ufffd"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("What does Apple do, and why-not?", "What does Apple do, and why-not?"),
        ("![x](y)", r"\!\[x\](y)"),
        ("*a* _b_ `c` $d$ :red[e]", "\\*a\\* \\_b\\_ \\`c\\` \\$d\\$ \\:\u2060red\\[e\\]"),
        (":streamlit: 10:30", "\\:\u2060streamlit\\: 10\\:30"),
        ("two\nlines", "two lines"),
        ("https://e.example", "\u2060https\u2060\\://e.example"),
        ("me@e.example www.e.example", "me\u2060@\u2060e.example \u2060www\u2060.e.example"),
    ],
)
def test_a_button_label_is_plain_text(text: str, safe: str) -> None:
    assert label(text) == safe


def test_plain_text_is_without_what_only_formats() -> None:
    assert plain("a **b** `c` [d](http://e.example) _f_ 2*3") == "a b c d f 2*3"


def grid(text: str) -> list[list[str]]:
    """The cells of each row that is drawn of a text without Markdown."""
    found = re.findall(r"<tr>(.*?)</tr>", draw(text, markdown=False))
    return [re.findall(r"<td>(.*?)</td>", row) for row in found]


def test_a_row_without_a_cell_keeps_the_others_in_their_columns() -> None:
    text = (
        "| Treatment: Rabies | Dog: 62 | Includes: check-up |\n"
        "| Treatment: Dental | Dog: 280 | Rabbit: 35 | Includes: X-ray |\n"
        "| Rabbit: 45 |"
    )
    assert [[cell.strip() for cell in row] for row in grid(text)] == [
        ["Treatment: Rabies", "Dog: 62", "", "Includes: check-up"],
        ["Treatment: Dental", "Dog: 280", "Rabbit: 35", "Includes: X-ray"],
        ["", "", "Rabbit: 45"],
    ]


def test_rows_of_another_table_and_without_names_stand_side_by_side() -> None:
    text = "| Dog: 62 | Cat: 58 |\n| City: Oslo | Rain: 3 |\n| a | b: c |\n| Dog: 1 | Dog: 2 |"
    assert [len(row) for row in grid(text)] == [2, 2, 2, 2]


def test_the_text_of_aligned_rows_is_the_text_of_the_document() -> None:
    text = "| Dog: 62 | Cat: 58 |\n| Cat: 3 |"
    page = PageReader(draw(text, markdown=False, lossless=True))
    assert page.text.replace("\n", "") == text.replace("\n", "")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One<br>two", "<p>One<br>two</p>"),
        ("One<BR/>two <b>three</b>", "<p>One<br>two three</p>"),
        ("H<sub>2</sub>O", "<p>H2O</p>"),
        ('a <span style="color:red">b</span>', "<p>a b</p>"),
        ("a < b > c", "<p>a &lt; b &gt; c</p>"),
        ("`<br>`", "<p><code>&lt;br&gt;</code></p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<b onclick=alert(1)>x</b>", "<p>x</p>"),
        ("\\<br>", "<p>&lt;br&gt;</p>"),
    ],
)
def test_tags_that_only_give_words_a_look_are_not_shown(text: str, html: str) -> None:
    assert draw(text) == html
    assert PageReader(draw(text, lossless=True)).text == text


def test_lines_that_a_tag_ends_are_apart_in_plain_words_too() -> None:
    assert plain("One<br>two") == "One two"
    assert plain("One<br>two", markdown=False) == "One<br>two"
