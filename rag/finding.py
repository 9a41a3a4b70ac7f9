"""Finds what a question is answered from: hits and passages of one view of the documents."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from cachetools import LRUCache

from rag.clock import Stopwatch
from rag.errors import RagError
from rag.llm import count_tokens
from rag.retrieve import (
    EvidenceGate,
    Searcher,
    build_passages,
    is_named,
    no_evidence,
    readings,
    suggestions,
)
from rag.settings import Settings
from rag.store import Snapshot, Store
from rag.types import Evidence, Hit, Passage, Refusal, Scope

log = logging.getLogger(__name__)

EMPTY_CORPUS = "There are no documents to answer from yet."
EMPTY_SCOPE = "There are no documents in what you chose to ask of."

_MOST_TRIED = 1_000
"""Questions of refusals that are remembered as answered or not: the same titles come up again."""


_WAYS = 2
"""Readings that a question to be offered is tried in; asked, it would be tried in all."""


class _Stopped(Exception):
    """Nobody waits any more for what was to be tried."""


class Found(NamedTuple):
    """What there is for one reading of a question, and the refusal if that is not enough."""

    asked: str
    hits: list[Hit]
    passages: tuple[Passage, ...]
    evidence: Evidence
    refusal: Refusal | None


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
        with self._store.snapshot() as snapshot:
            if _is_empty(snapshot):
                return []
            return self._searcher.search(question, snapshot.within(scope), k)

    def read(self, question: str, scope: Scope) -> tuple[list[Hit], tuple[Passage, ...]]:
        """Hits and the passages made of them, out of one snapshot."""
        with self._store.snapshot() as snapshot:
            if _is_empty(snapshot):
                return [], ()
            found = snapshot.within(scope)
            hits = self._searcher.search(question, found, self._settings.candidates)
            passages = build_passages(
                hits,
                found.text,
                found.media_type,
                count_tokens,
                limit=self._settings.passages,
                budget=self._settings.evidence_tokens,
                keys=random.Random(question),
                chunk_after=found.chunk_after,
            )
        return hits, passages

    def found(self, readings: Iterable[str], scope: Scope, clock: Stopwatch) -> Found:
        """The first of at least one reading that can be answered, else the first."""
        tried: list[Found] = []
        for asked in readings:
            hits, passages = self.read(asked, scope)
            clock.lap("retrieve")
            evidence = self._gate.judge(asked, passages)
            clock.lap("evidence")
            found = Found(asked, hits, passages, evidence, self.refusal(hits, evidence, scope))
            if found.refusal is None and is_named(asked, hits[: self._settings.passages]):
                return found
            tried.append(found)
        return tried[0]

    def refusal(self, hits: Sequence[Hit], evidence: Evidence, scope: Scope) -> Refusal | None:
        """The gate before the model: None when there is evidence enough to answer from."""
        if not hits:
            narrow = bool(scope) and self._store.chunk_count() > 0
            return Refusal("empty_corpus", EMPTY_SCOPE if narrow else EMPTY_CORPUS)
        if evidence.probability >= self._settings.evidence_threshold:
            return None
        return Refusal("no_evidence", no_evidence(evidence))

    def suggestions(
        self,
        hits: Sequence[Hit],
        question: str,
        scope: Scope,
        typed: str = "",
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> tuple[str, ...]:
        """Questions about the documents that came nearest, which the scope does answer; not what
        was `typed`, of which `question` is a reading. None where they cannot be tried, or trying
        them is stopped: a refusal stands without."""
        try:
            searched = self._store.generation()
            is_answered = partial(self._is_answered, searched, scope, is_stopped)
            return suggestions(hits, question, is_answered, typed)
        except _Stopped:
            return ()
        except RagError as error:
            log.warning("Other questions could not be tried: %s", error)
        except Exception:
            log.exception("Other questions could not be tried")
        return ()

    def _is_answered(
        self, searched: str, scope: Scope, is_stopped: Callable[[], bool], question: str
    ) -> bool:
        """Would it be, were it asked? Remembered for what is `searched`, once it is known."""
        key = (searched, scope, question)
        with self._guard:
            known = self._answered.get(key)
        if known is None:
            ways = _until(is_stopped, readings(question, ())[:_WAYS])
            known = self.found(ways, scope, Stopwatch()).refusal is None
            with self._guard:
                self._answered[key] = known
        return known


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
