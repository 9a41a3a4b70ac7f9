"""Keeps some sentences of the evidence for quotes, and computes what probability is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from rag.types import Evidence, EvidenceSentence

_CLOSE = 0.6  # share of the best sentence's score with which another answers in its place


def _as_before(evidence: Evidence) -> str:
    return evidence.missing


def sifted(
    evidence: Evidence,
    keeps: Callable[[Evidence], Iterable[EvidenceSentence]],
    missing: Callable[[Evidence], str] = _as_before,
) -> Evidence:
    """The evidence, or each of its parts, with those sentences alone that it `keeps`, best first.

    Improbable where none of these comes near the best that there was: `missing` says what then is.
    """
    if evidence.parts:
        parts = tuple(sifted(part, keeps, missing) for part in evidence.parts)
        best = max(part.probability for part in parts)
        return replace(evidence, parts=parts, probability=best)
    left = tuple(keeps(evidence))
    if left == evidence.sentences:
        return evidence
    if left and left[0].score >= _CLOSE * evidence.sentences[0].score:
        return replace(evidence, sentences=left)
    return replace(evidence, sentences=left, probability=0.0, missing=missing(evidence))
