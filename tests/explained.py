"""Answers of the fake assistant with a way behind them: hits, evidence, signals, a prompt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from rag.text import sentence_spans
from rag.types import (
    Answer,
    Chunk,
    Document,
    Evidence,
    EvidenceSentence,
    Explanation,
    Hit,
    Message,
    Passage,
    Ranks,
    Signal,
    Timings,
)

TIMINGS = Timings(
    follow_up=0.01, retrieve=0.12, evidence=0.3, generate=0.01, verify=0.2, total=0.64
)


def explained(
    answer: Answer,
    *documents: Document,
    probability: float = 0.82,
    threshold: float = 0.25,
    missing: str = "",
    prompt: tuple[Message, ...] = (),
) -> Answer:
    """The answer with an explanation that keeps its promises; its numbers are made up.

    Each document is one hit and one passage. The last is a hit alone, if there are several.
    """
    hits = tuple(_hit(document, place) for place, document in enumerate(documents, start=1))
    read = max(1, len(hits) - 1)
    passages = tuple(_passage(*pair) for pair in zip(hits[:read], documents, strict=False))
    evidence = Evidence(
        probability,
        tuple(_ranked(passages, probability)),
        missing,
        answer.standalone_question,
        signals=_signals(probability),
    )
    why = Explanation(hits, passages, evidence, threshold, prompt, answer.sentences, answer.literal)
    early = answer.refusal is not None and answer.refusal.reason == "no_evidence"
    timings = replace(TIMINGS, generate=None, verify=None, total=0.43) if early else TIMINGS
    return replace(answer, why=why, evidence=probability, timings=timings)


def _hit(document: Document, place: int) -> Hit:
    text, label = document.text, document.sections[0].label
    chunk = Chunk(f"{document.id}#0", document.id, document.title, 0, len(text), text, label)
    lexical = place if place % 2 else None
    return Hit(chunk, 1 / (60 + place), Ranks(dense=place, lexical=lexical), 0.9 / place)


def _passage(hit: Hit, document: Document) -> Passage:
    one, key = hit.chunk, f"p{len(hit.chunk.text) % 1000:03}"
    return Passage(
        *(key, (one,), one.start, one.end, one.text, one.locator, one.title),
        media_type=document.media_type,
    )


def _ranked(passages: Sequence[Passage], probability: float) -> list[EvidenceSentence]:
    found = [(one, span) for one in passages for span in sentence_spans(one.text)]
    return [
        EvidenceSentence(
            one, span.start, span.end, one.text[span.start : span.end], probability / place
        )
        for place, (one, span) in enumerate(found, start=1)
    ]


def _signals(probability: float) -> tuple[Signal, ...]:
    """Signals whose weights add up to the logit."""
    weights = {"covered_near": 1.31, "names_missing_near": -0.42, "wants_date": 0.02}
    values = {"covered_near": 0.667, "names_missing_near": 0.5, "wants_date": 0.0}
    logit = math.log(probability / (1 - probability))
    told = [Signal(name, values[name], weight) for name, weight in weights.items()]
    return (*told, Signal("bias", 1.0, logit - sum(weights.values())))
