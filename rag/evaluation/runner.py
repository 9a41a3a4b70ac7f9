"""Asks cases: one assistant, opened once, with a recorder or a recording in the model's place."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from rag.assistant import Assistant
from rag.errors import CaseError, RagError
from rag.evaluation.cases import Case
from rag.evaluation.observation import Observation, observe
from rag.evaluation.outputs import check_output
from rag.evaluation.recording import RecordingModel, ReplayedModel, Tape
from rag.evaluation.results import CaseResult, ResultFile, matches
from rag.llm import ChatModel, OpenAIModel
from rag.settings import Settings, shipped
from rag.types import (
    Answer,
    Document,
    DocumentEntry,
    Message,
    Stats,
    SyncProgress,
    SyncReport,
)
from rag.types.scope import Scope

log = logging.getLogger(__name__)

_OUTCOME_FREE = {
    "allow_folders",
    "answer_timeout",
    "api_key",
    "cases_dir",
    "connect_timeout",
    "corpus_dir",
    "data_dir",
    "first_token_timeout",
    "history",
    "limit_characters",
    "limit_entries",
    "limit_expanded_mb",
    "limit_expansion",
    "limit_memory_mb",
    "limit_seconds",
    "limit_sections",
    "lock_server",
    "max_file_mb",
    "max_zip_mb",
    "servers",
    "token_timeout",
    "watch",
}
"""Settings that change no answer, or whose effect shows in the documents."""


@dataclass(frozen=True, slots=True)
class Tapes:
    """Where replies are recorded, or played back from; at most one of the two."""

    record: Path | None = None
    replay: Path | None = None


class Reply(Protocol):
    """What a bench uses of `rag.reply.Reply`."""

    def __iter__(self) -> Iterator[str]: ...

    @property
    def answer(self) -> Answer: ...


class Examinee(Protocol):
    """What a bench uses of `rag.assistant.Assistant`."""

    @property
    def settings(self) -> Settings: ...

    def sync(self, on_progress: Callable[[SyncProgress], None] | None = None) -> SyncReport: ...

    def ask(
        self, question: str, history: Sequence[Message] = (), *, scope: Scope | None = None
    ) -> Reply: ...

    def documents(self) -> tuple[DocumentEntry, ...]: ...

    def document(self, document_id: str) -> Document: ...

    def stats(self) -> Stats: ...


class Bench:
    """Asks cases of one assistant, one at a time."""

    def __init__(self, assistant: Examinee, tape: Tape | None = None) -> None:
        self.assistant = assistant
        self._tape = tape
        self._sources: Mapping[str, str] | None = None

    def prepare(self, on_progress: Callable[[SyncProgress], None] | None = None) -> SyncReport:
        """Index what has changed; several processes that share the index take turns."""
        folder = self.assistant.settings.data_dir
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "evaluation.lock"):
            report = self.assistant.sync(on_progress)
        self._sources = None
        return report

    def ask(self, case: Case, repeat: int = 0) -> CaseResult:
        """What comes of a case. A `RagError` is a result too, with its words in `error`."""
        if self._tape is not None:
            self._tape.begin(case.id, repeat)
        try:
            reply = self.assistant.ask(case.question, case.messages, scope=self._scope(case))
            for _ in reply:
                continue
            seen = observe(reply.answer, self.sources, self.assistant)
        except RagError as error:
            log.info("case %s: %s", case.id, error)
            seen = Observation(error=str(error))
        return CaseResult(case, seen, repeat)

    def _scope(self, case: Case) -> Scope | None:
        """The documents that the case allows. Raises `CaseError` where there is none such."""
        wanted = case.scope
        found = frozenset(
            document_id
            for document_id, source in self.sources.items()
            if any(matches(source, pattern) for pattern in wanted.documents)
        )
        if wanted.documents and not found:
            raise CaseError(f"No document is at {', '.join(wanted.documents)}: see its scope.")
        if not found and not wanted.collections:
            return None
        return Scope(documents=found, collections=frozenset(wanted.collections))

    @property
    def sources(self) -> Mapping[str, str]:
        """Each document's path below the corpus folder, by id."""
        if self._sources is None:
            self._sources = {one.id: one.source for one in self.assistant.documents()}
        return self._sources

    def stated(self) -> Iterator[str]:
        """What decides the answers: settings, the embedder, prompts, documents."""
        yield self.assistant.settings.model_dump_json(exclude=_OUTCOME_FREE)
        yield self.assistant.stats().fingerprint
        for path in sorted(shipped("prompts").glob("*.md")):
            yield path.read_text("utf-8")
        for document_id, source in sorted(self.sources.items(), key=itemgetter(1)):
            document = self.assistant.document(document_id)
            text = document.text.encode("utf-8", "surrogatepass")  # limits may leave out a part
            yield f"{source} {document.content_hash} {hashlib.sha256(text).hexdigest()}"


def fingerprint(benches: Sequence[Bench]) -> str:
    """Changes with what decides the answers of these benches."""
    stated = "\0".join(one for bench in benches for one in bench.stated())
    return hashlib.sha256(stated.encode()).hexdigest()[:16]


@contextmanager
def open_bench(settings: Settings, tapes: Tapes = Tapes()) -> Iterator[Bench]:
    """An assistant to ask, until it is left. Raises `ConfigError`, `CaseError`, `StoreError`."""
    model, tape = _model(settings, tapes)
    with Assistant.open(settings, model=model) as assistant:
        yield Bench(assistant, tape)


def _model(settings: Settings, tapes: Tapes) -> tuple[ChatModel | None, Tape | None]:
    """What stands in for the configured model, if anything."""
    folder = tapes.record or tapes.replay
    if folder is None or not settings.base_url:
        return None, None
    tape = Tape(folder, settings.base_url, settings.model)
    if tapes.record is not None:
        check_output(folder / "recording.json", makes_folder=True)
        return RecordingModel(OpenAIModel.connect(settings), tape), tape
    if not folder.is_dir():
        raise CaseError(
            f"There is no folder {folder} to replay from.", hint="Make it with --rag-record."
        )
    return ReplayedModel(tape), tape


def for_documents(settings: Settings, corpus: Path | None) -> Settings:
    """The settings for a folder of documents; another than theirs has an index of its own."""
    if corpus is None or corpus.resolve() == settings.corpus_dir.resolve():
        return settings
    if not corpus.is_dir():
        raise CaseError(
            f"There is no folder of documents at {corpus}.",
            hint="Correct `corpus` in the file of cases: it is relative to that file.",
        )
    place = hashlib.sha256(str(corpus.resolve()).encode()).hexdigest()[:16]
    changes = {"corpus_dir": corpus.resolve(), "data_dir": settings.data_dir / "cases" / place}
    return settings.model_copy(update=changes)


def ask_all(
    benches: Sequence[tuple[Bench, Sequence[Case]]],
    repeats: int,
    file: ResultFile,
    on_result: Callable[[CaseResult], None],
) -> tuple[CaseResult, ...]:
    """Every case of every bench, `repeats` times; what the file has already is not asked again."""
    kept = {(one.case.id, one.case.fingerprint, one.repeat): one for one in file.done}
    results = []
    for repeat in range(repeats):
        for bench, case in ((bench, case) for bench, cases in benches for case in cases):
            known = kept.get((case.id, case.fingerprint, repeat))
            if known is None:
                result = bench.ask(case, repeat)
                file.add(result)
            else:  # its group and known_failure may have been rewritten since
                result = CaseResult(case, known.observation, repeat)
            results.append(result)
            on_result(result)
    file.finish()
    return tuple(results)
