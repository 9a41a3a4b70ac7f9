"""Tables that a plain text sets with spaces: their lines become rows with their header.

Only what can be nothing else is read so: three columns or more that white space parts in every
line, names above them, and one of them all figures or codes. Prose, programs, verse and signatures
stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.ingest.formats.tables import looks_like_header
from rag.ingest.text_writer import cell_texts, row_line
from rag.regex import regex

_RULE = regex(r"\s*[-=_+|\s]*[-=_][-=_+|\s]*")
_WIDE = regex(r"\S {2,}\S")
_GUTTER = 2  # columns of characters
_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 2  # below the header
_LONGEST_CELL = 60
_APART = 2  # lines above or below that touch a table and are none of it
_MOST_LINES = 5_000  # of one table
_CODE = regex(r"[A-Z]{1,5}[-.]?\d[\dA-Z.-]*")  # "E01", "BR-102"
_FIGURE = regex(r"\W{0,2}\d")


def with_rows(text: str) -> str:
    """The text with each line of such a table as `| Day: Monday | Opens: 9:00 |`; there are as many
    lines as before, and a line that only rules is empty."""
    if _WIDE.search(text) is None:
        return text
    lines = text.split("\n")
    for begin, end in _stretches(lines):
        for first, last in _tried(begin, end):
            rows = _rows(lines[first:last])
            if rows:
                lines[first:last] = rows
                break
    return "\n".join(lines)


def _stretches(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Lines that follow each other without a blank one, enough of them for a table."""
    blank = [-1, *(at for at, line in enumerate(lines) if not line.strip()), len(lines)]
    for before, after in pairwise(blank):
        if _FEWEST_ROWS < after - before - 1 <= _MOST_LINES:
            yield before + 1, after


def _tried(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The whole stretch, then without lines at its ends: a title, a note."""
    for above in range(_APART + 1):
        for below in range(_APART + 1):
            if end - below - begin - above > _FEWEST_ROWS:
                yield begin + above, end - below


def _rows(lines: Sequence[str]) -> list[str]:
    """The lines as rows; none where they are no table."""
    if any("\t" in line or "|" in line for line in lines):
        return []
    ruled = [_RULE.fullmatch(line) is not None for line in lines]
    told = [line.rstrip() for line, rule in zip(lines, ruled, strict=True) if not rule]
    edges = _edges(told)
    if len(edges) <= _FEWEST_COLUMNS or ruled[0]:
        return []
    cells = [[line[begin:end].strip() for begin, end in pairwise(edges)] for line in told]
    further = _goes_on(cells[1])
    if further:
        cells[:2] = [[" ".join(filter(None, names)) for names in zip(*cells[:2], strict=True)]]
    if not _is_table(cells):
        return []
    header = cell_texts(cells[0])
    above = [row_line(header), ""] if further else [row_line(header)]
    rows = iter([*above, *(row_line(row, header) for row in cells[1:])])
    return ["" if rule else next(rows) for rule in ruled]


def _goes_on(cells: Sequence[str]) -> bool:
    """Is it the second line of the names: of some columns, not of the first, and no figures?"""
    return not cells[0] and any(cells) and not any(map(_FIGURE.match, cells))


def _edges(lines: Sequence[str]) -> list[int]:
    """Where the columns begin, and the end: each behind two or more places that are blank in every
    line."""
    width = max(map(len, lines), default=0)
    filled = [False] * width
    for line in lines:
        for at, sign in enumerate(line):
            filled[at] = filled[at] or sign != " "
    edges = [0]
    for at in range(_GUTTER, width):
        if filled[at] and not any(filled[at - _GUTTER : at]) and any(filled[:at]):
            edges.append(at)
    return [*edges, width]


def _is_table(cells: Sequence[Sequence[str]]) -> bool:
    names, *rows = cells
    if len(rows) < _FEWEST_ROWS or not all(names) or not looks_like_header(cells):
        return False
    if any(len(cell) > _LONGEST_CELL or "  " in cell for row in cells for cell in row):
        return False
    if any(not row[0] or sum(map(bool, row)) < _GUTTER for row in rows):
        return False
    columns = zip(*rows, strict=True)
    return any(
        all(_FIGURE.match(cell) for cell in column) or all(_CODE.fullmatch(cell) for cell in column)
        for column in columns
    )
