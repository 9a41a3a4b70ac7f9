"""The assistant that all sessions of one process share, and what it is doing with the documents.

Opening is cheap; reading the documents and loading the search model take seconds, so they run in
background threads while the page is already usable.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from rag.errors import RagError
from rag.settings import Settings
from rag.types import (
    Answer,
    Document,
    DocumentEntry,
    Message,
    Stats,
    SyncProgress,
    SyncReport,
)

log = logging.getLogger(__name__)


class Reply(Protocol):
    """What the pages use of `rag.reply.Reply`."""

    @property
    def stage(self) -> str: ...

    @property
    def text(self) -> str: ...

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
        self, question: str, history: Sequence[Message] = (), *, model: str | None = None
    ) -> Reply: ...

    def models(self) -> tuple[str, ...]: ...

    def document(self, document_id: str) -> Document: ...

    def documents(self) -> tuple[DocumentEntry, ...]: ...

    def examples(self, limit: int = 4) -> tuple[str, ...]: ...

    def stats(self) -> Stats: ...


Phase = Literal["idle", "reading", "warming"]


@dataclass(frozen=True, slots=True)
class LibraryState:
    """A moment of the library. `finished` is Unix seconds of the last sync's end, if one ended.

    `problem` is why the last sync failed as a whole; `models` are the names one may ask.
    """

    phase: Phase = "idle"
    progress: SyncProgress | None = None
    report: SyncReport | None = None
    problem: RagError | None = None
    finished: float | None = None
    models: tuple[str, ...] = ()

    @property
    def busy(self) -> bool:
        """Is something still to come that the page should wait to show?"""
        return self.phase != "idle" or not self.models


class Library:
    """An assistant and its background work. Thread-safe; one for each process."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._state = LibraryState()
        self._changed = threading.Condition()

    @property
    def state(self) -> LibraryState:
        """The present moment, as one consistent value."""
        return self._state

    def begin(self) -> None:
        """Read the documents and load the search model in the background, unless under way."""
        with self._changed:
            if self._state.phase != "idle":
                return
            self._state = replace(self._state, phase="reading", progress=None, problem=None)
        threading.Thread(target=self._read, name="read-documents", daemon=True).start()
        if not self._state.models:
            threading.Thread(target=self._list_models, name="list-models", daemon=True).start()

    def wait(self, seconds: float, until: Callable[[], bool]) -> bool:
        """Wait for a change that makes `until` true; False when the seconds are over."""
        with self._changed:
            return self._changed.wait_for(until, seconds)

    def _read(self) -> None:
        try:
            report = self.assistant.sync(lambda progress: self._set(progress=progress))
        except RagError as error:
            log.warning("The documents could not be synced: %s", error)
            self._set(problem=error)
        except Exception:
            log.exception("The sync ended unexpectedly")
            self._set(problem=unexpected("while reading the documents"))
        else:
            self._set(report=report)
        self._set(phase="warming", progress=None, finished=time.time())
        self._warm_up()
        self._set(phase="idle")

    def _warm_up(self) -> None:
        try:
            self.assistant.warm_up()
        except RagError as error:
            self._set(problem=self._state.problem or error)
        except Exception:
            log.exception("The search model could not be loaded")
            self._set(problem=self._state.problem or unexpected("while loading the search model"))

    def _list_models(self) -> None:
        models: tuple[str, ...] = (self.assistant.default_model,)
        try:
            models = self.assistant.models()
        except Exception:
            log.exception("The models could not be listed")
        self._set(models=models)

    def _set(self, **changes: object) -> None:
        with self._changed:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
            self._changed.notify_all()


def unexpected(when: str) -> RagError:
    """A fault of ours, in words for the person in front of the page."""
    return RagError(
        f"Footnote met an unexpected fault {when}.",
        hint="Try again; the terminal that Footnote runs in has the details.",
    )
