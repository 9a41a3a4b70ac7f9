"""A readable stand-in for the library: entries are given, what is done to it is remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from rag.errors import CorpusError, RagError
from rag.ingest import Limits
from rag.page_views import PICTURED, PageViews, digest_of
from rag.types import (
    Added,
    AddedFolder,
    Document,
    DocumentEntry,
    Original,
    PageView,
    SyncFailure,
)


@dataclass
class FakeWatcher:
    """Sees a change when a test calls `act`."""

    act: Callable[[], bool]
    running: bool = False
    stopped: bool = False

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.stopped = True


@dataclass
class FakeDocuments:
    """Holds entries by source. An uploaded file is in it once a sync has called `read`.

    A file with these bytes is there already; one whose name ends in `.exe` is refused; a folder
    called "known" is among the documents. `refuses`: whatever is changed is
    refused so. Files of `gone` sources are not there now. `corpus`: what was indexed.
    """

    shelf: dict[str, DocumentEntry] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    held: list[AddedFolder] = field(default_factory=list)
    done: list[tuple[str, str]] = field(default_factory=list)
    added: list[Path] = field(default_factory=list)
    forgotten: list[Path | str] = field(default_factory=list)
    refuses: RagError | None = None
    corpus: str = ""
    watch: FakeWatcher | None = None
    _going: set[str] = field(default_factory=set)
    _waiting: dict[str, DocumentEntry] = field(default_factory=dict)
    _views: PageViews = field(default_factory=lambda: PageViews(Limits()))

    def entries(self) -> tuple[DocumentEntry, ...]:
        return tuple(self.shelf.values())

    def indexed_corpus(self) -> str:
        return self.corpus

    def missing(self) -> frozenset[str]:
        return self.gone

    def original(self, document: str) -> Original:
        entry = next(e for e in self.shelf.values() if document in (e.id, e.source))
        if entry.source not in self.files:
            raise CorpusError(f"The file of {entry.source!r} is not there now.", hint="Sync.")
        path = self.files[entry.source]
        changed = bool(entry.content_hash) and digest_of(path) != entry.content_hash
        return Original(entry.title, path, changed)

    def page_views(
        self, document: Document, spans: Sequence[tuple[int, int]]
    ) -> tuple[PageView, ...]:
        if document.media_type != PICTURED or not spans:
            return ()
        return self._views.of(document, self.original(document.id).path, spans)

    def add(self, name: str, stream: IO[bytes]) -> Added:
        self._check()
        if name.endswith(".exe"):
            return Added(refused=(SyncFailure(name, "Files of this type are not read."),))
        raw = stream.read()
        digest = hashlib.sha256(raw).hexdigest()
        for entry in self.shelf.values():
            if entry.content_hash == digest:
                return Added(existing=(entry.source,))
        source = f"uploads/{len(self.shelf) + len(self._waiting)}-upload.md"
        self._waiting[source] = DocumentEntry(
            f"id-{source}", name, source, 1, size=len(raw), content_hash=digest, uploaded=True
        )
        return Added(sources=(source,))

    def read(self) -> None:
        """What a sync does: takes up what was added, and out what was removed."""
        for source in self._going | self.gone:
            self.shelf.pop(source, None)
        self._going.clear()
        self.shelf.update(self._waiting)
        self._waiting.clear()

    def remove(self, document: str) -> None:
        self._note("remove", document)
        if self._waiting.pop(document, None) is not None:
            return
        entry = self.shelf[document]
        if entry.uploaded:
            self._going.add(document)
        else:
            self.shelf[document] = replace(entry, id="", status="excluded", chunks=0)

    def restore(self, document: str) -> None:
        self._note("restore", document)

    def reindex(self, document: str) -> None:
        self._note("reindex", document)

    def folders(self) -> tuple[AddedFolder, ...]:
        return tuple(self.held)

    def add_folder(self, path: Path) -> AddedFolder | None:
        self._check()
        if path.name == "known":
            return None
        self.added.append(path)
        folder = AddedFolder(str(path), path.name, True, 0)
        self.held.append(folder)
        return folder

    def forget_folder(self, path: Path | str) -> None:
        self._check()
        self.forgotten.append(path)
        self.held = [one for one in self.held if one.path != str(path)]

    def watcher(self, act: Callable[[], bool]) -> FakeWatcher:
        self.watch = FakeWatcher(act)
        return self.watch

    def _note(self, act: str, document: str) -> None:
        self._check()
        self.done.append((act, document))

    def _check(self) -> None:
        if self.refuses is not None:
            raise self.refuses
