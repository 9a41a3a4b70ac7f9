"""Places in a document, in the reader's words: "lines 12-18", made exact for what is quoted."""

from __future__ import annotations

from typing import Protocol

from rag.regex import regex

_RANGE = regex(r"(?P<before>(?:.*(?:, | > ))?)(?P<unit>line|row)s (?P<first>\d+)-(?P<last>\d+)")


class Located(Protocol):
    """A stretch of a document that says where it stands."""

    @property
    def start(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def locator(self) -> str: ...


def narrowed(stretch: Located, start: int, end: int) -> str:
    """Only the lines, or rows of a sheet, that the document's characters `start` to `end` stand on;
    the stretch's own locator where they go on behind it, and where `exact_place` has it."""
    if end > stretch.start + len(stretch.text):
        return stretch.locator
    return exact_place(stretch.locator, stretch.text, start - stretch.start, end - stretch.start)


def exact_place(locator: str, text: str, start: int, end: int) -> str:
    """Of the lines or rows that a text stands on, those of its characters `start` to `end`.

    The locator itself where it names no lines, and where the text has not as many as it names
    (empty rows were left out, or it is a part of them).
    """
    named = _RANGE.fullmatch(locator)
    if named is None:
        return locator
    first, last = int(named["first"]), int(named["last"])
    if text.count("\n") != last - first:
        return locator
    from_line = first + text.count("\n", 0, start)
    to_line = from_line + text[start : max(start, end)].rstrip().count("\n")
    where = f" {from_line}" if to_line == from_line else f"s {from_line}-{to_line}"
    return f"{named['before']}{named['unit']}{where}"
