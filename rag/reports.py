"""What the house says about itself: documents in a list, the progress and the outcome of a sync."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document in a list: who it is and how many chunks it has, without its text."""

    id: str
    title: str
    source: str
    chunks: int


@dataclass(frozen=True, slots=True)
class SyncFailure:
    """A source that could not be indexed, and why, in a sentence for its owner."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """Where a sync is. `total` is None while it is not known yet; `source` may be empty."""

    stage: Literal["scanning", "reading", "embedding", "indexing", "publishing"]
    done: int
    total: int | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. Counts are documents, except `chunks`: chunks in the index afterwards."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: tuple[SyncFailure, ...] = ()
    chunks: int = 0
    embedded: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Stats:
    """What the index holds. `bytes` counts the data folder on disk."""

    documents: int
    chunks: int
    bytes: int
    embedder: str
    fingerprint: str
