"""The one path: question -> Answer. The order of the stages is visible here and nowhere else."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from types import TracebackType

from rag.answer import Meaning, Verifier, judge, refuse, settle
from rag.answerers import Answerers
from rag.asking import check_question, understood
from rag.clock import Stopwatch
from rag.ingest import sync
from rag.llm import ChatModel, Connection, count_tokens
from rag.profiles import Server
from rag.reply import Reply
from rag.retrieve import (
    BundledReader,
    EvidenceGate,
    Reader,
    Searcher,
    answerable,
    build_passages,
    no_evidence,
    suggestions,
    title_questions,
)
from rag.settings import Settings
from rag.store import (
    Embedder,
    PairScorer,
    RememberingEmbedder,
    Store,
    load_embedder,
    load_pair_scorer,
)
from rag.types import (
    EMBEDDED_MODEL,
    Answer,
    Document,
    DocumentEntry,
    Evidence,
    Explanation,
    Hit,
    Message,
    Passage,
    Refusal,
    Stats,
    SyncProgress,
    SyncReport,
)
from rag.writing import Fallback, Writing

EMPTY_CORPUS = "There are no documents to answer from yet."


class Assistant:
    """Answers questions about the documents of one corpus. Thread-safe; open it once a process."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        embedder: Embedder,
        *,
        answerers: Answerers,
        reranker: PairScorer | None = None,
        reader: Reader | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        self.settings = settings
        self._store = store
        self._embedder = embedder
        self._answerers = answerers
        self._searcher = Searcher(embedder, candidates=settings.candidates, reranker=reranker)
        reading = RememberingEmbedder(embedder)
        self._gate = EvidenceGate(reading, reader)
        self._verifier = Verifier(reading, meaning=meaning)
        self._warming = threading.Lock()

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        embedder: Embedder | None = None,
        model: ChatModel | None = None,
    ) -> Assistant:
        """Open the data folder; nothing heavy is loaded before it is needed.

        `embedder` and `model` stand in for what the settings name. Raises `ConfigError`,
        `StoreError`.
        """
        settings = settings or Settings()
        answerers = Answerers(settings, model)
        embedder = embedder or load_embedder(settings.embedding_model)
        reranker = load_pair_scorer(settings.reranker_model) if settings.reranker_model else None
        reader = BundledReader() if settings.reader else None
        meaning = answerers.judge()
        return cls(
            settings,
            Store.open(settings.data_dir, embedder),
            embedder,
            answerers=answerers,
            reranker=reranker,
            reader=reader,
            meaning=meaning,
        )

    def __enter__(self) -> Assistant:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the data folder. The assistant is not to be used afterwards."""
        self._store.close()

    def warm_up(self) -> None:
        """Load what the first question would wait for: the embedder's weights, the index."""
        with self._warming:
            self._embedder.warm_up()
            self._gate.warm_up()
            if self.is_ready():
                self.retrieve("warm up", k=1)

    def sync(self, on_progress: Callable[[SyncProgress], None] | None = None) -> SyncReport:
        """Make the index follow the corpus folder.

        Raises `CorpusError` when the folder cannot be read, `StoreBusy` while another process
        syncs. Documents that cannot be read are in the report's `failed`; the others are indexed.
        """
        return sync(
            self.settings.corpus_dir,
            self._store,
            self._embedder,
            chunk_tokens=self.settings.chunk_tokens,
            max_file_bytes=int(self.settings.max_file_mb * 1_000_000),
            on_progress=on_progress or (lambda _: None),
        )

    def is_ready(self) -> bool:
        """Is there an index that this embedder can search?"""
        return self._store.is_current()

    @property
    def default_model(self) -> str:
        """Who answers when `ask` is not told: a model's name, or "embedded"."""
        return self._answerers.default

    def servers(self) -> tuple[Server, ...]:
        """The configured server, if there is one, then those of `RAG_SERVERS`."""
        return self._answerers.servers()

    def models(self, server: Server | None = None) -> tuple[str, ...]:
        """Names that `ask` takes; never raises. What a server does not list can still be typed."""
        return self._answerers.names(server)

    def try_connection(
        self, *, model: str | None = None, server: Server | None = None
    ) -> Connection:
        """Asks a server for its models, one word and its context window; takes as long as a reply.

        Raises `ConfigError` where there is no server to ask.
        """
        return self._answerers.try_connection(model, server)

    def retrieve(self, question: str, k: int = 10) -> list[Hit]:
        """The best `k` chunks for a question, best first, as they are fused. No model call."""
        check_question(question, self.settings.max_question_chars)
        if not self.is_ready():
            return []
        with self._store.snapshot() as snapshot:
            return self._searcher.search(question, snapshot, k)

    def document(self, document_id: str) -> Document:
        """A whole document, for the viewer. Raises `StoreError` when there is none of that id."""
        return self._store.document(document_id)

    def documents(self) -> tuple[DocumentEntry, ...]:
        """What is indexed, by source."""
        return self._store.documents()

    def stats(self) -> Stats:
        """Counts, size on disk, and which embedder made the index."""
        return self._store.stats()

    def examples(self, limit: int = 4) -> tuple[str, ...]:
        """Questions that the documents' own titles suggest, for a page that is still empty."""
        return title_questions(self._store.documents(), limit)

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        model: str | None = None,
        server: Server | None = None,
    ) -> Reply:
        """The reply to a question; nothing happens until it is iterated.

        `model`: None for the configured answerer, "embedded" for quotes without any model, else
        a name on the configured server, or on `server` if one is given. Raises `QuestionError` for
        a blank or over-long question; the reply raises `ConfigError` for what may not be asked.
        """
        check_question(question, self.settings.max_question_chars)
        turns = tuple(history)
        return Reply(lambda reply: self._path(reply, question, turns, model, server))

    def _path(
        self,
        reply: Reply,
        question: str,
        history: Sequence[Message],
        model: str | None,
        server: Server | None,
    ) -> Generator[str, None, None]:
        """Every stage of one question, in order; ends with `reply.finish`."""
        clock = Stopwatch()
        reply.stage = "searching"
        fallback = Fallback(self.settings.fallback == EMBEDDED_MODEL)
        chat = reply.followed(self._answerers.chat_model(model, server))
        asked, chat = understood(question, history, self._answerers, chat, fallback)
        clock.lap("follow_up")
        hits, passages = self._read(asked)
        clock.lap("retrieve")
        evidence = self._gate.judge(asked, passages)
        clock.lap("evidence")
        who = chat.name if chat else EMBEDDED_MODEL
        answer = Answer(question, asked, "", model=who, evidence=evidence.probability)
        why = Explanation(tuple(hits), passages, evidence, self.settings.evidence_threshold)
        refusal = self._refusal(hits, evidence)
        if refusal is None:
            evidence, silent = answerable(evidence, self.settings.evidence_threshold)
            reply.stage = "answering"
            writing = Writing(self._answerers, chat, fallback, reply, clock)
            yield from writing.pieces(asked, passages, evidence)
            reply.stage = "checking"
            why = replace(why, prompt=writing.prompt)
            answer = replace(answer, passages=passages, model=writing.model)
            judged = judge(writing.draft, self._verifier, passages)
            why = why if writing.draft.declined else replace(why, sentences=judged)
            answer = settle(answer, writing.draft, judged, self.settings.strictness)
            quoted = answer.refusal is None and writing.chat is None
            notes = (fallback.note, writing.note, answer.note, silent if quoted else "")
            answer = replace(answer, note=" ".join(filter(None, notes)))
            clock.lap("verify")
        else:
            answer = replace(refuse(answer, refusal), note=fallback.note)
        if answer.refusal is not None:
            offered = replace(
                answer.refusal, suggestions=suggestions(hits, asked, self._is_answered)
            )
            answer = replace(answer, refusal=offered)
            reply.text = answer.text
            yield answer.text
        reply.finish(replace(answer, why=why, timings=clock.timings()))

    def _read(self, question: str) -> tuple[list[Hit], tuple[Passage, ...]]:
        """Hits and the passages made of them, out of one snapshot."""
        if not self.is_ready():
            return [], ()
        with self._store.snapshot() as snapshot:
            hits = self._searcher.search(question, snapshot, self.settings.candidates)
            passages = build_passages(
                hits,
                snapshot.text,
                count_tokens,
                limit=self.settings.passages,
                budget=self.settings.evidence_tokens,
                keys=random.Random(question),
            )
        return hits, passages

    def _refusal(self, hits: Sequence[Hit], evidence: Evidence) -> Refusal | None:
        """The gate before the model: None when there is evidence enough to answer from."""
        if not hits:
            return Refusal("empty_corpus", EMPTY_CORPUS)
        if evidence.probability >= self.settings.evidence_threshold:
            return None
        return Refusal("no_evidence", no_evidence(evidence))

    def _is_answered(self, question: str) -> bool:
        """Would this question pass the gate before the model?"""
        hits, passages = self._read(question)
        return self._refusal(hits, self._gate.judge(question, passages)) is None
