"""The lines of a printed page back into paragraphs, and parted words back into one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from rag.regex import regex

_PARTED = regex(r"([^\W\d_]+)[-\u2010\u00ad]$")
_HYPHENS = ("-", "\u2010", "\u00ad")
_GOES_ON = regex(r"[^\W\d_]+")
_WORD = regex(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_ITEM = regex(r"\s*(?:[•‣▪●◦–—*-]\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s)")
_BULLET = regex(r"^\s*[▪●◦‣\uf0b7\uf0a7]\s*")
_ENDS = regex(r"[.!?:;][\"'”’)\]]*$")
_SHORT = 0.8  # of the width of its column; a line that ends before it ends its paragraph
_COMPOUND = frozenset(
    ("well", "self", "non", "high", "low", "long", "short", "co", "semi", "anti", "multi", "half")
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line as printed, or a piece of one. In points, from the lower left corner of the page;
    `base` is the height of the line that the letters stand on. `begin` and `end` are the places of
    its characters on the page, as PDFium counts them. `heavy`: it is printed bold."""

    text: str
    left: float
    right: float
    base: float
    size: float
    begin: int = 0
    end: int = 0
    heavy: bool = False


def words_of(lines: Iterable[Line]) -> Counter[str]:
    """How often the document has each word, compounds whole; lines' last words are not counted:
    they may be parts."""
    known: Counter[str] = Counter()
    for line in lines:
        words = _WORD.findall(line.text.casefold().replace("\u2010", "-"))
        known.update(words[:-1] if _parted(line.text) else words)
    return known


def paragraphs(lines: Sequence[Line], known: Counter[str]) -> Iterator[str]:
    """The paragraphs of a page, each on one line, in the order of `lines`."""
    columns = _column_widths(lines)
    spacing = _usual_spacing(lines)
    opened: list[Line] = []
    for line in lines:
        if opened and (
            _leaves_item(opened[0], line)
            or _begins(opened[-1], line, columns[id(opened[-1])], spacing)
        ):
            yield joined(opened, known)
            opened = []
        opened.append(line)
    if opened:
        yield joined(opened, known)


def _leaves_item(first: Line, line: Line) -> bool:
    """Does the line begin left of the list's item that is open?"""
    return line.left < first.left - 0.5 * line.size and _ITEM.match(first.text) is not None


def _usual_spacing(lines: Sequence[Line]) -> float:
    """The commonest distance of neighbouring base lines, in font sizes; 1.2 where there is none."""
    found = Counter(
        round((above.base - below.base) / above.size, 1)
        for above, below in pairwise(lines)
        if above.size > 0 and 0.8 < (above.base - below.base) / above.size < 2.5
    )
    return found.most_common(1)[0][0] if found else 1.2


def _column_widths(lines: Sequence[Line]) -> dict[int, float]:
    """For each line the right edge of its column: of lines that begin at about the same place, in
    letters of about the same size. A headline is as wide as all columns below it."""
    edges: dict[tuple[int, int], float] = {}
    for line in lines:
        place = (round(line.left / 12), _step(line.size))
        edges[place] = max(edges.get(place, 0.0), line.right)
    near = [(side, size) for side in (-1, 0, 1) for size in (-1, 0, 1)]
    return {
        id(line): max(
            edges.get((round(line.left / 12) + side, _step(line.size) + size), 0.0)
            for side, size in near
        )
        for line in lines
    }


def _step(size: float) -> int:
    """On a scale on which letters are 15 % larger at each step."""
    return round(log(size, 1.15)) if size > 0 else 0


def _begins(before: Line, line: Line, edge: float, spacing: float) -> bool:
    """Does a paragraph begin with `line`?"""
    starts_small = line.text.lstrip()[:1].islower()
    parted = _parted(before.text) is not None
    if max(line.size, before.size) > 1.15 * min(line.size, before.size):
        return not (starts_small and parted)
    if _ITEM.match(line.text) and not parted:
        return True
    if starts_small and not _ENDS.search(before.text.rstrip()):
        return False  # in the next column, perhaps
    drop = before.base - line.base
    if starts_small and drop < -line.size and before.text.rstrip().endswith(";"):
        return False
    if drop < -line.size or drop > max(spacing * 1.3, spacing + 0.35) * line.size:
        return True
    width = edge - before.left
    return before.right - before.left < _SHORT * width


def joined(lines: Iterable[Line], known: Counter[str]) -> str:
    """Lines below each other as one, with the words whole that are parted at their ends."""
    text = ""
    for line in (each.text.strip() for each in lines):
        parted = _parted(text)
        goes_on = _GOES_ON.match(line)
        if parted and goes_on and line[0].islower():
            stem = text[: parted.end(1)]
            text = f"{stem}{_hyphen(parted[1], goes_on[0], known)}{line}"
        else:
            text = f"{text} {line}" if text else line
    return _BULLET.sub("• ", text)


def _parted(text: str) -> re.Match[str] | None:
    """The word at the end of `text`, if a hyphen parts it there."""
    text = text.rstrip()
    return _PARTED.search(text, max(0, len(text) - 60)) if text.endswith(_HYPHENS) else None


def _hyphen(left: str, right: str, known: Counter[str]) -> str:
    """What stands between two parts of a word: nothing, unless it is a compound."""
    whole = known[f"{left}{right}".casefold()]
    compound = known[f"{left}-{right}".casefold()]
    if whole or compound:
        return "-" if compound > whole else ""
    return "-" if left.casefold() in _COMPOUND else ""
