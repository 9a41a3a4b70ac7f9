"""Light Markdown with exact offsets: the headings, paragraphs, items and rows of a text.

Not a Markdown implementation: a reading aid. Every character of a block belongs to one of its runs,
so a highlighted span can be drawn over the result without losing or moving a character. Links and
images are recognised only to take their addresses out of sight; nothing here can become one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from rag.fences import closes, opened_by
from rag.markup.inline import Look, Run, hide, inline_runs
from rag.regex import regex

BlockKind = Literal["heading", "paragraph", "bullet", "number", "quote", "code", "rule", "row"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, one list item, one table row. `cells` cover it without gaps.

    `level` is the heading's (1 to 6) or the item's depth from 0; `ordinal` is the number that a
    numbered item shows; `first` is true for a table's heading row. All but rows have one cell.
    """

    kind: BlockKind
    start: int
    end: int
    cells: tuple[tuple[Run, ...], ...]
    level: int = 0
    ordinal: int = 0
    first: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


_HEADING = regex(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_RULE = regex(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_BULLET = regex(r"([ \t]*)[-*+•][ \t]+")
_NUMBER = regex(r"([ \t]*)(\d{1,9})[.)][ \t]+")
_QUOTE = regex(r" {0,3}>[ \t]?")
_DASHES = regex(r"[ \t|:-]{3,}$")
_PIPE = regex(r"(?<!\\)\|")
_PLAIN_ROW = regex(r"\| \S.*(?<!\\)\|(?<= \|)$")
_LONGEST_ROW = 5_000


def blocks(
    text: str, start: int = 0, end: int | None = None, *, markdown: bool = True, inside: str = ""
) -> Iterator[Block]:
    """The blocks of `text[start:end]` in order; between two of them there is only white space.

    With `markdown` false, blank lines separate paragraphs, lines between pipes are rows, and
    nothing else has a meaning. `inside`
    is what the text begins in the middle of: "|" for a table, or the fence that code began with.
    """
    lines = list(_lines(text[start:end], start))
    at = 0
    if inside and lines:
        begun, at = _begun(text, lines, inside)
        yield from begun
    while at < len(lines):
        if not lines[at].text.strip():
            at += 1
        elif not markdown:
            last = _last(lines, at, lambda line: bool(lines[line].text.strip()))
            yield from _plain(lines[at:last])
            at = last
        elif _starts_table(lines, at):
            last = _last(lines, at, lambda line: _is_row(lines[line].text))
            yield _row(text, lines[at], lines[at + 1])
            yield from (_row(text, line, None) for line in lines[at + 2 : last])
            at = last
        else:
            block, at = _block(text, lines, at)
            yield block


def _lines(text: str, start: int) -> Iterator[_Line]:
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        yield _Line(start, start + len(bare), bare)
        start += len(line)


def _last(lines: list[_Line], at: int, belongs: Callable[[int], bool]) -> int:
    """The first line after `at` that does not belong."""
    last = at + 1
    while last < len(lines) and belongs(last):
        last += 1
    return last


def _plain(lines: list[_Line]) -> Iterator[Block]:
    """The lines of a text without Markdown that no blank line parts: rows, and paragraphs."""
    for is_row, group in groupby(lines, key=lambda line: bool(_PLAIN_ROW.match(line.text))):
        several = list(group)
        if is_row:
            yield from map(_plain_row, several)
        else:
            whole = Run(several[0].start, several[-1].end, Look.PLAIN)
            yield Block("paragraph", whole.start, whole.end, ((whole,),))


def _plain_row(line: _Line) -> Block:
    """The cells, each with the pipe before it, and the last one with that behind it."""
    pipes = [line.start + match.start() for match in _PIPE.finditer(line.text)]
    cells: list[tuple[Run, ...]] = [
        (Run(start, start + 1, Look.SYNTAX), Run(start + 1, end, Look.PLAIN))
        for start, end in pairwise(pipes)
    ]
    cells[-1] = (*cells[-1], Run(pipes[-1], line.end, Look.SYNTAX))
    return Block("row", line.start, line.end, tuple(cells))


def _block(text: str, lines: list[_Line], at: int) -> tuple[Block, int]:
    """The block that begins at line `at`, and the line after it."""
    line = lines[at]
    if fence := opened_by(line.text):
        return _fenced(lines, at, fence)
    if heading := _HEADING.match(line.text):
        runs = inline_runs(text, line.start, line.end, line.start + heading.end())
        level = len(heading.group(1))
        return Block("heading", line.start, line.end, (runs,), level=level), at + 1
    if _RULE.match(line.text):
        runs = (Run(line.start, line.end, Look.SYNTAX),)
        return Block("rule", line.start, line.end, (runs,)), at + 1
    return _paragraph(text, lines, at)


def _fenced(lines: list[_Line], at: int, fence: str) -> tuple[Block, int]:
    """A code block up to its closing fence, or to the end of the text where there is none."""
    last = _last(lines, at, lambda line: not closes(lines[line].text, fence))
    closed = last < len(lines)
    end = lines[last].end if closed else lines[-1].end
    inside = lines[at + 1].start if at + 1 < len(lines) else end
    close = lines[last].start if closed else end
    edges = (
        (lines[at].start, inside, Look.SYNTAX),
        (inside, close, Look.CODE),
        (close, end, Look.SYNTAX),
    )
    runs = tuple(Run(*edge) for edge in edges if edge[0] < edge[1])
    return Block("code", lines[at].start, end, (runs,)), last + 1


def _begun(text: str, lines: list[_Line], inside: str) -> tuple[list[Block], int]:
    """What is left of a table or of code that began above, and the line after it."""
    if inside == "|":
        last = next((at for at, line in enumerate(lines) if not _is_row(line.text)), len(lines))
        return [_row(text, line, None) for line in lines[:last]], last
    last = next((at for at, one in enumerate(lines) if closes(one.text, inside)), -1)
    start, close = lines[0].start, lines[last].start if last >= 0 else lines[-1].end
    end = lines[last].end
    edges = ((start, close, Look.CODE), (close, end, Look.SYNTAX))
    runs = tuple(Run(*edge) for edge in edges if edge[0] < edge[1])
    return [Block("code", start, end, (runs,))], last + 1 if last >= 0 else len(lines)


def _is_row(line: str) -> bool:
    return "|" in line and len(line) <= _LONGEST_ROW


def _starts_table(lines: list[_Line], at: int) -> bool:
    if at + 1 == len(lines) or not _is_row(lines[at].text):
        return False
    below = lines[at + 1].text
    return _is_row(below) and "-" in below and _DASHES.match(below) is not None


def _row(text: str, line: _Line, dashes: _Line | None) -> Block:
    """A table row; the heading row takes the line of dashes below it along, out of sight."""
    pipes = {line.start + match.start() for match in _PIPE.finditer(line.text)}
    first = line.start + len(line.text) - len(line.text.lstrip())
    last = line.start + len(line.text.rstrip()) - 1
    edges = [line.start, *sorted(pipe for pipe in pipes if first < pipe < last), line.end]
    cells = []
    for start, end in pairwise(edges):
        inside = {place for place in (start, first, last) if start <= place < end}
        cells.append(hide(inline_runs(text, start, end, start), inside & pipes))
    if dashes is not None:
        cells[-1] = (*cells[-1], Run(line.end, dashes.end, Look.SYNTAX))
    end = line.end if dashes is None else dashes.end
    return Block("row", line.start, end, tuple(cells), first=dashes is not None)


def _paragraph(text: str, lines: list[_Line], at: int) -> tuple[Block, int]:
    """A paragraph, quotation or list item with the lines that continue it."""
    line = lines[at]
    kind, prefix, level, ordinal = _opening(line.text)
    last = _last(lines, at, lambda below: _continues(lines, below, kind))
    end = lines[last - 1].end
    runs = inline_runs(text, line.start, end, line.start + prefix)
    if kind == "quote":
        runs = hide(runs, set(_quote_marks(lines[at + 1 : last])))
    return Block(kind, line.start, end, (runs,), level=level, ordinal=ordinal), last


def _opening(line: str) -> tuple[BlockKind, int, int, int]:
    """What a line opens: kind, length of its prefix, depth, number."""
    if bullet := _BULLET.match(line):
        return "bullet", bullet.end(), _depth(bullet.group(1)), 0
    if number := _NUMBER.match(line):
        return "number", number.end(), _depth(number.group(1)), int(number.group(2))
    if quote := _QUOTE.match(line):
        return "quote", quote.end(), 0, 0
    return "paragraph", 0, 0, 0


def _depth(indent: str) -> int:
    return min(len(indent.expandtabs(4)) // 2, 5)


def _quote_marks(lines: list[_Line]) -> Iterator[int]:
    for line in lines:
        if _QUOTE.match(line.text):
            yield line.start + line.text.index(">")


def _continues(lines: list[_Line], at: int, kind: BlockKind) -> bool:
    """Does the line belong to the block of that kind above it?"""
    line = lines[at].text
    opens = (_HEADING, _RULE, _BULLET, _NUMBER)
    return bool(
        line.strip()
        and not opened_by(line)
        and not any(pattern.match(line) for pattern in opens)
        and (kind == "quote" or not _QUOTE.match(line))
        and not _starts_table(lines, at)
    )
