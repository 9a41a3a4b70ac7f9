"""The lines of a printed page back into paragraphs, and parted words back into one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

_PARTED = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
_HYPHENS = ("-", "\u2010", "\u00ad")
_GOES_ON = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_ITEM = re.compile(r"\s*(?:[•‣▪●◦–—*-]\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s)")
_BULLET = re.compile(r"^\s*[▪●◦‣\uf0b7\uf0a7]\s*")
_ENDS = re.compile(r"[.!?:;][\"'”’)\]]*$")
_FEWEST_LINES = 3
_PROSE = 20  # characters; the pieces of a table's rows are shorter on average
_SHORT = 0.8  # of the width of its column; a line that ends before it ends its paragraph
_COMPOUND = frozenset(
    ("well", "self", "non", "high", "low", "long", "short", "co", "semi", "anti", "multi", "half")
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line as printed, or a piece of one. In points, from the lower left corner of the page;
    `base` is the height of the line that the letters stand on. `begin` and `end` are the places of
    its characters on the page, as PDFium counts them."""

    text: str
    left: float
    right: float
    base: float
    size: float
    begin: int = 0
    end: int = 0


def words_of(lines: Iterable[Line]) -> Counter[str]:
    """How often the document has each word, compounds whole; lines' last words are not counted:
    they may be parts."""
    known: Counter[str] = Counter()
    for line in lines:
        words = _WORD.findall(line.text.casefold().replace("\u2010", "-"))
        known.update(words[:-1] if _parted(line.text) else words)
    return known


def arrange(lines: Sequence[Sequence[Line]]) -> Iterator[list[Line] | list[list[str]]]:
    """Stretches of a page: lines of running text, or the rows of a table.

    Lines in pieces are rows, unless the pieces are long: those are the lines of two columns, of
    which the left one is read first.
    """
    for stretch in _stretches(lines):
        if len(stretch[0]) == 1:
            yield [pieces[0] for pieces in stretch]
        else:
            yield from _tables(stretch)


def _tables(rows: Sequence[Sequence[Line]]) -> Iterator[list[list[str]]]:
    """The rows as one table, each cell in its column by where it stands; else those of as many
    cells together."""
    columns = _columns(rows)
    placed = [_placed(row, columns) for row in rows]
    whole = [cells for cells in placed if cells]
    if len(whole) == len(rows):
        yield whole
        return
    for _, group in groupby(rows, key=len):
        yield [[piece.text for piece in row] for row in group]


def _columns(rows: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """From where to where the columns reach in the rows that have all cells; none where two
    overlap, or where one row alone has them."""
    most = max(map(len, rows))
    full = [row for row in rows if len(row) == most]
    found = [
        (min(piece.left for piece in cells), max(piece.right for piece in cells))
        for cells in zip(*full, strict=True)
    ]
    apart = all(one[1] < other[0] for one, other in pairwise(found))
    return found if apart and len(full) > 1 else []


def _placed(row: Sequence[Line], columns: Sequence[tuple[float, float]]) -> list[str]:
    """The row's cells in the columns, "" where it has none; nothing where one fits in no column or
    in two."""
    cells = ["" for _ in columns]
    for piece in row:
        near = [
            at
            for at, (left, right) in enumerate(columns)
            if piece.left < right and piece.right > left
        ]
        if len(near) != 1 or cells[near[0]]:
            return []
        cells[near[0]] = piece.text
    return cells


def in_order(lines: Sequence[Sequence[Line]]) -> Iterator[Line]:
    """All pieces of a page, in the order in which `arrange` has their texts."""
    for stretch in _stretches(lines):
        for pieces in stretch:
            yield from pieces


def _stretches(lines: Sequence[Sequence[Line]]) -> Iterator[list[Sequence[Line]]]:
    """Rows of a table, or lines in one piece."""
    for split, group in groupby(_closed(lines), key=lambda pieces: len(pieces) > 1):
        stretch = list(group)
        if split and _are_columns(stretch):
            yield [pieces[:1] for pieces in stretch]
            yield [pieces[-1:] for pieces in stretch]
        else:
            yield stretch


def _closed(lines: Sequence[Sequence[Line]]) -> Iterator[Sequence[Line]]:
    """The lines, a wide gap in one alone closed: that is no table, but a page's head or a tab."""
    for before, pieces, after in zip([(), *lines], lines, [*lines[1:], ()], strict=False):
        if len(pieces) > 1 and len(before) < 2 and len(after) < 2:
            text = " ".join(piece.text for piece in pieces)
            last = pieces[-1]
            yield (replace(pieces[0], text=text, right=last.right, end=last.end),)
        else:
            yield pieces


def _are_columns(rows: Sequence[Sequence[Line]]) -> bool:
    if len(rows) < _FEWEST_LINES or any(len(pieces) != 2 for pieces in rows):
        return False
    return all(
        sum(len(pieces[side].text) for pieces in rows) > _PROSE * len(rows) for side in (0, 1)
    )


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
            yield _joined([each.text.strip() for each in opened], known)
            opened = []
        opened.append(line)
    if opened:
        yield _joined([each.text.strip() for each in opened], known)


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
    """For each line the right edge of its column: of lines that begin at about the same place."""
    edges: dict[int, float] = {}
    for line in lines:
        column = round(line.left / 12)
        edges[column] = max(edges.get(column, 0.0), line.right)
    return {
        id(line): max(edges.get(round(line.left / 12) + side, 0.0) for side in (-1, 0, 1))
        for line in lines
    }


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
    if drop < -line.size or drop > max(spacing * 1.3, spacing + 0.35) * line.size:
        return True
    width = edge - before.left
    return before.right - before.left < _SHORT * width


def _joined(lines: Sequence[str], known: Counter[str]) -> str:
    text = ""
    for line in lines:
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
