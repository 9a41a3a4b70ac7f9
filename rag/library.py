"""The library: which documents there are, where they come from, and the sync that follows them.

Nothing here changes the index but `sync`: the other methods say what it is to find.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO

from rag.errors import CorpusError
from rag.folders import Folders
from rag.forgetting import forget_document
from rag.ingest import Uploads, modified, reading_limits
from rag.page_views import PICTURED, PageViews, digest_of
from rag.settings import Settings
from rag.store import Embedder, Holdings, SourceState, Store
from rag.types import (
    Added,
    AddedFolder,
    Document,
    DocumentEntry,
    Original,
    PageView,
    SyncProgress,
    SyncReport,
)
from rag.watch import Watcher

_MEGABYTE = 1_000_000  # bytes


class Library:
    """The documents of one data folder. Thread-safe.

    A document is named by its id, or by its source where it has none: one that could not be read,
    or is excluded.
    """

    def __init__(self, store: Store, embedder: Embedder, settings: Settings) -> None:
        self._store, self._embedder, self._settings = store, embedder, settings
        data_dir = settings.data_dir.absolute()
        self._folders = Folders(store, settings.corpus_dir, data_dir)
        limits = reading_limits(settings)
        self._page_views = PageViews(limits)
        self._uploads = Uploads(
            data_dir,
            limits,
            max_file_bytes=int(settings.max_file_mb * _MEGABYTE),
            max_zip_bytes=int(settings.max_zip_mb * _MEGABYTE),
        )

    def sync(
        self,
        on_progress: Callable[[SyncProgress], None] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> SyncReport:
        """Makes the index follow the files: of the corpus folder, the uploads, the added folders.

        `is_cancelled` is asked between files and between batches; where it says yes, everything
        stays as it was. Documents that cannot be read are in the report's `failed`; the others are
        indexed, and those that could be read in part alone are in its `remarks`. `CorpusError`
        when the corpus folder cannot be read, `StoreBusy` while another process syncs.
        """
        from rag.ingest import sync  # what reads files is a tenth of what a question would load

        return sync(
            self._settings.corpus_dir,
            self._store,
            self._embedder,
            chunk_tokens=self._settings.chunk_tokens,
            max_file_bytes=int(self._settings.max_file_mb * _MEGABYTE),
            data_dir=self._settings.data_dir.absolute(),
            limits=reading_limits(self._settings),
            on_progress=on_progress or (lambda _: None),
            is_cancelled=is_cancelled or (lambda: False),
        )

    def entries(self) -> tuple[DocumentEntry, ...]:
        """Everything there is, by source: indexed, failed, excluded."""
        holdings = self._store.holdings()
        indexed = {entry.source: entry for entry in self._store.documents()}
        same: dict[str, list[str]] = defaultdict(list)
        for entry in indexed.values():
            same[entry.content_hash].append(entry.source)
        found = {
            source: replace(
                entry,
                failure=holdings.failures[source].reason if source in holdings.failures else "",
                remark=holdings.remarks[source].remark if source in holdings.remarks else "",
                uploaded=source in holdings.uploads,
                duplicates=tuple(one for one in same[entry.content_hash] if one != source),
            )
            for source, entry in indexed.items()
        }
        folders = {folder.path for folder in holdings.folders}
        for source, failure in holdings.failures.items():
            if source in folders:
                continue  # a folder that is away is no document; `folders` says so
            name = _last(holdings.uploads.get(source, source))
            found.setdefault(
                source,
                DocumentEntry(
                    "", name, source, 0, size=max(failure.size, 0), status="failed",
                    failure=failure.reason, uploaded=source in holdings.uploads,
                ),
            )  # fmt: skip
        for source in self._folders.present(holdings.excluded):  # others nobody misses
            found[source] = DocumentEntry("", _last(source), source, 0, status="excluded")
        return tuple(found[source] for source in sorted(found))

    def indexed_corpus(self) -> str:
        """The corpus folder as of the last sync; "" where that is not known."""
        return self._store.holdings().corpus

    def missing(self) -> frozenset[str]:
        """Sources of indexed documents whose files have gone, so that the next sync drops them.

        Raises `OSError` where a folder does not let that be seen.
        """
        return self._folders.missing(self._store.sources())

    def collections(self) -> tuple[str, ...]:
        """The collections that indexed documents are in; not "", which those in none have."""
        return tuple(sorted({entry.collection for entry in self._store.documents()} - {""}))

    def original(self, document: str) -> Original:
        """The file of a document, for a download. `CorpusError` where it is not there now."""
        source = self._source(document)
        located = self._folders.locate(source)
        if located is None:
            raise CorpusError(f"The file of {source!r} is not there now.", hint="Sync, and look.")
        name = self._store.holdings().uploads.get(source, source)
        state = self._store.sources().get(source)
        changed = (
            state is not None
            and not self._is_as_indexed(state)
            and digest_of(located[1]) != state.content_hash
        )
        return Original(_last(name), located[1], changed)

    def page_views(
        self, document: Document, spans: Sequence[tuple[int, int]]
    ) -> tuple[PageView, ...]:
        """The pages of a PDF that these spans of its text are on, with their words boxed.

        None for other documents. Raises `CorpusError` where its file is not there now, or is not
        the one that was read, and `UnreadableDocument` where a page cannot be drawn.
        """
        if document.media_type != PICTURED or not spans:
            return ()
        return self._page_views.of(document, self.original(document.id).path, spans)

    def add(self, name: str, stream: IO[bytes]) -> Added:
        """Keeps an uploaded file, or the files in an uploaded zip, for the next sync.

        `name` is only ever shown. Raises `CorpusError` where the disk does not take it, `StoreBusy`
        where a sync that is being published takes long; nothing is kept then.
        """
        ledger, excluded = self._store.sources(), self._store.holdings().excluded
        by_hash: dict[str, list[SourceState]] = defaultdict(list)
        for source, state in ledger.items():
            if source not in excluded:
                by_hash[state.content_hash].append(state)

        def known(digest: str) -> str:
            states = by_hash.get(digest, ())
            return next((one.source for one in states if self._is_as_indexed(one)), "")

        def taken(source: str) -> bool:
            return source in ledger or self._folders.locate(source) is not None

        def adding(held: Holdings) -> Holdings:
            return replace(
                held,
                uploads={**held.uploads, **received.names},
                excluded=held.excluded - received.names.keys(),
            )

        received = self._uploads.receive(name, stream, known, taken)
        if received.names:
            try:
                self._store.remember(adding)
            except BaseException:
                self._uploads.discard(received.names)
                raise
        return Added(tuple(received.names), tuple(received.existing), tuple(received.refused))

    def remove(self, document: str) -> None:
        """Has the next sync take a document out of the index.

        The file of an upload is deleted now, with what kept conversations and ratings quote of it;
        any other is left alone, and excluded from now on.
        Raises `CorpusError` for a document that is not known, or a file that cannot be deleted,
        `StoreBusy` as `add` does, `StoreError` where the conversations cannot be written; the file
        is still there then.
        """
        source = self._source(document)
        located = self._folders.locate(source)
        uploaded = located is not None and located[0].path == self._uploads.folder
        lost = located is None and source in self._store.holdings().uploads
        if not (uploaded or (lost and self._uploads.folder.exists())):
            self._store.revise(
                lambda held: replace(_forgotten(held, source), excluded=held.excluded | {source})
            )
            return
        state = self._store.sources().get(source)
        known = self._store.document(state.document_id) if state is not None else None

        def deleting(held: Holdings) -> Holdings:  # only once nobody is in the way
            if known is not None:
                forget_document(self._settings.data_dir, known, date.today())
            if located is not None:
                self._uploads.delete(located[1])
            return _forgotten(held, source)

        self._store.revise(deleting)

    def restore(self, document: str) -> None:
        """Has the next sync index a document again that was excluded."""
        source = self._source(document)
        self._store.revise(lambda held: replace(held, excluded=held.excluded - {source}))

    def reindex(self, document: str) -> None:
        """Has the next sync read a document again, though its file is as it was."""
        source = self._source(document)
        self._store.mark_unread(source)
        self._store.revise(lambda held: _untried(held, source))

    def folders(self) -> tuple[AddedFolder, ...]:
        """The folders, and single files, that were added to the documents."""
        return self._folders.added()

    def add_folder(self, path: Path) -> AddedFolder | None:
        """Adds a folder, or a file, to the documents of the next and every later sync.

        None where it is among the documents already. Raises `CorpusError` for one that is not
        there, is no document, or is Footnote's own.
        """
        return self._folders.add(path)

    def forget_folder(self, path: Path | str) -> None:
        """Has the next sync drop an added folder's documents; `path` may be its name.

        Raises `CorpusError` for one that was not added.
        """
        self._folders.forget(path)

    def watcher(self, act: Callable[[], bool]) -> Watcher:
        """Watches the folders and files of documents, once it is started; `act` is to sync, or to
        say that it cannot just now."""
        data_dir = self._settings.data_dir.absolute()
        return Watcher(
            lambda: [root.path for root in self._folders.roots()], act, ignored=[data_dir]
        )

    def _is_as_indexed(self, state: SourceState) -> bool:
        """Is its file there now, and by size and time the one that was read?"""
        located = self._folders.locate(state.source)
        try:
            status = located[1].stat() if located else None
        except OSError:
            return False
        return status is not None and (status.st_size, modified(status)) == (
            state.size,
            state.mtime_ns,
        )

    def _source(self, document: str) -> str:
        sources = self._store.sources()
        held = self._store.holdings()
        for source, state in sources.items():
            if document == state.document_id:
                return source
        if document in {*sources, *held.failures, *held.excluded, *held.uploads}:
            return document
        raise CorpusError(f"There is no document {document!r}.", hint="It may have gone since.")


def _last(name: str) -> str:
    """The last part of a path, of whatever system."""
    return name.replace("\\", "/").rpartition("/")[2]


def _forgotten(held: Holdings, source: str) -> Holdings:
    """Without what is remembered of one source."""
    uploads = {name: shown for name, shown in held.uploads.items() if name != source}
    return replace(_untried(held, source), uploads=uploads)


def _untried(held: Holdings, source: str) -> Holdings:
    """As if the source had never failed."""
    failures = {name: one for name, one in held.failures.items() if name != source}
    return replace(held, failures=failures)
