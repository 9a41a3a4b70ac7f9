"""A readable stand-in for the assistant: replies are enqueued, documents are given as texts.

Every value it gives keeps the promises of `rag.types`: a quote is the text of its span.
"""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rag.errors import DocumentGone, RagError, ReplyUnfinished
from rag.llm import Connection
from rag.settings import Settings
from rag.settings.profiles import Server
from rag.types import (
    EMBEDDED_MODEL,
    Answer,
    Chunk,
    Citation,
    Document,
    DocumentEntry,
    Marker,
    Message,
    Passage,
    Refusal,
    RefusalReason,
    Scope,
    Section,
    Sentence,
    Stats,
    Stretch,
    Support,
    SyncFailure,
    SyncProgress,
    SyncReport,
    Timings,
)
from rag.types.stretches import touched
from tests.fake_documents import FakeDocuments


def make_document(name: str, title: str, text: str, media_type: str = "text/markdown") -> Document:
    """A document with one section over all of its text."""
    sections = (Section(0, len(text), title),)
    return Document(f"id-{name}", title, name, media_type, text, sections, f"hash-{len(text)}")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an answer under construction: its words, and (document, quote) behind them.

    `literal` if they are letters of a document that is no Markdown.
    """

    text: str
    sources: tuple[tuple[Document, str], ...] = ()
    support: Support = Support.SUPPORTED
    reason: str = ""
    joint: str = " "
    literal: bool = False


def make_answer(
    question: str, *said: Said, model: str = EMBEDDED_MODEL, note: str = "", seconds: float = 1.2
) -> Answer:
    """An answer with footnotes numbered by first appearance of their document and place."""
    numbers: dict[tuple[str, str], int] = {}
    text, sentences, literal = "", list[Sentence](), list[Stretch]()
    citations: list[Citation] = []
    for part in said:
        text += part.joint if text else ""
        start, own = len(text), []
        text += part.text
        literal += [Stretch(start, len(text))] if part.literal else []
        for document, quote in part.sources:
            number = numbers.setdefault((document.id, quote), len(numbers) + 1)
            own.append(_citation(document, quote, number, part.support))
            text += f" [{number}]"
        sentences.append(
            Sentence(part.text, tuple(own), part.support, part.reason, start, len(text))
        )
        citations += [one for one in own if _place(one) not in map(_place, citations)]
    passages = tuple({citation.number: citation.passage for citation in citations}.values())
    return Answer(
        question,
        question,
        text,
        tuple(sentences),
        tuple(citations),
        passages,
        model=model,
        note=note,
        timings=Timings(total=seconds),
        markers=tuple(_markers(text, literal)),
        literal=tuple(literal),
    )


def _markers(text: str, literal: Sequence[Stretch]) -> Iterator[Marker]:
    for found in re.finditer(r"\[(?:(\d+)|\?(\w+))\]", text):
        if touched(literal, *found.span()):
            continue
        number = int(found.group(1)) if found.group(1) else None
        yield Marker(found.start(), found.end(), number, found.group(2) or f"k{number:03}")


def _place(citation: Citation) -> tuple[int, int, int]:
    return citation.number, citation.start, citation.end


def _citation(document: Document, quote: str, number: int, support: Support) -> Citation:
    start = document.text.index(quote)
    end = start + len(quote)
    label = next((s.label for s in document.sections if s.start <= start < s.end), "")
    chunk = Chunk(f"{document.id}-{start}", document.id, document.title, start, end, quote, label)
    passage = Passage(
        *(f"k{number:03}", (chunk,), start, end, quote, label, document.title),
        media_type=document.media_type,
    )
    return Citation(number, passage, start, end, quote, support)


def make_refusal(
    question: str, message: str, *suggestions: str, reason: RefusalReason = "no_evidence"
) -> Answer:
    """A refusal, with what could be asked instead."""
    return Answer(question, question, message, refusal=Refusal(reason, message, suggestions))


@dataclass
class Script:
    """How one reply goes: its pieces, then an answer or an error.

    `gate`: the reply is silent until the event is set, after `before_gate` pieces. A reply that
    is `deaf` does not notice `stop()` while it is silent, like a server that sends nothing.
    `waiting`: the server asked for these seconds. `awaiting`: the model that has not begun yet.
    `literal`: what of the pieces, put together, is no Markdown.
    """

    answer: Answer | None = None
    error: Exception | None = None
    pieces: tuple[str, ...] = ()
    gate: threading.Event | None = None
    before_gate: int = 0
    deaf: bool = False
    waiting: float | None = None
    literal: tuple[Stretch, ...] = ()
    awaiting: str = ""


class FakeReply:
    """A reply that follows its script."""

    def __init__(self, script: Script) -> None:
        self.stage = "starting"
        self.text = ""
        self.literal = script.literal
        self.waiting = script.waiting
        self.awaiting = script.awaiting
        self._script = script
        self._stopped = threading.Event()
        self._answer: Answer | None = None

    def __iter__(self) -> Iterator[str]:
        script = self._script
        self.stage = "searching"
        for number, piece in enumerate((*script.pieces, "")):
            if number == script.before_gate:
                self._keep_silent()
            if self._stopped.is_set():
                break
            self.stage = "answering"
            self.text += piece
            yield piece
        if script.error is not None:
            raise script.error
        self._answer = script.answer
        self.stage = "done"

    def _keep_silent(self) -> None:
        gate = self._script.gate
        while gate is not None and not gate.wait(0.02):
            if self._stopped.is_set() and not self._script.deaf:
                return

    @property
    def answer(self) -> Answer:
        if self._answer is None:
            raise ReplyUnfinished("This reply has no answer yet.")
        return self._answer

    def stop(self) -> None:
        self._stopped.set()


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of `ask`."""

    question: str
    history: tuple[Message, ...]
    model: str | None
    server: Server | None = None
    scope: Scope | None = None


