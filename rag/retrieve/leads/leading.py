"""Chooses what goes ahead of all ranked evidence: the text below a heading that the question is
about as a whole, or below a heading or a question in bold that asks the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import NamedTuple

from rag.retrieve.leads.asked_in_text import asking, told_below
from rag.retrieve.leads.brought import AskedOf, asked_of_release
from rag.retrieve.leads.days import day_alone, having_day, told_of_day, under_day
from rag.retrieve.leads.hours import are_told, hours_of
from rag.retrieve.leads.lead import Begun, begun, headed, lead_evidence, whole_of
from rag.retrieve.leads.of_release import evidence_of, told_of
from rag.retrieve.leads.released import release_of
from rag.store import Snapshot
from rag.text import heading_of
from rag.text.same_question import goes_further
from rag.types import Chunk, Evidence, EvidenceSentence, Hit, Passage

Build = Callable[[str, Sequence[Hit], Snapshot], tuple[Passage, ...]]
"""Makes passages of hits."""


class Lead(NamedTuple):
    """The hits with those ahead that it comes from, the passages made of them, and the evidence."""

    hits: list[Hit]
    passages: tuple[Passage, ...]
    evidence: Evidence


def lead_of(
    asked: str,
    hits: Sequence[Hit],
    snapshot_of: Callable[[], AbstractContextManager[Snapshot]],
    build: Build,
) -> Lead | None:
    """What stands there; None where nothing heads what is asked, or nothing stands below it."""
    for release, tell in ((release_of(asked), _released), (asked_of_release(asked), _brought)):
        if release and (lead := tell(asked, release, hits, snapshot_of, build)):
            return lead
    name, having = headed(asked, hits)
    if name:
        with snapshot_of() as snapshot:
            begins = [begun(asked, snapshot.chunks_of(hit.chunk.document_id)) for hit in having]
            first = [one for begin in begins for one in begin.chunks]
            ordered = _ahead(first, having, hits)
            passages = build(asked, ordered, snapshot)
        if not _tell_hours(asked, begins):
            return None
        evidence = lead_evidence(asked, name, begins, passages)
        return Lead(ordered, passages, evidence) if evidence.sentences else None
    having = asking(asked, hits) or having_day(asked, hits)
    if not having:
        return None
    with snapshot_of() as snapshot:
        first = []
        for hit in having:
            if day_alone(asked):
                first += under_day(asked, snapshot.chunks_of(hit.chunk.document_id))
            after = snapshot.chunk_after(hit.chunk.document_id, hit.chunk.end)
            first += [hit.chunk, after] if after else [hit.chunk]
        ordered = _ahead(first, having, hits)
        passages = build(asked, ordered, snapshot)
    told = told_below(asked, passages) or told_of_day(asked, passages)
    return Lead(ordered, passages, told) if told is not None else None


def _tell_hours(asked: str, begins: Sequence[Begun]) -> bool:
    """Where it is about hours: do the sections have what is asked, and are they quoted whole?"""
    hours = hours_of(asked)
    if hours is None:
        return True
    told = " ".join(chunk.text for begin in begins for chunk in begin.chunks)
    return all(begin.whole for begin in begins) and are_told(hours, told)


def documents_named(question: str, hits: Sequence[Hit]) -> frozenset[str]:
    """The documents whose title is just what is asked: where "Minutes of 6 May" are silent on
    parking, other minutes do not speak for them. None where no such is among the hits."""
    whole = whole_of(question)
    if whole is None or not whole.subject:
        return frozenset()
    return frozenset(hit.chunk.document_id for hit in hits if whole.is_of(hit.chunk.title))


def _released(
    asked: str,
    release: AskedOf,
    hits: Sequence[Hit],
    snapshot_of: Callable[[], AbstractContextManager[Snapshot]],
    build: Build,
) -> Lead | None:
    """The heading of a version with its day; None where not just one document has it."""
    with snapshot_of() as snapshot:
        having = [one for one in told_of(release, hits, snapshot) if one.heading.day]
        if len(having) != 1 or not having[0].chunks:
            return None
        (told,) = having
        name, (start, end), chunk = told.hit.chunk.document_id, told.named, told.chunks[0]
        ordered = _ahead([chunk], [told.hit], hits)
        passages = build(asked, ordered, snapshot)
        at = next(n for n, one in enumerate(passages) if chunk in one.chunks)
        found = passages[at]
        line = snapshot.text(name, 0, start).rfind("\n") + 1
        if found.start > line:
            found = replace(found, start=line, text=snapshot.text(name, line, found.end))
        words = snapshot.text(name, start, end)
    passages = (*passages[:at], found, *passages[at + 1 :])
    sentence = EvidenceSentence(found, start, end, words, 1.0)
    return Lead(ordered, passages, Evidence(1.0, (sentence,), "", asked, rows=True))


def _brought(
    asked: str,
    release: AskedOf,
    hits: Sequence[Hit],
    snapshot_of: Callable[[], AbstractContextManager[Snapshot]],
    build: Build,
) -> Lead | None:
    """What a release brought; None where no document that was found tells it."""
    with snapshot_of() as snapshot:
        told = told_of(release, hits, snapshot)
        if not told:
            return None
        first = [chunk for one in told for chunk in one.chunks]
        ordered = _ahead(first, [one.hit for one in told], hits)
        passages = build(asked, ordered, snapshot)
    evidence = evidence_of(asked, told, passages)
    return Lead(ordered, passages, evidence) if evidence.sentences else None


def _ahead(chunks: Sequence[Chunk], having: Sequence[Hit], hits: Sequence[Hit]) -> list[Hit]:
    """Hits of these chunks, each once, before the others."""
    of = {hit.chunk.document_id: hit for hit in having}
    first = {one.id: replace(of[one.document_id], chunk=one) for one in chunks}
    return [*first.values(), *(hit for hit in hits if hit.chunk.id not in first)]


def is_told_below(lead: Evidence, asked: str, found: Evidence, *, refused: bool) -> bool:
    """Is the question answered by what stands below a heading that asks it? Of much that stands
    there, rather by the sentences that were found in it; a whole document may say anything."""
    if not goes_further(asked, lead.heading):
        return False
    if refused or not found.sentences:
        return True
    if lead.heading in {one.passage.title for one in lead.sentences}:
        return False
    best = found.sentences[0]
    path = best.locator.split(" > ")
    return not (lead.more and lead.heading in map(heading_of, path))


def with_elsewhere(lead: Evidence, passages: Sequence[Passage], ranked: Evidence) -> Evidence:
    """The lead's evidence with what was `ranked` of other documents, as its passages have it."""
    own = {one.passage.document_id for one in lead.sentences}
    near = [one for part in ranked.parts or (ranked,) for one in part.sentences]
    found = (
        replace(one, passage=other)
        for one in near
        for other in passages
        if other.document_id == one.passage.document_id
        and other.document_id not in own
        and other.start <= one.start
        and one.end <= other.end
    )
    return replace(lead, elsewhere=tuple(found))
