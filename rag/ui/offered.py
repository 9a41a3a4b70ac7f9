"""Which documents the pages offer: none that the sync under way, or the next one, takes out."""

from __future__ import annotations

from rag.types import DocumentEntry
from rag.ui.library import Library


def offered(library: Library) -> tuple[DocumentEntry, ...]:
    """The indexed documents, without those that go."""
    going = library.state.leaving
    return tuple(one for one in library.assistant.documents() if one.source not in going)


def counts(library: Library) -> tuple[int, int]:
    """How many documents are offered, and how many passages they have."""
    if not library.state.leaving:
        return library.assistant.counts()  # which costs less than to list them
    entries = offered(library)
    return len(entries), sum(entry.chunks for entry in entries)
