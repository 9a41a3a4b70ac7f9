"""Read access to the catalog, in one consistent view."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import TypeVar

from rag.damage import read
from rag.store import rows
from rag.store.holdings import Holdings, read_holdings
from rag.store.manifest import Manifest
from rag.store.protocols import FloatArray
from rag.store.records import Record, SourceState
from rag.store.scoped import Named
from rag.store.stored_text import from_stored, join_search_text, text_hash, to_stored, well_formed
from rag.store.vectors import MOST_ROWS, IndexBatch
from rag.types import Chunk, Document, DocumentEntry, Scope, Section

Made = TypeVar("Made")

_COLUMN_WEIGHTS = (0.5, 0.8, 1.0)
"""How much a word counts in title, heading, text. Measured on 98 papers and 2,169 short articles:
nDCG@10 .629 and .819 with the text alone, .634 and .921 with these; more helps articles only."""

_MOST_TERMS = 1_000
"""A query's terms beyond this many are not looked up."""

_LOOKUP = 500
"""Ids a statement; SQLite allows 32,766 variables, older builds 999."""

LIVE = "live"
"""The key in `meta` of the live generation's manifest."""

_AMONG = "AND c.document_id IN (SELECT value FROM json_each(?)) "
"""Takes a list of any length as one value; what cannot be written as JSON is no document's id."""

_ROWS_AMONG = f"AND rowid IN (SELECT number FROM chunks c WHERE TRUE {_AMONG}) "


