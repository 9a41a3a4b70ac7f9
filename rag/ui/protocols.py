"""What the pages use of an assistant and of its replies; the real ones and the tests' fit both."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import IO, Protocol

from rag.feedback import Rated
from rag.llm import Connection
from rag.settings import Settings
from rag.settings.profiles import Server
from rag.types import (
    Added,
    AddedFolder,
    Answer,
    Document,
    DocumentEntry,
    Message,
    Original,
    PageView,
    Scope,
    Stats,
    Stretch,
    SyncProgress,
    SyncReport,
)


class Reply(Protocol):
    """What the pages use of `rag.reply.Reply`."""

    @property
    def stage(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def literal(self) -> tuple[Stretch, ...]: ...

    @property
    def waiting(self) -> float | None: ...

    @property
    def awaiting(self) -> str: ...

    def __iter__(self) -> Iterator[str]: ...

    @property
    def answer(self) -> Answer: ...

    def stop(self) -> None: ...


class Ratings(Protocol):
    """What the pages use of `rag.feedback.Feedback`."""

    def rate(
        self, turn: str, verdict: str, reason: str, trace: str, conversation: str = ""
    ) -> None: ...

    def ratings(self, turns: Collection[str] | None = None) -> tuple[Rated, ...]: ...

    def forget(self, turns: Collection[str], conversation: str = "") -> None: ...


class Watcher(Protocol):
    """What the pages use of `rag.watch.Watcher`."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Documents(Protocol):
    """What the pages use of `rag.library.Library`."""

    def entries(self) -> tuple[DocumentEntry, ...]: ...

    def missing(self) -> frozenset[str]: ...

    def original(self, document: str) -> Original: ...

    def page_views(
        self, document: Document, spans: Sequence[tuple[int, int]]
    ) -> tuple[PageView, ...]: ...

    def add(self, name: str, stream: IO[bytes]) -> Added: ...

    def remove(self, document: str) -> None: ...

    def restore(self, document: str) -> None: ...

    def reindex(self, document: str) -> None: ...

    def folders(self) -> tuple[AddedFolder, ...]: ...

    def add_folder(self, path: Path) -> AddedFolder | None: ...

    def forget_folder(self, path: Path | str) -> None: ...

    def watcher(self, act: Callable[[], bool]) -> Watcher: ...


class Assistant(Protocol):
    """What the pages use of `rag.assistant.Assistant`."""

    @property
    def settings(self) -> Settings: ...

    @property
    def default_model(self) -> str: ...

    @property
    def library(self) -> Documents: ...

    def warm_up(self) -> None: ...

    def close(self) -> None: ...

    def sync(
        self,
        on_progress: Callable[[SyncProgress], None] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> SyncReport: ...

    def is_ready(self) -> bool: ...

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        model: str | None = None,
        server: Server | None = None,
        scope: Scope | None = None,
    ) -> Reply: ...

    def servers(self) -> tuple[Server, ...]: ...

    def models(self, server: Server | None = None) -> tuple[str, ...]: ...

    def try_connection(
        self, *, model: str | None = None, server: Server | None = None
    ) -> Connection: ...

    def document(self, document_id: str) -> Document: ...

    def documents(self) -> tuple[DocumentEntry, ...]: ...

    def examples(
        self, limit: int = 4, *, without: Collection[str] = (), tried: bool = False
    ) -> tuple[str, ...]:
        """Questions to begin with, which takes to try them; `tried`: those that have been."""
        ...

    def counts(self) -> tuple[int, int]:
        """How many documents and chunks there are."""
        ...

    def stats(self) -> Stats: ...
