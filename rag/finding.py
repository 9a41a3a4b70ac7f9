"""Finds what a question is answered from: hits and passages of one view of the documents."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from cachetools import LRUCache

from rag.clock import Stopwatch
from rag.errors import RagError
from rag.llm import count_tokens
from rag.retrieve import (
    Bounds,
    EvidenceGate,
    Searcher,
    Spoken,
    build_passages,
    conditions,
    documents_named,
    is_exact,
    is_named,
    is_told_below,
    lead_of,
    no_evidence,
    plainly,
    readings,
    respelled,
    searched,
    spoken_of,
    suggestions,
    told_by,
    unheard,
    with_elsewhere,
)
from rag.settings import Settings
from rag.store import Snapshot, Store
from rag.types import Evidence, Hit, Message, Passage, Refusal, Scope

log = logging.getLogger(__name__)

EMPTY_CORPUS = "There are no documents to answer from yet."
EMPTY_SCOPE = "What you chose has no documents (any more). Choose again, or ask all documents."

_MOST_TRIED = 1_000
"""Questions of refusals that are remembered as answered or not: the same titles come up again."""
_WAYS = 2
"""Readings that a question to be offered is tried in; asked, it would be tried in all."""


class _Stopped(Exception):
    """Nobody waits any more for what was to be tried."""


class Found(NamedTuple):
    """What there is for one reading of a question, the refusal if too little, and about whom."""

    asked: str
    hits: list[Hit]
    passages: tuple[Passage, ...]
    evidence: Evidence
    refusal: Refusal | None
    about: Spoken = Spoken()


class Finder:
    """Searches the store within a scope, and says whether a question can be answered from it."""

    def __init__(
        self, store: Store, searcher: Searcher, gate: EvidenceGate, settings: Settings
    ) -> None:
        self._store = store
        self._searcher = searcher
        self._gate = gate
        self._settings = settings
        self._answered: LRUCache[tuple[str, Scope, str], bool] = LRUCache(_MOST_TRIED)
        self._guard = threading.Lock()

    def hits(self, question: str, k: int, scope: Scope) -> list[Hit]:
        """The best `k` chunks of the scope, best first; none where nothing is indexed.

        A damaged index is made anew first; see `Store.snapshot`.
        """
        with self._store.snapshot(searched(question)) as snapshot:
            if _is_empty(snapshot) or k < 1:
                return []
            return self._searcher.search(question, snapshot.within(scope), k)

    def meant(self, question: str, history: Sequence[Message]) -> tuple[str, tuple[Message, ...]]:
        """A question and those before it as they were meant: see `plainly` and `respelled`."""
        with self._store.snapshot() as snapshot:
            if not snapshot.is_searchable:
                return question, tuple(history)
            turns = (
                replace(turn, content=respelled(plainly(turn.content), snapshot))
                if turn.role == "user"
                else turn
                for turn in history
            )
            return respelled(plainly(question), snapshot), tuple(turns)

    def read(self, question: str, scope: Scope) -> tuple[list[Hit], tuple[Passage, ...]]:
        """Hits and the passages made of them, out of one snapshot."""
        with self._store.snapshot(searched(question)) as snapshot:
            if _is_empty(snapshot):
                return [], ()
            found = snapshot.within(scope)
            hits = self._searcher.search(question, found, self._settings.candidates)
            passages = self._passages(question, hits, found)
        return hits, passages

    def _passages(
        self, question: str, hits: Sequence[Hit], snapshot: Snapshot
    ) -> tuple[Passage, ...]:
        return build_passages(
            hits,
            snapshot.text,
            snapshot.media_type,
            count_tokens,
            limit=self._settings.passages,
            budget=self._settings.evidence_tokens,
            keys=random.Random(question),
            chunk_after=snapshot.chunk_after,
            whole_tables=bool(conditions(question)),
        )

    def found(
        self,
        readings: Iterable[str],
        scope: Scope,
        clock: Stopwatch,
        bounds: Bounds = Bounds(),  # noqa: B008
    ) -> Found:
        """The first of at least one reading that can be answered within its bounds, else the first,
        which then is refused."""
        tried: list[Found] = []
        first, about = "", Spoken()
        for asked in readings:
            first = first or asked
            hits, passages = self.read(asked, scope)
            clock.lap("retrieve")
            lead = self._lead(asked, hits)
            if lead is not None and not _keeps(bounds, first, lead):
                lead = None
            if lead is not None and (is_exact(asked) or not lead.evidence.heading):
                return lead
            passages = bounds.within(asked, passages, hits)
            evidence = bounds.naming(asked, self._gate.judge(asked, passages))
            about = about if tried else spoken_of(asked, hits, lambda: self._store.snapshot())
            evidence = told_by(first, asked, evidence)
            clock.lap("evidence")
            refusal = self.refusal(hits, evidence, scope)
            found = Found(asked, hits, passages, evidence, refusal, about)
            if lead and is_told_below(lead.evidence, asked, evidence, refused=bool(refusal)):
                told = with_elsewhere(lead.evidence, lead.passages, evidence)
                return lead._replace(evidence=told)
            if found.refusal is None and is_named(asked, hits[: self._settings.passages]):
                return found
            if lead is not None:
                return lead
            tried.append(found)
            if named := documents_named(asked, hits):
                scope = replace(scope, documents=named, collections=frozenset())
        return self._of_whom(about, tried[0], scope)

    def _of_whom(self, about: Spoken, first: Found, scope: Scope) -> Found:
        """What the documents about whom it names say of that one, where they answer it alone."""
        if first.refusal is None or not about.asked:
            return first
        own = replace(scope, documents=about.documents, collections=frozenset())
        hits, passages = self.read(about.asked, own)
        evidence = about.told(self._gate.judge(about.asked, passages))
        refusal = self.refusal(hits, evidence, scope)
        return first if refusal else Found(first.asked, hits, passages, evidence, None)

    def _lead(self, asked: str, hits: Sequence[Hit]) -> Found | None:
        """What stands below what is asked about as a whole, or asks the same; None for no such."""
        lead = lead_of(asked, hits, lambda: self._store.snapshot(), self._passages)
        return Found(asked, *lead, None) if lead is not None else None

    def refusal(self, hits: Sequence[Hit], evidence: Evidence, scope: Scope) -> Refusal | None:
        """The gate before the model: None when there is evidence enough to answer from."""
        if not hits:
            narrow = bool(scope) and self._store.chunk_count() > 0
            return Refusal("empty_corpus", EMPTY_SCOPE if narrow else EMPTY_CORPUS)
        if evidence.probability >= self._settings.evidence_threshold:
            return None
        return Refusal("no_evidence", no_evidence(evidence))

    def unheard(self, question: str) -> tuple[str, ...]:
        """What it names and no document does; nothing where they cannot be looked through."""
        try:
            with self._store.snapshot() as snapshot:
                return unheard(question, snapshot) if snapshot.is_searchable else ()
        except RagError as error:
            log.warning("What no document mentions could not be looked for: %s", error)
            return ()

    def suggestions(
        self,
        found: Found,
        scope: Scope,
        typed: str = "",
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> tuple[str, ...]:
        """Questions about the documents that came nearest, which the scope does answer; not what
        was `typed`, of which `found.asked` is a reading. None where they cannot be tried, or trying
        them is stopped: a refusal stands without."""
        offered: list[str] = []
        with _trying():
            searched = self._store.generation()
            is_answered = partial(self._is_answered, searched, scope, is_stopped)
            nearest = _nearest(found.evidence)
            offered += suggestions(found.hits, found.asked, is_answered, typed, nearest)
        return tuple(offered)

    def answered(
        self, questions: Iterable[str], limit: int, scope: Scope, is_stopped: Callable[[], bool]
    ) -> tuple[str, ...]:
        """The first `limit` of the questions that the scope answers; those that are found so far
        where they cannot be tried, or trying them is stopped."""
        found: list[str] = []
        with _trying():
            generation = self._store.generation()
            for question in questions:
                if len(found) == limit:
                    break
                if self._is_answered(generation, scope, is_stopped, question):
                    found.append(question)
        return tuple(found)

    def was_answered(self, question: str, scope: Scope) -> bool:
        """Has it been tried, and is it answered by what there is now?"""
        key = (self._store.generation(), scope, question)
        with self._guard:
            return bool(self._answered.get(key))

    def _is_answered(
        self, generation: str, scope: Scope, is_stopped: Callable[[], bool], question: str
    ) -> bool:
        """Would it be, were it asked? Remembered for the `generation`, once it is known."""
        key = (generation, scope, question)
        with self._guard:
            known = self._answered.get(key)
        if known is None:
            ways = _until(is_stopped, readings(question, ())[:_WAYS])
            known = self.found(ways, scope, Stopwatch()).refusal is None
            with self._guard:
                self._answered[key] = known
        return known


@contextmanager
def _trying() -> Iterator[None]:
    """Ends where other questions cannot be tried any further: a refusal stands without them."""
    try:
        yield
    except _Stopped:
        return
    except RagError as error:
        log.warning("Other questions could not be tried: %s", error)
    except Exception:
        log.exception("Other questions could not be tried")


def _nearest(evidence: Evidence) -> tuple[str, int]:
    """The document of the likeliest sentence, and where in it that stands."""
    best = next(iter(evidence.sentences), None)
    return (best.passage.document_id, best.start) if best else ("", 0)


def _keeps(bounds: Bounds, first: str, found: Found) -> bool:
    """Is what was found, for this or the first reading, answered from where it may be?"""
    allowed = bounds.within(found.asked, found.passages, found.hits)
    best = found.evidence.sentences[0]
    named = told_by(first, found.asked, bounds.naming(found.asked, found.evidence))
    return best.passage in allowed and named.probability > 0 and named.sentences[0] is best


def _is_empty(snapshot: Snapshot) -> bool:
    """Is nothing indexed? Raises what keeps that which is from being searched: nobody is to be told
    that there are no documents."""
    if snapshot.absence is not None:
        raise snapshot.absence
    return not snapshot.is_searchable


def _until(is_stopped: Callable[[], bool], ways: Iterable[str]) -> Iterator[str]:
    """The ways to ask. Raises `_Stopped` in place of the next one."""
    for way in ways:
        if is_stopped():
            raise _Stopped
        yield way
