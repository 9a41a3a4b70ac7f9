"""Releases of a program or a device in a text: their headings, lines or rows, what stands below.

"Version 4.1    3 June 2025", "## [1.4.2] - 2024-03-01", "Kestrel 12.1 – 9 June 2025",
"- **0.9.1** (June 2023): Fixes ...", a row whose column is called "Version".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.regex import regex
from rag.text.blocks import is_furniture
from rag.text.context import row_cells
from rag.text.dates import MONTH
from rag.text.headings import is_underlined
from rag.text.sentences import Span, plain

_WORD = r"(?i:version|release|ver\.|revision|rev\.|edition|firmware|build|update|ausgabe)"
_NUMBER = r"\d{1,4}(?:\.\d{1,4})+(?:[.-]?(?:alpha|beta|rc|pre|dev|[abx])[.-]?\d{0,3})?"
_DAY = (
    rf"(?:\d{{4}}[-./]\d\d?(?:[-./]\d\d?)?|\d\d?[-./]\d\d?[-./]\d{{2,4}}|"
    rf"(?:\d\d?(?:st|nd|rd|th|\.)?\s)?{MONTH}(?:\s\d\d?(?:st|nd|rd|th)?)?(?:,?\s\d{{4}})?)"
)
_HEAD = regex(
    r"(?P<product>(?:(?!(?i:section|chapter|part|table|figure|step|annex|appendix|clause|page)\b)"
    rf"[A-Z][\w+#'’&-]*\s){{0,4}}?)(?P<word>{_WORD}\s)?(?P<v>[vV]\.?\s?)?(?P<open>\[)?"
    rf"(?P<version>{_NUMBER}|(?<=[vV])\d{{1,3}}|(?<=[nNeE]\s)\d{{1,3}})(?![\w%])\]?"
    rf"(?:[\s,:;(\[/–—-]{{1,12}}(?P<day>{_DAY})(?![\w.])\W{{0,3}})?(?P<rest>.{{0,80}})"
)
_RUN_IN = regex(
    rf"(?:[-*+•]\s+)?(?P<bold>\*\*|__)?(?P<word>{_WORD}\s)?(?P<v>[vV]\.?\s?)?(?P<version>{_NUMBER})\]?"
    rf"(?:\*\*|__)?(?:[\s,(\[–—-]{{1,6}}(?P<day>{_DAY})[)\]]?)?(?:\*\*|__)?\s?[:–—-]+(?:\*\*|__)?\s+\S"
)
_ITEM = regex(r"\s*[-*+•!]\s")
_MARK = regex(r"\s*(?:[-*+•]\s+|#{1,6}\s+|=+\s*)?")
_MARKED = regex(r"\s{0,3}(?P<mark>#{1,6}\s+|=+\s*|\*\*|__)(?P<words>.*?)[\s#=*_]*$")
_COLUMN = regex(
    r"(?:version|release|firmware|build|ausgabe)s?(?:\s(?:no\.?|number|nr\.?))?", re.IGNORECASE
)
_LONGEST = 160  # characters of a heading
_NAMED = regex(r"(?P<name>[^:|]{1,40}):\s(?P<value>.*)", re.DOTALL)
_VALUE = regex(rf"{_WORD}?\s?[vV]?(?P<version>{_NUMBER}|\d{{1,3}})")
_ZEROS = regex(r"(?:\.0+)+$")


class Heading(NamedTuple):
    """A heading, a line or a row that is of a version: that, the words that it has, and its day."""

    version: str
    words: str
    day: str


class Release(NamedTuple):
    """What a text says of a release: where it is named, what stands below that or behind it on its
    line, and the headings `below` its own that this stands under."""

    heading: Heading
    named: Span
    told: Span
    below: tuple[str, ...] = ()


def plain_version(version: str) -> str:
    """Without zeros at its end: "2.8" and "2.8.0" are one."""
    return _ZEROS.sub("", version)


def version_heading(words: str, *, marked: bool = True) -> Heading | None:
    """The heading that these words are, of a version; None for others.

    One that is not `marked` as a heading says that it is of a version, or has a day.
    """
    found = _HEAD.fullmatch(plain(words)) if len(words) <= _LONGEST else None
    if found is None:
        return None
    version, day, rest = found["version"], found["day"] or "", found["rest"].strip(" :–—-()[]")
    says = found["word"] or found["v"] or found["open"]
    if rest and not (says and (day or marked) and rest[-1] not in ".!?"):
        return None
    if not marked and not (says or day or version.count(".") > 1):
        return None
    return Heading(version, plain(words), day)


def releases_in(text: str, sections: Sequence[tuple[int, int, str]] = ()) -> Iterator[Release]:
    """Those of a text, in order; one for each part of it that has a heading of its own.

    `sections`: where they begin and end, and the path of their headings; none of a plain text.
    """
    for start, end, label in sections or ((0, len(text), ""),):
        path = label.split(" > ")
        headings = (version_heading(part) for part in path)
        at, heading = next(((n, one) for n, one in enumerate(headings) if one), (0, None))
        if heading is None:
            yield from _in_lines(text, start, end)
            continue
        above = text.rfind(path[at], 0, start)
        named = Span(above, above + len(path[at])) if above >= 0 else Span(start, start)
        yield Release(heading, named, Span(start, end), tuple(path[at + 1 :]))


class _Line(NamedTuple):
    start: int
    end: int
    text: str


class _Open(NamedTuple):
    """A release that lines may go on to tell of: `until_blank` if it is told on its own line."""

    heading: Heading
    line: _Line
    until_blank: bool

    def told_until(self, end: int) -> Release:
        """All of it, if it ends there."""
        begins = _MARK.match(self.line.text)
        start = self.line.start + (begins.end() if begins else 0)
        named = Span(start, self.line.end)
        if self.until_blank and (told := _RUN_IN.match(self.line.text.strip())):
            length = len(told[0][:-1].rstrip(" \t:–—-"))
            named = Span(start, self.line.end - len(self.line.text.strip()) + length)
        told_from = self.line.start if self.until_blank else self.line.end
        return Release(self.heading, named, Span(told_from, end))


def _in_lines(text: str, start: int, end: int) -> Iterator[Release]:
    """Those that lines of it name."""
    lines = list(_lines(text, start, end))
    opened: _Open | None = None
    columns: list[str] = []
    for at, line in enumerate(lines):
        is_row = line.text.startswith("|")
        if is_row and not (at and lines[at - 1].text.startswith("|")):
            columns = row_cells(line.text)
        on_line = _row_heading(line.text, columns) if is_row else _run_in(line.text)
        heading, ends = (on_line, True) if on_line else _heading_line(lines, at)
        if opened and (ends or (opened.until_blank and (is_row or not line.text.strip()))):
            yield opened.told_until(line.start)
            opened = None
        if heading:
            opened = _Open(heading, line, until_blank=on_line is not None)
    if opened:
        yield opened.told_until(end)


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    at = start
    for line in text[start:end].splitlines(keepends=True):
        yield _Line(at, at + len(line.rstrip()), line.rstrip())
        at += len(line)


def _heading_line(lines: Sequence[_Line], at: int) -> tuple[Heading | None, bool]:
    """The heading of a version that a line is, and whether it ends what stands above it: another
    heading does, if it is marked as those of versions are."""
    line = lines[at].text
    if (
        len(line) > _LONGEST
        or not line.strip()
        or (is_furniture(line) and not line.lstrip().startswith(("#", "=")))
    ):
        return None, False
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    mark = _MARKED.match(line)
    underlined = bool(below) and is_underlined(line, below)
    if mark or underlined:
        heading = version_heading(mark["words"] if mark else line)
        return heading, heading is not None or underlined or bool(mark and mark["mark"][0] == "=")
    above = lines[at - 1].text if at else ""
    if (above.strip() and not is_furniture(above)) or _ITEM.match(line):
        return None, False
    heading = version_heading(line, marked=False)
    return heading, heading is not None


def _run_in(line: str) -> Heading | None:
    """Of a line that goes on behind the version: "- **0.9.1** (June 2023): Fixes"."""
    found = _RUN_IN.match(line.strip())
    whole = _HEAD.fullmatch(plain(line)) if len(line) <= _LONGEST else None
    if found is None or (whole and not whole["rest"].strip(" :)]")):
        return None
    says = found["bold"] or found["word"] or found["v"] or found["day"]
    if not says and found["version"].count(".") < 2:
        return None
    return Heading(found["version"], plain(found[0][:-1]).rstrip(" :–—-"), found["day"] or "")


def _row_heading(row: str, columns: Sequence[str]) -> Heading | None:
    """Of a row with a version in a column that is called so."""
    cells = row_cells(row)
    version = day = ""
    for at, cell in enumerate(cells):
        named = _NAMED.fullmatch(cell)
        name = columns[at] if at < len(columns) else ""
        value = cell
        if named and not _COLUMN.fullmatch(name.strip()):
            name, value = named["name"], named["value"]
        found = _VALUE.fullmatch(value.strip("*_` "))
        if found and not version and _COLUMN.fullmatch(name.strip()):
            version = found["version"]
        elif not day and re.fullmatch(_DAY, value.strip()):
            day = value.strip()
    return Heading(version, plain(row), day) if version else None
