"""Places a quote whose words stand several times in its passage: "No." below each of ten questions
is cited below the one that the sentence beside it is from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.verification.passage_parts import parts_of
from rag.text import Span
from rag.types import Citation, Sentence


def placed(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences, each quote at that of its places which is nearest to a neighbour's quote."""
    found = list(sentences)
    for at in reversed(range(len(found))):  # what a "No." answers for stands behind it
        beside = [*found[at + 1 : at + 2], *found[max(0, at - 1) : at]]
        near = [citation for one in beside for citation in one.citations]
        own = found[at].citations
        found[at] = replace(found[at], citations=tuple(_placed(one, near) for one in own))
    return tuple(found)


def _placed(citation: Citation, near: Sequence[Citation]) -> Citation:
    passage = citation.passage
    beside = [one for one in near if one.passage is passage]
    parts = parts_of(passage)
    own = Span(citation.start - passage.start, citation.end - passage.start)
    if not beside or own not in parts.spans:
        return citation
    words = [bare.strip("*_. ") for bare in parts.bare]
    said = words[parts.spans.index(own)]
    places = [at for at, one in enumerate(words) if one == said]

    def distance(at: int) -> int:
        start, end = (passage.start + place for place in parts.spans[at])
        return min(max(one.start - end, start - one.end, 0) for one in beside)

    best = parts.spans[min(places, key=distance)]
    if best == own:
        return citation
    start, end = (passage.start + place for place in best)
    return replace(citation, start=start, end=end, quote=passage.text[best.start : best.end])