@dataclass
class FakeAssistant:
    """Holds documents, replays scripts, remembers what it was asked.

    `listed` are the models of the configured server, `offered` those of others by address.
    """

    shelf: Sequence[Document] = ()
    settings: Settings = field(default_factory=Settings)
    default_model: str = EMBEDDED_MODEL
    listed: tuple[str, ...] = (EMBEDDED_MODEL,)
    known: tuple[Server, ...] = ()
    offered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trial_seconds: float = 0.0
    connection: Connection | RagError = field(default_factory=lambda: Connection("nowhere"))
    tried: list[tuple[str | None, Server | None]] = field(default_factory=list)
    questions: tuple[str, ...] = ()
    ready: bool = True
    sync_gate: threading.Event | None = None
    trial: threading.Event | None = None
    sync_error: Exception | None = None
    unreadable: SyncFailure | None = None
    report: SyncReport = field(default_factory=SyncReport)
    respond: Callable[[str], Script] | None = None
    asked: list[Asked] = field(default_factory=list)
    library: FakeDocuments = field(default_factory=FakeDocuments)
    syncs: int = 0
    closed: int = 0
    _scripts: deque[Script] = field(default_factory=deque)

    def enqueue(self, *scripts: Script) -> None:
        """The next replies, in order."""
        self._scripts.extend(scripts)

    def __post_init__(self) -> None:
        for one in self.shelf:
            entry = DocumentEntry(one.id, one.title, one.source, 1, content_hash=one.content_hash)
            self.library.shelf.setdefault(one.source, entry)

    def warm_up(self) -> None:
        """Nothing is heavy here."""

    def close(self) -> None:
        self.closed += 1

    def sync(
        self,
        on_progress: Callable[[SyncProgress], None] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> SyncReport:
        self.syncs += 1
        if on_progress is not None:
            on_progress(SyncProgress("reading", 12, 43, "a.md", self.unreadable))
        if self.sync_gate is not None and self._cancelled_at(self.sync_gate, is_cancelled):
            return SyncReport(cancelled=True)
        if self.sync_error is not None:
            raise self.sync_error
        self.ready = True
        self.library.read()
        return self.report

    def _cancelled_at(self, gate: threading.Event, is_cancelled: Callable[[], bool] | None) -> bool:
        """Waits at the gate; True as soon as somebody has cancelled."""
        while not gate.wait(0.02):
            if is_cancelled is not None and is_cancelled():
                return True
        return False

    def is_ready(self) -> bool:
        return self.ready

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        model: str | None = None,
        server: Server | None = None,
        scope: Scope | None = None,
    ) -> FakeReply:
        self.asked.append(Asked(question, tuple(history), model, server, scope))
        if self._scripts:
            return FakeReply(self._scripts.popleft())
        if self.respond is not None:
            return FakeReply(self.respond(question))
        answer = make_refusal(question, "The documents do not say.")
        return FakeReply(Script(answer, pieces=(answer.text,)))

    def servers(self) -> tuple[Server, ...]:
        return self.known

    def models(self, server: Server | None = None) -> tuple[str, ...]:
        return self.listed if server is None else self.offered.get(server.base_url, ())

    def try_connection(
        self, *, model: str | None = None, server: Server | None = None
    ) -> Connection:
        self.tried.append((model, server))
        time.sleep(self.trial_seconds)
        if isinstance(self.connection, RagError):
            raise self.connection
        return self.connection

    def document(self, document_id: str) -> Document:
        for document in self.shelf:
            if document.id == document_id:
                return document
        raise DocumentGone("There is no such document.", hint="Sync, then ask again.")

    def documents(self) -> tuple[DocumentEntry, ...]:
        if not self.ready:
            return ()
        return tuple(e for e in self.library.entries() if e.status == "indexed")

    def examples(
        self, limit: int = 4, *, without: Collection[str] = (), tried: bool = False
    ) -> tuple[str, ...]:
        if self.trial is not None and not (tried or self.trial.wait(5)):
            raise AssertionError("nobody let the trial end")
        if self.trial is not None and not self.trial.is_set():
            return ()
        going = {one.title for one in self.shelf if one.source in without}
        return tuple(q for q in self.questions if not any(one in q for one in going))[:limit]

    def stats(self) -> Stats:
        count = len(self.shelf) if self.ready else 0
        return Stats(count, count, 0, "fake", "fake")

    def counts(self) -> tuple[int, int]:
        return self.stats().documents, self.stats().chunks