class View:
    """One view of the catalog. Unknown ids are simply not in the results.

    What is stored and is nothing that was written raises `rag.damage.Damage`.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def live(self) -> Manifest | None:
        """The generation of the index that belongs to these rows."""
        value = self.note(LIVE)
        return None if value is None else read(Manifest.from_json, value)

    def note(self, key: str) -> str | None:
        """One value of `meta`."""
        return self._one(rows.text_of, "SELECT value FROM meta WHERE key = ?", key)

    def holdings(self) -> Holdings:
        """What is remembered beside documents."""
        return read(read_holdings, self._connection)

    def sources(self) -> dict[str, SourceState]:
        """The sync ledger, by source."""
        states = self._all(rows.state_of, f"SELECT {rows.SOURCE} FROM sources ORDER BY source")
        return {state.source: state for state in states}

    def document(self, document_id: str) -> Document | None:
        """A document with its whole text."""
        made = partial(rows.document_of, sections=self.sections(document_id))
        query = f"SELECT {rows.DOCUMENT} FROM documents WHERE id = ?"
        return self._one(made, query, to_stored(document_id))

    def record(self, state: SourceState) -> Record:
        """What was published of a source. `ValueError` if it does not fit together."""
        document = self.document(state.document_id)
        if document is None:
            raise ValueError("there is no such document")
        found = self._connection.execute(
            "SELECT id, heading, text, verbatim, text_hash FROM chunks WHERE document_id = ? "
            "ORDER BY number",
            (to_stored(state.document_id),),
        ).fetchall()
        ids = [from_stored(row[0]) for row in found]
        texts = [
            join_search_text(from_stored(heading), from_stored(text), verbatim=bool(verbatim))
            for _, heading, text, verbatim, _ in found
        ]
        if any(text_hash(text) != row[4] for text, row in zip(texts, found, strict=True)):
            raise ValueError("a passage is not what was embedded")
        chunks = self.chunks(ids)
        return Record(document, tuple(chunks[one] for one in ids), tuple(texts), state)

    def documents(self) -> tuple[DocumentEntry, ...]:
        """Every document, by source, without its text."""
        entries = self._all(
            rows.entry_of,
            "SELECT d.id, d.title, d.source, count(c.number), d.collection, s.size, d.media_type, "
            "d.content_hash, d.dated, s.stated_date, s.mtime_ns FROM documents d "
            "LEFT JOIN sources s ON s.document_id = d.id "
            "LEFT JOIN chunks c ON c.document_id = d.id GROUP BY d.id ORDER BY d.source",
        )
        return tuple(entries)

    def documents_in(self, scope: Scope) -> frozenset[str]:
        """The ids of the documents in a scope."""
        known = self._all(
            rows.shelf_of,
            "SELECT d.id, d.collection, d.dated, s.stated_date, s.mtime_ns FROM documents d "
            "LEFT JOIN sources s ON s.document_id = d.id",
        )
        return frozenset(name for name, where, day in known if scope.covers(name, where, day))

    def text(self, document_id: str) -> str | None:
        """A document's text."""
        query = "SELECT text FROM documents WHERE id = ?"
        return self._one(rows.text_of, query, to_stored(document_id))

    def media_type(self, document_id: str) -> str | None:
        """What a document's file is, and whether its text is Markdown."""
        query = "SELECT media_type FROM documents WHERE id = ?"
        return self._one(rows.text_of, query, to_stored(document_id))

    def sections(self, document_id: str) -> tuple[Section, ...]:
        """A document's sections, in order."""
        query = "SELECT start, end, label FROM sections WHERE document_id = ? ORDER BY position"
        return tuple(self._all(rows.section_of, query, to_stored(document_id)))

    def document_count(self) -> int:
        """How many documents there are."""
        return self._number("SELECT count(*) FROM documents")

    def chunk_count(self) -> int:
        """How many chunks there are."""
        return self._number("SELECT count(*) FROM chunks")

    def chunks(self, ids: Collection[str]) -> dict[str, Chunk]:
        """The chunks of these ids, in the order asked for."""
        wanted = list(dict.fromkeys(ids))
        query = f"SELECT {rows.CHUNK} FROM chunks WHERE id"
        stored = self._among(query, [to_stored(name) for name in wanted])
        found = {one.id: one for one in read(lambda part: [*map(rows.chunk_of, part)], [*stored])}
        return {name: found[name] for name in wanted if name in found}

    def chunk_after(self, document_id: str, offset: int) -> Chunk | None:
        """The document's first chunk that begins there or behind, None if there is none."""
        query = (
            f"SELECT {rows.CHUNK} FROM chunks WHERE document_id = ? AND start >= ? "
            "ORDER BY start LIMIT 1"
        )
        return self._one(rows.chunk_of, query, to_stored(document_id), offset)

    def chunks_of(self, document_id: str) -> Iterator[Chunk]:
        """A document's chunks, in order."""
        query = f"SELECT {rows.CHUNK} FROM chunks WHERE document_id = ? ORDER BY number"
        return self._all(rows.chunk_of, query, to_stored(document_id))

    def lexical(
        self, terms: Sequence[str], limit: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Chunk ids with their BM25 for any of the terms, best first; higher is better.

        Of these documents only, if some are given; a word's weight is that in all documents.
        """
        query = match_any(terms)
        if not query or limit < 1:
            return []
        return self._list(
            rows.hit_of,
            "SELECT c.id, -found.score "
            "FROM (SELECT rowid, bm25(chunks_fts, ?, ?, ?) AS score FROM chunks_fts "
            f"WHERE chunks_fts MATCH ? {'' if documents is None else _ROWS_AMONG}"
            "ORDER BY score, rowid LIMIT ?) found "  # only these are looked up among the chunks
            "JOIN chunks c ON c.number = found.rowid ORDER BY found.score, found.rowid",
            *(*_COLUMN_WEIGHTS, query, *_listed(documents), limit),
        )

    def has_word(self, word: str) -> bool:
        """Is the word in some title, heading or text, in any of its forms?"""
        query = "SELECT 1 FROM chunks_fts WHERE chunks_fts MATCH ? LIMIT 1"
        return self._connection.execute(query, (match_any((word,)),)).fetchone() is not None

    def vectors_of(
        self, documents: Collection[str], embedder: str, dimension: int
    ) -> Iterator[Named]:
        """The chunk ids of these documents, and their vectors (n, dimension) of this embedder, in
        batches."""
        cursor = self._connection.execute(
            "SELECT c.id, v.vector FROM chunks c "
            "JOIN vectors v ON v.text_hash = c.text_hash AND v.embedder = ? "
            f"WHERE TRUE {_AMONG} ORDER BY c.number",
            (embedder, *_listed(documents)),
        )
        while found := cursor.fetchmany(MOST_ROWS):
            yield read(partial(rows.named_of, dimension=dimension), found)

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
        while found := cursor.fetchmany(MOST_ROWS):
            yield read(partial(rows.batch_of, dimension=dimension), found)

    def known_vectors(self, embedder: str, dimension: int, last: int, count: int) -> FloatArray:
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
                found[row[0]] = row
        return read(partial(rows.vectors_of, dimension=dimension), list(found.values()))

    def vectors_among(self, hashes: Collection[bytes], embedder: str) -> set[bytes]:
        """Those of the text hashes that have a vector of this embedder."""
        query = "SELECT text_hash FROM vectors WHERE embedder = ? AND text_hash"
        return {key for (key,) in self._among(query, list(hashes), embedder)}

    def vectors(self, hashes: Sequence[bytes], embedder: str, dimension: int) -> FloatArray:
        """The vectors (n, dimension) of this embedder by text hash, each of which has one."""
        query = "SELECT text_hash, vector FROM vectors WHERE embedder = ? AND text_hash"
        found = {row[0]: row for row in self._among(query, hashes, embedder)}
        return read(partial(rows.vectors_of, dimension=dimension), [found[key] for key in hashes])

    def texts_without_vector(self, embedder: str, but: Collection[str]) -> list[str]:
        """The search texts that have no vector of this embedder, of all documents `but` these."""
        texts = self._all(
            _search_text_of,
            "SELECT document_id, heading, text, verbatim FROM chunks c WHERE NOT EXISTS "
            "(SELECT 1 FROM vectors v WHERE v.text_hash = c.text_hash AND v.embedder = ?)",
            embedder,
        )
        return [text for document_id, text in texts if document_id not in but]

    def _among(self, query: str, values: Sequence[object], *before: object) -> Iterator[rows.Row]:
        """The rows of a query that ends with a column, which is one of the values."""
        for first in range(0, len(values), _LOOKUP):
            part = values[first : first + _LOOKUP]
            marks = ",".join("?" * len(part))
            yield from self._connection.execute(f"{query} IN ({marks})", (*before, *part))

    def _all(self, make: Callable[[rows.Row], Made], query: str, *values: object) -> Iterator[Made]:
        for row in self._connection.execute(query, values):
            yield read(make, row)

    def _list(self, make: Callable[[rows.Row], Made], query: str, *values: object) -> list[Made]:
        """As `_all`, in less time: for what is known to be few."""
        found = self._connection.execute(query, values).fetchall()
        return read(lambda stored: [make(row) for row in stored], found)

    def _one(self, make: Callable[[rows.Row], Made], query: str, *values: object) -> Made | None:
        """What the first row is, None if there is none."""
        row = self._connection.execute(query, values).fetchone()
        return None if row is None else read(make, row)

    def _number(self, query: str) -> int:
        return read(rows.number_of, self._connection.execute(query).fetchone())


def _search_text_of(row: rows.Row) -> tuple[str, str]:
    """A document's id and the search text of a chunk of it."""
    document_id, heading, text, verbatim = row
    search_text = join_search_text(from_stored(heading), from_stored(text), verbatim=bool(verbatim))
    return from_stored(document_id), search_text


def _listed(documents: Collection[str] | None) -> tuple[str, ...]:
    return () if documents is None else (json.dumps(sorted(documents)),)


def match_any(terms: Sequence[str]) -> str:
    """An FTS5 query for any of the terms, each taken as plain words whatever it contains."""
    plain = dict.fromkeys(well_formed(term).strip() for term in terms)
    quoted = ['"' + term.replace('"', '""') + '"' for term in plain if term]
    return " OR ".join(quoted[:_MOST_TERMS])
