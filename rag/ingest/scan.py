"""Which files a corpus folder holds, by name and stat; only what names do not tell is opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import CorpusError, said
from rag.ingest.kinds import head_of, is_untold, unread_by_content, unread_by_name
from rag.ingest.loaders import is_supported, suffix_of
from rag.types import SyncFailure

_NOBODYS = frozenset(("node_modules", "bower_components", "__pycache__", "__MACOSX"))
"""Folders that programs fill."""
_PYTHON_HOME = "pyvenv.cfg"  # what is beside it was installed


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the corpus. `source` is its path below the folder, with forward slashes."""

    source: str
    path: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Scan:
    """The files by source, in order; and what could not be looked at, which may hold more.

    `unseen` are folders and files that are there but would not be listed. Nobody may conclude that
    a source in one of them is gone. `excluded` are sources that count as gone, wherever they are.
    `skipped` are files of kinds that are not read, each with the reason.
    """

    files: Mapping[str, Found]
    failed: tuple[SyncFailure, ...]
    unseen: frozenset[str]
    excluded: frozenset[str] = frozenset()
    skipped: tuple[tuple[str, str], ...] = ()

    def is_gone(self, source: str) -> bool:
        """Is it certain that this source is no longer there?"""
        if source in self.files or source in self.excluded:
            return source in self.excluded
        parts = source.split("/")
        paths = {"/".join(parts[:length]) for length in range(1, len(parts) + 1)}
        return not paths & self.unseen


def scan(corpus_dir: Path, skip: Collection[Path] = ()) -> Scan:
    """The files of the supported types below `corpus_dir`, except hidden ones, those in folders
    that programs fill, and those in `skip` (resolved paths of folders and files).

    Symbolic links are followed to files within the folder, never out of it, and never to folders.
    Raises `CorpusError` when there is no such folder or it cannot be listed: that a drive is not
    there today does not mean that its documents are gone.
    """
    root = _root(corpus_dir)
    walk = _Walk(root, corpus_dir, frozenset(skip))
    files = {found.source: found for found in walk.files()}
    if not root.is_dir():  # it went away meanwhile, and with it what was not seen
        raise _missing(corpus_dir)
    failed, unseen = tuple(walk.failed), frozenset(walk.unseen)
    return Scan(dict(sorted(files.items())), failed, unseen, skipped=tuple(walk.skipped))


def scan_file(path: Path, source: str) -> Scan:
    """As `scan`, of one file only, known as `source`. It is gone if it is not in its folder; where
    that cannot be listed, this is a failure."""
    walk = _Walk(path.parent, path.parent, frozenset())
    files = {found.source: found for found in walk.file(path, source)}
    if walk.unseen and not walk.failed:
        if can_be_listed(path.parent):
            walk.unseen.clear()
        else:
            reason = "Its folder cannot be listed now; what was indexed of it is kept."
            walk.failed.append(SyncFailure(source, reason))
    return Scan(files, tuple(walk.failed), frozenset(walk.unseen))


def modified(status: os.stat_result) -> int:
    """When a file was changed, in nanoseconds; a date beyond what a catalog can hold, which a wrong
    clock gives, is the last one that it can (of the year 2262)."""
    return min(max(status.st_mtime_ns, -(2**63)), 2**63 - 1)


def can_be_listed(folder: Path) -> bool:
    """Is the folder there, so that what is not in it is gone?"""
    try:
        with os.scandir(folder):
            return True
    except OSError:
        return False


def _root(corpus_dir: Path) -> Path:
    try:
        root = corpus_dir.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a loop of links, before Python 3.13
        raise _missing(corpus_dir) from None
    if not root.is_dir():
        raise CorpusError(
            f"The corpus folder {str(corpus_dir)!r} is not a folder.",
            hint="Set RAG_CORPUS_DIR to the folder that holds your documents.",
        )
    return root


