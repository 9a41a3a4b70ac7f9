"""What can be asked of the catalog, in one consistent view."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np

from rag.store.holdings import Holdings, read_holdings
from rag.store.manifest import Manifest
from rag.store.protocols import FloatArray
from rag.store.records import SourceState
from rag.store.scoped import Named
from rag.store.stored_text import from_stored, join_search_text, to_stored, well_formed
from rag.store.vectors import MOST_ROWS, IndexBatch, IndexRow
from rag.types import Chunk, Document, DocumentEntry, Scope, Section

_COLUMN_WEIGHTS = (0.5, 0.8, 1.0)
"""How much a word counts in title, heading, text. Measured on 98 papers and 2,169 short articles:
nDCG@10 .629 and .819 with the text alone, .634 and .921 with these; more helps articles only."""

_MOST_TERMS = 1_000
"""A query's terms beyond this many are not looked up."""

_LOOKUP = 500
"""Ids a statement; SQLite allows 32,766 variables, older builds 999."""

LIVE = "live"
"""The key in `meta` of the live generation's manifest."""

_CHUNK_COLUMNS = "id, document_id, title, start, end, text, locator"

_AMONG = "AND c.document_id IN (SELECT value FROM json_each(?)) "
"""Takes a list of any length as one value; what cannot be written as JSON is no document's id."""


