"""Light Markdown: every character has its place, and nothing hostile makes it slow."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.markup.blocks import Block, blocks
from rag.markup.inline import Look

SOUP = st.text(alphabet=st.sampled_from(list("ab1 \t\n\r*_`#|->.[]()!\\~•\u2028é")), max_size=120)


def shape(text: str) -> list[tuple[str, str]]:
    """Kind and visible text of each block."""
    return [(block.kind, visible(text, block)) for block in blocks(text)]


def visible(text: str, block: Block) -> str:
    cells = (
        "".join(text[run.start : run.end] for run in cell if Look.SYNTAX not in run.look)
        for cell in block.cells
    )
    return "|".join(cell.strip() for cell in cells)


def test_blocks_are_what_a_reader_sees() -> None:
    text = (
        "# Tariffs\n\nTwo lines\nof one paragraph.\n- one\n- two\n  goes on\n3. third\n"
        "> quoted\n> again\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\nx = [1]\n```\n---\n"
    )
    assert shape(text) == [
        ("heading", "Tariffs"),
        ("paragraph", "Two lines\nof one paragraph."),
        ("bullet", "one"),
        ("bullet", "two\n  goes on"),
        ("number", "third"),
        ("quote", "quoted\n again"),
        ("row", "a|b"),
        ("row", "1|2"),
        ("code", "x = [1]"),
        ("rule", ""),
    ]


def test_depth_level_and_ordinal_are_kept() -> None:
    found = list(blocks("### C\n- a\n  - b\n    - c\n7. d"))
    assert [(block.level, block.ordinal) for block in found] == [
        (3, 0),
        (0, 0),
        (1, 0),
        (2, 0),
        (0, 7),
    ]


def test_an_unclosed_code_block_runs_to_the_end() -> None:
    assert shape("```\nx\n\ny") == [("code", "x\n\ny")]


def test_plain_text_has_paragraphs_only() -> None:
    text = "# no heading\n- no item\n\n**no bold**"
    found = list(blocks(text, markdown=False))
    assert [text[block.start : block.end] for block in found] == [
        "# no heading\n- no item",
        "**no bold**",
    ]


def test_a_part_of_a_text_keeps_the_offsets_of_the_whole() -> None:
    text = "first\n\nsecond\n\nthird"
    (block,) = blocks(text, 7, 13)
    assert text[block.start : block.end] == "second"


@given(SOUP, st.booleans())
def test_every_character_but_white_space_is_in_exactly_one_run(text: str, markdown: bool) -> None:
    at = 0
    for block in blocks(text, markdown=markdown):
        assert not text[at : block.start].strip()
        at = block.start
        for run in (run for cell in block.cells for run in cell):
            assert run.start == at
            assert run.end > run.start
            at = run.end
        assert at == block.end
    assert not text[at:].strip()


@pytest.mark.parametrize(
    "seed",
    ["**a ", "[a", "[a](", "`a", "_a ", "\\*", "|", "- ", "> ", "#", "``` ", "| a\n|--\n", "* _a_"],
)
def test_hostile_repetition_is_read_in_reasonable_time(seed: str) -> None:
    hostile = seed * (60_000 // len(seed))
    begun = time.process_time()
    assert sum(1 for _ in blocks(hostile)) > 0
    assert time.process_time() - begun < 3


def test_lines_between_pipes_are_rows_of_a_text_without_markdown() -> None:
    text = "A title\n\n| sku: A-1 | item: *Bolt* |\n| sku: A-2 | item: Nut |\n\n| no row\n|a|b|"

    found = list(blocks(text, markdown=False))

    assert [block.kind for block in found] == ["paragraph", "row", "row", "paragraph"]
    words = [
        [
            "".join(text[run.start : run.end] for run in cell if Look.SYNTAX not in run.look)
            for cell in block.cells
        ]
        for block in found[1:3]
    ]
    assert words == [[" sku: A-1 ", " item: *Bolt* "], [" sku: A-2 ", " item: Nut "]]
    for block in found:
        runs = [run for cell in block.cells for run in cell]
        assert (runs[0].start, runs[-1].end) == (block.start, block.end)
        assert all(one.end == other.start for one, other in pairwise(runs))
