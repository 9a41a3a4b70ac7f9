"""Printed lines into paragraphs: hyphens, columns, lists."""

from __future__ import annotations

from collections import Counter

from rag.ingest.formats.pdf_lines import Line, paragraphs, words_of


def page(*texts: str, left: float = 50, step: float = 14) -> list[Line]:
    """Lines below each other; six points a letter."""
    return [
        Line(text, left, left + 6 * len(text), 700 - step * number, 12)
        for number, text in enumerate(texts)
    ]


def joined(*texts: str, known: Counter[str] | None = None) -> list[str]:
    return list(paragraphs(page(*texts), known if known is not None else words_of(page(*texts))))


def test_a_parted_word_is_joined_and_a_compound_is_not() -> None:
    assert joined("it took a long compre-", "hension of all this") == [
        "it took a long comprehension of all this"
    ]
    known = Counter({"part-time": 2})
    assert joined("she works here part-", "time as it seems now", known=known) == [
        "she works here part-time as it seems now"
    ]
    assert joined("this is quite a well-", "known fact to all of us") == [
        "this is quite a well-known fact to all of us"
    ]
    assert joined("from Tarn to Baden-", "Baden in seven hours") == [
        "from Tarn to Baden- Baden in seven hours"
    ]


def test_a_short_line_and_a_gap_end_a_paragraph() -> None:
    full = "This is a line of the usual full length."
    assert joined(full, "It ends here.", full) == [f"{full} It ends here.", full]
    lines = page(full, full)
    apart = [lines[0], Line(full, 50, lines[0].right, 640, 12)]
    assert len(list(paragraphs(lines, Counter()))) == 1
    assert len(list(paragraphs([*lines, apart[1]], Counter()))) == 2


def test_a_sentence_goes_on_in_the_next_column() -> None:
    lines = [Line("the column ends in the middle of", 50, 242, 100, 12),
             Line("a sentence that goes on above.", 320, 500, 700, 12)]  # fmt: skip
    assert list(paragraphs(lines, Counter())) == [
        "the column ends in the middle of a sentence that goes on above."
    ]


def test_a_headline_over_both_columns_makes_no_line_of_a_column_short() -> None:
    headline = Line("The annual report of a large co-operative", 50, 540, 740, 21)
    column = page(
        "The members were 214 at the end of", "2025, nineteen more than in 2024,", "It ends."
    )
    assert list(paragraphs([headline, *column], Counter())) == [
        headline.text,
        "The members were 214 at the end of 2025, nineteen more than in 2024, It ends.",
    ]


def test_a_clause_goes_on_in_the_next_column_behind_a_semicolon() -> None:
    lines = [Line("shares cannot be sold to others;", 50, 242, 100, 12),
             Line("on death they pass to the heirs.", 320, 500, 700, 12)]  # fmt: skip
    assert list(paragraphs(lines, Counter())) == [" ".join(line.text for line in lines)]
    below = [lines[0], Line("and on no account", 50, 150, 60, 12)]
    assert len(list(paragraphs(below, Counter()))) == 2


def test_items_begin_anew() -> None:
    assert joined("• the first of the items", "• the second of the items") == [
        "• the first of the items",
        "• the second of the items",
    ]
