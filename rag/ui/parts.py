"""A long document in parts of a readable size, of which a page shows one at a time.

Where a part ends depends on the document alone: at a heading or where a section begins, else at a
blank line, else at a line's end that is in no table and no code, else where it must.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.fences import closes, opened_by
from rag.regex import regex
from rag.types import MARKDOWN, Document

SIZE = 50_000
"""Characters of a part, give or take a fifth: as much as a browser lays out at once unnoticed."""

TABLE = "|"
"""What a part begins inside of where it begins among the rows of a table."""

_FENCE = regex(r"^ {0,3}(?:```|~~~).*$", re.MULTILINE)
_HEADING = regex(r"^ {0,3}(#{1,6})[ \t]+[^|\n]*$", re.MULTILINE)
_BLANK = regex(r"\n[ \t]*\n(?=[^\n])")
_LINE = regex(r"\n(?=.)", re.DOTALL)
_BORDER = regex(r"[ \t|:]*+-[ \t|:-]*+")
_SPACE = regex(r"[ \t](?=\S)")


@dataclass(frozen=True, slots=True)
class Part:
    """`[start, end)` of a document's text, in characters.

    `inside` is what it begins in the middle of: `TABLE`, or the fence that its code began with.
    """

    start: int
    end: int
    inside: str = ""


@dataclass(frozen=True, slots=True)
class _Code:
    """A block of Markdown's code with both its fences."""

    start: int
    end: int
    fence: str


def parts(document: Document, size: int = SIZE) -> tuple[Part, ...]:
    """The parts, which join to the whole text: one, of any length, up to 6/5 of `size`.

    A longer text is cut into parts of 4/5 to 6/5 of `size`; the last two may be shorter.
    """
    text, room = document.text, size // 5
    code = tuple(_code(text)) if document.media_type == MARKDOWN else ()
    sections = [(section.label.count(" > "), section.start) for section in document.sections]
    cuts = [0]
    while (left := len(text) - cuts[-1]) > size + room:
        target = cuts[-1] + min(size, left // 2)
        cuts.append(_cut(document, sections, code, target, room))
    found: list[Part] = []
    for start, end in pairwise([*cuts, len(text)]):
        inside = _inside(document, code, start, found[-1] if found else Part(0, 0))
        found.append(Part(start, end, inside))
    return tuple(found)


def part_at(parts: Sequence[Part], offset: int) -> int:
    """Which part this character is in, counted from 0."""
    return max(0, bisect_right(parts, offset, key=lambda part: part.start) - 1)


def bar_html(number: int, many: int, where: str) -> str:
    """HTML that leads from part `number`, from 0, to the one before it and the one after it."""
    before = _turn(number - 1, number > 0, "Previous part", "←", "")
    after = _turn(number + 1, number + 1 < many, "Next part", "", "→")
    return (
        f'<nav class="fn-parts" aria-label="Parts of the document, {where} the text">'
        f"{before}<span>Part {number + 1:,} of {many:,}</span>{after}</nav>"
    )


def _turn(to: int, there: bool, words: str, before: str, after: str) -> str:
    arrows = [
        f'<span aria-hidden="true">{arrow}</span>' if arrow else "" for arrow in (before, after)
    ]
    return (
        f'<button type="button" class="fn-act" data-open="part {to} top"'
        f"{'' if there else ' disabled'}>{arrows[0]}<span>{words}</span>{arrows[1]}</button>"
    )


def _cut(
    document: Document,
    sections: Sequence[tuple[int, int]],
    code: Sequence[_Code],
    target: int,
    room: int,
) -> int:
    """The best place to cut, at most `room` from `target`.

    `sections` are (rank, offset) in order: there may be as many as lines, so only those that are
    near are looked at.
    """
    text, first, last = document.text, target - room, target + room

    def nearest(places: Iterable[tuple[int, int]]) -> int | None:
        """Of places by (rank, offset), that of the lowest rank, and among those the nearest."""
        free = ((rank, abs(at - target), at) for rank, at in places if first < at <= last)
        best = min(free, default=None)
        return best[2] if best else None

    def ends(pattern: re.Pattern[str], bound: Callable[[int], bool]) -> Iterator[tuple[int, int]]:
        found = (match.end() for match in pattern.finditer(text, first, last))
        return ((0, at) for at in found if not bound(at))

    def coded(at: int) -> bool:
        return _code_at(code, at) is not None

    markdown = document.media_type == MARKDOWN
    headings = _HEADING.finditer(text, first, last) if markdown else ()
    begin = [(len(one[1]) - 1, one.start()) for one in headings if not coded(one.start())]
    near = slice(*(bisect_right(sections, at, key=_offset) for at in (first, last)))
    begin += [(rank, at) for rank, at in sections[near] if not coded(at)]
    for places in (
        begin,
        ends(_BLANK, coded),
        ends(_LINE, lambda at: markdown and (coded(at) or _among_rows(text, at))),
        ends(_LINE, lambda _: False),
        ends(_SPACE, lambda _: False),
    ):
        if (best := nearest(places)) is not None:
            return best
    return target


def _offset(place: tuple[int, int]) -> int:
    return place[1]


def _code(text: str) -> Iterator[_Code]:
    """Blocks of code, as `rag.markup.blocks` sees them."""
    start, begun = 0, ""
    for line in _FENCE.finditer(text):
        if not begun:
            start, begun = line.start(), opened_by(line[0])
        elif closes(line[0], begun):
            yield _Code(start, line.end(), begun)
            begun = ""
    if begun:
        yield _Code(start, len(text), begun)


def _code_at(code: Sequence[_Code], at: int) -> _Code | None:
    """The block of code that a cut here would fall into."""
    number = bisect_right(code, at, key=lambda one: one.start) - 1
    return code[number] if number >= 0 and code[number].start < at <= code[number].end else None


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _among_rows(text: str, at: int) -> bool:
    """Would a cut at this beginning of a line part two rows?"""
    above = text[text.rfind("\n", 0, at - 1) + 1 : at]
    return TABLE in above and TABLE in text[at : _line_end(text, at)]


def _inside(document: Document, code: Sequence[_Code], start: int, before: Part) -> str:
    if document.media_type != MARKDOWN or start == 0:
        return ""
    if (around := _code_at(code, start)) is not None:
        return around.fence
    in_line = document.text[start - 1] != "\n"
    return TABLE if not in_line and _in_table(document.text, start, before) else ""


def _in_table(text: str, start: int, before: Part) -> bool:
    """Has a table begun above this line that the line is a row of? Not looked at again is what the
    part `before` begins inside of."""
    at = start
    while _among_rows(text, at):
        at = text.rfind("\n", 0, at - 1) + 1
        if _BORDER.fullmatch(text, at, _line_end(text, at)):
            return at > 0 and _among_rows(text, at)
        if at == before.start:
            return before.inside == TABLE
    return False
