"""A kept observation as the answer that it was of, so that a page can show it as it shows those."""

from __future__ import annotations

from typing import cast

from rag.evaluation.observation import CitedQuote, JudgedSentence, Observation
from rag.types import (
    Answer,
    Chunk,
    Citation,
    Passage,
    Refusal,
    RefusalReason,
    Sentence,
    Timings,
    Usage,
)


def answer_of(question: str, seen: Observation) -> Answer:
    """The answer or the refusal. What nobody kept (passages, suggestions, why) is not in it.

    `seen` is no error: that was no answer.
    """
    refusal = None
    if seen.refusal:
        refusal = Refusal(cast(RefusalReason, seen.refusal), seen.text)
    cited = {(one.number, one.start, one.end): one for one in seen.citations}
    return Answer(
        question,
        seen.standalone or question,
        seen.text,
        tuple(map(_sentence, seen.sentences)),
        tuple(map(_citation, cited.values())),
        refusal=refusal,
        model=seen.model,
        usage=Usage(seen.prompt_tokens, seen.completion_tokens),
        timings=Timings(total=seen.seconds),
        markers=seen.markers,
        draft=seen.draft,
        evidence=seen.evidence,
        note=seen.note,
        literal=seen.literal,
    )


def _sentence(one: JudgedSentence) -> Sentence:
    cited = tuple(map(_citation, one.citations))
    return Sentence(one.text, cited, one.support, one.reason, one.start, one.end)


def _citation(one: CitedQuote) -> Citation:
    """With a passage of the quote alone: what stood around it is in the document."""
    title = one.title or one.source
    place = one.document_id, title, one.start, one.end, one.quote, one.locator
    chunk = Chunk("", *place)
    passage = Passage(
        *("", (chunk,), one.start, one.end, one.quote, one.locator, title),
        media_type=one.media_type,
    )
    return Citation(one.number, passage, one.start, one.end, one.quote, one.support)
