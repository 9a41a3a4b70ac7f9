"""Texts are embedded while those behind them are cut, and what is told of it never goes back."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import Future

import pytest

from rag.ingest import embedded
from rag.ingest.embedded import Embedding
from rag.store import Changes, Kept, Record
from rag.types import SyncProgress
from tests.fakes import record

TOWER = record("tower.md", "The tower is 90 metres high.", "It was finished in 1889.")
BREAD = record("bread.md", "Bread needs flour, water and time.", "Salt is a matter of taste.")


class Eager:
    """A writer that takes the next group when half of one has its vectors."""

    def __init__(self) -> None:
        self.indexed: list[list[Record]] = []

    def keep_vectors(self, groups: Iterable[Sequence[str]]) -> Generator[Kept, None, None]:
        coming = iter(groups)
        texts, group = next(coming), 0
        while texts:
            yield Kept(group, 1, 1)
            following = next(coming, [])
            yield Kept(group, len(texts), len(texts) - 1)
            texts, group = following, group + 1

    def index_ahead(self, records: Sequence[Record]) -> None:
        self.indexed.append(list(records))

    def publish(self, changes: Changes) -> None:
        raise AssertionError(f"{changes} is not to be published here")


def test_how_far_it_is_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_FIRST", 1)
    monkeypatch.setattr(embedded, "_TOGETHER", 1)
    cut: list[Future[Record]] = [Future(), Future()]
    cut[0].set_result(TOWER)
    told: list[SyncProgress] = []

    def note(progress: SyncProgress) -> None:
        told.append(progress)
        if progress.source == "bread.md" and not cut[1].done():
            threading.Timer(0.01, cut[1].set_result, [BREAD]).start()

    writer = Eager()
    embedding = Embedding(cut, writer, note)
    embedding.run(["tower.md", "bread.md"])

    assert [(one.source, one.done, one.total) for one in told] == [
        ("tower.md", 1, None),
        ("bread.md", 1, None),  # is still being cut
        ("tower.md", 2, 4),
        ("bread.md", 3, 4),
        ("bread.md", 4, 4),
    ]
    assert writer.indexed == [[TOWER], [BREAD]]
    assert embedding.records == [TOWER, BREAD]
    assert embedding.embedded == 4
