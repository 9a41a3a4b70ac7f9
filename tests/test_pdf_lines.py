"""Printed lines into paragraphs: hyphens, columns, tables, lists."""

from __future__ import annotations

from collections import Counter

from rag.ingest.formats.pdf_lines import Line, arrange, paragraphs, words_of


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


def test_items_begin_anew() -> None:
    assert joined("• the first of the items", "• the second of the items") == [
        "• the first of the items",
        "• the second of the items",
    ]


def row(base: float, *cells: str) -> tuple[Line, ...]:
    return tuple(
        Line(cell, 50 + 200 * at, 50 + 200 * at + 5 * len(cell), base, 12)
        for at, cell in enumerate(cells)
    )


def test_pieces_are_the_cells_of_a_table() -> None:
    found = list(arrange([row(700, "Text above."), row(680, "Part", "Count"), row(666, "Mast", "1"),
                          row(650, "Text below.")]))  # fmt: skip
    assert found[1] == [["Part", "Count"], ["Mast", "1"]]
    assert len(found) == 3


def test_long_pieces_are_the_lines_of_two_columns() -> None:
    lines = [row(700 - 14 * at, f"left line {at} of a long column", f"right line {at} of a column")
             for at in range(4)]  # fmt: skip
    left, right = list(arrange(lines))
    assert [piece.text for piece in left if isinstance(piece, Line)] == [
        f"left line {at} of a long column" for at in range(4)
    ]
    assert len(right) == 4


def test_one_wide_gap_alone_is_no_table() -> None:
    (lines,) = arrange([row(714, "Chapter 4", "page 10"), row(700, "Text below.")])
    assert [line.text for line in lines if isinstance(line, Line)] == [
        "Chapter 4 page 10",
        "Text below.",
    ]
