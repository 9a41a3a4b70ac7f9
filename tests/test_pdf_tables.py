"""Tables of PDFs whose cells go on over several lines: rows are read as people read them."""

from __future__ import annotations

import re

import pytest

from rag.ingest.boxes import boxes_on
from rag.ingest.formats.pdf import load_pdf
from rag.ingest.formats.pdf_picture import draw_page
from rag.ingest.rawfile import RawFile
from tests.pdfs import Grid, Sheet, Word, column, make_pdf

LAST = (
    ("Code", "Meaning", "What to do"),
    ("E04", "Low flow", "Clean the filter and then open all valves, one after the other"),
    ("E17", "High pressure", "Wait"),
    ("F02", "Heater tripped", "Call service and wait for them by the breaker until they come"),
)
FIRST = (
    ("Station", "Opened", "Remark"),
    ("Alder Bridge and its harbour", "1904", "Rebuilt"),
    ("Birch Lane", "1911", "Closed"),
    ("Dogwood Park at the gate", "1930", "New lift"),
)
ALL = (
    ("Tree of the park", "Where it stands there", "What is done"),
    ("Lime tree with large leaves", "Along the avenue by the gate", "Pruned every fourth winter"),
    ("Willow that weeps a lot", "On the island and the bank", "Watered by hand in summer"),
)
EMPTY = (
    ("Treatment", "Dog", "Cat", "Includes"),
    ("Vaccination of grown animals", "62", "", "A check-up and the entry in the pass"),
    ("Dental", "280", "240", ""),
    ("Surcharge after seven in the evening", "80", "", ""),
)
GERMAN = (
    ("Zutat", "Menge", "Hinweis"),
    ("Weizenmehl vom Typ 550", "500 g", "Durch ein feines Sieb geben, damit es locker wird"),
    ("Salz", "10 g", "Erst nach einer Stunde dazugeben"),
)
TABLES = {"last": LAST, "first": FIRST, "all": ALL, "empty": EMPTY, "german": GERMAN}
WIDTHS = {
    "last": (60, 120, 190),
    "first": (110, 70, 150),
    "all": (110, 130, 130),
    "empty": (120, 50, 50, 140),
    "german": (110, 70, 170),
}


def read(*sheets: Sheet) -> str:
    return load_pdf(RawFile(make_pdf(*sheets), "a.pdf")).text


def sheet(*grids: Grid, words: tuple[Word, ...] = ()) -> Sheet:
    found = [word for grid in grids for word in grid.words]
    return Sheet([*found, *words], lines=[line for grid in grids for line in grid.lines])


def told(rows: tuple[tuple[str, ...], ...]) -> list[str]:
    """The rows as a text should have them."""
    named = ([*zip(rows[0], row, strict=True)] for row in rows[1:])
    return [f"| {' | '.join(f'{name}: {cell}' for name, cell in row if cell)} |" for row in named]


def rows_of(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith("| ")]


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("middle", [False, True])
@pytest.mark.parametrize("rules", ["all", "level"])
@pytest.mark.parametrize("name", TABLES)
def test_what_stands_between_two_lines_is_a_row(
    name: str, rules: str, middle: bool, bold: bool
) -> None:
    grid = Grid(TABLES[name], WIDTHS[name], rules=rules, middle=middle, bold=bold)
    around = (Word("Text above the table.", 72, 730), Word("Text below.", 72, grid.bottom - 30))

    assert rows_of(read(sheet(grid, words=around))) == told(TABLES[name])


@pytest.mark.parametrize("pad", [3, 6])
@pytest.mark.parametrize("middle", [False, True])
@pytest.mark.parametrize("name", ["last", "first", "empty", "german"])
def test_without_lines_rows_are_told_by_their_distance(name: str, middle: bool, pad: float) -> None:
    grid = Grid(TABLES[name], WIDTHS[name], middle=middle, pad=pad)
    around = (Word("Text above the table.", 72, 730), Word("Text below.", 72, grid.bottom - 30))
    found = read(sheet(grid, words=around))

    assert rows_of(found) == told(TABLES[name])
    assert "Text above the table." in found
    assert found.endswith("Text below.")


def test_lines_as_far_apart_as_rows_go_on_with_the_row_above() -> None:
    """A typewriter's table: each line across all columns."""
    assert rows_of(read(sheet(Grid(LAST, WIDTHS["last"], pad=0, across=True)))) == told(LAST)


def test_where_no_line_has_two_cells_the_text_of_each_stays_together() -> None:
    found = read(sheet(Grid(ALL, WIDTHS["all"])))

    assert not rows_of(found)
    assert all(cell in found for row in ALL for cell in row)


def test_rows_of_values_are_no_header() -> None:
    rows = (
        ("E11", "Sensor broken", "Call"),
        ("E17", "High pressure in the house", "Wait"),
        ("F02", "Heater tripped", "Call service"),
    )
    form = (
        ("Name", "Ann Smith"),
        ("Address", "12 High Street, in the second house on the left"),
        ("Born", "1 May 1980"),
    )

    found = rows_of(read(sheet(Grid(rows, (60, 110, 100), rules="all"))))
    assert found == [f"| {' | '.join(row)} |" for row in rows]
    found = rows_of(read(sheet(Grid(form, (90, 160), rules="all"))))
    assert found == [f"| {' | '.join(row)} |" for row in form]


