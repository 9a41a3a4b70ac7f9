"""Hits become passages: merged, keyed, within the budget."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.passages import build_passages, passage_keys
from rag.types import Chunk, Hit, Passage
from tests.builders import chunk, hit

TEXT = "One two three.\n\n## Next\n\nFour five six. And then a long stretch of words. Seven eight."


def piece(start: int, end: int) -> Chunk:
    return chunk(TEXT[start:end], start=start, locator=f"at {start}")


FIRST, SECOND, LAST = piece(0, 14), piece(25, 39), piece(74, 86)


def text_of(document_id: str, start: int, end: int) -> str:
    assert document_id == "doc"
    return TEXT[start:end]


def build(hits: list[Hit], *, limit: int = 8, budget: int = 100) -> tuple[Passage, ...]:
    return build_passages(
        hits,
        text_of,
        {"doc": "text/csv"}.__getitem__,
        lambda text: len(text.split()),
        limit=limit,
        budget=budget,
        keys=random.Random(0),
    )


def test_neighbours_become_one_passage_over_a_heading() -> None:
    (merged,) = build([hit(SECOND), hit(FIRST)])

    assert merged.text == TEXT[0:39]
    assert merged.chunks == (FIRST, SECOND)
    assert merged.locator == "at 0; at 25"
    assert merged.locator_at(30) == "at 25"


def test_chunks_with_text_between_them_stay_apart_in_order_of_rank() -> None:
    assert [one.start for one in build([hit(LAST), hit(FIRST)])] == [LAST.start, FIRST.start]


def test_a_passage_knows_whether_it_is_markdown() -> None:
    (one,) = build([hit(FIRST)])
    assert (one.media_type, one.is_markdown) == ("text/csv", False)
    assert replace(one, media_type="text/markdown").is_markdown
    assert replace(one, media_type="").is_markdown  # as it was drawn before types were kept


def test_a_passage_is_its_span() -> None:
    found = build([hit(FIRST), hit(LAST)])
    assert len(found) == 2
    assert all(one.text == TEXT[one.start : one.end] for one in found)


def test_the_budget_leaves_out_what_does_not_fit_but_never_all() -> None:
    assert [one.start for one in build([hit(FIRST), hit(LAST)], budget=4)] == [FIRST.start]
    assert len(build([hit(FIRST)], budget=0)) == 1


def test_no_more_passages_than_the_limit() -> None:
    assert len(build([hit(FIRST), hit(LAST)], limit=1)) == 1


LIST = "Bring what is needed:\n\n- a pen\n- a cup\n- some tea\n- a spoon\n\nAll else is here."
PARTS = (
    "Bring what is needed:\n\n- a pen",
    "- a cup",
    "- some tea",
    "- a spoon",
    "All else is here.",
)


def list_passages(*taken: int, budget: int = 100) -> tuple[Passage, ...]:
    """Hits of the list's chunks with these numbers, the rest of them at hand."""
    chunks = [chunk(part, start=LIST.index(part)) for part in PARTS]
    return build_passages(
        [hit(chunks[number]) for number in taken],
        lambda _, start, end: LIST[start:end],
        lambda _: "text/markdown",
        lambda text: len(text.split()),
        limit=8,
        budget=budget,
        keys=random.Random(0),
        chunk_after=lambda _, at: next((one for one in chunks if one.start >= at), None),
    )


def test_an_announced_list_is_read_on_behind_the_chunk_that_it_is_cut_in() -> None:
    (whole,) = list_passages(0)
    assert whole.text == LIST[: LIST.index("\n- a spoon")]
    assert len(whole.chunks) == 3
    assert whole.goes_on  # it is read on in two chunks at most
    (found,) = list_passages(0, 3)
    assert found.text == LIST[: LIST.index("\n\nAll")]
    assert not found.goes_on


def test_a_list_is_not_read_on_where_it_is_not_announced_or_not_within_the_budget() -> None:
    (middle,) = list_passages(1)
    assert (middle.text, middle.goes_on) == (LIST[: LIST.index("\n- some")], True)
    assert [(one.text, one.goes_on) for one in list_passages(0, budget=8)] == [(PARTS[0], True)]
    assert [one.goes_on for one in list_passages(4)] == [False]


LISTED = "Needed are:\n\n- a pen\n- a cup"


@pytest.mark.parametrize(
    ("first", "read"), [(0, set()), (4, {"list 0"}), (7, {"list 0", "list 1", "list 2", "list 3"})]
)
def test_a_text_is_only_read_where_it_may_go_on_with_a_list(first: int, read: set[str]) -> None:
    """As four of the hits are taken; each time a whole text is read, however long."""
    plain = [chunk(f"Number {at}.", document=f"plain {at}") for at in range(7)]
    listed = [chunk(LISTED[:20], document=f"list {at}") for at in range(5)]
    hits = [hit(one) for one in (*plain, *listed)][first:]
    texts: set[str] = set()

    def reading(name: str, start: int, end: int) -> str:
        texts.add(name)
        return LISTED[start:end]

    found = build_passages(
        hits,
        reading,
        lambda _: "text/markdown",
        lambda text: len(text.split()),
        limit=4,
        budget=100,
        keys=random.Random(0),
    )
    assert [one.text for one in found] == [one.chunk.text for one in hits[:4]]
    assert {one.chunks[0].document_id for one in found if one.goes_on} == texts == read


