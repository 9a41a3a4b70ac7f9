"""Where documents come from: the corpus folder, the uploads, the folders that somebody added."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import CorpusError
from rag.ingest.scan import Found, Scan, can_be_listed, scan, scan_file
from rag.store import Folder, Holdings
from rag.types import SyncFailure

UPLOADS = "uploads"
"""The folder below the data folder in which uploaded files are kept, and what their sources begin
with."""


@dataclass(frozen=True, slots=True)
class Root:
    """A folder, or one file, whose documents are indexed. `name` begins their sources; "" for the
    corpus folder, whose sources are the paths below it."""

    path: Path
    name: str = ""
    is_file: bool = False

    @property
    def folder(self) -> Path:
        """The folder that its sources are paths below."""
        return self.path.parent if self.is_file else self.path

    @property
    def is_there(self) -> bool:
        """Is its folder there, so that those of its documents that are not are gone?"""
        return can_be_listed(self.folder)

    def path_of(self, source: str) -> Path | None:
        """Where a source is, if it is one of this root: a file within it that is there now."""
        path = self.place_of(source)
        if path is None:
            return None
        try:
            inside = path.resolve(strict=True).is_relative_to(self.folder.resolve(strict=True))
        except (OSError, RuntimeError, ValueError):
            return None
        return path if inside and path.is_file() else None

    def place_of(self, source: str) -> Path | None:
        """Where a source would be, if it is one of this root by its name."""
        prefix = f"{self.name}/" if self.name else ""
        if not source.startswith(prefix):
            return None
        path = self.folder / source.removeprefix(prefix)
        return None if self.is_file and path != self.path else path


def roots(corpus_dir: Path, data_dir: Path | None, folders: Iterable[Folder]) -> tuple[Root, ...]:
    """All of them; a file that two of them hold belongs to the first."""
    uploads = () if data_dir is None else (Root(data_dir / UPLOADS, UPLOADS),)
    added = (Root(Path(one.path), one.name, one.is_file) for one in folders)
    return Root(corpus_dir), *uploads, *added


def scan_roots(corpus_dir: Path, data_dir: Path | None, holdings: Holdings) -> Scan:
    """The files of all roots. Nothing else in the data folder is ever a document.

    Raises `CorpusError` where the corpus folder cannot be listed. An added folder that cannot be is
    a failure, and its documents stay.
    """
    files: dict[str, Found] = {}
    failed: list[SyncFailure] = []
    unseen: set[str] = set()
    skipped: list[tuple[str, str]] = []
    skip = set() if data_dir is None else {_resolved(data_dir)}
    for root in roots(corpus_dir, data_dir, holdings.folders):
        part = _scan(root, skip)
        failed += part.failed
        unseen |= part.unseen
        skipped += part.skipped
        for source, found in part.files.items():
            if source in files and files[source].path != found.path:
                where = files[source].path
                failed.append(SyncFailure(source, f"Another document has this name: {where}."))
            elif source not in holdings.excluded:
                files[source] = found
        skip.add(_resolved(root.path))
    return Scan(dict(sorted(files.items())), tuple(failed), frozenset(unseen), holdings.excluded,
                tuple(skipped))  # fmt: skip


def _scan(root: Root, skip: Collection[Path]) -> Scan:
    if not root.name:
        return scan(root.path, skip)
    inside = any(_resolved(root.path).is_relative_to(one) for one in skip)
    if inside and root.name != UPLOADS:
        return Scan({}, (), frozenset())  # what is there belongs to another root
    try:
        if root.is_file:
            return scan_file(root.path, f"{root.name}/{root.path.name}")
        return _below(root.name, scan(root.path, () if root.name == UPLOADS else skip))
    except CorpusError:
        missing = Scan({}, (), frozenset({root.name}))
        if root.name == UPLOADS and not os.path.lexists(root.path):
            return missing  # nothing was uploaded yet
        gone = "It cannot be listed now; what was indexed of it is kept."
        return replace(missing, failed=(SyncFailure(str(root.path), gone),))


def _below(name: str, part: Scan) -> Scan:
    """The same scan, with sources that begin with `name`."""
    moved: Mapping[str, Found] = {
        f"{name}/{source}": replace(found, source=f"{name}/{source}")
        for source, found in part.files.items()
    }
    failed = tuple(replace(one, source=f"{name}/{one.source}") for one in part.failed)
    skipped = tuple((f"{name}/{source}", reason) for source, reason in part.skipped)
    unseen = frozenset(f"{name}/{source}" for source in part.unseen)
    return Scan(moved, failed, unseen, skipped=skipped)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()
