"""A rendered page and its serialisation, from the child process to its parent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SCALE = 20_000
"""Boxes are in this many parts of the picture's width and height, from its upper left corner."""

MOST_BYTES = 20_000_000
"""Of a picture; our own are far smaller."""

_KINDS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_MOST_PIXELS = 10_000

Edges = tuple[int, int, int, int]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """The letters of a line without its white space, and the edges of each."""

    letters: str
    edges: tuple[Edges, ...]


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page's picture, in pixels, and its lines in the order in which they were read."""

    media_type: str
    picture: bytes
    width: int
    height: int
    lines: tuple[DrawnLine, ...]


def drawn_head(page: DrawnPage) -> dict[str, Any]:
    """All but the picture itself, for a frame's head."""
    return {
        "media_type": page.media_type,
        "width": page.width,
        "height": page.height,
        "lines": [(line.letters, line.edges) for line in page.lines],
    }


def drawn_from(head: Mapping[str, Any], picture: bytes) -> DrawnPage:
    """What a child says that it has drawn; `ValueError` or `TypeError` if that cannot be."""
    media_type = str(head["media_type"])
    if not picture.startswith(_KINDS[media_type]):
        raise ValueError("its picture is none")
    width, height = int(head["width"]), int(head["height"])
    if not (0 < width <= _MOST_PIXELS and 0 < height <= _MOST_PIXELS):
        raise ValueError("its picture has no size")
    lines = tuple(DrawnLine(str(letters), _edges(edges)) for letters, edges in head["lines"])
    if any(len(line.letters) != len(line.edges) for line in lines):
        raise ValueError("its letters and their places are not as many")
    return DrawnPage(media_type, picture, width, height, lines)


def _edges(sent: Sequence[Sequence[int]]) -> tuple[Edges, ...]:
    found = []
    for left, top, right, bottom in sent:
        edges = (int(left), int(top), int(right), int(bottom))
        if not (0 <= edges[0] <= edges[2] <= SCALE and 0 <= edges[1] <= edges[3] <= SCALE):
            raise ValueError("a letter is not on the page")
        found.append(edges)
    return tuple(found)