class View:
    """One view of the catalog. Unknown ids are simply not in the results."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def live(self) -> Manifest | None:
        """The generation of the index that belongs to these rows."""
        value = self.note(LIVE)
        return None if value is None else Manifest.from_json(value)

    def note(self, key: str) -> str | None:
        """One value of `meta`."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def holdings(self) -> Holdings:
        """What is remembered beside documents."""
        return read_holdings(self._connection)

    def sources(self) -> dict[str, SourceState]:
        """The sync ledger, by source."""
        rows = self._connection.execute(
            "SELECT source, document_id, content_hash, size, mtime_ns, chunking, "
            "stated_collection, stated_date FROM sources ORDER BY source"
        )
        states = (_state(row) for row in rows)
        return {state.source: state for state in states}

    def document(self, document_id: str) -> Document | None:
        """A document with its whole text."""
        row = self._connection.execute(
            "SELECT id, title, source, media_type, text, content_hash FROM documents WHERE id = ?",
            (to_stored(document_id),),
        ).fetchone()
        if row is None:
            return None
        name, title, source, media_type, text, content_hash = map(from_stored, row)
        sections = self.sections(document_id)
        return Document(name, title, source, media_type, text, sections, content_hash)

    def documents(self) -> tuple[DocumentEntry, ...]:
        """Every document, by source, without its text."""
        rows = self._connection.execute(
            "SELECT d.id, d.title, d.source, count(c.number), d.collection, d.dated, "
            "(SELECT size FROM sources s WHERE s.document_id = d.id), d.media_type, "
            "d.content_hash FROM documents d "
            "LEFT JOIN chunks c ON c.document_id = d.id GROUP BY d.id ORDER BY d.source"
        )
        return tuple(_entry(row) for row in rows)

    def documents_in(self, scope: Scope) -> frozenset[str]:
        """The ids of the documents in a scope."""
        rows = self._connection.execute("SELECT id, collection, dated FROM documents")
        known = ((from_stored(name), from_stored(where), _date(day)) for name, where, day in rows)
        return frozenset(name for name, where, day in known if scope.covers(name, where, day))

    def text(self, document_id: str) -> str | None:
        """A document's text."""
        row = self._connection.execute(
            "SELECT text FROM documents WHERE id = ?", (to_stored(document_id),)
        ).fetchone()
        return None if row is None else from_stored(row[0])

    def sections(self, document_id: str) -> tuple[Section, ...]:
        """A document's sections, in order."""
        rows = self._connection.execute(
            "SELECT start, end, label FROM sections WHERE document_id = ? ORDER BY position",
            (to_stored(document_id),),
        )
        return tuple(Section(start, end, from_stored(label)) for start, end, label in rows)

    def document_count(self) -> int:
        """How many documents there are."""
        return int(self._connection.execute("SELECT count(*) FROM documents").fetchone()[0])

    def chunk_count(self) -> int:
        """How many chunks there are."""
        return int(self._connection.execute("SELECT count(*) FROM chunks").fetchone()[0])

    def chunks(self, ids: Collection[str]) -> dict[str, Chunk]:
        """The chunks of these ids, in the order asked for."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, Chunk] = {}
        for first in range(0, len(wanted), _LOOKUP):
            part = [to_stored(name) for name in wanted[first : first + _LOOKUP]]
            marks = ",".join("?" * len(part))
            for row in self._connection.execute(
                f"SELECT {_CHUNK_COLUMNS} FROM chunks WHERE id IN ({marks})", part
            ):
                chunk = _chunk(row)
                found[chunk.id] = chunk
        return {name: found[name] for name in wanted if name in found}

    def lexical(
        self, terms: Sequence[str], limit: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Chunk ids with their BM25 for any of the terms, best first; higher is better.

        Of these documents only, if some are given; a word's weight is that in all documents.
        """
        query = match_any(terms)
        if not query or limit < 1:
            return []
        rows = self._connection.execute(
            "SELECT c.id, -bm25(chunks_fts, ?, ?, ?) AS score "
            "FROM chunks_fts JOIN chunks c ON c.number = chunks_fts.rowid "
            f"WHERE chunks_fts MATCH ? {'' if documents is None else _AMONG}"
            "ORDER BY score DESC, c.number LIMIT ?",
            (*_COLUMN_WEIGHTS, query, *_listed(documents), limit),
        )
        return [(from_stored(name), float(score)) for name, score in rows]

    def vectors_of(self, documents: Collection[str], embedder: str) -> Iterator[Named]:
        """The chunk ids of these documents, and their vectors (n, dimension) of this embedder, in
        batches."""
        cursor = self._connection.execute(
            "SELECT c.id, v.vector FROM chunks c "
            "JOIN vectors v ON v.text_hash = c.text_hash AND v.embedder = ? "
            f"WHERE TRUE {_AMONG} ORDER BY c.number",
            (embedder, *_listed(documents)),
        )
        while rows := cursor.fetchmany(MOST_ROWS):
            vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float32)
            yield [from_stored(row[0]) for row in rows], vectors.reshape(len(rows), -1)

    def index_batches(
        self, embedder: str, dimension: int, *, after: int = 0
    ) -> Iterator[IndexBatch]:
        """What the index holds of the chunks numbered above `after`, with their vectors."""
        cursor = self._connection.execute(
            "SELECT c.id, c.document_id, c.title, c.start, c.end, c.text, c.locator, d.source, "
            "v.vector FROM chunks c JOIN documents d ON d.id = c.document_id "
            "JOIN vectors v ON v.text_hash = c.text_hash AND v.embedder = ? "
            "WHERE c.number > ? ORDER BY c.number",
            (embedder, after),
        )
        while rows := cursor.fetchmany(MOST_ROWS):
            vectors = np.frombuffer(b"".join(row[-1] for row in rows), dtype=np.float32)
            yield IndexBatch(
                rows=tuple(IndexRow(_chunk(row[:7]), from_stored(row[7])) for row in rows),
                vectors=vectors.reshape(len(rows), dimension),
            )

    def known_vectors(self, embedder: str, last: int, count: int) -> FloatArray:
        """Vectors (n, dimension) of at most `count` chunks, spread over those up to `last`."""
        found = {}
        for step in range(1, count + 1):
            row = self._connection.execute(
                "SELECT c.number, v.vector FROM chunks c "
                "JOIN vectors v ON v.text_hash = c.text_hash AND v.embedder = ? "
                "WHERE c.number <= ? ORDER BY c.number DESC LIMIT 1",
                (embedder, last * step // count),
            ).fetchone()
            if row is not None:
                found[row[0]] = np.frombuffer(row[1], dtype=np.float32)
        return np.array(list(found.values()), dtype=np.float32)

    def vectors_among(self, hashes: Collection[bytes], embedder: str) -> set[bytes]:
        """Those of the text hashes that have a vector of this embedder."""
        wanted = list(hashes)
        found: set[bytes] = set()
        for first in range(0, len(wanted), _LOOKUP):
            part = wanted[first : first + _LOOKUP]
            marks = ",".join("?" * len(part))
            found.update(
                row[0]
                for row in self._connection.execute(
                    f"SELECT text_hash FROM vectors WHERE embedder = ? AND text_hash IN ({marks})",
                    (embedder, *part),
                )
            )
        return found

    def texts_without_vector(self, embedder: str, but: Collection[str]) -> list[str]:
        """The search texts that have no vector of this embedder, of all documents `but` these."""
        rows = self._connection.execute(
            "SELECT document_id, heading, text, verbatim FROM chunks c WHERE NOT EXISTS "
            "(SELECT 1 FROM vectors v WHERE v.text_hash = c.text_hash AND v.embedder = ?)",
            (embedder,),
        )
        return [
            join_search_text(from_stored(heading), from_stored(text), verbatim=bool(verbatim))
            for document_id, heading, text, verbatim in rows
            if from_stored(document_id) not in but
        ]


def _state(row: Sequence[Any]) -> SourceState:
    source, document_id, content_hash, size, mtime_ns, chunking, collection, day = row
    return SourceState(
        source=from_stored(source),
        document_id=from_stored(document_id),
        content_hash=from_stored(content_hash),
        size=int(size),
        mtime_ns=int(mtime_ns),
        chunking=from_stored(chunking),
        stated_collection=from_stored(collection),
        stated_date=_date(day),
    )


def _entry(row: Sequence[Any]) -> DocumentEntry:
    name, title, source, chunks, collection, dated, size, media_type, content_hash = row
    return DocumentEntry(
        from_stored(name),
        from_stored(title),
        from_stored(source),
        int(chunks),
        collection=from_stored(collection),
        date=_date(dated),
        size=int(size or 0),
        media_type=from_stored(media_type),
        content_hash=from_stored(content_hash),
    )


def _listed(documents: Collection[str] | None) -> tuple[str, ...]:
    return () if documents is None else (json.dumps(sorted(documents)),)


def _date(day: str) -> datetime.date | None:
    return datetime.date.fromisoformat(day) if day else None


def match_any(terms: Sequence[str]) -> str:
    """An FTS5 query for any of the terms, each taken as plain words whatever it contains."""
    plain = dict.fromkeys(well_formed(term).strip() for term in terms)
    quoted = ['"' + term.replace('"', '""') + '"' for term in plain if term]
    return " OR ".join(quoted[:_MOST_TERMS])


def _chunk(row: Sequence[Any]) -> Chunk:
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
