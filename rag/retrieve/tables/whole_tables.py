"""Tables in several chunks: those with the other rows, and whether any rows are left."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rag.text import rows_in
from rag.types import Chunk

TextOf = Callable[[str, int, int], str]
"""(document id, start, end) -> that slice of the document's text."""

ChunkAfter = Callable[[str, int], Chunk | None]
"""(document id, offset) -> the document's first chunk that begins there or behind."""

_MOST = 40  # chunks of one table that are read
_ROW = "|"
_LONGEST = 4_000  # characters of the row beside a chunk


def rest_of_table(chunk: Chunk, text_of: TextOf, chunk_after: ChunkAfter) -> Iterator[Chunk]:
    """The chunks with the rows that stand before and behind those of this one, in reading order."""
    if not any(line.startswith(_ROW) for line in chunk.text.split("\n")):
        return
    at = _beginning(text_of(chunk.document_id, 0, chunk.start)) if _opens(chunk) else chunk.start
    for _ in range(_MOST):
        other = chunk_after(chunk.document_id, at)
        if other is None or (other.start > chunk.start and not _opens(other)):
            return
        if other.start != chunk.start:
            yield other
        at = other.end


def rows_left(name: str, start: int, text: str, text_of: TextOf) -> bool:
    """Does a table that `text`, which begins at `start` of the document, has a part of go on
    elsewhere?"""
    lines, end = _lines(text), start + len(text)
    own = (lines[0], lines[-1])
    if not any(line.startswith(_ROW) for line in own):
        return False
    before = text_of(name, max(0, start - _LONGEST), start).rstrip()
    behind = text_of(name, end, end + _LONGEST).lstrip()
    others = (_lines(before)[-1], _lines(behind)[0])
    return any(map(_are_of_one, own, others))


def _lines(text: str) -> list[str]:
    return text.strip().split("\n")


def _are_of_one(row: str, other: str) -> bool:
    """Are both rows of a table, with the same columns?"""
    if not (row.startswith(_ROW) and other.startswith(_ROW)):
        return False
    (one, *_), (two, *_) = rows_in(row) or (None,), rows_in(other) or (None,)
    return one is None or two is None or one.is_of_one_table_with(two)


def _opens(chunk: Chunk) -> bool:
    return chunk.text.startswith(_ROW)


def _beginning(before: str) -> int:
    """Where the rows begin that a text ends with."""
    at = len(before)
    while at:
        line = before.rfind("\n", 0, at - 1) + 1
        words = before[line:at].strip()
        if words and not words.startswith(_ROW):
            break
        at = line
    return at
