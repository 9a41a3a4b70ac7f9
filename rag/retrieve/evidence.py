"""The evidence gate: is the answer in these passages, and which sentences carry it?

A logistic model over `signals.SIGNALS`, applied to each sentence; a question is as answerable as
its best sentence. `evidence_model.json` holds the coefficients, the command that made them and
their cross-validated figures.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from rag.retrieve.question import Question, Wanted, parse
from rag.retrieve.signals import SIGNALS, measure, read_place
from rag.store import Encoder, FloatArray
from rag.text import terms
from rag.types import Evidence, EvidenceSentence, Passage

_KEPT = 12  # sentences handed on, best first

_MISSING_KIND = {
    Wanted.DATE: "says when",
    Wanted.FIGURE: "gives a figure for this",
    Wanted.NAME: "says who or where",
}


@dataclass(frozen=True, slots=True)
class EvidenceModel:
    """Standardisation and weights, one of each for every signal, in the order of `SIGNALS`."""

    mean: FloatArray
    scale: FloatArray
    weights: FloatArray
    bias: float

    @classmethod
    def load(cls) -> EvidenceModel:
        """The model that ships with the package."""
        return _shipped_model()

    def probabilities(self, signals: FloatArray) -> FloatArray:
        """(sentences,) probabilities in [0, 1] for (sentences, signals)."""
        logits = ((signals - self.mean) / self.scale) @ self.weights + self.bias
        probabilities: FloatArray = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
        return probabilities


@cache
def _shipped_model() -> EvidenceModel:
    stored = json.loads(files("rag.retrieve").joinpath("evidence_model.json").read_text("utf-8"))
    rows = [stored["signals"][name] for name in SIGNALS]
    mean, scale, weights = np.array(rows, dtype=np.float32).T
    return EvidenceModel(mean, scale, weights, float(stored["bias"]))


class EvidenceGate:
    """Judges passages for a question, with the embedder that found them."""

    def __init__(self, embedder: Encoder, model: EvidenceModel | None = None) -> None:
        self._embedder = embedder
        self._model = model

    def judge(self, question: str, passages: Sequence[Passage]) -> Evidence:
        """How probable it is that the passages answer the question, and where. Never raises."""
        asked = parse(question)
        places = [read_place(one.title, one.locator, one.text) for one in passages]
        texts = [text for place in places for text in place.texts]
        if not texts:
            return Evidence(0.0)
        read = [text for place in places for text in place.in_context]
        vectors = self._embedder.embed([question, *read])
        ends = np.cumsum([len(place.texts) for place in places])
        signals = measure(asked, vectors[0], places, np.split(vectors[1:], ends[:-1]))
        scores = (self._model or EvidenceModel.load()).probabilities(signals)
        owners = [
            (passage, span)
            for passage, place in zip(passages, places, strict=True)
            for span in place.spans
        ]
        order = np.argsort(-scores, kind="stable")[:_KEPT]
        best = tuple(
            EvidenceSentence(
                passage=owners[at][0],
                start=owners[at][0].start + owners[at][1].start,
                end=owners[at][0].start + owners[at][1].end,
                text=texts[at],
                score=float(scores[at]),
            )
            for at in order
        )
        return Evidence(best[0].score, best, _missing(asked, best))


def no_evidence(evidence: Evidence) -> str:
    """Why there is no answer, in a sentence for the reader."""
    if evidence.missing:
        return f"The documents don't say: nothing found here {evidence.missing}."
    return "The documents don't say: nothing found here answers this question."


def _missing(question: Question, best: Sequence[EvidenceSentence]) -> str:
    """What none of the likeliest sentences does, in words: "mentions Acme", "says when"."""
    passages = {sentence.passage.key: sentence.passage for sentence in best}
    read = {
        term.folded
        for passage in passages.values()
        for term in terms(f"{passage.title}\n{passage.text}")
    }
    unknown = [
        name.text for name in question.names if not any(part.folded in read for part in name.parts)
    ]
    if unknown:
        return f"mentions {' or '.join(unknown)}"
    lacking = question.wanted in _MISSING_KIND and not any(
        question.is_met_by(sentence.text) for sentence in best[:3]
    )
    return _MISSING_KIND[question.wanted] if lacking else ""
