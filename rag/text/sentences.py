"""Sentences of a Markdown or plain text, as spans; headings and rules are no sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import sentencex

_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_HEADING = re.compile(r"\s{0,3}#{1,6}(\s|$)")
_SETEXT = re.compile(r"\s{0,3}(=+|-+)\s*$")
_RULE = re.compile(r"\s{0,3}([-*_])(\s*\1){2,}\s*$|[\s|:+=-]+$")
_ITEM = re.compile(r"\s*(?:>\s*)*(?:[-*+•]|\(?\d{1,3}[.)])\s+")
_QUOTED = re.compile(r"\s*(?:>\s*)+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ROW = re.compile(r"\s*\|")
_LABEL = re.compile(r"[*_]*[^\W\d_][\w /&'’.()-]{0,30}:[*_]*(?:\s|$)")  # "Date:", "**Paid by:** "
_BOLD = re.compile(r"(\*\*|__)\S.*?\S\1")  # all of a line
_ENDING = re.compile(r"(?P<signs>[*_]{1,3})(?:\s+|$)")
_TITLE = re.compile(r"\b(?:Ms|Mx|Dipl)\.$")
_BEFORE_FIGURE = re.compile(
    r"\b(?:figs|eqs?|ch|vols?|abs|approx|tel|mon|tue|eds?|paras?|incl|excl|app|tab)\.$",
    re.IGNORECASE,
)
_SHORT = 0.75  # of the longest line of a paragraph


class Span(NamedTuple):
    """Half-open character offsets into the text that was split."""

    start: int
    end: int


def sentence_spans(text: str) -> tuple[Span, ...]:
    """The sentences of `text` in reading order, without surrounding white space or list marks.

    A list item, a table row and a fenced block never share a sentence with their neighbours, nor
    does a line that was ended on purpose: a heading without a mark, "Date: 5 October".
    """
    spans: list[Span] = []
    for start, end, whole in _blocks(text):
        if whole:
            spans.append(Span(start, end))
        else:
            for piece in _stretches(text, start, end):
                spans.extend(_split(text, *piece))
    return tuple(spans)


def plain(text: str) -> str:
    """`text` on one line: runs of white space, line breaks among them, become one space."""
    return " ".join(text.split())


def _stretches(text: str, start: int, end: int) -> Iterator[Span]:
    """A paragraph's lines, those that run on joined."""
    lines = text[start:end].splitlines(keepends=True)
    width = max(len(line.strip()) for line in lines)
    begin = at = start
    for line, following in pairwise(lines):
        at += len(line)
        if _ends_on_purpose(line.strip(), following.strip(), width):
            yield Span(begin, at)
            begin = at
    yield Span(begin, end)


def _ends_on_purpose(line: str, following: str, width: int) -> bool:
    """Was the line not merely full? Then the first word of the next would have had room in it."""
    first = following.lstrip("*_\"'“„«([")[:1]
    if not line or line[-1] in ",;:" or not (first.isupper() or first.isdigit()):
        return False
    if _BOLD.fullmatch(line):
        return True
    needed = len(line) + 1 + len(following.split()[0])
    if _LABEL.match(following):
        return needed <= width or _LABEL.match(line) is not None
    return needed <= _SHORT * width


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences of one paragraph, by sentencex's rules for abbreviations and quotes.

    Signs that end emphasis stay with the sentence that they end.
    """
    paragraph = _SURROGATE.sub("\ufffd", text[start:end])  # sentencex wants valid Unicode
    held: Span | None = None
    for boundary in sentencex.get_sentence_boundaries("en", paragraph):
        first, last = boundary["start_index"], boundary["end_index"]
        signs = _ENDING.match(paragraph, first, last)
        if held is not None and signs:
            held = Span(held.start, start + signs.end("signs"))
            first = signs.end()
        piece = paragraph[first:last]
        body = piece.strip()
        if not body:
            continue
        first += start + len(piece) - len(piece.lstrip())
        if held is not None and _runs_on(paragraph[held.start - start : held.end - start], body):
            held = Span(held.start, first + len(body))
            continue
        if held is not None:
            yield held
        held = Span(first, first + len(body))
    if held is not None:
        yield held


def _runs_on(sentence: str, following: str) -> bool:
    """Does it end with an abbreviation that sentencex does not know, and that ends nothing?"""
    return _TITLE.search(sentence) is not None or (
        following[0] in "0123456789+" and _BEFORE_FIGURE.search(sentence) is not None
    )


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end, indivisible) of paragraphs, items, rows and fenced blocks."""
    begin: int | None = None  # where the open paragraph begins
    fence: str | None = None
    offset = 0
    for line in text.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        mark = _FENCE.match(line)
        if fence is not None:
            if mark and mark[1].startswith(fence):
                yield from _trimmed(text, begin, start, True)
                begin, fence = None, None
            continue
        if mark or not line.strip() or _is_furniture(line):
            if not (begin is not None and _SETEXT.match(line)):  # else: the paragraph was a heading
                yield from _trimmed(text, begin, start, False)
            begin = None
            if mark:
                begin, fence = offset, mark[1]
            continue
        item = _ITEM.match(line)
        if item or _ROW.match(line):
            yield from _trimmed(text, begin, start, False)
            begin = start + (item.end() if item else 0)
            if not item:
                yield from _trimmed(text, begin, offset, True)
                begin = None
        elif begin is None:
            quoted = _QUOTED.match(line)
            begin = start + (quoted.end() if quoted else 0)
    yield from _trimmed(text, begin, len(text), fence is not None)


def _is_furniture(line: str) -> bool:
    """Headings, underlines and rules carry no sentence."""
    return bool(_HEADING.match(line) or _SETEXT.match(line) or _RULE.match(line))


def _trimmed(
    text: str, start: int | None, end: int, whole: bool
) -> Iterator[tuple[int, int, bool]]:
    """The block without its outer white space; nothing if nothing is left."""
    if start is None:
        return
    body = text[start:end]
    left = start + len(body) - len(body.lstrip())
    right = start + len(body.rstrip())
    if left < right:
        yield left, right, whole
