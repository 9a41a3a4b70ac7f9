"""A moment of the library that all sessions share, as one consistent value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rag.errors import RagError
from rag.llm import FoundServer
from rag.types import SyncProgress, SyncReport
from rag.ui.changes import GOING, Change

Phase = Literal["idle", "reading", "warming"]


@dataclass(frozen=True, slots=True)
class LibraryState:
    """A moment of the library. `finished` is Unix seconds of the last sync's end, if one ended.

    `problem` is why the last sync failed as a whole. `changes` are what people have changed, by
    source, that no sync has followed yet; the present one has come to those in `reached`, and
    could not read those in `unreadable`, with the reason. Files of `missing` sources were not
    there any more when it began. `trying`: questions to begin with are being tried.
    `models` are the names one may ask, `listed` those of other servers by place. `found` are the
    model servers on this machine. `looking` are the places that are being asked just now; this
    machine is one of them, as `HERE`.
    """

    phase: Phase = "idle"
    progress: SyncProgress | None = None
    report: SyncReport | None = None
    problem: RagError | None = None
    finished: float | None = None
    cancelling: bool = False
    changes: Mapping[str, Change] = field(default_factory=dict)
    reached: frozenset[str] = frozenset()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    trying: bool = False
    models: tuple[str, ...] = ()
    listed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    found: tuple[FoundServer, ...] = ()
    looking: frozenset[str] = frozenset()

    @property
    def busy(self) -> bool:
        """Is something still to come that the page should wait to show?"""
        return self.phase != "idle" or self.trying or not self.models or bool(self.looking)

    @property
    def halted(self) -> bool:
        """Has a sync of people's changes been cancelled, and none been asked for since?"""
        over = self.phase != "reading" and self.report is not None and self.report.cancelled
        return bool(self.changes) and (self.cancelling or over)

    @property
    def pending(self) -> Mapping[str, Change]:
        """The changes, and what the sync under way finds missing besides."""
        found: dict[str, Change] = dict.fromkeys(self.missing, "missing")
        return {**(found if self.phase == "reading" else {}), **self.changes}

    @property
    def leaving(self) -> frozenset[str]:
        """The sources that go: the index may hold them yet, until the sync is through."""
        return frozenset(source for source, change in self.pending.items() if change in GOING)


def after(state: LibraryState, progress: SyncProgress) -> dict[str, object]:
    """What this progress of the sync under way makes different, by field."""
    changed: dict[str, object] = {"progress": progress}
    if progress.source in state.changes and progress.source not in state.reached:
        changed["reached"] = state.reached | {progress.source}
    if (failed := progress.failed) is not None:
        changed["unreadable"] = {**state.unreadable, failed.source: failed.reason}
    return changed
