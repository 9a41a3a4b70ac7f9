"""Limits what may answer a follow-up: the documents of the last answer, or those that name what was
talked of; and in words that the follow-up has asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from rag.regex import regex
from rag.retrieve.follow_ups.kinds import (
    is_of_another_year,
    is_said_at_a_rate,
    is_years_on,
)
from rag.retrieve.follow_ups.numbered import is_numbered
from rag.retrieve.question import ASKS_PRICE, parse
from rag.retrieve.sifting import sifted
from rag.retrieve.signals import read_passage
from rag.retrieve.topical import is_another_way
from rag.text import (
    content_terms,
    is_calendar,
    named_words,
    naming_terms,
    said_words,
    sentence_spans,
    topic_words,
)
from rag.types import Evidence, EvidenceSentence, Hit, Passage

_MARKER = regex(r"\s*\[[^\[\]]{1,8}\]")
_FEWEST = 4  # words of a sentence that tells one document from others
_NEAR = 0.5  # of the score of the likeliest sentence
_MOST_OF_IT = 0.9
"""Of the words of a quoted sentence; a row of a table is told in other words than it is written."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """`typed` is what was asked, which is bound to nothing where it is asked as it stands;
    `topic` is the last question and `answered` its answer; `other` is what is asked about in place
    of something; `unnamed` is an "it" that stands for nothing that was talked of."""

    typed: str = ""
    topic: str = ""
    answered: str = ""
    other: str = ""
    unnamed: str = ""

    def within(
        self, asked: str, passages: Sequence[Passage], hits: Iterable[Hit]
    ) -> tuple[Passage, ...]:
        """The passages that a reading may be answered from, in their order: all of them where
        nothing is left of what was talked of, and what names that does not name the other.
        """
        if not self.typed or asked == self.typed:
            return tuple(passages)
        told = _told(self.answered)
        wholes = [said_words(_whole(one)) for one in passages]
        hit_by = ((hit.chunk.document_id, f"{hit.chunk.title}\n{hit.chunk.text}") for hit in hits)
        read = [(name, said_words(text)) for name, text in hit_by] if told else []
        read += [(one.document_id, said) for one, said in zip(passages, wholes, strict=True)]
        known = {document for document, said in read if any(_says(said, one) for one in told)}
        before, other = _added(self.topic, self.typed), topic_words(self.other)
        added = None if is_another_way(asked) else _added(asked, self.typed)
        topic = added or before

        def is_kept(one: Passage, said: frozenset[str]) -> bool:
            if one.document_id in known or (topic is not None and topic.is_in(said)):
                return True
            return before is not None and before.is_asked_in(said, of=other)

        kept = [pair for pair in zip(passages, wholes, strict=True) if is_kept(*pair)]
        is_swapped = bool(other and before) and added is None and not is_another_way(asked)
        if is_swapped and not any(other <= said for _, said in kept):
            return tuple(passages)
        return tuple(one for one, _ in kept)

    def naming(self, asked: str, evidence: Evidence) -> Evidence:
        """The evidence, if its best sentence, with its headings, names what is asked about; else
        from the first one on that names all of it, improbable where none near the best does. One
        that was quoted before does not say when where only that is asked, and it has no time. What
        asks of an "it" that stands for nothing is not answered with what is said of several."""
        if self.unnamed and _is_of_several(evidence):
            missing = f'says what "{self.unnamed}" stands for'
            return replace(evidence, probability=0.0, missing=missing)
        if asked == self.typed or not self.typed or not evidence.sentences:
            return evidence
        if not topic_words(self.other):
            best = evidence.sentences[0]
            quoted = said_words(best.text)
            old = any(_says(quoted, one) for one in _told(self.answered))
            silent = old and ": " in asked and parse(asked).is_met_by(best.text) is False
            return replace(evidence, probability=0.0) if silent else evidence
        if self._is_named(evidence.sentences[0], fully=is_numbered(self.other)):
            return evidence
        if evidence.parts:
            return replace(evidence, probability=0.0)
        return sifted(evidence, lambda one: dropwhile(self._is_partly_named, one.sentences))

    def _is_partly_named(self, sentence: EvidenceSentence) -> bool:
        return not self._is_named(sentence, fully=True)

    def _is_named(self, sentence: EvidenceSentence, *, fully: bool = False) -> bool:
        one, wanted = sentence.passage, frozenset(one.folded for one in naming_terms(self.other))
        place = read_passage(one)
        told = [
            (text, whole)
            for span, text, whole in zip(place.spans, place.texts, place.in_context, strict=True)
            if one.start + span.start == sentence.start
        ]
        if is_years_on(self.other):
            return is_of_another_year(" ".join((sentence.text, *(text for text, _ in told))))
        text = " ".join((*(whole for _, whole in told), sentence.text))
        words = said_words(text)
        called = named_words(f"of {self.other}")
        is_told = wanted <= words if fully else not (called or wanted).isdisjoint(words)
        named = is_told or wanted <= place.heading
        return named and is_said_at_a_rate(self.other, text)


@dataclass(frozen=True, slots=True)
class _Topic:
    """Folded words that a reading has from earlier turns, and those of them that are names."""

    words: frozenset[str]
    names: frozenset[str]

    def is_in(self, said: frozenset[str]) -> bool:
        if self.names:
            return not self.names.isdisjoint(said)
        return 2 * len(self.words & said) >= max(len(self.words), 1)

    def is_asked_in(self, said: frozenset[str], *, of: frozenset[str]) -> bool:
        """Is the same said of another, which is named in full? What the topic was said of then
        needs no mention."""
        words = self.words - self.names - of
        return bool(of and words) and of <= said and 2 * len(words & said) >= len(words)


def _added(asked: str, typed: str) -> _Topic | None:
    """None where there is nothing but days and months, and the asking for a price."""
    own = said_words(typed)
    found = [one for one in content_terms(asked) if not is_calendar(one.text.removesuffix("s"))]
    words = frozenset(term.folded for term in found) - own - ASKS_PRICE
    named = named_words(asked)
    return _Topic(words, named & words) if words else None


def _is_of_several(evidence: Evidence) -> bool:
    """Do several documents have a sentence near the likeliest one?"""
    least = _NEAR * max((one.score for one in evidence.sentences), default=0.0)
    found = {one.passage.document_id for one in evidence.sentences if one.score >= least}
    return len(found) > 1


def _told(answered: str) -> list[frozenset[str]]:
    text = _MARKER.sub("", answered)
    sentences = (text[span.start : span.end] for span in sentence_spans(text))
    said = (said_words(one) for one in sentences)
    return [words for words in said if len(words) >= _FEWEST]


def _says(said: frozenset[str], sentence: frozenset[str]) -> bool:
    return len(sentence & said) >= _MOST_OF_IT * len(sentence)


def _whole(passage: Passage) -> str:
    return f"{passage.title}\n{passage.locator}\n{passage.columns}\n{passage.text}"
