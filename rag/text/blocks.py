"""Blocks of a Markdown or plain text: paragraphs, items, rows, comments, fenced code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rag.fences import closes, opened_by
from rag.regex import regex
from rag.text.dates import GERMAN_DAY
from rag.text.headings import MARK, is_ended, is_underlined, remarks

_RULE = regex(r"\s{0,3}([-*_])(\s*\1){2,}\s*$|[\s|:+=-]+$")
_ITEM = regex(r"\s*(?:>\s*)*(?:[-*+•]|\(?(?P<number>\d{1,3})[.)])\s+")
_QUOTED = regex(r"\s*(?:>\s*)+")
_ROW = regex(r"\s*\|")
_CLOSING = regex(r"[ \t]#+\s*$")


class Block(NamedTuple):
    """Half-open offsets of a block without its mark; `whole` if it is not made of sentences."""

    start: int
    end: int
    whole: bool


class _Open(NamedTuple):
    """A block that may go on: an item has its `number`, "" if that is a bullet or a quotation, and
    a comment is `marked`."""

    start: int
    number: str | None = None
    row: bool = False
    marked: bool = False


def blocks(text: str, *, headings: bool) -> Iterator[Block]:
    """Those of `text` in order. Headings are blocks only with `headings`, rules never."""
    fence = ""
    begin = offset = 0
    for line in text.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        if not fence and (opened := opened_by(line)):
            yield from _unfenced(text, begin, start, headings=headings)
            begin, fence = offset, opened
        elif fence and closes(line, fence):
            yield from _trimmed(text, begin, start, whole=True)
            begin, fence = offset, ""
    if not fence:
        yield from _unfenced(text, begin, len(text), headings=headings)
    else:
        yield from _trimmed(text, begin, len(text), whole=True)


def _unfenced(text: str, begin: int, end: int, *, headings: bool) -> Iterator[Block]:
    lines = text[begin:end].splitlines(keepends=True)
    comments = remarks(lines, headings=headings)
    block: _Open | None = None
    offset = begin
    for at, line in enumerate(lines):
        start, offset = offset, offset + len(line)
        parts = at not in comments and is_furniture(line)
        if block is not None and not parts and _goes_on(lines, at, block, comments):
            continue
        if block is not None:
            may_head = parts and block == _Open(block.start) and not headings
            if not (may_head and is_underlined(text[block.start : start], line)):
                yield from _closed(text, block, start)
        block = None if parts else _opened(line, start, comment=at in comments)
    if block is not None:
        yield from _closed(text, block, end)


def _closed(text: str, block: _Open, end: int) -> Iterator[Block]:
    """The block that ends there, a heading without the marks behind it."""
    closing = _CLOSING.search(text, block.start, end) if block.marked else None
    yield from _trimmed(text, block.start, closing.start() if closing else end, whole=block.row)


def is_furniture(line: str) -> bool:
    """Blank lines, headings, underlines and rules carry no sentence."""
    return not line.strip() or bool(MARK.match(line) or _RULE.match(line))


def _opened(line: str, start: int, *, comment: bool) -> _Open:
    """The block that a line begins."""
    hashes = MARK.match(line) if comment else None
    if hashes:
        return _Open(start + hashes.end(), marked=True)
    item = _ITEM.match(line)
    if item:
        return _Open(start + _mark_end(line, item), item["number"] or "")
    if _ROW.match(line):
        return _Open(start, row=True)
    quoted = _QUOTED.match(line)
    return _Open(start + quoted.end(), "") if quoted else _Open(start)


def _mark_end(line: str, item: re.Match[str]) -> int:
    """Where an item's mark ends: right where it begins, if that is a day's number ("3. März")."""
    number = item.start("number")
    if number < 0 or not GERMAN_DAY.match(line, number):
        return item.end()
    return number - line[:number].endswith("(")


def _goes_on(lines: list[str], at: int, block: _Open, comments: Mapping[int, bool]) -> bool:
    """Is a line, which is no furniture, of the block that is open above it?

    A number may be the rest of a sentence ("until\\n30. April"), but for 1, as in CommonMark, and
    for the one that comes after the number of the item above it, or before.
    """
    if at in comments or at - 1 in comments:
        return at in comments and comments.get(at - 1, False)
    item = _ITEM.match(lines[at])
    if block.row or _ROW.match(lines[at]) or (item and not item["number"]):
        return False
    if item is None:
        return True
    number = int(item["number"])
    if number == 1 or block.number == "" or is_ended(lines[at - 1]):
        return False
    return block.number is None or abs(number - int(block.number)) != 1


def _trimmed(text: str, start: int, end: int, *, whole: bool) -> Iterator[Block]:
    """The block without its outer white space; nothing if nothing is left."""
    body = text[start:end]
    left = start + len(body) - len(body.lstrip())
    right = start + len(body.rstrip())
    if left < right:
        yield Block(left, right, whole)
