"""What goes into the store: one ledger row, one document with its chunks, one set of changes."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from rag.types import Chunk, Document

UNREAD = ""
"""Stands for `chunking` where the source is to be read once more, whatever its file is like."""

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class SourceState:
    """One row of the sync ledger: what a source was when it was last indexed.

    `size` is in bytes, `mtime_ns` as the file system gives it; `chunking` names the rules that cut
    the document, so that other rules are noticed. One document has one source. `stated_collection`
    and `stated_date` are what the document itself says, if it does.
    """

    source: str
    document_id: str
    content_hash: str
    size: int
    mtime_ns: int
    chunking: str
    stated_collection: str = ""
    stated_date: datetime.date | None = None

    @property
    def collection(self) -> str:
        """The stated collection, else the first folder of the source, else ""."""
        return self.stated_collection or self.source.rpartition("/")[0].partition("/")[0]

    @property
    def date(self) -> datetime.date | None:
        """The stated date, else the day (UTC) that the file is of; None for one out of all time.

        It is kept, and the same wherever the folder is read; what people see is `local_day`.
        """
        if self.stated_date is not None:
            return self.stated_date
        try:
            return (_EPOCH + datetime.timedelta(microseconds=self.mtime_ns // 1_000)).date()
        except OverflowError:
            return None


def local_day(mtime_ns: int) -> datetime.date | None:
    """The day on which a file was changed, as this machine's file manager shows it; None for a time
    that the system has no day for."""
    try:
        return datetime.datetime.fromtimestamp(mtime_ns // 1_000_000_000).date()
    except (OverflowError, OSError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Record:
    """One document to publish.

    `search_texts` runs parallel to `chunks`: what is embedded, and what full-text search sees
    besides the chunk; usually title and heading path, then the chunk's text.
    """

    document: Document
    chunks: tuple[Chunk, ...]
    search_texts: tuple[str, ...]
    state: SourceState

    def __post_init__(self) -> None:
        document, state = self.document, self.state
        if len(self.chunks) != len(self.search_texts):
            raise ValueError(
                f"{document.source!r}: {len(self.chunks)} chunks, "
                f"but {len(self.search_texts)} search texts"
            )
        if (state.document_id, state.source) != (document.id, document.source):
            raise ValueError(f"{document.source!r}: its ledger row is of {state.source!r}")
        for chunk in self.chunks:
            if chunk.document_id != document.id:
                raise ValueError(f"{document.source!r}: chunk {chunk.id!r} is of another document")
            if chunk.text != document.text[chunk.start : chunk.end]:
                raise ValueError(f"{document.source!r}: chunk {chunk.id!r} is not its span's text")


@dataclass(frozen=True, slots=True)
class Changes:
    """What one publish does. A document is in at most one of the three.

    `upserts` replace whatever the documents of their ids were. `removals` are document ids.
    `touched` are documents whose content is the same but whose place or time stamp is not: the
    ledger and `Document.source` follow, the index stays.
    """

    upserts: tuple[Record, ...] = ()
    removals: tuple[str, ...] = ()
    touched: tuple[SourceState, ...] = ()

    def __post_init__(self) -> None:
        states = [record.state for record in self.upserts] + list(self.touched)
        ids = [state.document_id for state in states] + list(self.removals)
        for what, names in (("document", ids), ("source", [state.source for state in states])):
            twice = sorted(name for name, times in Counter(names).items() if times > 1)
            if twice:
                raise ValueError(f"{what} {twice[0]!r} is changed twice in one publish")

    def __bool__(self) -> bool:
        return bool(self.upserts or self.removals or self.touched)
