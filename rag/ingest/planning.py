"""Compares files with the ledger and plans a sync: new, changed, moved, gone. Changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from rag.ingest.loaded import LoadedText
from rag.ingest.scan import Found, Scan
from rag.store import UNREAD, Failure, Remark, SourceState
from rag.types import Document, SyncFailure, SyncRemark


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one file gave: the hash of its bytes, and its text.

    `loaded` is None where the hash made it needless, and where there is a `failure`; one that is
    `passing` says little about the file.
    """

    content_hash: str = ""
    loaded: LoadedText | None = None
    failure: str = ""
    passing: bool = False


@dataclass(frozen=True)
class Survey:
    """The files and the ledger at one moment. `rules` name how documents are cut now, `conditions`
    under what limits they are read; `current` says whether the index answers for this embedder.
    `failures` and `remarks` are those of the last time."""

    scan: Scan
    ledger: Mapping[str, SourceState]
    rules: str
    current: bool
    failures: Mapping[str, Failure]
    remarks: Mapping[str, Remark]
    conditions: str

    @cached_property
    def unread(self) -> tuple[Found, ...]:
        """Files that are new, look changed, were cut by other rules, or may now be read further
        than before; not those that would only fail again."""
        files = self.scan.files.values()
        return tuple(f for f in files if not self._is_known(f) and f not in self.failed_before)

    @cached_property
    def failed_before(self) -> Mapping[Found, Reading]:
        """Files that could not be read last time, and are as they were."""
        found = {}
        for source, failure in self.failures.items():
            file = self.scan.files.get(source)
            if file is not None and failure == self._failure(file, failure.reason):
                found[file] = Reading(failure=failure.reason)
        return found

    def failures_now(self, readings: Mapping[Found, Reading]) -> dict[str, Failure]:
        """What is to be remembered of what could not be read, by source."""
        failures = {one.source: Failure(one.source, one.reason) for one in self.scan.failed}
        for found, reading in readings.items():
            if reading.failure and reading.passing:
                failures[found.source] = Failure(found.source, reading.failure)
            elif reading.failure:
                failures[found.source] = self._failure(found, reading.failure)
        return failures

    def remarks_now(self, readings: Mapping[Found, Reading]) -> dict[str, Remark]:
        """What is to be remembered of what could be read in part, by source."""
        texts = {found.source: one.loaded for found, one in readings.items() if one.loaded}
        remarks = {source: one for source, one in self.remarks.items() if source in self.ledger
                   and source not in texts and not self.scan.is_gone(source)}  # fmt: skip
        for source, text in texts.items():
            if text.remark:
                remarks[source] = Remark(source, text.remark, self.conditions)
        return dict(sorted(remarks.items()))

    def _failure(self, found: Found, reason: str) -> Failure:
        return Failure(found.source, reason, found.size, found.mtime_ns, self.conditions)

    @cached_property
    def gone(self) -> tuple[SourceState, ...]:
        """Indexed sources that are certainly no longer there."""
        return tuple(state for source, state in self.ledger.items() if self.scan.is_gone(source))

    @property
    def stale(self) -> bool:
        """Is there an index, or what it is made from, that this embedder cannot search?"""
        return bool(self.ledger) and not self.current

    def is_same(self, state: SourceState | None, content_hash: str) -> bool:
        """Would reading and cutting this content again give what is stored?"""
        return (
            state is not None
            and state.content_hash == content_hash
            and state.chunking == self.rules
            and not self._is_readable_further(state.source)
        )

    def is_recut(self, state: SourceState) -> bool:
        """Is it to be cut anew? Not what is to be read anew (`UNREAD`) before it could be."""
        return state.chunking not in (UNREAD, self.rules)

    def _is_known(self, found: Found) -> bool:
        state = self.ledger.get(found.source)
        known = (found.size, found.mtime_ns, self.rules)
        return (
            state is not None
            and (state.size, state.mtime_ns, state.chunking) == known
            and not self._is_readable_further(found.source)
        )

    def _is_readable_further(self, source: str) -> bool:
        """Might more of it be read now: a scan, since there is OCR?"""
        before = self.remarks.get(source)
        return before is not None and before.conditions != self.conditions


@dataclass
class Plan:
    """What to do, and the counts to report. Filled by `make_plan`, read by everyone else."""

    upserts: list[tuple[Document, SourceState]] = field(default_factory=list)
    touched: list[SourceState] = field(default_factory=list)
    removals: list[str] = field(default_factory=list)
    failed: list[SyncFailure] = field(default_factory=list)
    remarks: list[SyncRemark] = field(default_factory=list)
    added: int = 0
    updated: int = 0
    unchanged: int = 0


def has_work(survey: Survey, readings: Mapping[Found, Reading]) -> bool:
    """Is there anything to write? A file that fails again, as it did last time, is not.

    `readings` are those of all files that are not as the ledger has them.
    """
    readable = any(not reading.failure for reading in readings.values())
    recut = any(
        found.source in survey.ledger and survey.is_recut(survey.ledger[found.source])
        for found in readings
    )
    failing = survey.failures_now(readings) != survey.failures
    return readable or recut or bool(survey.gone) or survey.stale or failing


