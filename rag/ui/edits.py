"""Carries out what a person changes in the library, and has a sync follow it.

What the library refuses is kept for the page to say, once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from rag.errors import RagError
from rag.types import Added, SyncFailure
from rag.ui.changes import Change
from rag.ui.library import Library
from rag.ui.session import complain


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of one file that somebody sent. `problem`: it could not be kept at all."""

    name: str
    added: Added
    problem: RagError | None = None


def take(library: Library, files: Sequence[IO[bytes]]) -> tuple[Arrival, ...]:
    """Keeps the files, and has a sync read them."""
    arrivals = tuple(_taken(library, file) for file in files)
    new: dict[str, Change] = {
        source: "added" for arrival in arrivals for source in arrival.added.sources
    }
    if new:
        library.follow(new)
    return arrivals


def _taken(library: Library, file: IO[bytes]) -> Arrival:
    try:
        return Arrival(file.name, library.assistant.library.add(file.name, file))
    except RagError as error:
        failed = SyncFailure(file.name, str(error))
        return Arrival(file.name, Added(refused=(failed,)), error)


def remove(library: Library, source: str) -> None:
    """An upload is gone for good; any other document is left out from now on."""
    _change(library, library.assistant.library.remove, source, "removed")


def restore(library: Library, source: str) -> None:
    """A document that was left out is used again."""
    _change(library, library.assistant.library.restore, source, "restored")


def reread(library: Library, source: str) -> None:
    """A document is read again, though its file is as it was."""
    _change(library, library.assistant.library.reindex, source, "to be read again")


def discard(library: Library) -> None:
    """Deletes the uploads that no sync has read yet."""
    added = [one for one, change in library.state.changes.items() if change == "added"]
    for source in added:
        _change(library, library.assistant.library.remove, source, "removed")


def add_folder(library: Library, path: str) -> bool:
    """Adds a folder or a file of this machine; False where nothing came of it, with the reason
    said on the page."""
    try:
        added = library.assistant.library.add_folder(Path(path))
    except RagError as error:
        complain(error)
        return False
    if added is None:
        complain(RagError(f"{path} is among your documents already."))
        return False
    library.follow()
    return True


def forget_folder(library: Library, path: str) -> None:
    """An added folder's documents are no longer used; its files stay."""
    try:
        library.assistant.library.forget_folder(path)
    except RagError as error:
        complain(error)
    else:
        library.follow()


def _change(library: Library, act: Callable[[str], None], source: str, change: Change) -> None:
    try:
        act(source)
    except RagError as error:
        complain(error)
    else:
        library.follow({source: change})
