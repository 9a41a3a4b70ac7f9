"""Which documents a question is asked of: some, those of a collection, those of a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the documents. Without anything said, it is all of them.

    `documents` are ids. A document is in it that is one of `documents` or in one of `collections`,
    where either is given, and whose date is neither before `since` nor after `until`.
    """

    documents: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        """Does it leave anything out?"""
        return self != Scope()

    def covers(self, document_id: str, collection: str, dated: date | None) -> bool:
        """Is this document in it? One without a date is not, where a time is asked for."""
        named = document_id in self.documents or collection in self.collections
        if (self.documents or self.collections) and not named:
            return False
        if self.since is None and self.until is None:
            return True
        return (
            dated is not None
            and (self.since is None or dated >= self.since)
            and (self.until is None or dated <= self.until)
        )
