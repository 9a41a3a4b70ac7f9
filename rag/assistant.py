"""The one path: question -> Answer. The order of the stages is visible here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import replace
from types import TracebackType

from rag.answer import Meaning, Verifier, refuse
from rag.answerers import Answerers
from rag.asking import Ask, check_question, evenly_spaced, evenly_spaced_turns, understood
from rag.checking import checked
from rag.clock import Stopwatch
from rag.finding import Finder, Found
from rag.hints import hinted
from rag.library import Library
from rag.llm import ChatModel, Connection
from rag.loading import Loading
from rag.precedence import Precedence
from rag.reading import BundledReader, BundledSupportReader, Reader, SupportReader
from rag.reply import Reply
from rag.retrieve import (
    EvidenceGate,
    Searcher,
    answerable,
    not_told_before,
    title_questions,
    to_quote,
)
from rag.settings import Settings
from rag.settings.profiles import Server
from rag.store import (
    Embedder,
    FollowingEmbedder,
    PairScorer,
    Store,
    load_embedder,
    load_pair_scorer,
    present_embedders,
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
    Scope,
    Stats,
    SyncProgress,
    SyncReport,
)
from rag.types.messages import STOPPED
from rag.writing import Fallback, Writing


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
        support: SupportReader | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        self.settings = settings
        self._store = store
        self._answerers = answerers
        searcher = Searcher(candidates=settings.candidates, reranker=reranker)
        reading = FollowingEmbedder(store.searcher)
        gate = EvidenceGate(reading, reader)
        self._finder = Finder(store, searcher, gate, settings)
        self._verifier = Verifier(reading, meaning=meaning, reader=support)
        self._loading = Loading(store, gate, support)
        self._precedence = Precedence()
        self.library = Library(store, embedder, settings)

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        embedder: Embedder | None = None,
        model: ChatModel | None = None,
        reader: Reader | None = None,
        support: SupportReader | None = None,
    ) -> Assistant:
        """Open the data folder; nothing heavy is loaded before it is needed.

        `embedder`, `model`, `reader` and `support` stand in for what the settings name. Raises
        `ConfigError`, `StoreError`.
        """
        settings = settings or Settings()
        answerers = Answerers(settings, model)
        embedder = embedder or load_embedder(settings.embedding_model, settings.precision)
        reranker = load_pair_scorer(settings.reranker_model) if settings.reranker_model else None
        bundled = BundledReader(precision=settings.precision) if settings.reader else None
        if support is None and settings.reader:
            support = BundledSupportReader(precision=settings.precision)
        return cls(
            settings,
            Store.open(settings.data_dir, embedder, former=present_embedders(settings.precision)),
            embedder,
            answerers=answerers,
            reranker=reranker,
            reader=reader or bundled,
            support=support,
            meaning=answerers.judge(),
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
        self._precedence.close()
        self._store.close()

    def warm_up(self) -> None:
        """Load what the first question would wait for: the models' weights, the index."""
        self._loading.run(is_written=self.default_model != EMBEDDED_MODEL)
        if self.is_ready():
            self.retrieve("warm up", k=1)

    def sync(
        self,
        on_progress: Callable[[SyncProgress], None] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> SyncReport:
        """Make the index follow the documents; `Library.sync` says more."""
        return self.library.sync(on_progress, is_cancelled)

    def is_ready(self) -> bool:
        """Is there an index that can be searched?"""
        return self._store.is_searchable()

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

    def retrieve(self, question: str, k: int = 10, *, scope: Scope | None = None) -> list[Hit]:
        """The best `k` chunks for a question, best first, as they are fused. No model call.

        No hits for a `k` below 1. `scope`: only its documents are searched; None for all.
        """
        check_question(question, self.settings.max_question_chars)
        return self._finder.hits(evenly_spaced(question), k, scope or Scope())

    def document(self, document_id: str) -> Document:
        """A whole document, for the viewer. Raises `StoreError` when there is none of that id."""
        return self._store.document(document_id)

    def documents(self) -> tuple[DocumentEntry, ...]:
        """What is indexed, by source."""
        return self._store.documents()

    def stats(self) -> Stats:
        """Counts, bytes on the disk, and which embedder made the index."""
        return self._store.stats()

    def counts(self) -> tuple[int, int]:
        """How many documents and chunks there are; quicker than `stats`."""
        return self._store.counts()

    def examples(
        self,
        limit: int = 4,
        *,
        scope: Scope | None = None,
        without: Collection[str] = (),
        tried: bool = False,
    ) -> tuple[str, ...]:
        """Questions that the documents' own titles suggest, and that they answer, for a page that
        is still empty. Each is searched for once, which gives way to what people ask meanwhile.

        `without`: sources of documents that suggest none. `tried`: only those that are known to be
        answered; nothing is searched for.
        """
        within = scope or Scope()
        entries = [e for e in self.documents() if within.covers(e.id, e.collection, e.date)]
        asked = title_questions([e for e in entries if e.source not in without], limit)
        if not tried:
            return self._finder.answered(asked, limit, within, self._precedence.give_way)
        return tuple(one for one in asked if self._finder.was_answered(one, within))[:limit]

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        model: str | None = None,
        server: Server | None = None,
        scope: Scope | None = None,
    ) -> Reply:
        """The reply to a question; nothing happens until it is iterated.

        `model`: None for the configured answerer, "embedded" for quotes without any model, else
        a name on the configured server, or on `server` if one is given. `scope`: answered from its
        documents only; None for all. Raises `QuestionError` for a blank or over-long question; the
        reply raises `ConfigError` for what may not be asked.
        """
        check_question(question, self.settings.max_question_chars)
        read, turns = evenly_spaced(question), evenly_spaced_turns(history)
        ask = Ask(question, read, turns, model, server, scope or Scope())
        return Reply(lambda reply: self._precedence.first(self._path(reply, ask)))

    def _path(self, reply: Reply, ask: Ask) -> Generator[str, None, None]:
        """Every stage of one question, in order; ends with `reply.finish`."""
        clock, fallback = Stopwatch(), Fallback(self.settings.fallback == EMBEDDED_MODEL)
        reply.stage = "searching"
        chat = reply.followed(self._answerers.chat_model(ask.model, ask.server))
        question, history = self._finder.meant(ask.question, ask.history)
        ask = replace(ask, question=question, history=history)
        readings, bounds, chat = understood(ask, self._answerers, chat, fallback)
        clock.lap("follow_up")
        if reply.stopping:  # what a model had said of the question till then is a torn reading
            reply.finish(Answer(ask.typed, ask.question, "", timings=clock.timings(), note=STOPPED))
            return
        self._loading.begin(is_written=chat is not None)
        found = self._finder.found(readings, ask.scope, clock, bounds)
        found = self._quoted(found, ask) if chat is None else found
        refusal = hinted(ask.question, found.refusal)
        answer, why = self._begun(ask, found, chat.name if chat else EMBEDDED_MODEL)
        if refusal is None:
            reply.stage = "answering"
            writing = Writing(self._answerers, chat, fallback, reply, clock)
            quotable = self._quotable(found, ask, chat)
            yield from writing.pieces(found.asked, found.passages, quotable)
            reply.stage = "checking"
            verifier = self._verifier.followed(reply.followed)
            answer, why = checked(
                answer, why, writing, verifier, self.settings.strictness, self._finder.unheard
            )
            clock.lap("verify")
        else:
            answer = refuse(answer, refusal)
            answer = replace(answer, note=fallback.note, failure=fallback.failure)
        if answer.refusal is not None:
            reply.literal, reply.text = (), answer.text  # the text last, as in `Writing`
            yield answer.text  # first: to try out what else may be asked takes longer than all this
            offered = self._finder.suggestions(
                found, ask.scope, ask.question, lambda: reply.stopping
            )
            answer = replace(answer, refusal=replace(answer.refusal, suggestions=offered))
        reply.finish(replace(answer, why=why, timings=clock.timings()))

    def _begun(self, ask: Ask, found: Found, who: str) -> tuple[Answer, Explanation]:
        """The answer before anything of it is written, and what it is to be written of."""
        answer = Answer(ask.typed, found.asked, "", model=who, evidence=found.evidence.probability)
        threshold = self.settings.evidence_threshold
        return answer, Explanation(tuple(found.hits), found.passages, found.evidence, threshold)

    def _quoted(self, found: Found, ask: Ask) -> Found:
        """What was found, less what would be no answer if it were only quoted."""
        if found.refusal is not None:
            return found
        evidence = found.about.told(to_quote(found.evidence), by_name=True)
        refusal = self._finder.refusal(found.hits, evidence, ask.scope)
        return found._replace(evidence=evidence, refusal=refusal)

    def _quotable(self, found: Found, ask: Ask, chat: ChatModel | None) -> Evidence:
        """The evidence that an answer may rest on; quoted once more only where it is asked anew."""
        quotable = answerable(found.evidence, self.settings.evidence_threshold)
        leans = chat is None and found.asked != ask.question
        return not_told_before(ask.question, quotable, ask.history) if leans else quotable
