"""Embeds the texts of a sync's documents while those behind them are still being cut."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from typing import NamedTuple, Protocol

from rag.ingest.reading import OnProgress
from rag.store import Changes, Kept, Record
from rag.types import SyncProgress

_TOGETHER = 256
"""Texts handed over at a time, at least: enough for batches of even length, few enough that each
document has its turn in the progress."""

_FIRST = 64
"""The first time, when the cores have nothing else to do than to wait for them."""


class SyncWriter(Protocol):
    """The one who may write; `rag.store.Writer` is one."""

    def keep_vectors(self, groups: Iterable[Sequence[str]]) -> Generator[Kept, None, None]: ...
    def index_ahead(self, records: Sequence[Record]) -> None: ...
    def publish(self, changes: Changes) -> None: ...


class _Group(NamedTuple):
    """The texts of one document, or of several small ones: the source of the first, how many texts
    there are, and how many records up to its last."""

    source: str
    texts: int
    records: int


class Embedding:
    """Has the documents' texts embedded, while those behind them are still being cut.

    How many texts there are is known only when the last has been cut.
    """

    def __init__(self, coming: Sequence[Future[Record]], writer: SyncWriter, told: OnProgress):
        self._coming = coming
        self._writer = writer
        self._told = told
        self._total: int | None = None
        self._groups: list[_Group] = []
        self._done = 0
        self._before = 0  # texts of the groups that are done
        self._indexed = 0
        self.records: list[Record] = []
        self.embedded = 0

    def run(self, sources: Iterable[str]) -> None:
        """Fills `records`, and counts the texts that had no vector yet."""
        with closing(self._writer.keep_vectors(self._cut(sources))) as coming:
            for kept in coming:
                self.embedded += kept.embedded
                group = self._groups[kept.group]
                self._done = self._before + kept.done
                self._tell(group.source)
                if kept.done == group.texts:
                    self._before = self._done
                    self._writer.index_ahead(self.records[self._indexed : group.records])
                    self._indexed = group.records

    def _cut(self, sources: Iterable[str]) -> Iterator[list[str]]:
        """The texts of each group."""
        waiting: list[str] = []
        first = ""
        for source, one in zip(sources, self._coming, strict=True):
            if not one.done():
                self._tell(source)
            self.records.append(one.result())
            first = first or source
            waiting += self.records[-1].search_texts
            if len(waiting) >= (_TOGETHER if self._groups else _FIRST):
                self._groups.append(_Group(first, len(waiting), len(self.records)))
                yield waiting
                first, waiting = "", []
        if waiting:
            self._groups.append(_Group(first, len(waiting), len(self.records)))
            yield waiting

    def _tell(self, source: str) -> None:
        if self._total is None and all(one.done() for one in reversed(self._coming)):
            self._total = sum(len(one.result().search_texts) for one in self._coming)
        self._told(SyncProgress("embedding", self._done, self._total, source))
