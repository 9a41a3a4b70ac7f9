"""A document for reading: the cited words are highlighted exactly, or said to be gone."""

from __future__ import annotations

from dataclasses import replace

from rag.types import Citation, Document, Section, Support
from rag.ui.reading import document_html, locate
from tests.fake_assistant import Said, make_answer, make_document
from tests.page_reader import PageReader

GUIDE = make_document(
    "guide.md",
    "Guide",
    "# Guide\n\nThe **north** gate opens at six. It closes at ten.\n\n- One rope\n- Two lamps\n",
)


def cite(document: Document, *quoted: str) -> tuple[Citation, ...]:
    answer = make_answer("?", *(Said("So.", ((document, quote),)) for quote in quoted))
    return answer.citations


def squeeze(text: str) -> str:
    return " ".join(text.split())


def test_the_marked_words_are_the_quote() -> None:
    (citation,) = cite(GUIDE, "The **north** gate opens at six.")
    mark = PageReader(document_html(GUIDE, [citation])).one("mark", data_testid="cited")
    assert mark.text == citation.quote
    assert mark.attributes["id"] == "cited-1"


def test_a_quote_over_several_blocks_is_marked_in_each() -> None:
    (citation,) = cite(GUIDE, "It closes at ten.\n\n- One rope\n- Two")
    marks = PageReader(document_html(GUIDE, [citation])).all("mark")
    assert len(marks) == 3
    assert squeeze(" ".join(mark.text for mark in marks)) == squeeze(citation.quote)


def test_the_whole_document_is_there() -> None:
    page = PageReader(document_html(GUIDE))
    assert squeeze(GUIDE.text) in squeeze(page.text)
    assert not page.all("mark")


def test_other_quotes_of_the_answer_are_shown_less_strongly() -> None:
    cited, also, same = cite(GUIDE, "It closes at ten.", "One rope", "closes at")
    page = PageReader(document_html(GUIDE, [cited], [cited, also, same]))
    assert page.one("mark").text == "It closes at ten."
    assert page.one("span", data_testid="also-cited").text == "One rope"


def test_overlapping_quotes_become_one_mark() -> None:
    page = PageReader(document_html(GUIDE, cite(GUIDE, "It closes at", "closes at ten.")))
    assert page.one("mark").text == "It closes at ten."


def test_words_that_have_moved_are_found_again() -> None:
    (citation,) = cite(GUIDE, "It closes at ten.")
    moved = replace(GUIDE, text="# Guide\n\nNew. It closes at ten.\n")
    assert PageReader(document_html(moved, [citation])).one("mark").text == citation.quote


def test_words_that_are_gone_or_ambiguous_are_not_guessed() -> None:
    (citation,) = cite(GUIDE, "It closes at ten.")
    twice = replace(GUIDE, text="It closes at ten. It closes at ten. It closes at ten.")
    gone = replace(GUIDE, text="It never closes.")
    assert locate(twice, replace(citation, start=1)) is None
    page = PageReader(document_html(gone, [citation]))
    assert not page.all("mark")
    assert "This document has changed since the answer" in page.text
    assert page.one("blockquote").text == "It closes at ten."


def test_titles_and_paths_are_text() -> None:
    document = replace(GUIDE, title="<b>T</b>", source="a/<i>.md")
    page = PageReader(document_html(document))
    assert page.one("p", class_="fn-title").text == "<b>T</b>"
    assert page.one("p", class_="fn-path").text == "a/<i>.md"


def test_a_title_that_the_document_begins_with_is_said_once() -> None:
    assert PageReader(document_html(GUIDE)).text.count("Guide") == 1


def test_plain_text_shows_where_its_sections_begin() -> None:
    text = "First page.\nstill\n# not a heading\n\nSecond page."
    sections = (Section(0, 35, "p. 1"), Section(35, len(text), "p. 2"))
    document = Document("i", "Report", "r.txt", "text/plain", text, sections, "h")
    page = PageReader(document_html(document, cite(document, "Second page.")))
    assert [tag.text for tag in page.all("p", class_="fn-place")] == ["p. 1", "p. 2"]
    assert [tag.text for tag in page.all("p", class_="fn-plain")] == [
        "First page.\nstill\n# not a heading",
        "Second page.",
    ]
    assert page.one("mark").text == "Second page."


def test_a_heading_that_the_text_begins_with_is_said_once() -> None:
    text = "Rent\n\nIt is 840 euros.\n\nPets\n\nNone."
    pets = text.index("Pets")
    sections = (Section(0, pets, "Rent"), Section(pets, len(text), "Rules > Pets"))
    document = Document("i", "Lease", "lease.docx", "application/msword", text, sections, "h")

    assert PageReader(document_html(document)).all("p", class_="fn-place") == []


def test_a_citation_of_any_support_is_marked() -> None:
    (citation,) = cite(GUIDE, "One rope")
    doubtful = replace(citation, support=Support.UNSUPPORTED)
    assert PageReader(document_html(GUIDE, [doubtful])).one("mark").text == "One rope"


def test_quotes_are_walked_where_there_are_several() -> None:
    rope, lamps = cite(GUIDE, "One rope", "Two lamps")
    both = PageReader(document_html(GUIDE, [rope], [lamps]))
    assert [tag.text for tag in both.tags if "data-quote" in tag.attributes] == [
        "One rope",
        "Two lamps",
    ]
    assert both.all("div", data_walk="quotes")
    assert not PageReader(document_html(GUIDE, [rope])).all("div", data_walk="quotes")
