"""The evidence gate: is the answer in these passages, and which sentences carry it?

A logistic model over `SIGNALS` looks at each sentence; the likeliest are read (`reader.py`), and a
second model over `SIGNALS + READER_SIGNALS` judges those. Further ones are read where that is sure
of none, but not without hope. A question is as answerable as its best sentence. A third says how
surely each sentence belongs to the answer, if there is one.
`evidence_model.json` holds the coefficients, the command that made them and their cross-validated
figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from rag.reading import Reader
from rag.retrieve.codes import unheard_codes
from rag.retrieve.contact_rows import with_contacts
from rag.retrieve.covering import covered
from rag.retrieve.described import with_description
from rag.retrieve.evidence_model import EvidenceModel
from rag.retrieve.follow_ups.bounds import Bounds
from rag.retrieve.follow_ups.follow_up import with_topic
from rag.retrieve.follow_ups.joined import each_in_full, is_beside, is_said_of
from rag.retrieve.follow_ups.pointing import (
    asks_for_a_person,
    means_a_person,
    says_nothing_of_what,
    unnamed,
)
from rag.retrieve.follow_ups.referring import in_full
from rag.retrieve.meanings import with_meaning
from rag.retrieve.question import Question, Wanted, parse, parts
from rag.retrieve.sifting import sifted
from rag.retrieve.signals import Place, measure, read_passage
from rag.retrieve.tables.table_rows import with_rows
from rag.retrieve.windows import SURE, read_likeliest
from rag.store import Encoder, FloatArray
from rag.text import (
    Name,
    has_german,
    is_german,
    terms,
    without_possessive,
)
from rag.text.spellings_of_units import spelt_as_in
from rag.types import Evidence, EvidenceSentence, Passage

_KEPT = 12  # sentences handed on, best first
LIKELY = 0.4  # from this on the likeliest sentence of a part is taken to answer it, if it is shown

_MISSING_KIND = {
    Wanted.DATE: "says when",
    Wanted.FIGURE: "gives a figure for this",
    Wanted.NAME: "says who or where",
}


class EvidenceGate:
    """Judges passages for a question, with the embedder that found them and, if any, a reader.

    Every sentence is looked at; the likeliest are then read with their neighbours, and only those
    count. Without a reader all count as they look.
    """

    def __init__(self, embedder: Encoder, reader: Reader | None = None) -> None:
        self._embedder = embedder
        self._reader = reader

    def warm_up(self) -> None:
        """Loads what the reader needs, if there is one."""
        if self._reader is not None:
            self._reader.warm_up()

    def judge(self, question: str, passages: Sequence[Passage]) -> Evidence:
        """How probable it is that the passages answer the question, and where. Never raises.

        A question that joins several is as answerable as the part that is most so.
        """
        asked = parts(question)
        if len(asked) == 1:
            return self._judge(question, passages)
        found: tuple[Evidence, ...] = ()
        for part, full in zip(asked, each_in_full(asked), strict=True):
            told = found[0].sentences[:1] if found and found[0].probability >= LIKELY else ()
            if told and full == part:  # "Who founded it, and where was he born?"
                full = in_full(part, found[0].question, told[0].text) or part
            points = unnamed(part) or says_nothing_of_what(part)
            leans = bool(found) and points and (full == part or is_beside(asked[0]))
            judged = Evidence(0.0) if leans and full == part else self._judge(full, passages)
            if leans and judged.probability < LIKELY:
                judged = self._leaning(part, found[0].question, told, passages)
            judged = replace(judged, question=part)
            found += (replace(judged, probability=0.0) if _is_open(full, found) else judged,)
        best = max(found, key=lambda part: part.probability)
        merged = sorted((one for part in found for one in part.sentences), key=_falling)
        return replace(best, sentences=tuple(merged), question=question, parts=found)

    def _leaning(
        self,
        part: str,
        first: str,
        told: Sequence[EvidenceSentence],
        passages: Sequence[Passage],
    ) -> Evidence:
        """Of a part whose "it" is what the first one asks about ("Where can I park, and how much is
        it?"): what is said of that, or right behind what answers the first one. What only that can
        be asked of ("how long do I have?") is bound to it more closely."""
        full = with_topic(part, first, "")
        bounds = Bounds(part, first, " ".join(one.text for one in told))
        found = self._judge(full, bounds.within(full, passages, ()))
        is_said = partial(is_said_of, first, told, fully=not unnamed(part))
        return sifted(found, lambda one: filter(is_said, one.sentences))

    def _judge(self, question: str, passages: Sequence[Passage]) -> Evidence:
        """In the spelling of measures that the passages have, or the better of both."""
        texts = "\n".join(one.text for one in passages)
        spelt = spelt_as_in(question, texts)
        found = (self._judge_as_spelt(one, passages) for one in spelt)
        best = max(found, key=lambda one: one.probability)
        return replace(self._covered(question, passages, best), question=question)

    def _covered(self, question: str, passages: Sequence[Passage], found: Evidence) -> Evidence:
        """What was found; where that is unlikely, the better of it and of what a rule says that
        covers what is asked without naming it."""
        best = found
        for one in covered(question, passages) if found.probability < SURE else ():
            judged = self._judge_as_spelt(one.question, passages)
            told = sifted(judged, one.rules)
            best = max(best, told, key=lambda each: each.probability)
        return best

    def _judge_as_spelt(self, question: str, passages: Sequence[Passage]) -> Evidence:
        asked = parse(question)
        places = [read_passage(one) for one in passages]
        if not any(place.texts for place in places):
            return Evidence(0.0, question=question)
        texts = [text for place in places for text in place.in_context]
        vectors = self._embedder.embed([question, *texts])
        ends = np.cumsum([len(place.texts) for place in places])
        signals = measure(asked, vectors[0], places, np.split(vectors[1:], ends[:-1]))
        numbers: Sequence[int] = range(len(signals))
        model = EvidenceModel.load("seen" if self._reader is None else "read")
        if self._reader is None:
            scores = quoted = model.probabilities(signals)
        else:
            numbers, signals = _read(self._reader, question, places, signals)
            scores = model.probabilities(signals)
            quoted = EvidenceModel.load("quoted").probabilities(signals)
        best = _sentences(passages, places, numbers, quoted)
        counted = model.contributions(signals[int(np.argmax(scores))])
        probability = float(scores.max())
        missing = _missing(asked, best, passages)
        found = Evidence(probability, best, missing, question, (), counted)
        if unheard := unheard_codes(question, passages):  # what is said is said of other things
            missing = f"mentions {' or '.join(unheard)}"
            return replace(found, probability=0.0, missing=missing, signals=())
        described = with_description(with_contacts(with_rows(found, passages), passages), passages)
        return with_meaning(described, passages)


def _is_open(question: str, before: Sequence[Evidence]) -> bool:
    """Does it say "he" of somebody whom the first part asks for, and whom nothing names?"""
    asks = bool(before) and asks_for_a_person(before[0].question) and means_a_person(question)
    return asks and before[0].probability < LIKELY


def _read(
    reader: Reader, question: str, places: Sequence[Place], signals: FloatArray
) -> tuple[Sequence[int], FloatArray]:
    """Which sentences were read, and all that is measured of them."""
    likely, judging = EvidenceModel.load("likely"), EvidenceModel.load("read")

    def judged(numbers: Sequence[int], readings: FloatArray) -> float:
        measured = np.concatenate([signals[numbers], readings], axis=1)
        return float(judging.probabilities(measured).max())

    shares = likely.shares(signals)
    numbers, readings = read_likeliest(reader, question, places, shares, judged)
    return numbers, np.concatenate([signals[numbers], readings], axis=1)


def _sentences(
    passages: Sequence[Passage],
    places: Sequence[Place],
    numbers: Sequence[int],
    scores: FloatArray,
) -> tuple[EvidenceSentence, ...]:
    """The best-scored sentences; `numbers` says which of all sentences each score is of."""
    owners = [
        (passage, span)
        for passage, place in zip(passages, places, strict=True)
        for span in place.spans
    ]
    order = np.argsort(-scores, kind="stable")[:_KEPT]
    chosen = [(*owners[numbers[at]], float(scores[at])) for at in order]
    return tuple(
        EvidenceSentence.of(passage, span.start, span.end, score) for passage, span, score in chosen
    )


def _falling(sentence: EvidenceSentence) -> float:
    return -sentence.score


def answerable(evidence: Evidence, threshold: float) -> Evidence:
    """The evidence without the parts below the threshold."""
    parts = tuple(one for one in evidence.parts if one.probability >= threshold)
    return replace(evidence, parts=parts)


def no_evidence(evidence: Evidence) -> str:
    """Why there is no answer, in a sentence for the reader."""
    if evidence.missing:
        return f"The documents don't say: nothing found here {evidence.missing}."
    return "The documents don't say: nothing found here answers this question."


def _missing(
    question: Question, best: Sequence[EvidenceSentence], passages: Sequence[Passage]
) -> str:
    """What nothing that was read does, in words: "mentions Acme"; or none of the likeliest
    sentences: "says when"."""
    unknown = _unknown(question, passages) if question.names else []
    if unknown:
        return f"mentions {' or '.join(unknown)}"
    lacking = question.wanted in _MISSING_KIND and not any(
        question.is_met_by(sentence.text) and _counts(question, sentence.text)
        for sentence in best[:3]
    )
    return _MISSING_KIND[question.wanted] if lacking else ""


def _unknown(question: Question, passages: Sequence[Passage]) -> list[str]:
    """The question's names that nothing that was found mentions."""
    read = {
        term.folded
        for passage in passages
        for term in terms(f"{passage.title}\n{passage.locator}\n{passage.text}")
    }
    german = is_german(question.text)
    return [
        without_possessive(name)
        for found in question.names
        if not any(part.folded in read for part in found.parts)
        if not (german and any(has_german(part.folded, read) for part in found.parts))
        for name in _told(question, found)
    ]


def _told(question: Question, name: Name) -> tuple[str, ...]:
    """The name; its words one by one where a second may have joined it: "Is the capital of France
    Paris?" asks of two."""
    joined = question.wanted is Wanted.YES_NO and not question.text[name.end :].strip(" ?.!")
    return tuple(part.text for part in name.parts) if joined else (name.text,)


def _counts(question: Question, sentence: str) -> bool:
    """Does the sentence name what the question wants counted, if it wants anything counted?"""
    return not question.counted or any(term.folded in question.counted for term in terms(sentence))
