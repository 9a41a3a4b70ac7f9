"""Verification: is each sentence of an answer borne out by the passages that it cites?

Figures, names and negation are compared exactly, meaning by shared words and by the embedder's
cosine. The outcome is a verdict in words and the best quote for every citation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rag.answer.extract import quoted
from rag.store import Encoder
from rag.text import Span, content_terms, figures, names, plain, sentence_spans
from rag.types import Passage, Support

SUPPORTED_AT = 0.62
PARTIAL_AT = 0.45
"""Where the mean of word coverage and cosine separates the verdicts."""

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|nothing|nobody|\w+n['’]t)\b", re.IGNORECASE
)
_NEGATION_MATTERS_AT = 0.7  # below this word coverage, two sentences may negate different things


@dataclass(frozen=True, slots=True)
class Quote:
    """The span of one passage that speaks best for a sentence; offsets into the document."""

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


class Verifier:
    """Judges sentences against their cited passages; never raises for any text."""

    def __init__(self, embedder: Encoder) -> None:
        self._embedder = embedder

    def judge(self, sentence: str, cited: Sequence[Passage]) -> Verdict:
        """The verdict on one sentence, given without its markers."""
        if not cited:
            return Verdict(Support.UNSUPPORTED, "No source is cited for this sentence.", ())
        quotes = tuple(self._best_quote(sentence, passage) for passage in cited)
        reason = _exact_fault(sentence, quotes)
        best = max(quote.score for quote in quotes)
        if reason:
            return Verdict(Support.UNSUPPORTED, reason, quotes)
        if best >= SUPPORTED_AT:
            return Verdict(Support.SUPPORTED, "", quotes)
        if best >= PARTIAL_AT:
            return Verdict(
                Support.PARTIAL,
                "The cited text says only part of this, or says it less clearly.",
                quotes,
            )
        return Verdict(Support.UNSUPPORTED, "The cited text does not say this.", quotes)

    def _best_quote(self, sentence: str, passage: Passage) -> Quote:
        spans = _candidates(passage.text)
        texts = [quoted(passage.text[span.start : span.end]) for span in spans]
        wanted = _squeezed(sentence)
        for span, text in zip(spans, texts, strict=True):
            if _squeezed(text) == wanted:
                return _quote(passage, span, 1.0)
        if not spans:
            return _quote(passage, Span(0, len(passage.text)), 0.0)
        covered = np.array([_coverage(sentence, text) for text in texts])
        vectors = self._embedder.embed([sentence, *texts])
        scores = (covered + np.clip(vectors[1:] @ vectors[0], 0.0, 1.0)) / 2
        best = int(np.argmax(scores))
        return _quote(passage, spans[best], float(scores[best]))


def _candidates(text: str) -> list[Span]:
    """Single sentences of a passage, and pairs of neighbours, which a summary may draw on."""
    singles = list(sentence_spans(text))
    return singles + [Span(one.start, two.end) for one, two in pairwise(singles)]


def _quote(passage: Passage, span: Span, score: float) -> Quote:
    support = (
        Support.SUPPORTED
        if score >= SUPPORTED_AT
        else Support.PARTIAL
        if score >= PARTIAL_AT
        else Support.UNSUPPORTED
    )
    return Quote(
        passage,
        passage.start + span.start,
        passage.start + span.end,
        passage.text[span.start : span.end],
        score,
        support,
    )


def _exact_fault(sentence: str, quotes: Sequence[Quote]) -> str:
    """What the sentence states exactly and no cited passage does, in words; else empty."""
    read = "\n".join(
        f"{quote.passage.title}\n{quote.passage.locator}\n{quote.passage.text}" for quote in quotes
    )
    known = figures(read)
    for figure in figures(sentence):
        if not any(figure.same_as(other) for other in known):
            written = sentence[figure.start : figure.end].strip()
            return f"The cited text does not give the figure {written}."
    words = {term.folded for term in content_terms(read)}
    for name in names(sentence):
        if not {part.folded for part in name.parts} <= words:
            return f"The cited text does not name {name.text}."
    best = max(quotes, key=lambda quote: quote.score)
    opposed = bool(_NEGATION.search(sentence)) != bool(_NEGATION.search(best.text))
    if opposed and _coverage(sentence, best.text) >= _NEGATION_MATTERS_AT:
        return "The cited text seems to say the opposite."
    return ""


def _coverage(sentence: str, text: str) -> float:
    """Share of the sentence's topic words that the text has, in any form of the word."""
    wanted = {term.folded for term in content_terms(sentence)}
    if not wanted:
        return 0.0
    return len(wanted & {term.folded for term in content_terms(text)}) / len(wanted)


def _squeezed(text: str) -> str:
    """For comparing quotations: case, spacing and outer punctuation aside."""
    return plain(text).casefold().strip(" .,;:!?\"'“”‘’")
