"""The probability that a text supports a sentence by its meaning, where nothing exact is wrong.

A logistic model over `SUPPORT_SIGNALS`. `support_model.json` holds its coefficients, the command
that made them, and their cross-validated figures.
"""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from rag.store import FloatArray
from rag.text import (
    Term,
    content_terms,
    figures,
    has_german,
    in_other_forms,
    is_german,
    names,
    small_words,
    topic_words,
)

SUPPORT_SIGNALS = (
    "covered_best",  # share of the sentence's content words in the best quote
    "covered_all",  # ... anywhere in the cited text
    "cosine_best",  # sentence and the nearest sentence or pair of the cited text, [-1, 1]
    "cosine_beside",  # ... and the second nearest
    "names_missing",  # share of the sentence's names that are not in the cited text
    "figures_missing",  # share of its figures
    "longest_uncovered",  # longest run of its content words that the cited text lacks, by their sum
    "log_terms",  # log(1 + its content words)
)


def signals(sentence: str, quote: str, cited: str, cosines: FloatArray) -> FloatArray:
    """(len(SUPPORT_SIGNALS),) for a sentence, its best quote, all that is cited, and the cosines
    of the sentence with each sentence or pair of the cited text."""
    wanted = topical_terms(sentence)
    ordered = np.sort(np.asarray(cosines))[::-1]
    everywhere = told_of(sentence, wanted, cited)
    return np.array(
        [
            coverage(wanted, told_of(sentence, wanted, quote)),
            coverage(wanted, everywhere),
            ordered[0] if len(ordered) else 0.0,
            ordered[1] if len(ordered) > 1 else 0.0,
            _names_missing(sentence, everywhere),
            _figures_missing(sentence, cited),
            _longest_uncovered(wanted, everywhere),
            np.log1p(len(wanted)),
        ],
        dtype=np.float32,
    )


def topical_terms(sentence: str) -> tuple[Term, ...]:
    """The words of a sentence that carry its topic: in other languages than English, too, no small
    ones. All of them where there are no others."""
    words = content_terms(sentence)
    small = small_words(sentence)
    return tuple(word for word in words if word.text.lower() not in small) or words


def told_of(sentence: str, wanted: Sequence[Term], text: str) -> frozenset[str]:
    """The folded words of `text`, and those of `wanted`, the words of a sentence, that it has in
    another form."""
    words = topic_words(text)
    return words | in_other_forms((term.folded for term in wanted), words, sentence)


def coverage(wanted: tuple[Term, ...], words: Set[str]) -> float:
    """Share of `wanted` that is among `words`, in any form of the word."""
    distinct = {term.folded for term in wanted}
    return len(distinct & words) / len(distinct) if distinct else 0.0


def _names_missing(sentence: str, words: Set[str]) -> float:
    found = names(sentence)
    if is_german(sentence):
        nouns = [part for name in found for part in name.parts]
        lacking = sum(not has_german(part.folded, words) for part in nouns)
        return lacking / len(nouns) if nouns else 0.0
    lacking = sum(any(part.folded not in words for part in name.parts) for name in found)
    return lacking / len(found) if found else 0.0


def _figures_missing(sentence: str, cited: str) -> float:
    found, known = figures(sentence), figures(cited)
    lacking = sum(not any(figure.same_as(other) for other in known) for figure in found)
    return lacking / len(found) if found else 0.0


def _longest_uncovered(wanted: tuple[Term, ...], words: Set[str]) -> float:
    longest = run = 0
    for term in wanted:
        run = 0 if term.folded in words else run + 1
        longest = max(longest, run)
    return longest / len(wanted) if wanted else 0.0


@dataclass(frozen=True, slots=True)
class SupportModel:
    """Standardisation and weights in the order of `SUPPORT_SIGNALS`, and the two thresholds."""

    mean: FloatArray
    scale: FloatArray
    weights: FloatArray
    bias: float
    supported_at: float
    partial_at: float

    @classmethod
    def load(cls) -> SupportModel:
        """The model that ships with the package."""
        return _shipped()

    def probability(self, measured: FloatArray) -> float:
        """In [0, 1], for one sentence's signals."""
        logit = float(((measured - self.mean) / self.scale) @ self.weights) + self.bias
        return float(1.0 / (1.0 + np.exp(-logit)))


@cache
def _shipped() -> SupportModel:
    stored = json.loads(
        files("rag.answer.verification").joinpath("support_model.json").read_text("utf-8")
    )
    rows = [stored["signals"][name] for name in SUPPORT_SIGNALS]
    mean, scale, weights = np.array(rows, dtype=np.float32).T
    return SupportModel(
        mean, scale, weights, stored["bias"], stored["supported_at"], stored["partial_at"]
    )
