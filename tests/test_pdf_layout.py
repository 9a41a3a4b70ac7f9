"""Printed lines into tables, columns of prose, and text."""

from __future__ import annotations

from rag.ingest.formats.pdf_layout import PrintedPage, arrange
from rag.ingest.formats.pdf_lines import Line
from rag.ingest.formats.pdf_rows import Table


def page(*lines: tuple[Line, ...]) -> PrintedPage:
    return PrintedPage(lines)


def texts(table: Table) -> list[list[str]]:
    return [[" ".join(piece.text for piece in cell) for cell in row] for row in table.rows]


def row(base: float, *cells: str) -> tuple[Line, ...]:
    return tuple(
        Line(cell, 50 + 200 * at, 50 + 200 * at + 5 * len(cell), base, 12)
        for at, cell in enumerate(cells)
    )


def test_pieces_are_the_cells_of_a_table() -> None:
    found = list(
        arrange(
            page(
                row(720, "Text above."),
                row(680, "Part", "Count"),
                row(666, "Mast", "1"),
                row(630, "Text below."),
            )
        )
    )
    assert isinstance(found[1], Table)
    assert texts(found[1]) == [["Part", "Count"], ["Mast", "1"]]
    assert len(found) == 3


def test_long_pieces_are_the_lines_of_two_columns() -> None:
    lines = [
        row(700 - 14 * at, f"left line {at} of a long column", f"right line {at} of a column")
        for at in range(4)
    ]
    left, right = arrange(page(*lines))
    assert isinstance(left, list)
    assert isinstance(right, list)
    assert [piece.text for piece in left] == [f"left line {at} of a long column" for at in range(4)]
    assert len(right) == 4


def test_one_wide_gap_alone_is_no_table() -> None:
    (lines,) = arrange(page(row(714, "Chapter 4", "page 10"), row(700, "Text below.")))
    assert isinstance(lines, list)
    assert [line.text for line in lines] == [
        "Chapter 4 page 10",
        "Text below.",
    ]
