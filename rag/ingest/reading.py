"""Reads the files of a sync, each once: what was read before the lock is not read behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from rag.errors import UnreadableDocument
from rag.ingest.loaded import NotReadNow
from rag.ingest.loaders import read_bytes
from rag.ingest.parsing import Parser
from rag.ingest.planning import Reading, Survey
from rag.ingest.scan import Found
from rag.types import SyncFailure, SyncProgress

OnProgress = Callable[[SyncProgress], None]


class FileReader:
    """Reads files of at most `max_bytes` through one parser, and remembers what they gave."""

    def __init__(self, max_bytes: int, parser: Parser) -> None:
        self._max_bytes = max_bytes
        self._parser = parser
        self._readings: dict[Found, Reading] = {}

    def read(self, survey: Survey, on_progress: OnProgress) -> dict[Found, Reading]:
        """A reading of every file that is not as the ledger has it; failures that would only be
        repeated are taken from there."""
        total = len(survey.unread)
        readings = dict(survey.failed_before)
        failed = None
        for done, found in enumerate(survey.unread):
            on_progress(SyncProgress("reading", done, total, found.source, failed))
            readings[found] = self._readings[found] = one = self._read(found, survey)
            failed = SyncFailure(found.source, one.failure) if one.failure else None
        if total:
            on_progress(SyncProgress("reading", total, total, failed=failed))
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
            return Reading(failure=error.message, passing=isinstance(error, NotReadNow))
