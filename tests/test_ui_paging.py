"""Which part is read, and what is looked for in all of them: whatever a browser reports."""

from __future__ import annotations

import cProfile
from dataclasses import replace
from pstats import Stats

from hypothesis import given
from hypothesis import strategies as st

from rag.types import Document, Section
from rag.ui.paging import Paging, after, found, words_of
from rag.ui.parts import SIZE, Part, parts
from rag.ui.reading import LONGEST_FIND, document_html, part_html, quoted
from tests.fake_assistant import Said, make_answer, make_document
from tests.page_reader import PageReader

FILLER = "The **pilot** counted `gulls`.\n\n" * (SIZE // 32)
TEXT = f"# Log\n\n{FILLER}A lamp was *lit*.\n\n{FILLER}No lamp was lit.\n\n{FILLER}The end.\n"
LOG = make_document("log.md", "Log", TEXT)
CUT = parts(LOG)


def test_the_scene_has_three_parts() -> None:
    assert len(CUT) == 3


def test_a_reader_turns_to_a_part() -> None:
    assert after(Paging(0), LOG, CUT, "part 2 top") == Paging(2, "top")
    assert after(Paging(0), LOG, CUT, "part 1 quote 7") == Paging(1, "quote 7")


@given(st.text() | st.sampled_from(["part 3 top", "part -1 top", "part 1", "part 1 up", "find  "]))
def test_what_has_no_meaning_changes_nothing(clicked: str) -> None:
    assert after(Paging(1), LOG, CUT, clicked) == Paging(1)


def test_words_are_counted_in_every_part() -> None:
    then = after(Paging(0), LOG, CUT, "find LAMP  was lit")
    assert sum(then.counts) == 2, "over what makes a word italic, too"
    assert then.words == "LAMP  was lit"
    then = after(then, LOG, CUT, "find pilot counted gulls")
    assert sum(then.counts) == 3 * (SIZE // 32)


def test_the_next_part_that_has_the_words_is_shown_where_this_has_none() -> None:
    then = after(Paging(0), LOG, CUT, "find the end")
    assert (then.part, then.landing) == (2, "first")
    then = after(Paging(2), LOG, CUT, "find log")
    assert (then.part, then.landing) == (0, "first"), "round the end"
    then = after(Paging(1, "top"), LOG, CUT, "find no such words")
    assert (then.part, then.landing, sum(then.counts)) == (1, "top", 0)


def test_what_is_looked_for_has_an_end() -> None:
    assert len(after(Paging(0), LOG, CUT, "find " + "x" * 10_000).words) == LONGEST_FIND


def test_words_are_text_and_no_pattern() -> None:
    assert found("a.c (", "abc ( a.c ( A.C\n(") == 2


def test_the_words_of_a_part_are_those_that_the_page_shows() -> None:
    text = "The tide.\n" * (SIZE // 5)
    half = text.index("\n", len(text) // 2) + 1
    sections = (Section(0, half, "p. 1"), Section(half, len(text), "p. 2"))
    plain = Document("i", "Tides", "t.pdf", "application/pdf", text, sections, "h")
    for document in (LOG, plain):
        cut = parts(document)
        for number, part in enumerate(cut):
            page = PageReader(part_html(document, (), cut, number))
            pages = page.one("div", class_="fn-pages").text
            shown = pages.replace("#", "").replace("*", "").replace("`", "")
            assert "".join(words_of(document, part).split()) == "".join(shown.split())


def test_every_quote_is_in_one_part_and_one_over_a_boundary_is_marked_in_both() -> None:
    start = TEXT.rindex("pilot", 0, CUT[1].start)
    end = TEXT.index("gulls", CUT[1].start)
    (citation,) = make_answer("?", Said("So.", ((LOG, "The end."),))).citations
    crossing = replace(citation, quote=TEXT[start:end], start=start, end=end)
    quotes = quoted(LOG, (citation, crossing))
    drawn = [PageReader(part_html(LOG, quotes, CUT, number)) for number in range(3)]
    marked = [[mark.attributes.get("data-quote") for mark in one.all("mark")] for one in drawn]
    numbered = [number for marks in marked for number in marks if number is not None]
    assert sorted(numbered) == ["0", "1"], "each quote is in one part"
    assert marked[0]
    assert marked[1], "and its end is marked in the next"
    frame = PageReader(document_html(LOG, (citation, crossing)))
    walk = frame.one("div", data_walk="quotes")
    assert walk.attributes["data-quotes"] == "0/0 1/2"


def _records(count: int) -> Document:
    """As JSON Lines are read: each line is a section of its own."""
    lines = [f"number {at:06}, of some name" for at in range(count)]
    width = len(lines[0]) + 2
    return replace(
        make_document("records", "Records", "\n\n".join(lines), "application/jsonl"),
        sections=tuple(
            Section(at * width, (at + 1) * width - 2, f"line {at + 1}") for at in range(count)
        ),
    )


def _work(document: Document) -> int:
    """Calls that cutting it into parts and finding words in all of them takes."""
    seen: list[tuple[Part, ...]] = []

    def find() -> None:
        seen.append(parts(document, 300))
        assert sum(after(Paging(0), document, seen[0], "find of some name").counts)

    profile = cProfile.Profile()
    profile.runcall(find)
    assert len(seen[0]) > len(document.text) // 400
    return Stats(profile).total_calls  # type: ignore[attr-defined, no-any-return]


def test_four_times_as_many_records_take_four_times_the_work() -> None:
    assert _work(_records(4_000)) < 5 * _work(_records(1_000))
