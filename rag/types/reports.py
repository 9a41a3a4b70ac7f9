"""What the house says about itself: documents in a list, the progress and the outcome of a sync."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Status = Literal["indexed", "failed", "excluded"]


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document in a list: who it is and how many chunks it has, without its text.

    `date` is the one that the document states, else that of its file; `size` is the file's, in
    bytes. `id` is empty where nothing of the source is indexed. `failure` says why its file could
    not be read; with the status "indexed", what was read of it before is what is indexed. `remark`
    says what of it could not be read, where the rest is indexed.
    `uploaded`: Footnote keeps the file itself, under another name than the `title` may say.
    `duplicates` are the other sources with the same bytes.
    """

    id: str
    title: str
    source: str
    chunks: int
    collection: str = ""
    date: datetime.date | None = None
    size: int = 0
    media_type: str = ""
    content_hash: str = ""
    status: Status = "indexed"
    failure: str = ""
    remark: str = ""
    uploaded: bool = False
    duplicates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddedFolder:
    """A folder, or one file, that somebody added to the documents; their sources begin with
    `name`. `present`: is it there today? If not, what was indexed of it is kept."""

    path: str
    name: str
    present: bool
    documents: int


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a document was read from; `name` is what it came with, and may be anything.

    `changed`: it does not hold what it held when it was read.
    """

    name: str
    path: Path
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a picture, in shares of its width and height, from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of a document as a picture of `width` by `height` pixels, counted from 1.

    `spans` are the numbers, from 0, of those spans asked for that touch it; `boxes` are where each
    of all of them stands, a box a printed line: none for a span that is not on this page, or whose
    words are no letters there.
    """

    number: int
    media_type: str
    picture: bytes
    width: int
    height: int
    spans: tuple[int, ...]
    boxes: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an uploaded file, or of the files in an archive.

    `sources` are new; `existing` are sources that already hold the same bytes, so that nothing was
    added for them; `refused` are names as they were given, each with a reason.
    """

    sources: tuple[str, ...] = ()
    existing: tuple[str, ...] = ()
    refused: tuple[SyncFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncFailure:
    """A source that could not be indexed, and why, in a sentence for its owner."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class SyncRemark:
    """A source that is indexed in part, and what of it was not read, in words for its owner."""

    source: str
    remark: str


@dataclass(frozen=True, slots=True)
class SyncSkipped:
    """Files of a kind that is not read: why, how many there are, and the sources of the first."""

    reason: str
    count: int
    sources: tuple[str, ...]

    @property
    def files(self) -> str:
        """In words: "a.png, b.png and 4 more"."""
        more = self.count - len(self.sources)
        return ", ".join(self.sources) + (f" and {more:,} more" if more else "")


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """Where a sync is: files in "reading", passages in the later stages.

    `total` is None while it is not known yet. `source` is the file it is at; empty for all.
    `failed` is the file before it, where that could not be read.
    """

    stage: Literal["scanning", "reading", "embedding", "indexing", "publishing"]
    done: int
    total: int | None
    source: str = ""
    failed: SyncFailure | None = None


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. Counts are documents, except `chunks`: chunks in the index afterwards.
    `failed` and `remarks` name what was read before, too, and is still so; `skipped` are kinds of
    files that no sync reads.

    `cancelled`: it was told to end early, and has changed nothing.
    """

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: tuple[SyncFailure, ...] = ()
    chunks: int = 0
    embedded: int = 0
    seconds: float = 0.0
    cancelled: bool = False
    remarks: tuple[SyncRemark, ...] = ()
    skipped: tuple[SyncSkipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Stats:
    """What the index holds. `bytes` counts the data folder on disk."""

    documents: int
    chunks: int
    bytes: int
    embedder: str
    fingerprint: str
