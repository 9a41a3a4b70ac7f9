"""Places in a document, in the reader's words: "lines 12-18", made exact for what is quoted."""

from __future__ import annotations

import re
from typing import Protocol

_RANGE = re.compile(
    r"(?P<before>(?:.*(?:, | > ))?)(?P<unit>line|row)s (?P<first>\d+)-(?P<last>\d+)"
)


class Located(Protocol):
    """A stretch of a document that says where it stands."""

    @property
    def start(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def locator(self) -> str: ...


def narrowed(stretch: Located, start: int, end: int) -> str:
    """Only the lines, or rows of a sheet, that the document's characters `start` to `end` stand on.

    The stretch's own locator where it names no lines, where its text has not as many as it names
    (empty rows were left out, or it is a part of them), and where they go on behind it.
    """
    text, named = stretch.text, _RANGE.fullmatch(stretch.locator)
    if named is None or end > stretch.start + len(text):
        return stretch.locator
    first, last = int(named["first"]), int(named["last"])
    if text.count("\n") != last - first:
        return stretch.locator
    begin = start - stretch.start
    from_line = first + text.count("\n", 0, begin)
    to_line = from_line + text[begin : max(begin, end - stretch.start)].rstrip().count("\n")
    where = f" {from_line}" if to_line == from_line else f"s {from_line}-{to_line}"
    return f"{named['before']}{named['unit']}{where}"