def test_bold_names_are_a_header_whatever_they_are() -> None:
    rows = (("City", "2021", "2022"), ("Oslo", "12", "13"), ("Bergen", "14", "15"))
    form = (("Term", "Explanation"), ("Rent", "Due monthly"), ("Notice", "Three months before"))

    assert rows_of(read(sheet(Grid(rows, (90, 80, 80), bold=True)))) == told(rows)
    assert rows_of(read(sheet(Grid(form, (90, 160), bold=True, rules="level")))) == told(form)


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_goes_on_with_its_header_on_the_next_page(repeated: bool) -> None:
    more = (("G01", "Fan blocked", "Remove the leaves from the grille"), ("G02", "Frost", "Wait"))
    there = (LAST[0], *more) if repeated else more
    foot = (Word("Page 1 of 2", 280, 40),)
    pages = (
        sheet(Grid(LAST, WIDTHS["last"], rules="all"), words=foot),
        sheet(Grid(there, WIDTHS["last"], rules="all"), words=foot),
    )

    assert rows_of(read(*pages)) == told((*LAST, *more))


@pytest.mark.parametrize("rules", ["all", "level", ""])
def test_of_two_tables_each_has_its_header(rules: str) -> None:
    first = Grid(LAST, WIDTHS["last"], rules=rules, bold=True)
    other = (("City", "Rain", "Snow"), ("Oslo", "Much of it", "In winter"), ("Rome", "Some", "No"))
    second = Grid(other, WIDTHS["last"], rules=rules, bold=True, top=first.bottom - 50)
    words = (*first.words, Word("And now the weather:", 72, first.bottom - 28), *second.words)
    found = read(Sheet(words, lines=[*first.lines, *second.lines]))

    assert rows_of(found) == [*told(LAST), *told(other)]
    assert "And now the weather:" in found


def test_a_cell_as_high_as_two_rows_stands_in_both() -> None:
    rows = (
        ("Animal", "Treatment", "Price"),
        ("Dog of any size", "Vaccination", "62"),
        ("", "Dental care under full narcosis", "280"),
        ("Cat", "Dental care", "240"),
    )
    grid = Grid(rows, (90, 120, 60), rules="all")
    lines = [
        line if at != 2 else (162, line[1], line[2], line[3]) for at, line in enumerate(grid.lines)
    ]
    found = rows_of(read(Sheet(grid.words, lines=lines)))

    assert found[:2] == [
        "| Animal: Dog of any size | Treatment: Vaccination | Price: 62 |",
        "| Animal: Dog of any size | Treatment: Dental care under full narcosis | Price: 280 |",
    ]


def test_an_underlined_word_parts_no_row() -> None:
    grid = Grid(LAST, WIDTHS["last"], rules="all")
    word = next(word for word in grid.words if word.text.startswith("Clean"))
    under = (word.x, word.y - 2, word.x + 90, word.y - 2)

    assert rows_of(read(Sheet(grid.words, lines=[*grid.lines, under]))) == told(LAST)


@pytest.mark.parametrize("rules", ["all", ""])
def test_a_table_beside_prose_is_apart_from_it(rules: str) -> None:
    prose = tuple(column(*(f"Line {at} of the prose is here" for at in range(9)), x=40, step=14))
    grid = Grid(LAST, (40, 100, 150), x=260, rules=rules)
    found = read(Sheet([*prose, *grid.words], lines=grid.lines))

    assert rows_of(found) == told(LAST)
    assert "Line 3 of the prose is here Line 4 of the prose is here" in found


def test_prose_in_a_frame_or_between_lines_is_no_table() -> None:
    text = tuple(
        column(*(f"The line of prose number {at} is as full as others" for at in range(6)))
    )
    frame = [(60, 716, 520, 716), (60, 610, 520, 610), (60, 610, 60, 716), (520, 610, 520, 716)]
    between = [(60, 716, 520, 716), (60, 660, 520, 660), (60, 610, 520, 610)]

    assert not rows_of(read(Sheet(text, lines=frame)))
    assert not rows_of(read(Sheet(text, lines=between)))


def test_marks_of_items_are_no_column() -> None:
    words = [
        word
        for at in range(4)
        for word in (
            Word(f"{at + 1}.", 72, 700 - 16 * at),
            Word("What has to be done here", 90, 700 - 16 * at),
        )
    ]

    assert not rows_of(read(Sheet(words)))


def test_a_quoted_row_is_boxed_line_by_line() -> None:
    grid = Grid(LAST, WIDTHS["last"], rules="all", middle=True)
    raw = make_pdf(sheet(grid))
    text, page = load_pdf(RawFile(raw, "a.pdf")).text, draw_page(raw, 1)
    row = re.search(r"^.*F02.*$", text, re.MULTILINE)
    assert row is not None
    (boxes,) = boxes_on(page, text, [row.span()])

    words = grid.words[-5:]
    assert len(boxes) == len(words)
    for box, word in zip(boxes, words, strict=True):
        assert box.left * 612 == pytest.approx(word.x, abs=2)
        assert (1 - box.top - box.height) * 792 == pytest.approx(word.y, abs=4)
