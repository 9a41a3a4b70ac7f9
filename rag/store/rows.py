"""Converts catalog rows into values. Damaged ones may raise anything: see `rag.damage.read`."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np

from rag.store.protocols import FloatArray
from rag.store.records import SourceState, local_day
from rag.store.stored_text import from_stored
from rag.store.vectors import IndexBatch, IndexRow
from rag.types import Chunk, Document, DocumentEntry, Section

Row = Sequence[Any]

CHUNK = "id, document_id, title, start, end, text, locator"
DOCUMENT = "id, title, source, media_type, text, content_hash"
SOURCE = (
    "source, document_id, content_hash, size, mtime_ns, chunking, stated_collection, stated_date"
)
"""The columns that `chunk_of`, `document_of` and `state_of` take, in their order."""


def text_of(row: Row) -> str:
    """The text in its one column."""
    return from_stored(row[0])


def number_of(row: Row) -> int:
    """The whole number in its one column."""
    return int(row[0])


def state_of(row: Row) -> SourceState:
    """A row of the ledger."""
    source, document_id, content_hash, size, mtime_ns, chunking, collection, day = row
    return SourceState(
        source=from_stored(source),
        document_id=from_stored(document_id),
        content_hash=from_stored(content_hash),
        size=int(size),
        mtime_ns=int(mtime_ns),
        chunking=from_stored(chunking),
        stated_collection=from_stored(collection),
        stated_date=date_of(day),
    )


def document_of(row: Row, sections: tuple[Section, ...]) -> Document:
    """A document, given its sections."""
    name, title, source, media_type, text, content_hash = map(from_stored, row)
    return Document(name, title, source, media_type, text, sections, content_hash)


def entry_of(row: Row) -> DocumentEntry:
    """A document without its text."""
    name, title, source, chunks, collection, size, media_type, content_hash, *days = row
    return DocumentEntry(
        from_stored(name),
        from_stored(title),
        from_stored(source),
        int(chunks),
        collection=from_stored(collection),
        date=_day_of(*days),
        size=int(size or 0),
        media_type=from_stored(media_type),
        content_hash=from_stored(content_hash),
    )


def shelf_of(row: Row) -> tuple[str, str, datetime.date | None]:
    """What a scope goes by: a document's id, collection and day, as people see it."""
    name, collection, *days = row
    return from_stored(name), from_stored(collection), _day_of(*days)


def kept_shelf_of(row: Row) -> tuple[str, datetime.date | None]:
    """A document's collection and day, as they are kept."""
    collection, dated = row
    return from_stored(collection), date_of(dated)


def _day_of(dated: str, stated: str | None, mtime_ns: int | None) -> datetime.date | None:
    """The stated date, else the local day of the file; the day that is kept where there is none."""
    local = None if stated or mtime_ns is None else local_day(mtime_ns)
    return local or date_of(dated)


def section_of(row: Row) -> Section:
    """From start, end, label."""
    start, end, label = row
    return Section(int(start), int(end), from_stored(label))


def chunk_of(row: Row) -> Chunk:
    """A chunk, as it is quoted."""
    name, document_id, title, start, end, text, locator = row
    return Chunk(
        id=from_stored(name),
        document_id=from_stored(document_id),
        title=from_stored(title),
        start=int(start),
        end=int(end),
        text=from_stored(text),
        locator=from_stored(locator),
    )


def hit_of(row: Row) -> tuple[str, float]:
    """A chunk's id and its score."""
    return from_stored(row[0]), float(row[1])


def date_of(day: str) -> datetime.date | None:
    """From ISO; "" is none."""
    return datetime.date.fromisoformat(day) if day else None


def batch_of(rows: Sequence[Row], dimension: int) -> IndexBatch:
    """What the index holds of chunks: their columns, their source, their vector of `dimension`."""
    return IndexBatch(
        rows=tuple(IndexRow(chunk_of(row[:7]), from_stored(row[7])) for row in rows),
        vectors=vectors_of(rows, dimension),
    )


def named_of(rows: Sequence[Row], dimension: int) -> tuple[list[str], FloatArray]:
    """Ids of chunks, and their vectors (n, dimension)."""
    return [text_of(row) for row in rows], vectors_of(rows, dimension)


def vectors_of(rows: Sequence[Row], dimension: int) -> FloatArray:
    """The vectors (n, dimension) in the rows' last column."""
    vectors = np.frombuffer(b"".join(row[-1] for row in rows), dtype=np.float32)
    return vectors.reshape(len(rows), dimension)
