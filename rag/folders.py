"""The folders that documents come from, and those that somebody adds to them or takes away."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import CorpusError
from rag.ingest import UPLOADS, Root, folder_name, may_be_read, roots, why_unread
from rag.store import Folder, Holdings, Store
from rag.types import AddedFolder

_LOOKED = 5.0
"""Seconds for which it is remembered which files were there: a page is drawn at every click."""


class Folders:
    """The corpus folder, the uploads below the data folder, and what the store's holdings name.

    `clock` counts seconds.
    """

    def __init__(
        self,
        store: Store,
        corpus_dir: Path,
        data_dir: Path,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._corpus_dir = corpus_dir
        self._data_dir = data_dir
        self._clock = clock
        self._looked: _Look | None = None

    def roots(self) -> tuple[Root, ...]:
        """All of them; a file that two of them hold belongs to the first."""
        return roots(self._corpus_dir, self._data_dir, self._store.holdings().folders)

    def locate(self, source: str) -> tuple[Root, Path] | None:
        """The root that a source is of, and its file, if it is there now."""
        return _located(source, self.roots())

    def present(self, sources: frozenset[str]) -> frozenset[str]:
        """Those whose files are there, as of a few seconds ago where the same was asked then."""
        if not sources:
            return sources
        asked, now = (sources, self.roots()), self._clock()
        look = self._looked
        if look is None or look.asked != asked or now - look.at >= _LOOKED:
            found = frozenset(one for one in sources if _located(one, asked[1]) is not None)
            look = self._looked = _Look(asked, now, found)
        return look.found

    def missing(self, sources: Iterable[str]) -> frozenset[str]:
        """Those of which no file is there now, though every folder is that could hold it."""
        present = {root: root.is_there for root in self.roots()}

        def is_missing(source: str) -> bool:
            places = [(root, root.place_of(source)) for root in present]
            return all(
                present[root] and not place.is_file() for root, place in places if place is not None
            )

        return frozenset(filter(is_missing, sources))

    def added(self) -> tuple[AddedFolder, ...]:
        """Those that were added."""
        sources = tuple(self._store.sources())
        return tuple(_described(one, sources) for one in self._store.holdings().folders)

    def add(self, path: Path) -> AddedFolder | None:
        """Adds a folder, or a file, to the documents of the next and every later sync.

        None where it is among the documents already. Raises `CorpusError` for one that is not
        there, is no document, or is Footnote's own.
        """
        found = self._checked(path)
        if any(_holds(root, found) for root in self.roots()):
            return None

        def adding(held: Holdings) -> Holdings:
            name = self._name_for(found, held.folders)
            return replace(held, folders=(*held.folders, Folder(str(found), name, found.is_file())))

        return _described(self._store.revise(adding).folders[-1], ())

    def forget(self, path: Path | str) -> None:
        """Has the next sync drop an added folder's documents; `path` may be its name.

        Raises `CorpusError` for one that was not added.
        """
        try:
            absolute = Path(path).expanduser().absolute()
        except RuntimeError:  # "~" of a user that there is not; a folder may still be called so
            absolute = Path(path).absolute()
        names = {str(path), str(absolute), str(absolute.resolve())}
        folders = self._store.holdings().folders
        gone = [one for one in folders if one.path in names]
        gone = gone or [one for one in folders if one.name == str(path)]
        if not gone:
            known = ", ".join(one.path for one in folders) or "none"
            raise CorpusError(
                f"The folder {str(path)!r} was not added to the documents; added: {known}.",
                hint="Only an added folder can be forgotten.",
            )

        def forgetting(held: Holdings) -> Holdings:
            left = tuple(one for one in held.folders if one not in gone)
            names = {one.name for one in gone} - {one.name for one in left}
            prefixes = tuple(f"{name}/" for name in names)
            stay = frozenset(one for one in held.excluded if not one.startswith(prefixes))
            return replace(held, folders=left, excluded=stay)

        self._store.revise(forgetting)

    def _checked(self, path: Path) -> Path:
        """The path in full, if it can be added."""
        try:
            found = path.expanduser().resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            raise CorpusError(
                f"There is no folder or file {str(path)!r}.",
                hint="Name one of this machine, by its full path to be sure.",
            ) from None
        if found.is_relative_to(self._data_dir.resolve()):
            raise CorpusError(
                f"{str(path)!r} is in Footnote's own data folder.",
                hint="Move the documents out of it, or set RAG_DATA_DIR to another folder.",
            )
        if not found.is_dir() and not (found.is_file() and may_be_read(found.name)):
            raise CorpusError(f"{str(path)!r} cannot be added.", hint=why_unread(found.name))
        return found

    def _name_for(self, path: Path, folders: Collection[Folder]) -> str:
        """What sources from there begin with: the folder's name, with a number if it is taken."""
        folder = path if path.is_dir() else path.parent
        for one in folders:
            if (Path(one.path).parent if one.is_file else Path(one.path)) == folder:
                return one.name
        firsts = {source.partition("/")[0] for source in self._store.sources() if "/" in source}
        taken = {UPLOADS, *firsts, *(one.name for one in folders), *_listed(self._corpus_dir)}
        name, number = folder_name(folder.name), 1
        while (name if number == 1 else f"{name}-{number}") in taken:
            number += 1
        return name if number == 1 else f"{name}-{number}"


@dataclass(frozen=True, slots=True)
class _Look:
    """Which sources were looked for below which roots, when, and those that were there."""

    asked: tuple[frozenset[str], tuple[Root, ...]]
    at: float
    found: frozenset[str]


def _located(source: str, roots: Iterable[Root]) -> tuple[Root, Path] | None:
    found = ((root, root.path_of(source)) for root in roots)
    return next(((root, path) for root, path in found if path is not None), None)


def _described(folder: Folder, sources: Collection[str]) -> AddedFolder:
    begin = f"{folder.name}/{Path(folder.path).name}" if folder.is_file else f"{folder.name}/"
    count = sum(s == begin if folder.is_file else s.startswith(begin) for s in sources)
    return AddedFolder(folder.path, folder.name, Path(folder.path).exists(), count)


def _holds(root: Root, path: Path) -> bool:
    """Is what is at `path` among the documents of this root?"""
    own = root.path.resolve()
    return path == own if root.is_file else path.is_relative_to(own)


def _listed(folder: Path) -> set[str]:
    """The names in a folder; none if it cannot be listed."""
    try:
        return {path.name for path in folder.iterdir()}
    except OSError:
        return set()
