"""Where a text may be cut, and how good a place each is: blocks, items, sentences, then words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rag.ingest import markdown
from rag.ingest.spans import Span, line_starts
from rag.regex import regex
from rag.text import sentence_spans
from rag.types import MARKDOWN

if TYPE_CHECKING:
    from markdown_it.token import Token


class Rank(IntEnum):
    """What begins at a boundary; the lower, the better a chunk may begin there."""

    BLOCK = 0  # a paragraph, list, table, code block
    ITEM = 1  # an item of a list, a row of a table
    SENTENCE = 2  # a sentence within a paragraph, a line within a code block
    LINE = 3  # a line within a sentence
    WORD = 4
    LETTER = 5


class Boundary(NamedTuple):
    """A place in a text, and what begins there."""

    offset: int
    rank: Rank


_PARAGRAPH = regex(r"\S.*(?:\n(?!\s*\n).*)*")
_UNWRAPPED = 200  # characters; a paragraph with a longer line has one paragraph on each line
_MARKUP = {"paragraph_open", "fence", "code_block", "html_block", "hr", "tr_open"}
_WORD = regex(r"\S+\s*")


def find_boundaries(text: str, media_type: str) -> list[Boundary]:
    """Every boundary down to `SENTENCE`, in order, by the rules of the format."""
    blocks = _markdown_blocks(text) if media_type == MARKDOWN else _plain_blocks(text)
    found = [
        boundary
        for block, following in pairwise([*blocks, (Boundary(len(text), Rank.BLOCK), "")])
        for boundary in _inside(text, *block, following[0].offset)
    ]
    return found or [Boundary(0, Rank.BLOCK)]


def find_pieces(text: str, span: Span, longest: int) -> Iterator[Boundary]:
    """Boundaries within one sentence: its lines and words, and cuts of words over `longest`.

    A cut never parts a letter from its combining marks, unless there are more than a few.
    """
    begins_line = False
    for word in _WORD.finditer(text, span.start, span.end):
        yield Boundary(word.start(), Rank.LINE if begins_line else Rank.WORD)
        begins_line = "\n" in word[0]
        cut = word.start() + longest
        while cut < word.end():
            cut = _after_marks(text, cut)
            if cut < word.end() and not text[cut].isspace():
                yield Boundary(cut, Rank.LETTER)
            cut += longest


def _after_marks(text: str, cut: int) -> int:
    for place in range(cut, min(cut + 4, len(text))):
        if not unicodedata.category(text[place]).startswith("M"):
            return place
    return cut


def _inside(text: str, block: Boundary, kind: str, end: int) -> Iterator[Boundary]:
    """The block's own boundary, then those of its sentences, or of its lines if it is code."""
    yield block
    body = text[block.offset : end].rstrip()
    if kind in ("paragraph_open", "heading_open"):
        starts = [span.start for span in sentence_spans(body)[1:]]
    elif kind == "tr_open":
        starts = []
    else:
        starts = line_starts(body)[1:]
    for start in starts:
        yield Boundary(block.offset + start, Rank.SENTENCE)


def _plain_blocks(text: str) -> list[tuple[Boundary, str]]:
    """Paragraphs are set apart by blank lines; in text that is not wrapped, by every line end."""
    blocks = []
    for found in _PARAGRAPH.finditer(text):
        starts = [found.start() + start for start in line_starts(found[0])]
        if all(len(line) <= _UNWRAPPED for line in found[0].split("\n")):
            del starts[1:]
        blocks += [(Boundary(start, Rank.BLOCK), "paragraph_open") for start in starts]
    return blocks


def _markdown_blocks(text: str) -> list[tuple[Boundary, str]]:
    """The innermost blocks; what begins on one line counts as the outermost of them."""
    lines = line_starts(text)
    blocks: dict[int, tuple[Boundary, str]] = {}
    for token in markdown.block_tokens(text):
        if token.map is None or token.type == "inline" or token.map[0] >= len(lines):
            continue
        offset = lines[token.map[0]]
        rank = Rank.ITEM if token.level else Rank.BLOCK
        known = blocks.get(offset)
        if known is not None:
            rank = min(rank, known[0].rank)
        blocks[offset] = Boundary(offset, rank), _kind(token, known)
    return [blocks[offset] for offset in sorted(blocks)]


def _kind(token: Token, known: tuple[Boundary, str] | None) -> str:
    """The type of the leaf block; of its container while no leaf has been seen."""
    return token.type if known is None or token.type in _MARKUP else known[1]
