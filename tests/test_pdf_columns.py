"""Tables of PDFs: columns by drawn lines and by where words begin, and none made of prose."""

from __future__ import annotations

import pytest

from rag.ingest.formats.pdf import load_pdf
from rag.ingest.rawfile import RawFile
from tests.pdfs import Sheet, Word, column, make_pdf

ROWS = (
    ("Stress", "Limit for tuns", "Limit for others"),
    ("Cold", "-272 C for a few minutes", "-20 C for some days"),
    ("Heat", "151 C for a few minutes", "38 C"),
    ("Pressure", "600 MPa", "75 MPa"),
)
READ = (
    "| Stress: Cold | Limit for tuns: -272 C for a few minutes | "
    "Limit for others: -20 C for some days |",
    "| Stress: Heat | Limit for tuns: 151 C for a few minutes | Limit for others: 38 C |",
    "| Stress: Pressure | Limit for tuns: 600 MPa | Limit for others: 75 MPa |",
)
BORDERS = tuple((x, 640.0, x, 720.0) for x in (66, 126, 262, 380))


def words(rows: tuple[tuple[str, ...], ...], places: tuple[float, ...]) -> list[Word]:
    return [
        Word(cell, x, 700 - 16 * at)
        for at, row in enumerate(rows)
        for x, cell in zip(places, row, strict=True)
        if cell
    ]


def read(*sheets: Sheet) -> str:
    return load_pdf(RawFile(make_pdf(*sheets), "a.pdf")).text


@pytest.mark.parametrize("scale", [1, 0.75])
def test_drawn_lines_part_the_cells_however_near_they_stand(scale: float) -> None:
    sheet = Sheet(words(ROWS, (72, 130, 268)), lines=BORDERS, scale=scale)

    assert read(sheet) == "\n".join(READ)


def test_cells_are_parted_where_those_of_other_rows_begin() -> None:
    """The gap behind "-272 C for a few minutes" is narrow, and nothing is drawn."""
    assert read(Sheet(words(ROWS, (72, 140, 286)))) == "\n".join(READ)


def test_a_row_without_a_cell_keeps_the_others_in_their_columns() -> None:
    rows = (("Name", "Age", "Place"), ("Ann", "41", "Oslo"), ("Bert", "", "Bergen"))

    assert read(Sheet(words(rows, (72, 200, 300)))) == (
        "| Name: Ann | Age: 41 | Place: Oslo |\n| Name: Bert | Place: Bergen |"
    )


def test_what_is_drawn_beside_prose_makes_no_table_of_it() -> None:
    text = [f"The line of prose with the number {at} is as full as all others." for at in range(5)]
    margin = [(68, 620, 68, 720), (500, 620, 500, 720)]
    under = [(72, 698, 200, 698)]

    assert "|" not in read(Sheet(column(*text), lines=margin + under))


def test_two_columns_of_prose_with_a_line_between_are_read_one_after_the_other() -> None:
    left = [f"On the left side there is line {at}" for at in range(5)]
    right = [f"on the right side there is line {at}" for at in range(5)]
    both = [
        word for pair in zip(column(*left), column(*right, x=300), strict=True) for word in pair
    ]

    found = read(Sheet(both, lines=[(290, 600, 290, 720)]))
    assert "|" not in found
    assert found.index(left[-1]) < found.index(right[0])


def test_a_drawn_bullet_begins_an_item() -> None:
    items = ("Bring a tent", "and a warm coat", "The bus leaves at six from the gate")
    found = read(Sheet(column(*items), dots=[(60, 702), (60, 686), (60, 670)]))

    assert found == "• Bring a tent\n\n• and a warm coat\n\n• The bus leaves at six from the gate"
    assert "•" not in read(Sheet(column(*items), dots=[(300, 702), (30, 686), (60, 640)]))
