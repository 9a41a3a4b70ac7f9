"""Verdicts on sentences, in words, with the quotes that speak for them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag.answer.verification.meaning import Opinion
from rag.types import Passage, Support

REASONS = {
    Support.SUPPORTED: "",
    Support.PARTIAL: "The cited text says only part of this, or says it less clearly.",
    Support.UNSUPPORTED: "The cited text does not say this.",
}


@dataclass(frozen=True, slots=True)
class Quote:
    """The span of one passage that speaks best for a sentence; offsets into the document.

    `score` is the probability that the passage bears the sentence out, 1 for the very words.
    """

    passage: Passage
    start: int
    end: int
    text: str
    score: float
    support: Support


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far the cited passages bear a sentence out, why not fully, and one quote a passage."""

    support: Support
    reason: str
    quotes: tuple[Quote, ...]


def agreed(opinion: Opinion, quotes: tuple[Quote, ...]) -> Verdict:
    """The verdict of a judge: one quote speaks for the sentence as far as the judge says."""
    if len(quotes) == 1:
        return Verdict(
            opinion.support, opinion.reason, (replace(quotes[0], support=opinion.support),)
        )
    if opinion.support is Support.SUPPORTED:
        return Verdict(opinion.support, opinion.reason, quotes)
    return faulty(opinion.support, opinion.reason, quotes)


def faulty(support: Support, reason: str, quotes: tuple[Quote, ...]) -> Verdict:
    """A verdict on something stated falsely: no quote bears the sentence out better than that."""
    kept = (Support.UNSUPPORTED, support)
    capped = tuple(
        quote if quote.support in kept else replace(quote, support=support) for quote in quotes
    )
    return Verdict(support, reason, capped)
