"""Limits on one file: time, memory, and size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the child that reads a file needs no settings
    from rag.settings import Settings

_COMPUTING = 0.75
"""Of the seconds that a file may take, so many may be computing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take. Beyond any of them the file is refused with a sentence.

    `wall_seconds` and `cpu_seconds` are for one file; `memory_bytes` is the address space of the
    process that reads it. `expanded_bytes` is what an archive may unpack to, all in all, and
    `expansion` how many times its own size once that is more than a few megabytes. `nesting` counts
    attachments within attachments.
    """

    wall_seconds: float = 120.0
    cpu_seconds: int = 90
    memory_bytes: int = 1_500_000_000
    characters: int = 20_000_000
    sections: int = 200_000
    expanded_bytes: int = 500_000_000
    expansion: int = 150
    entries: int = 20_000
    nesting: int = 3
    in_process_bytes: int = 1_000_000
    """Markdown and plain text up to this size are read without a child process."""


def reading_limits(settings: Settings) -> Limits:
    """The limits that the `RAG_LIMIT_*` variables name."""
    return Limits(
        wall_seconds=settings.limit_seconds,
        cpu_seconds=max(1, round(settings.limit_seconds * _COMPUTING)),
        memory_bytes=settings.limit_memory_mb * 1_000_000,
        characters=settings.limit_characters,
        sections=settings.limit_sections,
        expanded_bytes=int(settings.limit_expanded_mb * 1_000_000),
        expansion=settings.limit_expansion,
        entries=settings.limit_entries,
    )
