"""What the pages use of an assistant and of its replies; the real ones and the tests' fit both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from rag.llm import Connection
from rag.profiles import Server
from rag.settings import Settings
from rag.types import Answer, Document, DocumentEntry, Message, Stats, SyncProgress, SyncReport


class Reply(Protocol):
    """What the pages use of `rag.reply.Reply`."""

    @property
    def stage(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def waiting(self) -> float | None: ...

    def __iter__(self) -> Iterator[str]: ...

    @property
    def answer(self) -> Answer: ...

    def stop(self) -> None: ...


class Assistant(Protocol):
    """What the pages use of `rag.assistant.Assistant`."""

    @property
    def settings(self) -> Settings: ...

    @property
    def default_model(self) -> str: ...

    def warm_up(self) -> None: ...

    def sync(self, on_progress: Callable[[SyncProgress], None] | None = None) -> SyncReport: ...

    def is_ready(self) -> bool: ...

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        model: str | None = None,
        server: Server | None = None,
    ) -> Reply: ...

    def servers(self) -> tuple[Server, ...]: ...

    def models(self, server: Server | None = None) -> tuple[str, ...]: ...

    def try_connection(
        self, *, model: str | None = None, server: Server | None = None
    ) -> Connection: ...

    def document(self, document_id: str) -> Document: ...

    def documents(self) -> tuple[DocumentEntry, ...]: ...

    def examples(self, limit: int = 4) -> tuple[str, ...]: ...

    def stats(self) -> Stats: ...