def make_plan(
    survey: Survey, readings: Mapping[Found, Reading], stored: Callable[[str], Document]
) -> Plan:
    """Every source in exactly one part. `stored` gives an indexed document by its id.

    A source that cannot be read now keeps what is indexed of it. A source that is gone while its
    content turns up in a new place has moved: the document keeps its id.
    """
    remarks = survey.remarks_now(readings).values()
    plan = Plan(failed=list(survey.scan.failed),
                remarks=[SyncRemark(one.source, one.remark) for one in remarks])  # fmt: skip
    fresh: list[tuple[Found, Reading]] = []
    for source, state in survey.ledger.items():
        if source not in survey.scan.files and not survey.scan.is_gone(source):
            _keep(plan, survey, state, stored)
    for found in survey.scan.files.values():
        reading = readings.get(found)
        known = survey.ledger.get(found.source)
        if reading is not None and reading.failure:
            plan.failed.append(SyncFailure(found.source, reading.failure))
            if known is not None:
                _keep(plan, survey, known, stored)
        elif reading is not None and known is not None:
            _revisit(plan, survey, known, (found, reading), stored)
        elif reading is not None:
            fresh.append((found, reading))
        elif known is not None:
            _count_known(plan, survey)
            _keep(plan, survey, known, stored)
    _settle_moves(plan, survey, fresh, stored)
    return plan


def _count_known(plan: Plan, survey: Survey) -> None:
    """A document whose source is as it was is unchanged, unless it has to be embedded anew."""
    if survey.current:
        plan.unchanged += 1
    else:
        plan.updated += 1


def _keep(
    plan: Plan, survey: Survey, state: SourceState, stored: Callable[[str], Document]
) -> None:
    """What is indexed stays as it is; it is only cut and embedded anew where that is due. What was
    to be read once more, and was not, still is."""
    recut = survey.is_recut(state)
    if not survey.current or recut:
        document = stored(state.document_id)
        kept = replace(state, chunking=survey.rules) if recut else state
        plan.upserts.append((document, kept))


def _revisit(
    plan: Plan,
    survey: Survey,
    known: SourceState,
    read: tuple[Found, Reading],
    stored: Callable[[str], Document],
) -> None:
    """An indexed source whose file looked changed: it was, or only its time stamp was."""
    found, reading = read
    state = _state(found, reading, known, survey.rules)
    if not survey.is_same(known, reading.content_hash):
        plan.upserts.append((_document(state, reading), state))
        plan.updated += 1
        return
    _count_known(plan, survey)
    if survey.current:
        plan.touched.append(state)
    else:
        plan.upserts.append((stored(known.document_id), state))


def _settle_moves(
    plan: Plan,
    survey: Survey,
    fresh: list[tuple[Found, Reading]],
    stored: Callable[[str], Document],
) -> None:
    """New sources are moved ones, if their content is that of one that is gone, or additions."""
    gone: dict[str, list[SourceState]] = {}
    for old in survey.gone:
        gone.setdefault(old.content_hash, []).append(old)
    taken = {state.document_id for state in survey.ledger.values()}
    for found, reading in fresh:
        if not gone.get(reading.content_hash):
            state = _state(found, reading, _new_id(found.source, taken), survey.rules)
            taken.add(state.document_id)
            plan.upserts.append((_document(state, reading), state))
            plan.added += 1
            continue
        before = gone[reading.content_hash].pop(0)
        plan.updated += 1
        state = _state(found, reading, before, survey.rules)
        document = _document(state, reading)
        same = survey.current and survey.is_same(before, reading.content_hash)
        if same and replace(stored(before.document_id), source=found.source) == document:
            plan.touched.append(state)
        else:
            plan.upserts.append((document, state))
    plan.removals.extend(old.document_id for olds in gone.values() for old in olds)


def _state(found: Found, reading: Reading, known: SourceState | str, rules: str) -> SourceState:
    """The ledger row of a file as read now; `known` is the one before, or the id of a new one."""
    document_id = known if isinstance(known, str) else known.document_id
    stated = reading.loaded
    if stated is not None:
        collection, day = stated.collection, stated.date
    elif isinstance(known, SourceState):
        collection, day = known.stated_collection, known.stated_date
    else:
        collection, day = "", None
    return SourceState(
        source=found.source,
        document_id=document_id,
        content_hash=reading.content_hash,
        size=found.size,
        mtime_ns=found.mtime_ns,
        chunking=rules,
        stated_collection=collection,
        stated_date=day,
    )


def _document(state: SourceState, reading: Reading) -> Document:
    if reading.loaded is None:
        raise ValueError(f"{state.source!r} was to be indexed, but was not loaded")
    return Document(
        id=state.document_id,
        title=reading.loaded.title,
        source=state.source,
        media_type=reading.loaded.media_type,
        text=reading.loaded.text,
        sections=reading.loaded.sections,
        content_hash=state.content_hash,
    )


def _new_id(source: str, taken: set[str]) -> str:
    """Of the source alone, unless a document that moved away from there still has that id."""
    return next(identity for identity in _ids(source) if identity not in taken)


def _ids(source: str) -> Iterator[str]:
    count = 0
    while True:
        yield hashlib.sha256(f"{source}\n{count}".encode()).hexdigest()[:16]
        count += 1
