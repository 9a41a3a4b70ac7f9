"""What a question is asked of, in words: all documents, or some of them, or those of a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.markup.words import counted, day
from rag.types import DocumentEntry, Scope

ALL = "All documents"
UNSORTED = "In no collection"
"""What the collection without a name is called."""

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Within:
    """A scope, and what it was called when it was chosen; without words it is all documents."""

    scope: Scope = Scope()  # noqa: RUF009  a frozen value
    words: str = ""


def within(scope: Scope, entries: Sequence[DocumentEntry]) -> Within:
    """The scope with its words: "3 of 46 documents: guides, Tides; since 12 May 2024"."""
    if not scope:
        return Within()
    titles = {entry.id: entry.title for entry in entries}
    named = sorted(name or UNSORTED.lower() for name in scope.collections)
    named += sorted(titles[one] for one in scope.documents if one in titles)
    rest = len(named) - _NAMED
    what = ", ".join(named[:_NAMED]) + (f" and {rest:,} more" if rest > 0 else "")
    when = " ".join(
        f"{word} {day(date)}"
        for word, date in (("since", scope.since), ("until", scope.until))
        if date is not None
    )
    told = "; ".join(filter(None, (what, when)))  # nothing, where all of it is gone
    return Within(scope, f"{share(scope, entries)}: {told}" if told else share(scope, entries))


def share(scope: Scope, entries: Sequence[DocumentEntry]) -> str:
    """ "3 of 46 documents"."""
    return f"{len(covered(scope, entries)):,} of {counted(len(entries), 'document')}"


def covered(scope: Scope, entries: Sequence[DocumentEntry]) -> list[DocumentEntry]:
    """The entries that are in it."""
    return [one for one in entries if scope.covers(one.id, one.collection, one.date)]
