"""Combines the findings of rules and support reader into one verdict on a sentence.

A logistic model of the support reader's logit and of what the rules found; `weighing_model.json`
holds its coefficients, its thresholds, the command that made them and what they reach.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np

from rag.answer.verification.verdicts import REASONS, Ground, Quote, Verdict
from rag.types import Support

_CLOSE = "The cited text has these words, but may not say this."
_FREE = "The cited text says this in other words, if at all."


@dataclass(frozen=True, slots=True)
class WeighingModel:
    """`of_logit` times the reader's logit, and what the rules found, as `kind` names it, add up to
    the logit of the probability; from the two thresholds on a sentence is borne out, or partly."""

    of_logit: float
    found: Mapping[str, float]
    supported_at: float
    partial_at: float

    @classmethod
    def load(cls) -> WeighingModel:
        """The model that ships with the package."""
        return _shipped()

    def probability(self, found: str, logit: float) -> float:
        """In [0, 1], that the sentence is borne out of which the rules have `found` that."""
        total = self.of_logit * logit + self.found[found]
        return float(1.0 / (1.0 + np.exp(-total)))

    def support(self, probability: float) -> Support:
        """What it is called."""
        if probability >= self.supported_at:
            return Support.SUPPORTED
        return Support.PARTIAL if probability >= self.partial_at else Support.UNSUPPORTED


_FOUND = (
    *(one.value for one in Support),
    *(one.value for one in Ground if one not in (Ground.SETTLED, Ground.WORDS)),
)
KINDS = (*_FOUND, *(f"{one} close" for one in _FOUND))
"""What the rules can have found that does not settle it, of a sentence in words of its own or close
to the source's."""


def kind(verdict: Verdict, close: bool) -> str:
    """Which of KINDS it is; `close` says that a quote has nearly all words of the sentence."""
    found = verdict.support.value if verdict.ground is Ground.WORDS else verdict.ground.value
    return f"{found} close" if close else found


def weighed(
    verdict: Verdict,
    close: bool,
    alone: Sequence[float],
    together: float,
    model: WeighingModel | None = None,
) -> Verdict:
    """The verdict of the rules on a sentence, after the reader has read it.

    `close` is as for `kind`; `alone` are its logits with each quote's source, `together` the one
    with all of them.
    """
    model = model or WeighingModel.load()
    found = kind(verdict, close)
    probability = model.probability(found, max(*alone, together))
    support = model.support(probability)
    quotes = tuple(
        _judged(one, model.probability(found, logit), support, model)
        for one, logit in zip(verdict.quotes, alone, strict=True)
    )
    return Verdict(support, _reason(verdict, support, close), quotes, verdict.ground)


def _judged(quote: Quote, probability: float, support: Support, model: WeighingModel) -> Quote:
    """A quote by what its own source weighs; one of several that only together bear a sentence out
    does so partly."""
    own = model.support(probability)
    if support is Support.SUPPORTED and own is Support.UNSUPPORTED:
        own = Support.PARTIAL
    return replace(quote, score=probability, support=own)


def _reason(verdict: Verdict, support: Support, close: bool) -> str:
    """Why not fully, by the rule that has found it, if one has."""
    if support is Support.SUPPORTED:
        return ""
    if verdict.ground not in (Ground.WORDS, Ground.COPIED):
        return verdict.reason
    if close:
        return _CLOSE
    return _FREE if support is Support.PARTIAL else REASONS[support]


@cache
def _shipped() -> WeighingModel:
    stored = json.loads(
        files("rag.answer.verification").joinpath("weighing_model.json").read_text("utf-8")
    )
    found = {one: float(stored["found"][one]) for one in KINDS}
    return WeighingModel(stored["of_logit"], found, stored["supported_at"], stored["partial_at"])
