"""Boundaries: where a text may be cut, by its structure; and the spans they are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.boundaries import Boundary, Rank, find_boundaries, find_pieces
from rag.ingest.spans import Span, has_words, line_number, line_starts, trimmed


def pieces(text: str, media_type: str) -> list[tuple[str, str]]:
    """(rank, text up to the next boundary), stripped."""
    found = find_boundaries(text, media_type)
    ends = [boundary.offset for boundary in found[1:]] + [len(text)]
    return [
        (boundary.rank.name, text[boundary.offset : end].strip())
        for boundary, end in zip(found, ends, strict=True)
    ]


def test_markdown_blocks_items_rows_sentences_and_code_lines() -> None:
    text = (
        "One. Two\nwraps. Three.\n\n"
        "1. First item. It goes on.\n2. Second.\n\n"
        "| a | b |\n|---|---|\n| 1. Big | 2 |\n\n"
        "```\ncode. one\n\ncode\n```\n"
    )
    assert pieces(text, "text/markdown") == [
        ("BLOCK", "One."),
        ("SENTENCE", "Two\nwraps."),
        ("SENTENCE", "Three."),
        ("BLOCK", "1. First item."),
        ("SENTENCE", "It goes on."),
        ("ITEM", "2. Second."),
        ("BLOCK", "| a | b |\n|---|---|"),
        ("ITEM", "| 1. Big | 2 |"),
        ("BLOCK", "```"),
        ("SENTENCE", "code. one"),
        ("SENTENCE", ""),
        ("SENTENCE", "code"),
        ("SENTENCE", "```"),
    ]


def test_sentences_above_a_rule_can_be_parted() -> None:
    assert pieces("One is here. Two is there.\n---\nThree.", "text/markdown") == [
        ("BLOCK", "One is here."),
        ("SENTENCE", "Two is there.\n---"),
        ("BLOCK", "Three."),
    ]


def test_plain_paragraphs_are_set_apart_by_blank_lines() -> None:
    assert pieces("  One. Two\nwraps.\n \nNext.", "text/plain") == [
        ("BLOCK", "One."),
        ("SENTENCE", "Two\nwraps."),
        ("BLOCK", "Next."),
    ]


def test_in_unwrapped_text_every_line_is_a_paragraph() -> None:
    long = "word " * 50
    assert pieces(f"{long}\nShort.\n{long}", "text/plain") == [
        ("BLOCK", long.strip()),
        ("BLOCK", "Short."),
        ("BLOCK", long.strip()),
    ]


def test_pieces_begin_with_lines_words_and_cuts_of_long_words() -> None:
    text = "one two\nthree abcdefghij"
    found = list(find_pieces(text, Span(0, len(text)), 4))
    assert found == [
        Boundary(0, Rank.WORD),
        Boundary(4, Rank.WORD),
        Boundary(8, Rank.LINE),
        Boundary(12, Rank.LETTER),
        Boundary(14, Rank.WORD),
        Boundary(18, Rank.LETTER),
        Boundary(22, Rank.LETTER),
    ]


def test_a_cut_does_not_part_a_letter_from_its_marks() -> None:
    text = "abce\u0301\u0323fgh"
    cuts = [boundary.offset for boundary in find_pieces(text, Span(0, len(text)), 4)]
    assert cuts == [0, 6]
    endless = "a" + "\u0301" * 30
    assert len(list(find_pieces(endless, Span(0, len(endless)), 4))) > 1


LETTERS = st.sampled_from("ab.# \n\t-|`>1)") | st.characters(exclude_categories=["Cs"])


@given(st.text(LETTERS, max_size=200))
@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown"])
def test_boundaries_rise_and_stay_within(media_type: str, text: str) -> None:
    text = text.replace("\r", "")
    offsets = [boundary.offset for boundary in find_boundaries(text, media_type)]
    assert offsets == sorted(set(offsets))
    assert all(0 <= offset < max(1, len(text)) for offset in offsets)


@given(st.text(st.sampled_from("a \n\u3000\x1c"), max_size=30))
def test_trimmed_is_strip_with_its_place(text: str) -> None:
    span = trimmed(text, 0, len(text))
    assert text[span.start : span.end] == text.strip()


def test_line_numbers_count_from_one() -> None:
    starts = line_starts("a\nb\n\nc")
    assert [line_number(starts, offset) for offset in (0, 1, 2, 4, 5)] == [1, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "answer"), [("--- * _", False), ("", False), ("é", True), ("語", True)]
)
def test_signs_and_blanks_are_no_words(text: str, answer: bool) -> None:
    assert has_words(text) is answer
