"""Markdown tables in a text: which header row stands above a row, however far."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from rag.regex import regex

_BORDER = regex(r"^[ \t|:-]++$", re.MULTILINE)
_ROWS = regex(r"(?:\n[ \t]*\|[^\n]*)*+")


class Table(NamedTuple):
    """A table with a header: its rows below the border are [start, end); `header` is the row."""

    start: int
    end: int
    header: str


def find_tables(text: str) -> tuple[Table, ...]:
    """The tables of a text in order: a row, a line of dashes, and rows on the lines behind it."""
    found: list[Table] = []
    if "|" not in text:
        return ()
    for border in _BORDER.finditer(text):
        if "-" not in border[0] or (found and border.start() < found[-1].end):
            continue
        above = text.rfind("\n", 0, max(0, border.start() - 1)) + 1
        header = text[above : border.start()].strip()
        rows = _ROWS.match(text, border.end())
        if header.startswith("|") and rows and rows[0]:
            found.append(Table(border.end() + 1, rows.end(), header))
    return tuple(found)


def header_at(tables: Sequence[Table], at: int) -> str:
    """The header row of the table that a place is in the rows of, "" if it is in none."""
    near = bisect_right(tables, at, key=lambda table: table.start) - 1
    return tables[near].header if near >= 0 and at < tables[near].end else ""
