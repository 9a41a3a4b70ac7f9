"""Sync: the corpus folder into the store, doing only what changed, publishing all of it at once."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from rag.errors import ConfigError, UnreadableDocument
from rag.ingest.chunking import MIN_LIMIT, VERSION, chunk_document
from rag.ingest.loaders import read_bytes
from rag.ingest.parsing import Parser
from rag.ingest.planning import Plan, Reading, Survey, has_work, make_plan
from rag.ingest.scan import Found, scan
from rag.store import Changes, Embedder, Record, SourceState
from rag.types import Document, SyncProgress, SyncReport

_log = logging.getLogger("rag.ingest")

OnProgress = Callable[[SyncProgress], None]


class SyncWriter(Protocol):
    """The one who may write; `rag.store.Writer` is one."""

    def ensure_vectors(self, texts: Sequence[str], on_done: Callable[[int], None]) -> int: ...
    def publish(self, changes: Changes) -> None: ...


class SyncStore(Protocol):
    """What a sync needs of a store; `rag.store.Store` is one."""

    def sources(self) -> Mapping[str, SourceState]: ...
    def document(self, document_id: str) -> Document: ...
    def chunk_count(self) -> int: ...
    def is_current(self) -> bool: ...
    def writer(self, purpose: str) -> AbstractContextManager[SyncWriter]: ...


def _silent(progress: SyncProgress) -> None:
    """For those who do not ask how far it is."""


def sync(
    corpus_dir: Path,
    store: SyncStore,
    embedder: Embedder,
    *,
    chunk_tokens: int,
    max_file_bytes: int,
    on_progress: OnProgress = _silent,
) -> SyncReport:
    """Makes the index answer for the files of `corpus_dir` as they are now.

    Files are told apart by size and time first, by content where those differ. What is indexed goes
    only when its file is certainly gone; a file that cannot be read is reported and keeps what
    was indexed of it. Until the one publish at the end, and after any interruption, the store
    answers as before. When there is nothing to write, no lock is taken and no model is loaded.

    Raises `CorpusError` for a folder that is not there, `StoreBusy` while another process writes.
    """
    started = time.perf_counter()
    limit = _chunk_limit(chunk_tokens, embedder)
    rules = f"{VERSION}: {limit} tokens of {embedder.name} ({embedder.max_tokens})"

    def survey() -> Survey:
        return Survey(scan(corpus_dir), store.sources(), rules, store.is_current())

    on_progress(SyncProgress("scanning", 0, None))
    embedded = 0
    with Parser() as parser:
        reader = _Reader(max_file_bytes, parser)
        seen = survey()
        readings = reader.read(seen, on_progress)
        if has_work(seen, readings):
            with store.writer("sync") as writer:
                seen = survey()  # again: until the lock was ours, another sync may have done it all
                plan = make_plan(seen, reader.read(seen, _silent), store.document)
                parser.close()
                embedded = _publish(plan, writer, embedder, limit, on_progress)
        else:
            plan = make_plan(seen, readings, store.document)
    report = _report(plan, store.chunk_count(), embedded, time.perf_counter() - started)
    _log.info("synced: %r", report)
    return report


def _chunk_limit(chunk_tokens: int, embedder: Embedder) -> int:
    """Tokens of a search text: no more than the embedder reads, which would cut it in silence."""
    limit = min(chunk_tokens, embedder.max_tokens)
    if limit < MIN_LIMIT:
        raise ConfigError(
            f"Chunks of {limit} tokens are too short (RAG_CHUNK_TOKENS is {chunk_tokens}; the "
            f"embedding model {embedder.name!r} reads {embedder.max_tokens}).",
            hint=f"RAG_CHUNK_TOKENS and what RAG_EMBEDDING_MODEL reads must reach {MIN_LIMIT}.",
        )
    return limit


def _report(plan: Plan, chunks: int, embedded: int, seconds: float) -> SyncReport:
    return SyncReport(
        added=plan.added,
        updated=plan.updated,
        removed=len(plan.removals),
        unchanged=plan.unchanged,
        failed=tuple(plan.failed),
        chunks=chunks,
        embedded=embedded,
        seconds=seconds,
    )


class _Reader:
    """Reads files once: what was read before the lock need not be read again behind it."""

    def __init__(self, max_bytes: int, parser: Parser) -> None:
        self._max_bytes = max_bytes
        self._parser = parser
        self._readings: dict[Found, Reading] = {}

    def read(self, survey: Survey, on_progress: OnProgress) -> dict[Found, Reading]:
        """A reading of every file that the survey has not read."""
        total = len(survey.unread)
        readings = {}
        for done, found in enumerate(survey.unread):
            on_progress(SyncProgress("reading", done, total, found.source))
            readings[found] = self._readings[found] = self._read(found, survey)
        if total:
            on_progress(SyncProgress("reading", total, total))
        return readings

    def _read(self, found: Found, survey: Survey) -> Reading:
        known = survey.ledger.get(found.source)
        before = self._readings.get(found)
        if before and (
            before.failure or before.loaded or survey.is_same(known, before.content_hash)
        ):
            return before
        try:
            raw = read_bytes(found.path, max_bytes=self._max_bytes)
            content_hash = hashlib.sha256(raw).hexdigest()
            if survey.is_same(known, content_hash):
                return Reading(content_hash)
            return Reading(content_hash, self._parser.parse(raw, found.source))
        except UnreadableDocument as error:
            return Reading(failure=error.message)


def _publish(
    plan: Plan, writer: SyncWriter, embedder: Embedder, limit: int, on_progress: OnProgress
) -> int:
    """Carries the plan out; how many texts had to be embedded for it."""
    records = []
    for document, state in plan.upserts:
        on_progress(SyncProgress("embedding", 0, None, document.source))
        records.append(_record(document, state, embedder, limit))
    changes = Changes(tuple(records), tuple(plan.removals), tuple(plan.touched))
    if not changes:
        return 0
    embedded = _embed(
        [text for record in records for text in record.search_texts], writer, on_progress
    )
    total = sum(len(record.chunks) for record in records)
    on_progress(SyncProgress("indexing", 0, total))
    writer.publish(changes)
    on_progress(SyncProgress("publishing", total, total))
    return embedded


def _record(document: Document, state: SourceState, embedder: Embedder, limit: int) -> Record:
    pieces = chunk_document(document, embedder.count_tokens, limit)
    return Record(
        document=document,
        chunks=tuple(piece.chunk for piece in pieces),
        search_texts=tuple(piece.search_text for piece in pieces),
        state=state,
    )


def _embed(texts: Sequence[str], writer: SyncWriter, on_progress: OnProgress) -> int:
    total = len(texts)
    return writer.ensure_vectors(
        texts, lambda done: on_progress(SyncProgress("embedding", done, total))
    )