def _missing(corpus_dir: Path) -> CorpusError:
    return CorpusError(
        f"The corpus folder {str(corpus_dir)!r} does not exist.",
        hint="Create it, or set RAG_CORPUS_DIR to the folder that holds your documents. "
        "What was indexed before is kept.",
    )


class _Walk:
    """One pass over the tree; collects failures on the way."""

    def __init__(self, root: Path, corpus_dir: Path, skip: frozenset[Path]) -> None:
        self._root = root
        self._skip = skip
        self._corpus_dir = corpus_dir
        self.failed: list[SyncFailure] = []
        self.unseen: set[str] = set()
        self.skipped: list[tuple[str, str]] = []

    def files(self) -> Iterator[Found]:
        """Every file that counts, folder by folder."""
        for listed, folders, names in os.walk(self._root, onerror=self._unlisted):
            folder = Path(listed)
            prefix = "" if folder == self._root else self._source(folder) + "/"
            if _PYTHON_HOME in names:
                folders[:] = []
                continue
            folders[:] = sorted(
                name for name in folders if name not in _NOBODYS and self._counts(folder, name)
            )
            for name in sorted(names):
                if self._counts(folder, name):
                    yield from self._read(folder / name, prefix + name)

    def _counts(self, folder: Path, name: str) -> bool:
        return not name.startswith(".") and not (self._skip and folder / name in self._skip)

    def _read(self, path: Path, source: str) -> Iterator[Found]:
        """The file, if it is of a type that is read. Its name tells, or a look into it."""
        if is_supported(source):
            yield from self.file(path, source)
            return
        suffix = suffix_of(source)
        reason = unread_by_name(suffix)
        if reason:
            self.skipped.append((_printable(source), reason))
        elif is_untold(suffix):
            for found in self.file(path, source):
                unread = self._unread(found)
                if unread is None:
                    yield found
                elif unread:
                    self.skipped.append((source, unread))

    def _unread(self, found: Found) -> str | None:
        try:
            return unread_by_content(head_of(found.path)) if found.size else ""
        except OSError as error:
            self.unseen.add(found.source)
            self._fail(found.source, f"It cannot be read: {said(error)}.")
            return ""

    def file(self, path: Path, source: str) -> Iterator[Found]:
        """The file at `path`, if it is one."""
        if not _is_unicode(source):
            self._fail(_printable(source), "Its name is not valid Unicode; rename it.")
            return
        try:
            status = path.lstat()
            if stat.S_ISLNK(status.st_mode):
                if not self._stays_inside(path):
                    return
                status = path.stat()
        except FileNotFoundError:  # gone since it was listed: the next sync will know for certain
            self.unseen.add(source)
        except OSError as error:
            self.unseen.add(source)
            self._fail(source, f"It cannot be read: {said(error)}.")
        else:
            if stat.S_ISREG(status.st_mode):
                yield Found(source, path, status.st_size, modified(status))

    def _stays_inside(self, link: Path) -> bool:
        """Does the link lead to something that exists below the corpus folder?"""
        try:
            return link.resolve(strict=True).is_relative_to(self._root)
        except (FileNotFoundError, RuntimeError):
            return False

    def _unlisted(self, error: OSError) -> None:
        """A folder that will not be listed; of the corpus folder itself, that ends the sync."""
        folder = Path(str(error.filename))
        if folder == self._root:
            raise CorpusError(
                f"The corpus folder {str(self._corpus_dir)!r} cannot be listed: {said(error)}.",
                hint="Check its permissions, or set RAG_CORPUS_DIR to another folder.",
            )
        source = self._source(folder)
        self.unseen.add(source)
        self._fail(_printable(source), f"The folder cannot be listed: {said(error)}.")

    def _fail(self, source: str, reason: str) -> None:
        self.failed.append(SyncFailure(source, reason))

    def _source(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()


def _is_unicode(name: str) -> bool:
    """Python spells the bytes of a name that is none with lone surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _printable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")
