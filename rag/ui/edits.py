"""Carries out what a person changes in the library, and has a sync follow it.

What the library refuses is kept for the page to say, once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from rag.errors import RagError
from rag.gone import Gone
from rag.types import Added, SyncFailure
from rag.ui.changes import Change
from rag.ui.conversation import Conversation
from rag.ui.faults import unexpected
from rag.ui.library import Library
from rag.ui.session import complain

log = logging.getLogger(__name__)


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
    for source in new:
        library.gone.pop(source, None)
    if new:
        library.follow(new)
    return arrivals


def _taken(library: Library, file: IO[bytes]) -> Arrival:
    try:
        return Arrival(file.name, library.assistant.library.add(file.name, file))
    except RagError as error:
        problem = error
    except Exception:
        log.exception("An upload could not be kept")
        problem = unexpected("while keeping the file")
    failed = SyncFailure(file.name, str(problem))
    return Arrival(file.name, Added(refused=(failed,)), problem)


def remove(library: Library, source: str) -> bool:
    """An upload is gone for good, with what answers quote of it; any other document is left out
    from now on. Did it come about? Else the reason is said on the page."""
    try:
        gone = _uploaded(library, source)
    except RagError as error:
        complain(error)
        return False
    if gone is not None:
        library.gone[source] = gone  # before: an answer may be on its way
    if not _change(library, library.assistant.library.remove, source, "removed"):
        library.gone.pop(source, None)
        return False
    if gone is not None:
        for talk in tuple(library.live.values()):
            if isinstance(talk, Conversation):
                talk.forget(gone)
    return True


def _uploaded(library: Library, source: str) -> Gone | None:
    """What goes with this document, if it is an upload that has been read."""
    entries = library.assistant.library.entries()
    known = next((one for one in entries if one.source == source), None)
    if known is None or not known.uploaded or not known.id:
        return None
    return Gone.of(library.assistant.document(known.id), date.today())


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


def _change(library: Library, act: Callable[[str], None], source: str, change: Change) -> bool:
    """Did it come about? Else the reason is said on the page."""
    try:
        act(source)
    except RagError as error:
        complain(error)
        return False
    library.follow({source: change})
    return True
