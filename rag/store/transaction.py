"""Write access to the catalog, in one transaction."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

from rag.damage import Damage
from rag.store.hashing import FORMER, is_hash_of, record_hash
from rag.store.holdings import CORPUS, Holdings, Revision, write_holdings
from rag.store.ledger import LEDGER, is_ledger_as_written, ledger_hash
from rag.store.manifest import Manifest
from rag.store.protocols import FloatArray
from rag.store.records import UNREAD, Changes, Record, SourceState
from rag.store.rows import text_of
from rag.store.stored_text import Stored, split_search_text, text_hash, to_stored
from rag.store.view import LIVE, View

ERASING = "erasing"
"""The key in `meta` that is there while deleted text may still be in the file or SQLite's log."""

IN_THE_LOG = "in the log"
"""Its value when the file is written anew, and only the log may still hold some."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of the chunks: ids `replaced`, those of them that are `gone` for good; what came
    is numbered above `last`."""

    replaced: tuple[str, ...]
    gone: tuple[str, ...]
    last: int


class Transaction(View):
    """A transaction: sees what it has changed; others do not until it is committed."""

    def effective(self, changes: Changes) -> Changes:
        """Only those of the changes that would change something.

        A record equal to the stored one is at most a new place or time stamp for its document.
        """
        stored = {state.document_id: state for state in self.sources().values()}
        hashes = dict(self._connection.execute("SELECT id, record_hash FROM documents"))
        upserts: list[Record] = []
        touched = list(changes.touched)
        for record in changes.upserts:
            kept = hashes.get(to_stored(record.document.id))
            if kept is not None and is_hash_of(kept, record):
                touched.append(record.state)
            else:
                upserts.append(record)
        return Changes(
            upserts=tuple(upserts),
            removals=tuple(name for name in changes.removals if to_stored(name) in hashes),
            touched=tuple(s for s in touched if s != stored.get(s.document_id, s)),
        )

    def apply(self, changes: Changes) -> Applied:
        """Writes the changes.

        A document that comes to a source takes the place of whichever was there.
        """
        arriving = [record.state for record in changes.upserts] + list(changes.touched)
        going = {*changes.removals, *(record.document.id for record in changes.upserts)}
        going |= self._displaced(arriving)
        before, documents = self._chunk_ids(going), self.document_count()
        self._run("DELETE FROM documents WHERE id = ?", ((to_stored(name),) for name in going))
        last = self.last_chunk_number()
        if self.document_count() < documents:
            self._forget_deleted_words()
        self._run(
            "DELETE FROM sources WHERE document_id = ?",
            ((to_stored(state.document_id),) for state in changes.touched),
        )
        for record in changes.upserts:
            self._add(record)
        for state in changes.touched:
            self._run(
                "UPDATE documents SET source = ?, collection = ?, dated = ? WHERE id = ?",
                [(to_stored(state.source), *_shelf(state), to_stored(state.document_id))],
            )
        self._run("INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_ledger_row, arriving))
        self.note_ledger()
        kept = self._chunk_ids(going)
        return Applied(tuple(before), tuple(name for name in before if name not in kept), last)

    def revise(self, revision: Revision) -> Holdings:
        """Has what is remembered beside documents be what `revision` makes of it."""
        before = self.holdings()
        after = revision(before)
        if write_holdings(self._connection, before, after):
            self.set_note(ERASING, "yes")
        if after != before:
            self.note_ledger()
        return after

    def check_ledger(self) -> None:
        """Raises `Damage` where ledger or holdings are not what was written: `note_ledger` would
        take that for written."""
        noted = self.note(LEDGER)
        if noted is not None and not is_ledger_as_written(noted, self._connection):
            raise Damage("what is noted of files is not what was written")

    def mark_unread(self, source: str) -> None:
        """Has the next sync read this source once more, though its file is unchanged."""
        self._run("UPDATE sources SET chunking = ? WHERE source = ?", [(UNREAD, to_stored(source))])
        self.note_ledger()

    def mark_all_unread(self) -> None:
        """Has the next sync read every source once more."""
        self._run("UPDATE sources SET chunking = ?", [(UNREAD,)])
        self.note_ledger()

    def note_ledger(self) -> None:
        """Keeps what the ledger and the holdings are now: damage is told by it."""
        self.set_note(LEDGER, ledger_hash(self._connection))

    def renew_hashes(self) -> None:
        """Gives what has a former hash one of now. For a catalog that is sound."""
        for state in self.sources().values():
            self._run(
                "UPDATE documents SET record_hash = ? WHERE id = ?",
                [(record_hash(self.record(state)), to_stored(state.document_id))],
            )
        self.note_ledger()
        self.drop_note(FORMER)

    def last_chunk_number(self) -> int:
        """Chunks that are added next are numbered above it."""
        return self._number("SELECT ifnull(max(number), 0) FROM chunks")

    def add_vectors(self, texts: Sequence[str], vectors: FloatArray, embedder: str) -> None:
        """Keeps the vectors of search texts; row i belongs to text i."""
        blobs = (vector.astype("float32").tobytes() for vector in vectors)
        self._run(
            "INSERT OR REPLACE INTO vectors (text_hash, embedder, vector, checksum) "
            "VALUES (?, ?, ?, ?)",
            (
                (text_hash(text), embedder, blob, crc32(blob))
                for text, blob in zip(texts, blobs, strict=True)
            ),
        )

    def drop_unused_vectors(self, embedder: str, keep: Collection[bytes]) -> None:
        """Deletes vectors of other embedders, and of texts that neither a chunk has nor `keep`."""
        rows = self._connection.execute(
            "SELECT v.rowid, v.embedder, v.text_hash FROM vectors v WHERE v.embedder <> ? OR "
            "NOT EXISTS (SELECT 1 FROM chunks c WHERE c.text_hash = v.text_hash)",
            (embedder,),
        ).fetchall()
        unused = [(row,) for row, made_by, key in rows if made_by != embedder or key not in keep]
        self._run("DELETE FROM vectors WHERE rowid = ?", unused)

    def adopt(self, other: str) -> None:
        """Takes every row of the attached catalog `other`, in place of those that are here."""
        connection = self._connection
        connection.execute("PRAGMA defer_foreign_keys = ON")
        tables = connection.execute(
            "SELECT name FROM pragma_table_list "
            "WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        ).fetchall()
        for (table,) in tables:
            connection.execute(f"DELETE FROM main.{table}")
        for (table,) in tables:
            names = connection.execute("SELECT name FROM pragma_table_info(?, 'main')", (table,))
            columns = ", ".join(f'"{name}"' for (name,) in names)
            connection.execute(
                f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM {other}.{table}"
            )
        self.drop_note(CORPUS)  # of the machine that it comes from
        self._forget_deleted_words()

    def set_live(self, manifest: Manifest) -> None:
        """Moves the pointer: this generation belongs to these rows."""
        self.set_note(LIVE, manifest.to_json())

    def set_note(self, key: str, value: str) -> None:
        """Writes one value of `meta`."""
        self._run("INSERT OR REPLACE INTO meta VALUES (?, ?)", [(key, value)])

    def drop_note(self, key: str) -> None:
        """Deletes one value of `meta`."""
        self._run("DELETE FROM meta WHERE key = ?", [(key,)])

    def _chunk_ids(self, documents: Iterable[str]) -> dict[str, None]:
        """The ids of the chunks of these documents."""
        return {
            name: None
            for document in documents
            for name in self._all(
                text_of, "SELECT id FROM chunks WHERE document_id = ?", to_stored(document)
            )
        }

    def _displaced(self, arriving: Iterable[SourceState]) -> set[str]:
        """Documents whose source goes to another one, and that do not themselves go elsewhere."""
        places = {state.source: state.document_id for state in arriving}
        settled = set(places.values())
        return {
            state.document_id
            for source, state in self.sources().items()
            if source in places and state.document_id not in settled
        }

    def _forget_deleted_words(self) -> None:
        """Has the full-text index rewritten without the words of deleted chunks: until then FTS5
        only marks them. What this frees is overwritten, as everything deleted is."""
        self._connection.execute("INSERT INTO chunks_fts (chunks_fts) VALUES ('optimize')")
        self.set_note(ERASING, "yes")

    def _add(self, record: Record) -> None:
        document = record.document
        texts = (
            document.id,
            document.title,
            document.source,
            document.media_type,
            document.text,
            document.content_hash,
        )
        self._run(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*map(to_stored, texts), record_hash(record), *_shelf(record.state))],
        )
        self._run(
            "INSERT INTO sections VALUES (?, ?, ?, ?, ?)",
            (
                (
                    to_stored(document.id),
                    position,
                    section.start,
                    section.end,
                    to_stored(section.label),
                )
                for position, section in enumerate(document.sections)
            ),
        )
        self._run(
            "INSERT INTO chunks (id, document_id, start, end, locator, title, heading, text, "
            "verbatim, text_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            _chunk_rows(record),
        )

    def _run(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        self._connection.executemany(statement, rows)


def _ledger_row(state: SourceState) -> tuple[Stored | int, ...]:
    return (
        to_stored(state.source),
        to_stored(state.document_id),
        to_stored(state.content_hash),
        state.size,
        state.mtime_ns,
        to_stored(state.chunking),
        to_stored(state.stated_collection),
        _day(state.stated_date),
    )


def _shelf(state: SourceState) -> tuple[Stored, str]:
    """What a scope goes by: the collection and the day."""
    return to_stored(state.collection), _day(state.date)


def _day(day: datetime.date | None) -> str:
    return "" if day is None else day.isoformat()


def _chunk_rows(record: Record) -> Iterable[tuple[Stored | int, ...]]:
    for chunk, search_text in zip(record.chunks, record.search_texts, strict=True):
        heading, verbatim = split_search_text(search_text, chunk.text)
        texts = (chunk.locator, chunk.title, heading, chunk.text)
        yield (
            to_stored(chunk.id),
            to_stored(chunk.document_id),
            chunk.start,
            chunk.end,
            *map(to_stored, texts),
            verbatim,
            text_hash(search_text),
        )
