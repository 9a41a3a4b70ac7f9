"""The JSON of `rag ask` and `rag search`: types of the vocabulary, flattened for scripts.

A passage is given once, and named by its key where it is cited. Offsets are characters into the
document's text; `source` is the document's path below the corpus folder, null if it is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, NotRequired, TypedDict

from rag.types import (
    Answer,
    Citation,
    DocumentEntry,
    EvidenceSentence,
    Explanation,
    Hit,
    Passage,
    Sentence,
)
from rag.why import keys_by_chunk

Sources = Mapping[str, str]
"""Paths below the corpus folder, by document id."""


class HitShape(TypedDict):
    """A hit of `rag search`. `dense`, `lexical` and `rerank` are places in those lists, from 1."""

    rank: int
    score: float
    similarity: float | None
    dense: int | None
    lexical: int | None
    rerank: int | None
    title: str
    locator: str
    source: str | None
    document_id: str
    chunk_id: str
    start: int
    end: int
    text: str


class CitationShape(TypedDict):
    """A footnote. `passage` is the key of the passage that it quotes."""

    number: int
    title: str
    locator: str
    source: str | None
    document_id: str
    passage: str
    start: int
    end: int
    quote: str
    support: str


class SentenceShape(TypedDict):
    """A judged sentence; `text[start:end]` of the answer is it with its markers."""

    text: str
    start: int
    end: int
    support: str
    reason: str
    citations: list[CitationShape]


class PassageShape(TypedDict):
    """What the answerer was given to read."""

    key: str
    title: str
    locator: str
    source: str | None
    document_id: str
    start: int
    end: int
    text: str
    media_type: str


class ReadHitShape(HitShape):
    """A hit, and the key of the passage that it was read in; null if it was not read."""

    passage: str | None


class EvidenceShape(TypedDict):
    """A sentence that may bear the answer, and how probable that is."""

    score: float
    passage: str
    title: str
    locator: str
    source: str | None
    document_id: str
    start: int
    end: int
    text: str


class PartShape(TypedDict):
    """One of several questions that were asked in one."""

    question: str
    probability: float
    missing: str


class WhyShape(TypedDict):
    """How an answer or a refusal came about. The open ones are `Signal` and `Message`."""

    probability: float
    threshold: float
    missing: str
    parts: list[PartShape]
    signals: list[dict[str, Any]]
    evidence: list[EvidenceShape]
    hits: list[ReadHitShape]
    prompt: list[dict[str, Any]]
    sentences: list[SentenceShape]


class AnswerShape(TypedDict):
    """An answer or a refusal. The open dictionaries are `Refusal`, `Marker`, `Stretch`, `Usage`,
    `Timings`."""

    question: str
    standalone_question: str
    text: str
    refusal: dict[str, Any] | None
    sentences: list[SentenceShape]
    citations: list[CitationShape]
    passages: list[PassageShape]
    markers: list[dict[str, Any]]
    literal: list[dict[str, Any]]
    model: str
    note: str
    failure: str
    draft: str
    evidence: float
    reasoning: str
    usage: dict[str, Any]
    timings: dict[str, Any]
    why: NotRequired[WhyShape]


def sources_of(documents: Iterable[DocumentEntry]) -> Sources:
    """Where each document is."""
    return {entry.id: entry.source for entry in documents}


def hit_shape(rank: int, hit: Hit, sources: Sources) -> HitShape:
    """A hit at its rank, from 1."""
    chunk = hit.chunk
    return HitShape(
        rank=rank,
        score=hit.score,
        similarity=hit.similarity,
        dense=hit.ranks.dense,
        lexical=hit.ranks.lexical,
        rerank=hit.ranks.rerank,
        title=chunk.title,
        locator=chunk.locator,
        source=sources.get(chunk.document_id),
        document_id=chunk.document_id,
        chunk_id=chunk.id,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
    )


def _refusal(answer: Answer) -> dict[str, Any] | None:
    """Reason, message, suggestions. That it is a hint is for those who draw it."""
    if answer.refusal is None:
        return None
    told = asdict(answer.refusal)
    del told["is_hint"]
    return told


def answer_shape(answer: Answer, sources: Sources, *, explain: bool = False) -> AnswerShape:
    """The whole outcome of one question; `why` only where it is to be explained."""
    shape = AnswerShape(
        question=answer.question,
        standalone_question=answer.standalone_question,
        text=answer.text,
        refusal=_refusal(answer),
        sentences=[_sentence(sentence, sources) for sentence in answer.sentences],
        citations=[_citation(citation, sources) for citation in answer.citations],
        passages=[_passage(passage, sources) for passage in answer.passages],
        markers=[asdict(marker) for marker in answer.markers],
        literal=[asdict(stretch) for stretch in answer.literal],
        model=answer.model,
        note=answer.note,
        failure=answer.failure,
        draft=answer.draft,
        evidence=answer.evidence,
        reasoning=answer.reasoning,
        usage=asdict(answer.usage),
        timings=asdict(answer.timings),
    )
    if explain and answer.why is not None:
        shape["why"] = _why(answer.why, sources)
    return shape


def _why(why: Explanation, sources: Sources) -> WhyShape:
    keys = keys_by_chunk(why)
    return WhyShape(
        probability=why.evidence.probability,
        threshold=why.threshold,
        missing=why.evidence.missing,
        parts=[
            PartShape(question=one.question, probability=one.probability, missing=one.missing)
            for one in why.evidence.parts
        ],
        signals=[asdict(signal) for signal in why.evidence.signals],
        evidence=[_evidence(sentence, sources) for sentence in why.evidence.sentences],
        hits=[
            ReadHitShape(**hit_shape(rank, hit, sources), passage=keys.get(hit.chunk.id))
            for rank, hit in enumerate(why.hits, start=1)
        ],
        prompt=[asdict(message) for message in why.prompt],
        sentences=[_sentence(sentence, sources) for sentence in why.sentences],
    )


def _evidence(sentence: EvidenceSentence, sources: Sources) -> EvidenceShape:
    passage = sentence.passage
    return EvidenceShape(
        score=sentence.score,
        passage=passage.key,
        title=passage.title,
        locator=sentence.locator,
        source=sources.get(passage.document_id),
        document_id=passage.document_id,
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
    )


def _sentence(sentence: Sentence, sources: Sources) -> SentenceShape:
    return SentenceShape(
        text=sentence.text,
        start=sentence.start,
        end=sentence.end,
        support=sentence.support.value,
        reason=sentence.reason,
        citations=[_citation(citation, sources) for citation in sentence.citations],
    )


def _citation(citation: Citation, sources: Sources) -> CitationShape:
    passage = citation.passage
    return CitationShape(
        number=citation.number,
        title=passage.title,
        locator=citation.locator,
        source=sources.get(passage.document_id),
        document_id=passage.document_id,
        passage=passage.key,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        support=citation.support.value,
    )


def _passage(passage: Passage, sources: Sources) -> PassageShape:
    return PassageShape(
        key=passage.key,
        title=passage.title,
        locator=passage.locator,
        source=sources.get(passage.document_id),
        document_id=passage.document_id,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        media_type=passage.media_type,
    )
