"""The verdict of the rules: is a sentence borne out by the passages that it cites?

What is stated exactly is compared exactly (`exact.py`); meaning is weighed by a small model of
shared words and cosines (`support.py`). The outcome is a verdict in words and the best quote for
every citation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rag.answer.verification.added import added_word
from rag.answer.verification.asked import read_asked
from rag.answer.verification.bare import answered, is_bare
from rag.answer.verification.candidate import PLACE, Candidate, all_of, why_doubted
from rag.answer.verification.conditions import dropped_condition, dropped_exception, dropped_half
from rag.answer.verification.crossed import crossed, opposed
from rag.answer.verification.derived import worked_out
from rag.answer.verification.exact import exact_fault, replaced_name, turned
from rag.answer.verification.joined import clauses, missing_parts
from rag.answer.verification.lacking import Lacking
from rag.answer.verification.meaning import Follow, Meaning, Opinion
from rag.answer.verification.misplaced import denied_cell
from rag.answer.verification.opener import without_opener
from rag.answer.verification.opposites import in_denials
from rag.answer.verification.other_word import altered_copy, other_word, replaced
from rag.answer.verification.passage_parts import parts_of
from rag.answer.verification.reworded import as_read
from rag.answer.verification.same_words import in_words_of
from rag.answer.verification.spans import covered, is_copied, states, verbatim, widened
from rag.answer.verification.support import SupportModel, signals
from rag.answer.verification.swapped import swapped
from rag.answer.verification.times import dropped_time
from rag.answer.verification.verdicts import REASONS, Ground, Quote, Verdict, agreed, faulty
from rag.answer.verification.whose import whose
from rag.markup.inline import without_tags
from rag.store import Encoder, FloatArray
from rag.text import is_question
from rag.types import Passage, Support

_FIRST = tuple(Ground)  # of the faults of several clauses
_ASKED = 0.1  # weight of a question beside a statement of the same words


class Rules:
    """Judges sentences by what can be compared; never raises for any text."""

    def __init__(
        self,
        embedder: Encoder,
        model: SupportModel | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        self._embedder = embedder
        self._model = model
        self._meaning = meaning

    def followed(self, follow: Follow) -> Rules:
        """The same for one answer: a model that judges is hung up on when `follow` wants it."""
        meaning = self._meaning.followed(follow) if self._meaning is not None else None
        return Rules(self._embedder, self._model, meaning)

    def judge(
        self, sentence: str, cited: Sequence[Passage], question: str = "", beside: str = ""
    ) -> Verdict:
        """The verdict on one sentence, given without its markers, of an answer to `question` that
        says `beside` it what a condition may be told by."""
        if not cited:
            return Verdict(Support.UNSUPPORTED, "No source is cited for this sentence.", ())
        if question and is_bare(sentence) and (verdict := self._answer(sentence, cited, question)):
            return verdict
        sentence = less_wording(sentence, cited)
        if verdict := self._asked(sentence, cited, question, beside):
            return verdict
        return self._judge(sentence, cited, question, beside)

    def _asked(
        self, sentence: str, cited: Sequence[Passage], question: str, beside: str
    ) -> Verdict | None:
        """The verdict where a passage asks what the sentence says; None where none does."""
        if is_question(sentence) or states(sentence, cited):
            return None
        readings = [read_asked(sentence, one.text) for one in cited]
        if not any(readings):
            return None
        (first, *others) = readings
        if first and not others:
            if first.reason:
                quotes = self._judge(sentence, cited, question, beside).quotes
                ground = Ground.DOUBT if first.support is Support.PARTIAL else Ground.OPPOSITE
                return faulty(first.support, first.reason, quotes, ground)
            sentence = first.sentence
        read = [
            replace(one, text=told.text) if told and told.sentence == sentence else one
            for one, told in zip(cited, readings, strict=True)
        ]
        verdict = self._judge(sentence, read, question, beside)
        quotes = tuple(
            replace(it, passage=one, text=one.text[it.start - one.start : it.end - one.start])
            for it, one in zip(verdict.quotes, cited, strict=True)
        )
        return replace(verdict, quotes=quotes)

    def _judge(
        self, sentence: str, cited: Sequence[Passage], question: str, beside: str
    ) -> Verdict:
        written, source = sentence, "\n".join(f"{one.title}\n{one.text}" for one in cited)
        sentence = as_read(in_words_of(sentence, source), source)
        found = [verbatim(written, one) or self._candidate(sentence, one) for one in cited]
        if len(found) == 1:
            found = [widened(sentence, found[0])]
        scores = [self._score(sentence, [one]) for one in found]
        together = max(*scores, self._score(sentence, found)) if len(found) > 1 else scores[0]
        quotes = tuple(self._quote(one, score) for one, score in zip(found, scores, strict=True))
        if any(one.verbatim for one in found):
            return Verdict(Support.SUPPORTED, "", quotes)
        best = found[int(np.argmax(scores))]
        fault = _exact(sentence, found, best, quotes)
        if fault is not None and (self._meaning is None or fault.ground is not Ground.DERIVED):
            return fault if self._meaning is None else replace(fault, ground=Ground.SETTLED)
        opinion = self._opinion(written, found)
        if opinion is not None:
            return agreed(opinion, quotes)
        if fault is not None:  # a figure worked out, on which the judge has no opinion
            return fault
        support = self._support(together)
        alone = [
            one
            for one, quote in zip(found, quotes, strict=True)
            if quote.support is Support.SUPPORTED
        ]
        doubts = [
            why_doubted(sentence, one)
            or dropped_condition(sentence, one.read(sentence), question, beside)
            or dropped_half(sentence, one.read(sentence), question, beside)
            or dropped_exception(sentence, one.passage.text, question, beside)
            or dropped_time(sentence, one.read(sentence), question, beside)
            for one in alone or [all_of(found)]
        ]
        if support is Support.SUPPORTED and doubts and all(doubts):
            return faulty(Support.PARTIAL, doubts[0], quotes, Ground.DOUBT)
        if support is Support.SUPPORTED:
            found_less = self._less(sentence, found, question, beside)
            if found_less is not None:
                support, reason, ground = found_less
                return faulty(support, reason, quotes, ground)
        is_whole = support is Support.SUPPORTED
        copied = is_whole and is_copied(sentence, best.text)
        if altered := is_whole and altered_copy(sentence, found, self._embedder, copied):
            return faulty(Support.PARTIAL, altered, quotes, Ground.DOUBT)
        ground = Ground.COPIED if copied else Ground.WORDS
        return Verdict(support, REASONS[support], quotes, ground)

    def _less(
        self, sentence: str, found: Sequence[Candidate], question: str, beside: str
    ) -> tuple[Support, str, Ground] | None:
        """How far less than the whole sentence is borne out, and why; None for nothing less."""
        cited = [one.passage for one in found]
        told = [replace(one, text=in_denials(one.text, sentence)) for one in cited]
        read = [f"{one.title}\n{one.text}" for one in told]
        lacking = Lacking(self._embedder, read)
        missing, whole = missing_parts(sentence, lacking)
        if missing:
            said = " and ".join(f'"{part}"' for part in missing)
            support = Support.UNSUPPORTED if whole else Support.PARTIAL
            return support, f"The cited text says nothing of {said}.", Ground.LACKING
        if denied := opposed(sentence, told):
            return Support.UNSUPPORTED, denied, Ground.OPPOSITE
        if mixed := crossed(sentence, told):
            return Support.PARTIAL, mixed, Ground.DOUBT
        if other := other_word(sentence, found, self._embedder):
            return Support.PARTIAL, other, Ground.OPPOSITE
        if added := added_word(sentence, read[0], found[0].text, lacking):
            return Support.PARTIAL, added, Ground.LACKING
        if doubted := replaced(sentence, found, lacking, self._embedder):
            return Support.PARTIAL, doubted, Ground.DOUBT
        around = f"{sentence}\n{beside}"
        apart = [(one, self.judge(one, cited, question, around)) for one in clauses(sentence)]
        faults = [(one, it) for one, it in apart if it.support is not Support.SUPPORTED]
        if not faults:
            return None
        clause, verdict = min(faults, key=lambda fault: _FIRST.index(fault[1].ground))
        every = all(it.support is Support.UNSUPPORTED for _, it in apart)
        return (
            Support.UNSUPPORTED if every else Support.PARTIAL,
            f'Of "{clause.strip(" .")}": {verdict.reason}',
            verdict.ground,
        )

    def _answer(self, bare: str, cited: Sequence[Passage], question: str) -> Verdict | None:
        """The verdict on "No." where a sentence of the source says just that; else None."""
        about = "\n".join(f"{one.title}\n{PLACE.sub('', one.locator)}" for one in cited)
        told = answered(bare, question, "\n\n".join(one.text for one in cited), about)
        if not told:
            return None
        found = [self._candidate(told, passage) for passage in cited]
        quotes = tuple(self._quote(one, self._score(told, [one])) for one in found)
        return Verdict(Support.SUPPORTED, "", quotes)

    def _opinion(self, sentence: str, found: Sequence[Candidate]) -> Opinion | None:
        if self._meaning is None:
            return None
        return self._meaning.opinion(sentence, [one.source for one in found])

    def _candidate(self, sentence: str, passage: Passage) -> Candidate:
        if (copied := verbatim(sentence, passage)) is not None:
            return copied
        parts = parts_of(passage)
        cosines = self._cosines(sentence, parts.in_context)
        stated = np.array([at not in parts.asked for at in range(len(parts.spans))], np.float32)
        shares = np.array(covered(sentence, parts.texts))
        closeness = (shares + np.clip(cosines, 0.0, 1.0)) * np.maximum(stated, _ASKED)
        singles = len(parts.in_context)
        near = int(np.argmax(closeness[:singles]))
        best = int(np.argmax(closeness))
        within = [best] if best < singles else [best - singles, best - singles + 1]
        told = tuple(parts.texts[at] for at in dict.fromkeys([near, *within]))
        denied = parts.denied[best]
        return Candidate(
            passage, parts.spans[best], parts.texts[near], told, False, cosines, denied
        )

    def _cosines(self, sentence: str, told: Sequence[str]) -> FloatArray:
        """With each sentence of a passage in its context, then with each pair of neighbours.

        Those vectors are remembered from judging the evidence; a pair's is the sum of its two.
        """
        vectors = self._embedder.embed([sentence, *told])
        sums = vectors[1:-1] + vectors[2:]
        pairs = sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9)
        cosines: FloatArray = np.concatenate([vectors[1:], pairs]) @ vectors[0]
        return cosines

    def _score(self, sentence: str, found: Sequence[Candidate]) -> float:
        if any(one.verbatim for one in found):
            return 1.0
        quote = "\n".join(one.text for one in found)
        cited = "\n".join(f"{one.passage.title}\n{one.passage.text}" for one in found)
        cosines = np.concatenate([one.cosines for one in found])
        model = self._model or SupportModel.load()
        return model.probability(signals(sentence, quote, cited, cosines))

    def _support(self, score: float) -> Support:
        model = self._model or SupportModel.load()
        if score >= model.supported_at:
            return Support.SUPPORTED
        return Support.PARTIAL if score >= model.partial_at else Support.UNSUPPORTED

    def _quote(self, one: Candidate, score: float) -> Quote:
        begin = one.passage.start
        return Quote(
            one.passage,
            begin + one.span.start,
            begin + one.span.end,
            one.text,
            score,
            self._support(score),
        )


def less_wording(sentence: str, cited: Sequence[Passage]) -> str:
    """The sentence less tags, which may be the sources' own, and less "In summary,"."""
    if not any("<" in one.text for one in cited):
        sentence = without_tags(sentence)
    return without_opener(sentence)