@given(st.integers(min_value=0, max_value=60), st.integers())
def test_keys_are_distinct_and_have_a_letter_and_a_digit(count: int, seed: int) -> None:
    keys = passage_keys(count, random.Random(seed))

    assert len(set(keys)) == count
    assert all(len(key) == 4 and key[0].isalpha() and key[1].isdigit() for key in keys)


def test_a_passage_that_begins_within_a_list_begins_with_what_announces_it() -> None:
    text = "It helps.\n\n## Do not take it\n\n- if you are ill\n- with wine\n\nIt is sold."
    start = text.index("- with")
    last = chunk(text[start:], start=start)

    (found,) = build_passages(
        [hit(last)],
        lambda _, first, end: text[first:end],
        lambda _: "text/markdown",
        len,
        limit=8,
        budget=100,
        keys=random.Random(0),
    )

    assert found.text == text[text.index("## Do") :]
    assert found.text == text[found.start : found.end]
    assert found.chunks == (last,)


def test_the_line_that_announces_a_passage_is_where_it_stands() -> None:
    text = "Prices are not final:\n\n| Part: a |\n| Part: b |\n\n| Part: c |\n"
    chunks = [
        chunk(piece, start=text.index(piece), locator=place)
        for piece, place in (
            ("Prices are not final:", "row 1"),
            ("| Part: a |\n| Part: b |", "rows 3-4"),
            ("| Part: c |", "row 5"),
        )
    ]
    (found,) = build_passages(
        [hit(chunks[1]), hit(chunks[2])],
        lambda _, first, end: text[first:end],
        lambda _: "text/csv",
        len,
        limit=8,
        budget=100,
        keys=random.Random(0),
        chunk_after=lambda _, at: next((one for one in chunks if one.start >= at), None),
    )
    assert found.start == 0
    assert found.locator_at(0, 21) == "row 1"
    assert found.locator_at(chunks[1].start, chunks[1].start + 11) == "row 3"
    assert found.locator == "rows 3-4; row 5"


def test_a_line_that_is_cut_announces_nothing() -> None:
    text = "word " * 300 + "\n- if you are ill\n"
    start = text.index("- if")
    (found,) = build_passages(
        [hit(chunk(text[start:], start=start))],
        lambda _, first, end: text[first:end],
        lambda _: "text/markdown",
        len,
        limit=8,
        budget=100,
        keys=random.Random(0),
    )
    assert found.start == start


def test_what_lies_between_far_chunks_is_not_read() -> None:
    text = "First.\n" + "An item of the agenda.\n\n" * 40_000 + "Last."
    first, last = chunk(text[:6]), chunk(text[-5:], start=len(text) - 5)
    read: list[int] = []

    def reading(_document: str, start: int, end: int) -> str:
        read.append(len(text[start:end]))
        return text[start:end]

    found = build_passages(
        [hit(first), hit(last)],
        reading,
        lambda _: "text/markdown",
        len,
        limit=8,
        budget=1000,
        keys=random.Random(0),
    )
    assert len(found) == 2
    assert sum(read) < 20_000


@pytest.mark.parametrize("room", [1, 1_990, 1_999, 2_001, 6_000])
def test_chunks_with_only_headings_between_touch_however_far(room: int) -> None:
    text = (
        "First."
        + "\n" * room
        + "# "
        + "Long heading " * 300
        + "\n"
        + " " * room
        + "\n## Next\nLast."
    )
    first, last = chunk(text[:6]), chunk(text[-5:], start=len(text) - 5)

    def found(text: str) -> int:
        return len(
            build_passages(
                [hit(first), hit(last)],
                lambda _document, start, end: text[start:end],
                lambda _: "text/markdown",
                lambda _: 1,
                limit=8,
                budget=10,
                keys=random.Random(0),
            )
        )

    assert found(text) == 1
    assert found(text.replace("\n## Next", "\nx# Next")) == 2


@pytest.mark.parametrize("rows", [1, 90, 200, 2_000])
def test_the_header_of_a_table_is_found_however_far_above(rows: int) -> None:
    above = "Prose.\n\n| Old | Names |\n|---|---|\n| a | b |\n\nMore.\n\n"
    table = "| Day | Hours |\n|---|---|\n" + "| Monday | 9 to 5 |\n" * rows
    text = f"{above}{table}| Sunday | closed |"
    row = chunk("| Sunday | closed |", start=text.index("| Sunday"))
    (found,) = build_passages(
        [hit(row)],
        lambda _document, start, end: text[start:end],
        lambda _: "text/markdown",
        lambda _: 1,
        limit=8,
        budget=10,
        keys=random.Random(0),
    )
    assert found.columns == "| Day | Hours |" or found.text.startswith("| Day | Hours |")


def test_a_passage_begins_with_the_heading_that_says_its_day() -> None:
    diary = "# Walk\n\n## 3 April, Tessin\n\nSeventeen miles.\n\n## Rules\n\nNo dogs.\n"

    def begun(words: str, locator: str) -> str:
        one = chunk(words, start=diary.index(words), locator=locator)
        (found,) = build_passages(
            [hit(one)],
            lambda _document, start, end: diary[start:end],
            {"doc": "text/markdown"}.__getitem__,
            len,
            limit=1,
            budget=100,
            keys=random.Random(0),
        )
        return found.text

    assert begun("Seventeen miles.", "3 April, Tessin") == "## 3 April, Tessin\n\nSeventeen miles."
    assert begun("No dogs.", "Rules") == "No dogs."
