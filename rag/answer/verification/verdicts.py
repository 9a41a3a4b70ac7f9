"""Verdicts on sentences, in words, with the quotes that speak for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from rag.answer.verification.meaning import Opinion
from rag.types import Passage, Support

REASONS = {
    Support.SUPPORTED: "",
    Support.PARTIAL: "The cited text says only part of this, or says it less clearly.",
    Support.UNSUPPORTED: "The cited text does not say this.",
}


class Ground(StrEnum):
    """What a verdict rests on; all but the first are weighed with what the support reader says. Of
    several faults the one further above counts."""

    SETTLED = "settled"  # the very words, something stated exactly, or a judge of its own
    OPPOSITE = "opposite"  # it reads like the opposite
    DERIVED = "derived"  # a figure of it can be worked out, and is not in the cited text
    LACKING = "lacking"  # a part of it is not in the cited text
    DOUBT = "doubt"  # a rule that errs on free words
    WORDS = "words"  # shared words and cosines alone
    COPIED = "copied"  # nearly the source's own words, one after the other


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
    """How far the cited passages bear a sentence out, why not fully, and one quote a passage.

    `ground` says what it rests on, and so whether it is weighed further.
    """

    support: Support
    reason: str
    quotes: tuple[Quote, ...]
    ground: Ground = Ground.SETTLED


def agreed(opinion: Opinion, quotes: tuple[Quote, ...]) -> Verdict:
    """The verdict of a judge: one quote speaks for the sentence as far as the judge says."""
    if len(quotes) == 1:
        return Verdict(
            opinion.support, opinion.reason, (replace(quotes[0], support=opinion.support),)
        )
    if opinion.support is Support.SUPPORTED:
        return Verdict(opinion.support, opinion.reason, quotes)
    return faulty(opinion.support, opinion.reason, quotes)


def faulty(
    support: Support,
    reason: str,
    quotes: tuple[Quote, ...],
    ground: Ground = Ground.SETTLED,
) -> Verdict:
    """A verdict with a reason against the sentence: no quote bears it out better than that."""
    kept = (Support.UNSUPPORTED, support)
    capped = tuple(
        quote if quote.support in kept else replace(quote, support=support) for quote in quotes
    )
    return Verdict(support, reason, capped, ground)