def _exact(
    sentence: str, found: Sequence[Candidate], best: Candidate, quotes: tuple[Quote, ...]
) -> Verdict | None:
    """The verdict on what is stated exactly and otherwise than by the source; None for nothing."""
    named = len(found) == 1 and not best.is_by_header
    replaced = replaced_name(sentence, best.nearest) if named else ""
    parts = parts_of(best.passage)
    denied = denied_cell(sentence, parts.texts[: len(parts.in_context)])
    of_another = whose(sentence, best.nearest, best.passage.text)
    if other := replaced or swapped(sentence, best.nearest) or denied or of_another:
        return faulty(Support.UNSUPPORTED, other, quotes)
    read = best.read(sentence)
    rest = "\n".join(f"{one.around(sentence)}\n{one.text}" for one in found)
    opposite = turned(sentence, read)
    if fault := exact_fault(sentence, read, rest):
        elsewhere = "\n".join(one.passage.text for one in found)
        spared = worked_out(sentence, read)
        if opposite or exact_fault(sentence, read, f"{rest}\n{elsewhere}", spared):
            return faulty(Support.UNSUPPORTED, fault, quotes)
        if exact_fault(sentence, read, f"{rest}\n{elsewhere}"):
            return faulty(Support.PARTIAL, fault, quotes, Ground.DERIVED)
        reason = f"{fault.removesuffix('.')} beside this; it stands elsewhere in the source."
        return faulty(Support.PARTIAL, reason, quotes)
    if opposite:
        return faulty(Support.UNSUPPORTED, opposite, quotes, Ground.OPPOSITE)
    return None
