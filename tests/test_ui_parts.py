"""A long document in parts: they join to the whole, are of a readable size, and break little."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.markup.render import draw, words_between
from rag.types import Document, Section
from rag.ui.parts import SIZE, TABLE, bar_html, part_at, parts
from tests.fake_assistant import make_document
from tests.page_reader import PageReader

MEDIA_TYPES = st.sampled_from(["text/markdown", "text/plain"])
LINES = st.sampled_from(
    ["# One", "## Two", "", "", "Some words here.", "| a | b |", "|---|---|", "```", "~~~~", "- it"]
)
TEXTS = st.lists(LINES | st.text("ab |`#\n\t-", max_size=30), max_size=40).map("\n".join)


def document(text: str, media_type: str = "text/markdown") -> Document:
    return make_document("long", "Long", text, media_type)


@given(TEXTS, MEDIA_TYPES, st.integers(5, 60))
def test_the_parts_join_to_the_whole_text_and_none_is_long(
    text: str, media_type: str, size: int
) -> None:
    whole = document(text, media_type)
    cut = parts(whole, size)
    assert "".join(text[part.start : part.end] for part in cut) == text
    assert all(part.end - part.start <= size + size // 5 for part in cut)
    assert all(part.start < part.end for part in cut) or not text
    assert cut == parts(whole, size)


@given(TEXTS.filter(bool), st.integers(5, 60), st.data())
def test_every_character_is_in_the_part_that_is_named(
    text: str, size: int, data: st.DataObject
) -> None:
    cut = parts(document(text), size)
    offset = data.draw(st.integers(0, len(text) - 1))
    part = cut[part_at(cut, offset)]
    assert part.start <= offset < part.end


@given(TEXTS, MEDIA_TYPES, st.integers(5, 60))
def test_parts_can_be_drawn_without_losing_a_character(
    text: str, media_type: str, size: int
) -> None:
    markdown = media_type == "text/markdown"
    for part in parts(document(text, media_type), size):
        html = draw(
            text, start=part.start, end=part.end, markdown=markdown, lossless=True,
            inside=part.inside,
        )  # fmt: skip
        drawn = "".join(PageReader(f"<div>{html}</div>").text.split())
        assert drawn == "".join(text[part.start : part.end].split())


def test_a_document_of_usual_length_is_one_part() -> None:
    (part,) = parts(document("A line.\n" * (SIZE // 8)))
    assert (part.start, part.end) == (0, SIZE)
    assert len(parts(document(""))) == 1


def test_a_part_ends_at_the_highest_heading_that_is_near() -> None:
    text = "Words.\n\n" * 10 + "## Small\n\n" + "Words.\n\n" * 2 + "# Large\n\n" + "Words.\n\n" * 12
    cut = parts(document(text), 100)
    assert text[cut[1].start :].startswith("# Large")


def test_a_part_ends_where_a_section_of_a_plain_text_begins() -> None:
    text = "Words of a page.\n" * 14
    whole = document(text, "text/plain")
    whole = replace(whole, sections=(Section(0, 119, "p. 1"), Section(119, len(text), "p. 2")))
    assert [part.start for part in parts(whole, 120)] == [0, 119]


ROWS = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 8
CODE = "```\n" + "one line\n\n# two\n" * 5 + "```\n"


@pytest.mark.parametrize("whole", [ROWS, CODE])
def test_no_part_begins_in_a_table_or_in_code_where_that_can_be_avoided(whole: str) -> None:
    text = "Words.\nMore.\n" * 4 + whole + "Words.\nMore.\n" * 8
    assert [part.inside for part in parts(document(text), 160)] == ["", ""]


def test_a_table_longer_than_a_part_goes_on_as_a_table() -> None:
    text = ROWS * 1 + "| 3 | 4 |\n" * 30
    cut = parts(document(text), 100)
    assert {part.inside for part in cut[1:]} == {TABLE}
    html = draw(text, start=cut[1].start, end=cut[1].end, lossless=True, inside=TABLE)
    page = PageReader(f"<div>{html}</div>")
    assert len(page.all("tr")) == text[cut[1].start : cut[1].end].count("\n")


def test_a_very_long_table_is_cut_in_reasonable_time() -> None:
    text = ROWS + "| 3 | 4 |\n" * 200_000 + "-" * 30_000 + "| x\n"
    begun = time.process_time()
    cut = parts(document(text), 10_000)
    assert time.process_time() - begun < 5
    assert {part.inside for part in cut[1:-6]} == {TABLE}


@given(TEXTS, st.integers(5, 60))
def test_a_part_begins_in_a_table_where_one_has_begun_above(text: str, size: int) -> None:
    lines = text.split("\n")
    for part in parts(document(text), size)[1:]:
        if part.inside in ("", TABLE) and text[part.start - 1] == "\n":
            above = text.count("\n", 0, part.start)
            rows = list(takewhile(lambda at: "|" in lines[at], range(above, -1, -1)))
            borders = (at for at in rows[1:-1] if re.fullmatch(r"[ \t|:]*-[ \t|:-]*", lines[at]))
            assert (part.inside == TABLE) == any(borders)


def test_code_longer_than_a_part_goes_on_as_code() -> None:
    text = "~~~\n" + "# a comment\n" * 20 + "~~~\n\n# A heading\n"
    *_, last = cut = parts(document(text), 80)
    assert {part.inside for part in cut[1:]} == {"~~~"}
    html = draw(text, start=last.start, end=last.end, lossless=True, inside=last.inside)
    page = PageReader(f"<div>{html}</div>")
    assert "# a comment" in page.one("pre").text
    assert page.one("h3").text == "# A heading"
    words = words_between(text, last.start, last.end, inside=last.inside)
    assert "~" not in words
    assert words.endswith("A heading")


def test_the_bar_leads_to_the_neighbours_that_there_are() -> None:
    first, middle, last = (PageReader(bar_html(number, 3, "above")) for number in range(3))
    assert "Part 2 of 3" in middle.text
    assert [one.attributes["data-open"] for one in middle.all("button")] == [
        "part 0 top",
        "part 2 top",
    ]
    assert ["disabled" in one.attributes for one in first.all("button")] == [True, False]
    assert ["disabled" in one.attributes for one in last.all("button")] == [False, True]
