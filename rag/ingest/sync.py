"""Sync: the documents' files into the store, doing only what changed, publishing it all at once."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from rag.errors import ConfigError, StoreBusy
from rag.ingest.ahead import made_ahead
from rag.ingest.chunking import MIN_LIMIT, VERSION, chunk_document
from rag.ingest.embedded import Embedding, SyncWriter
from rag.ingest.formats.ocr import PROGRAM
from rag.ingest.kinds import skipped
from rag.ingest.limits import Limits
from rag.ingest.parsing import Parser
from rag.ingest.planning import Plan, Survey, has_work, make_plan
from rag.ingest.reading import FileReader, OnProgress
from rag.ingest.roots import scan_roots
from rag.ingest.scan import Scan
from rag.store import Changes, Embedder, Failure, Holdings, Record, Revision, SourceState
from rag.types import Document, SyncProgress, SyncReport

_log = logging.getLogger("rag.ingest")


class SyncStore(Protocol):
    """What a sync needs of a store; `rag.store.Store` is one."""

    def sources(self) -> Mapping[str, SourceState]: ...
    def holdings(self) -> Holdings: ...
    def revise(self, revision: Revision) -> Holdings: ...
    def document(self, document_id: str) -> Document: ...
    def chunk_count(self) -> int: ...
    def is_current(self) -> bool: ...
    def writer(self, purpose: str) -> AbstractContextManager[SyncWriter]: ...


def _silent(progress: SyncProgress) -> None:
    """For those who do not ask how far it is."""


class _Cancelled(Exception):
    """Somebody has asked for the sync to end."""


def sync(
    corpus_dir: Path,
    store: SyncStore,
    embedder: Embedder,
    *,
    chunk_tokens: int,
    max_file_bytes: int,
    data_dir: Path | None = None,
    limits: Limits | None = None,
    on_progress: OnProgress = _silent,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> SyncReport:
    """Makes the index answer for the files as they are now: those of `corpus_dir`, the uploads
    below `data_dir` if there is one, and the folders that the store's holdings name.

    Files are told apart by size and time first, by content where those differ. What is indexed goes
    only when its file is certainly gone, or excluded; a file that cannot be read is reported and
    keeps what was indexed of it. Until the one publish at the end, and after any interruption,
    the store answers as before. `is_cancelled` is asked between files and between batches, until
    that publish begins. When there is nothing to write, no lock is taken and no model is loaded.

    Raises `CorpusError` for a folder that is not there, `StoreBusy` while another process writes.
    """
    started = time.perf_counter()
    limit = _chunk_limit(chunk_tokens, embedder)
    rules = f"{VERSION}: {limit} tokens of {embedder.name} ({embedder.max_tokens})"
    limits = limits or Limits()
    conditions = f"{VERSION}: {max_file_bytes}, {limits}, OCR {shutil.which(PROGRAM)}"

    def survey() -> Survey:
        holdings = store.holdings()
        files = scan_roots(corpus_dir, data_dir, holdings)
        ledger, current = store.sources(), store.is_current()
        failures, remarks = holdings.failures, holdings.remarks
        return Survey(files, ledger, rules, current, failures, remarks, conditions)

    told = _cancelling(on_progress, is_cancelled)
    try:
        told(SyncProgress("scanning", 0, None))
        with Parser(limits) as parser:
            reader = FileReader(max_file_bytes, parser)
            corpus = str(corpus_dir.absolute())
            plan, embedded, seen = _carry_out(store, embedder, survey, reader, limit, told, corpus)
    except _Cancelled:
        seconds = time.perf_counter() - started
        return SyncReport(chunks=store.chunk_count(), seconds=seconds, cancelled=True)
    report = _report(plan, seen, store.chunk_count(), embedded, time.perf_counter() - started)
    _log.info("synced: %r", report)
    return report


def _cancelling(on_progress: OnProgress, is_cancelled: Callable[[], bool]) -> OnProgress:
    """Tells of progress, or raises `_Cancelled` instead."""

    def tell(progress: SyncProgress) -> None:
        if progress.stage != "publishing" and is_cancelled():
            raise _Cancelled
        on_progress(progress)

    return tell


def _carry_out(
    store: SyncStore,
    embedder: Embedder,
    survey: Callable[[], Survey],
    reader: FileReader,
    limit: int,
    told: OnProgress,
    corpus: str,
) -> tuple[Plan, int, Scan]:
    """What was done, how many texts had to be embedded for it, and the files as they were seen."""
    seen = survey()
    is_first = bool(seen.unread) and not seen.ledger
    if not is_first:
        readings = reader.read(seen, told)
        if not has_work(seen, readings):
            _note_corpus(store, corpus, seen)
            return make_plan(seen, readings, store.document), 0, seen.scan
    with store.writer("sync") as writer:
        if is_first:  # there is work, and what builds the index can be loaded beside the reading
            writer.index_ahead(())
        seen = survey()  # again: until the lock was ours, another sync may have done it all
        readings = reader.read(seen, told if is_first else _silent)
        plan = make_plan(seen, readings, store.document)
        failures, remarks = seen.failures_now(readings), seen.remarks_now(readings)
        embedded = _publish(
            plan,
            writer,
            embedder,
            limit,
            told,
            before=lambda: store.revise(
                lambda holdings: replace(
                    holdings,
                    failures=_without_forgotten(failures, seen.failures, holdings.failures),
                    remarks=remarks,
                    corpus=corpus,
                )
            ),
        )
    return plan, embedded, seen.scan


def _note_corpus(store: SyncStore, corpus: str, seen: Survey) -> None:
    """Keep where the documents are, where a folder has moved with all that is in it."""
    if seen.ledger and store.holdings().corpus != corpus:
        try:
            store.revise(lambda holdings: replace(holdings, corpus=corpus))
        except StoreBusy:
            _log.debug("another process writes; the next sync notes the corpus folder")


def _without_forgotten(
    failures: Mapping[str, Failure], before: Mapping[str, Failure], now: Mapping[str, Failure]
) -> dict[str, Failure]:
    """The failures, but for those that somebody had forgotten while the sync ran: their files are
    to be tried again."""
    return {
        source: one
        for source, one in failures.items()
        if source in now or before.get(source) != one
    }


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


def _report(plan: Plan, seen: Scan, chunks: int, embedded: int, seconds: float) -> SyncReport:
    return SyncReport(
        added=plan.added,
        updated=plan.updated,
        removed=len(plan.removals),
        unchanged=plan.unchanged,
        failed=tuple(plan.failed),
        remarks=tuple(plan.remarks),
        skipped=skipped(seen.skipped),
        chunks=chunks,
        embedded=embedded,
        seconds=seconds,
    )


def _publish(
    plan: Plan,
    writer: SyncWriter,
    embedder: Embedder,
    limit: int,
    told: OnProgress,
    *,
    before: Callable[[], object],
) -> int:
    """Carries the plan out, `before` right before it is seen; how many texts were embedded."""
    with made_ahead(lambda one: _record(*one, embedder, limit), plan.upserts) as coming:
        embedding = Embedding(coming, writer, told)
        embedding.run(document.source for document, _ in plan.upserts)
    changes = Changes(tuple(embedding.records), tuple(plan.removals), tuple(plan.touched))
    total = sum(len(record.chunks) for record in embedding.records)
    if changes:
        told(SyncProgress("indexing", 0, total))
    before()
    if changes:
        writer.publish(changes)
        told(SyncProgress("publishing", total, total))
    return embedding.embedded


def _record(document: Document, state: SourceState, embedder: Embedder, limit: int) -> Record:
    pieces = chunk_document(document, embedder.count_tokens, limit)
    return Record(
        document=document,
        chunks=tuple(piece.chunk for piece in pieces),
        search_texts=tuple(piece.search_text for piece in pieces),
        state=state,
    )
