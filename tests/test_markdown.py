"""Markdown as structure: front matter, headings, sections."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.markdown import (
    FrontMatter,
    find_headings,
    find_sections,
    load_markdown,
    split_front_matter,
    with_outer_pipes,
)
from rag.ingest.spans import has_words


def labelled(text: str, title: str = "Guide") -> list[tuple[str, str]]:
    """(label, text) of each section."""
    sections = find_sections(text, find_headings(text), title)
    return [(section.label, text[section.start : section.end]) for section in sections]


def test_sections_are_labelled_with_their_path() -> None:
    text = "Intro.\n\n# Guide\n\nTop.\n\n## Pricing\n\nP.\n\n### Tiers\n\nT.\n\n## Help\n\nH.\n"
    assert labelled(text) == [
        ("Guide", "Intro."),
        ("Guide", "Top."),
        ("Pricing", "P."),
        ("Pricing > Tiers", "T."),
        ("Help", "H."),
    ]


def test_a_first_heading_that_is_not_the_title_stays_in_the_path() -> None:
    assert labelled("# Manual\n\n## Pricing\n\nP.") == [("Manual > Pricing", "P.")]


def test_underlined_headings_count_and_lose_their_underline() -> None:
    text = "Two\nlines\n---\n\nBody.\n\nTop\n===\n\nMore."
    assert labelled(text) == [("Two lines", "Body."), ("Top", "More.")]


@pytest.mark.parametrize(
    "text",
    ["```\n# code\n```", "    # code", "> # quoted", "- # listed", "\\# escaped", "#hashtag"],
)
def test_what_only_looks_like_a_heading_is_text(text: str) -> None:
    assert find_headings(text) == []


def test_markup_in_a_heading_is_not_in_its_label() -> None:
    text = "## The *best* [plan](http://x.test) for `go` ##\n\nBody."
    assert labelled(text) == [("The best plan for go", "Body.")]


def test_a_heading_with_nothing_beneath_it_is_text() -> None:
    text = "# Agenda\n\n## 10:00 Opening by Ann\n\n## 11:00 Break\n\n---\n"
    assert labelled(text, "Agenda") == [
        ("Agenda", "10:00 Opening by Ann"),
        ("Agenda", "11:00 Break"),
    ]


def test_a_heading_over_subheadings_is_not_text() -> None:
    assert labelled("# A\n\n## B\n\nText.") == [("A > B", "Text.")]


def test_a_paragraph_above_a_rule_is_not_a_heading() -> None:
    paragraph = "A long paragraph whose author forgot the blank line. " * 10
    assert labelled(f"{paragraph}\n---\n\nMore.") == [("Guide", f"{paragraph}\n---\n\nMore.")]


@pytest.mark.parametrize(
    "text",
    [
        "The rent is 900 euros.\n---\n\nMore.",
        "It is due.\nPay\nit now.\n===\n",
        "Anna Holm\n--\nMore.",
    ],
)
def test_a_rule_below_a_sentence_makes_no_heading_of_it(text: str) -> None:
    assert labelled(text) == [("Guide", text.strip())]


def test_closing_hashes_are_not_words_of_the_heading() -> None:
    text = "## Open #1 issue ##"
    assert labelled(text) == [("Guide", "Open #1 issue")]


@given(st.lists(st.sampled_from(["# A\n", "## B b\n", "text\n", "\n", "C\n---\n", "- x\n", "#\n"])))
def test_sections_and_headings_hold_every_word(lines: list[str]) -> None:
    text = "".join(lines)
    headings = find_headings(text)
    sections = find_sections(text, headings, "T")
    spans = [(section.start, section.end) for section in sections]
    assert spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = [*spans, *((heading.start, heading.end) for heading in headings)]
    left = [c for i, c in enumerate(text) if not any(start <= i < end for start, end in covered)]
    assert not has_words("".join(left))


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("---\ntitle: A title\ntags: [x]\n---\n\nBody.", "A title", "Body."),
        ("---\ntitle: No\n---\nBody.", "No", "Body."),
        ("---\ntitle: 2024-01-31\n---\nBody.", "2024-01-31", "Body."),
        ("---\ntitle:\n---\nBody.", "", "Body."),
        ("---\ntitle: [a, b]\n---\nBody.", "", "Body."),
        ("---\n---\nBody.", "", "Body."),
        ("---\ntitle: 'two\n  lines'\n---\n    code", "two lines", "    code"),
    ],
)
def test_front_matter_gives_the_title_and_is_not_text(text: str, title: str, body: str) -> None:
    assert split_front_matter(text) == (FrontMatter(title), body)


@pytest.mark.parametrize(
    "text",
    [
        "No front matter.\n---\nA rule.",
        "---\ntitle: [\n---\nBody.",
        "---\nJust a sentence between rules.\n---\nBody.",
        "---\ntitle: never closed\n\nBody.",
        "---\na: " + "[" * 5_000 + "\n---\nBody.",
        "---\na: " + "x" * 70_000 + "\n---\nBody.",
        "---\na: *nowhere\n---\nBody.",
        '---\ntitle: "\\UFFFFFFFF"\n---\nBody.',
        '---\ntitle: "\\U00110000"\n---\nBody.',
        "---",
    ],
    ids=["later", "broken", "prose", "open", "deep", "long", "alias", "far", "letter", "rule"],
)
def test_what_is_not_front_matter_is_text(text: str) -> None:
    assert split_front_matter(text) == (FrontMatter(), text)


def test_load_takes_the_stated_title_then_the_first_heading_then_the_name() -> None:
    stated = load_markdown(b"---\ntitle: Stated\n---\n# Heading\n\nBody.", "some-name.md")
    headed = load_markdown(b"Before.\n\n## Second\n\n# First *one*\n\nBody.", "some-name.md")
    named = load_markdown(b"## Second level\n\nBody.", "notes/some-name.md")
    assert (stated.title, headed.title, named.title) == ("Stated", "First one", "Some name")
    assert stated.text == "# Heading\n\nBody."
    assert [section.label for section in stated.sections] == ["Heading"]


def test_rows_of_a_table_get_the_pipes_that_their_author_left_out() -> None:
    table = (
        "Part | Weight\n--- | ---\nEssay | 40 %\n| Talk | 25 % \\|\nExam|35 % |\n\nAll | else.\n"
    )
    text = load_markdown(f"# Grades\n\n{table}".encode(), "a.md").text
    assert text == (
        "# Grades\n\n| Part | Weight |\n| --- | --- |\n| Essay | 40 % |\n| Talk | 25 % \\| |\n"
        "| Exam|35 % |\n\nAll | else.\n"
    )
    for kept in (f"```\n{table}```\n", text, "a | b\n\n-- | --\n", "a\n- | -\n"):
        assert with_outer_pipes(kept) == kept


def test_markup_stays_in_the_text() -> None:
    written = "A **bold** [link](http://x.test) and <b>HTML</b>."
    assert load_markdown(written.encode(), "a.md").text == written
