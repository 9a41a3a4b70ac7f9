"""Where documents tell what a release brought: their chunks and the sentences in these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rag.retrieve.leads.brought import AskedOf
from rag.store import Snapshot
from rag.text import Span, rows_in, sentence_spans, terms
from rag.text.release_parts import label_line, stretches_of
from rag.text.releases import Heading, releases_in
from rag.types import Chunk, Evidence, EvidenceSentence, Hit, Passage

_LOOKED_AT = 8  # documents
_DOCUMENTS = 2  # that tell of a release with one version
_MOST = 18  # sentences, rows or items that are told
_LONGEST = 2_000  # characters


class Told(NamedTuple):
    """What a document tells of a release: a `hit` of it, the heading, where that stands, what is
    told below or behind it, and the chunks that have this."""

    hit: Hit
    heading: Heading
    named: Span
    stretches: tuple[Span, ...]
    chunks: tuple[Chunk, ...]


def told_of(asked: AskedOf, hits: Iterable[Hit], snapshot: Snapshot) -> list[Told]:
    """What the nearest documents tell of the release, two of them at most."""
    found: list[Told] = []
    nearest: dict[str, Hit] = {}
    for hit in hits:
        nearest.setdefault(hit.chunk.document_id, hit)
    for hit in [*nearest.values()][:_LOOKED_AT]:
        name, title = hit.chunk.document_id, hit.chunk.title
        chunks = snapshot.chunks_of(name)
        text = snapshot.text(name, 0, chunks[-1].end if chunks else 0)
        sections = [(one.start, one.end, one.label) for one in snapshot.sections(name)]
        releases = asked.among(title, text, [*releases_in(text, sections)])
        if stretches := stretches_of(asked.kind_in(title, text), text, releases):
            within = [c for c in chunks if any(_meets(c, one) for one in stretches)]
            first = releases[0]
            found.append(Told(hit, first.heading, first.named, tuple(stretches), tuple(within)))
    return found[:_DOCUMENTS]


def evidence_of(asked: str, told: Sequence[Told], passages: Iterable[Passage]) -> Evidence:
    """Evidence that is certain: the sentences of these stretches, as the passages have them."""
    found: list[EvidenceSentence] = []
    for passage in passages:
        for one in told:
            if one.hit.chunk.document_id == passage.document_id:
                found += _sentences(passage, one.stretches)
    short = list(_within(found))
    more = len(short) < len(found)
    return Evidence(1.0, tuple(short), "", asked, heading=told[0].heading.words, more=more)


def _within(found: Iterable[EvidenceSentence]) -> Iterator[EvidenceSentence]:
    """As many of them as are told."""
    length = 0
    for at, one in enumerate(found):
        length += len(one.text)
        if at == _MOST or (at and length > _LONGEST):
            return
        yield one


def _sentences(passage: Passage, stretches: Sequence[Span]) -> Iterator[EvidenceSentence]:
    text = passage.text
    rows = {row.span for row in rows_in(text, passage.columns)}
    for span in sentence_spans(text):
        start = passage.start + span.start
        words = text[span.start : span.end]
        if not any(one.start <= start < one.end for one in stretches) or not terms(words):
            continue
        if label_line(words) and len(stretches) > 1:
            continue
        if span in rows or not words.startswith("|"):
            yield EvidenceSentence.of(passage, *span, 1.0)


def _meets(chunk: Chunk, stretch: Span) -> bool:
    return chunk.start < stretch.end and stretch.start < chunk.end
