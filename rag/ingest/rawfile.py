"""A file as its loader gets it: bytes, name, limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from rag.ingest.limits import Limits
from rag.ingest.loaded import LoadedText


@dataclass(frozen=True, slots=True)
class RawFile:
    """The bytes of a file, the source that names it, and what reading it may cost.

    `nesting` is 0 for a file of the corpus, 1 for one attached to it, and so on.
    """

    raw: bytes
    source: str
    limits: Limits = field(default_factory=Limits)
    nesting: int = 0


Loader = Callable[[RawFile], LoadedText]
"""Gives the text of a file, or raises `UnreadableDocument` with one sentence for its owner."""
