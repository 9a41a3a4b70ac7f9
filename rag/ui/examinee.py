"""The page's assistant as a bench asks it: by a person's choice, and until they cancel."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from rag.answerers import LOCKED
from rag.errors import ConfigError
from rag.settings import Settings
from rag.types import (
    EMBEDDED_MODEL,
    Answer,
    Document,
    DocumentEntry,
    Message,
    Scope,
    Stats,
    SyncProgress,
    SyncReport,
)
from rag.ui.library import Library
from rag.ui.offers import Choice, resolved
from rag.ui.protocols import Reply


class Cancelled(Exception):
    """A person has ended the run. No `RagError`: it must not become the result of a case."""


class Chosen:
    """Asks the assistant of the page by this choice. Raises `ConfigError` for one that is gone.

    `settings` are those of the choice, so that runs by others are told apart by their fingerprint.
    """

    def __init__(self, library: Library, choice: Choice, is_cancelled: Callable[[], bool]) -> None:
        self._library = library
        self._choice = choice
        self._is_cancelled = is_cancelled
        self._reply: Reply | None = None
        self._lock = threading.Lock()
        self.settings = _settings_of(library, choice)

    def sync(self, on_progress: Callable[[SyncProgress], None] | None = None) -> SyncReport:
        """Nothing: the page keeps its own documents up to date."""
        del on_progress
        return SyncReport()

    def ask(
        self, question: str, history: Sequence[Message] = (), *, scope: Scope | None = None
    ) -> _Watched:
        """The reply; whoever reads it is met by `Cancelled` after a cancel."""
        if self._is_cancelled():
            raise Cancelled
        reply = self._library.ask(question, history, self._choice, scope)
        with self._lock:
            self._reply = reply
        return _Watched(reply, self._is_cancelled)

    def stop(self) -> None:
        """Have the reply that is under way end now."""
        with self._lock:
            reply = self._reply
        if reply is not None:
            reply.stop()

    def documents(self) -> tuple[DocumentEntry, ...]:
        """The documents of the page."""
        return self._library.assistant.documents()

    def document(self, document_id: str) -> Document:
        """One of them. Raises `StoreError`."""
        return self._library.assistant.document(document_id)

    def stats(self) -> Stats:
        """Of the page's index."""
        return self._library.assistant.stats()


class _Watched:
    """A reply that is given up where the run was cancelled."""

    def __init__(self, reply: Reply, is_cancelled: Callable[[], bool]) -> None:
        self._reply = reply
        self._is_cancelled = is_cancelled

    def __iter__(self) -> Iterator[str]:
        try:
            for piece in self._reply:
                self._end_if_cancelled()
                yield piece
        finally:
            self._end_if_cancelled()  # a reply may break because it was stopped

    def _end_if_cancelled(self) -> None:
        if self._is_cancelled():
            self._reply.stop()
            raise Cancelled

    @property
    def answer(self) -> Answer:
        return self._reply.answer


def _settings_of(library: Library, choice: Choice) -> Settings:
    settings = library.assistant.settings
    model, server = resolved(choice, library.assistant)
    fixed = (None, EMBEDDED_MODEL, library.assistant.default_model)
    if settings.lock_server and (server is not None or model not in fixed):
        raise ConfigError(
            LOCKED,
            hint="Choose the configured model, or quotes only.",
        )
    if model == EMBEDDED_MODEL:
        return settings.model_copy(update={"base_url": "", "model": ""})
    if server is not None:
        return settings.for_server(server.asked_for(model) if model else server)
    return settings.model_copy(update={"model": model}) if model else settings
