"""Locates the words of a text on a page's picture: the boxes that are drawn around a quote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from rag.ingest.drawn import SCALE, DrawnPage, Edges
from rag.regex import regex
from rag.text.alignment import aligned
from rag.types import Box

_ROW = regex(r"^\| .* \|$", re.MULTILINE)
_COLUMN = regex(r"(?<=\| )[^|:]+: ")
_APART = 12
"""Letters of a line between two that were found, beyond which each gets a box of its own."""

Place = tuple[int, int]
"""The number of a line, and of a letter in it."""


def boxes_on(
    page: DrawnPage, text: str, spans: Sequence[tuple[int, int]]
) -> tuple[tuple[Box, ...], ...]:
    """For each `[start, end)` of `text`, which was read from this page, a box a printed line.

    None for words that the page does not have as letters: those of a scan.
    """
    places = [(at, nth) for at, line in enumerate(page.lines) for nth in range(len(line.letters))]
    letters = [page.lines[at].letters[nth] for at, nth in places]
    found = aligned(_printed(text), letters)
    return tuple(
        tuple(_boxes(page, [places[one] for at in range(*span) for one in found.get(at, ())]))
        for span in spans
    )


def _printed(text: str) -> str:
    """The text with blanks for what is not printed where it is written: a row repeats the names of
    its columns, which stand once above them all."""

    def blank(name: re.Match[str]) -> str:
        return " " * len(name.group())

    return _ROW.sub(lambda row: _COLUMN.sub(blank, row.group()), text)


def _boxes(page: DrawnPage, places: Sequence[Place]) -> Iterator[Box]:
    for at, in_line in groupby(places, key=lambda place: place[0]):
        edges = page.lines[at].edges
        for run in _runs([nth for _, nth in in_line]):
            yield _around([edges[nth] for nth in run])


def _runs(letters: Sequence[int]) -> Iterator[list[int]]:
    """The letters of one line, cut where many are missing."""
    run: list[int] = []
    for letter in letters:
        if run and letter - run[-1] > _APART:
            yield run
            run = []
        run.append(letter)
    if run:
        yield run


def _around(edges: Sequence[Edges]) -> Box:
    lefts, tops, rights, bottoms = zip(*edges, strict=True)
    left, top = min(lefts), min(tops)
    width, height = max(rights) - left, max(bottoms) - top
    return Box(left / SCALE, top / SCALE, width / SCALE, height / SCALE)
