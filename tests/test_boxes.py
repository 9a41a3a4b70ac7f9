"""The boxes lie on the words: each is compared with the ink of a page with those words alone."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from PIL import Image, ImageOps

from rag.ingest.boxes import boxes_on
from rag.ingest.drawn import DrawnPage
from rag.ingest.formats.pdf_picture import draw_page
from rag.ingest.loaders import parse
from rag.types import Box
from tests.pdfs import LIGATURE, Sheet, Word, column, make_pdf

NEAR = 3.0
"""Pixels, at 150 an inch."""

Pixels = tuple[float, float, float, float]


def boxed(sheet: Sheet, quote: str, nth: int = 0) -> list[Pixels]:
    """Left, top, right, bottom of the boxes of the nth time that the page's text has the quote."""
    raw = make_pdf(sheet)
    text, page = parse(raw, "a.pdf").text, draw_page(raw, 1)
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    (boxes,) = boxes_on(page, text, [(start, start + len(quote))])
    return [in_pixels(box, page) for box in boxes]


def in_pixels(box: Box, page: DrawnPage) -> Pixels:
    right, bottom = box.left + box.width, box.top + box.height
    w, h = page.width, page.height
    return box.left * w, box.top * h, right * w, bottom * h


def ink(sheet: Sheet, *words: Word) -> Pixels:
    """Where these words alone would be dark on such a page."""
    alone = Sheet(words, sheet.turn, sheet.crop)
    picture = Image.open(io.BytesIO(draw_page(make_pdf(alone), 1).picture)).convert("L")
    found = ImageOps.invert(picture).getbbox()
    assert found is not None
    return tuple(map(float, found))  # type: ignore[return-value]


def assert_on(boxes: Sequence[Pixels], places: Sequence[Pixels]) -> None:
    assert len(boxes) == len(places)
    for box, place in zip(boxes, places, strict=True):
        assert box == pytest.approx(place, abs=NEAR)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (50, 300, 400, 760)])
def test_a_page_may_be_turned_and_cropped(
    turn: int, crop: tuple[float, float, float, float] | None
) -> None:
    lines = column("The north gate opens", "at six, the south one", "never opens at all.")
    sheet = Sheet(lines, turn, crop)
    assert_on(boxed(sheet, "at six, the south one"), [ink(sheet, lines[1])])


def test_words_over_two_lines_have_two_boxes() -> None:
    first, second = Word("It took a long time and great", 72, 700), Word("patience.", 72, 684)
    sheet = Sheet([first, second, *column("Nobody knows why.", top=640)])
    assert_on(
        boxed(sheet, "It took a long time and great patience."),
        [ink(sheet, first), ink(sheet, second)],
    )


def test_a_hyphenated_word_is_boxed_on_both_lines() -> None:
    long = Word("All of it took a very long compre-", 72, 700)
    rest = Word("hension", 72, 684)
    sheet = Sheet([long, rest, Word("of the thing as it was.", 125, 684)])
    boxes = boxed(sheet, "comprehension")
    assert len(boxes) == 2
    assert boxes[1] == pytest.approx(ink(sheet, rest), abs=NEAR)
    assert boxes[0][0] > ink(sheet, long)[0] + 100, "the other words of the line are not in it"
    assert boxes[0][2] == pytest.approx(ink(sheet, long)[2], abs=14), "it ends before the hyphen"


def test_a_ligature_is_boxed() -> None:
    word = Word(f"{LIGATURE}nd", 120, 700)
    sheet = Sheet([Word("You will", 72, 700), word, Word("it there, as it is.", 150, 700)])
    text = parse(make_pdf(sheet), "a.pdf").text
    quote = "find" if "find" in text else f"{LIGATURE}nd"
    assert_on(boxed(sheet, quote), [ink(sheet, word)])


def columns() -> tuple[list[Word], list[Word]]:
    left = column(
        "The left column is here and is",
        "read before the right one is,",
        "and the fee is twelve crowns",
        "as it has been for many years.",
    )
    right = column(
        "The right column comes after it",
        "and says other things at length,",
        "and the fee is twelve crowns",
        "here also, in its third line.",
        x=330,
    )
    return left, right


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = columns()
    rows = [word for pair in zip(left, right, strict=True) for word in pair]
    sheet = Sheet(rows)
    quote = "read before the right one is, and the fee is twelve crowns as it has been"
    boxes = boxed(sheet, quote)
    assert_on(boxes[:2], [ink(sheet, left[1]), ink(sheet, left[2])])
    assert len(boxes) == 3
    assert all(box[2] < ink(sheet, right[0])[0] for box in boxes)


@pytest.mark.parametrize("nth", [0, 1])
def test_of_two_equal_quotes_the_right_one_is_boxed(nth: int) -> None:
    left, right = columns()
    sheet = Sheet([word for pair in zip(left, right, strict=True) for word in pair])
    quote = "and the fee is twelve crowns"
    assert_on(boxed(sheet, quote, nth), [ink(sheet, (left, right)[nth][2])])


def test_a_tables_row_is_boxed_and_not_the_names_of_its_columns() -> None:
    rows = [("Vessel", "Fee"), ("Yacht", "14"), ("Trawler", "52"), ("Ferry", "90")]
    words = [
        Word(text, x, 700 - 16 * at)
        for at, row in enumerate(rows)
        for text, x in zip(row, (72, 300), strict=True)
    ]
    sheet = Sheet(words)
    boxes = boxed(sheet, "| Vessel: Yacht | Fee: 14 |")
    assert_on(boxes, [ink(sheet, words[2]), ink(sheet, words[3])])


def test_a_picture_has_no_words() -> None:
    page = DrawnPage("image/png", b"", 10, 10, ())
    assert boxes_on(page, "Read by OCR.", [(0, 4)]) == ((),)
