"""Paragraphs of one section that say the same of one thing each: the one that the question names.

"Casa Largo, Lisbon. Check-in from 15:00." beside "Quinta, Funchal. Check-in from 14:00.": quoted
alone, the second would say of Lisbon what no source says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from rag.text import names, topic_words
from rag.text.parts import Part, parts_of
from rag.types import EvidenceSentence

_ALIKE = 2 / 3  # of the words of the shorter sentence, so many are the other's


class _Told(NamedTuple):
    """A sentence in its paragraph, or its item of a list: `about` are the question's names that
    this has, `said` what the sentence has of the question besides."""

    sentence: EvidenceSentence
    part: Part
    place: str
    about: frozenset[str]
    said: frozenset[str]

    def is_of_another(self, other: _Told) -> bool:
        """Does it say the same of something else than the other, which the question names?"""
        return (
            self.sentence.passage is other.sentence.passage
            and self.part is not other.part
            and (self.part.mark, self.place) == (other.part.mark, other.place)
            and not self.about
            and bool(other.about)
            and bool(self.said & other.said)
            and _are_alike(self.sentence.text, other.sentence.text)
        )


def of_the_named_paragraph(
    ranked: Sequence[EvidenceSentence], question: str
) -> tuple[EvidenceSentence, ...]:
    """The sentences without what paragraphs beside the one that has the question's names say in its
    place; what opens that paragraph is then as likely as what it says."""
    named = frozenset(part.folded for name in names(question) for part in name.parts)
    if not named:
        return tuple(ranked)
    told = [one for sentence in ranked if (one := _told(sentence, named, question))]
    found = [(one, other) for one in told for other in told if one.is_of_another(other)]
    gone = {one.sentence.place for one, _ in found}
    opening = [one for _, other in found for one in _opening(other, named)]
    raised = {one.place: one for one in opening}
    left = [raised.pop(one.place, one) for one in ranked if one.place not in gone]
    return (*left, *raised.values())


def _told(sentence: EvidenceSentence, named: frozenset[str], question: str) -> _Told | None:
    passage = sentence.passage
    begin = sentence.start - passage.start
    parts = (one for one in parts_of(passage.text) if one.start <= begin < one.end)
    part = next(parts, None)
    if part is None or part.mark in ("|", "#", "`"):
        return None
    words = topic_words(passage.text[part.start : part.end])
    said = topic_words(sentence.text) & (topic_words(question) - named)
    place = passage.locator_at(sentence.start, sentence.end)
    return _Told(sentence, part, place, words & named, said)


def _are_alike(one: str, other: str) -> bool:
    """Do two sentences say nearly the same, but for their figures?"""
    first, second = (
        frozenset(word for word in topic_words(text) if not any(map(str.isdigit, word)))
        for text in (one, other)
    )
    return len(first & second) >= _ALIKE * min(len(first), len(second)) > 0


def _opening(told: _Told, named: frozenset[str]) -> list[EvidenceSentence]:
    """The first sentence of its paragraph, if that has the name and the sentence has not."""
    passage, first = told.sentence.passage, told.part.sentences[0]
    text = passage.text[first.start : first.end]
    start, end = first.start + passage.start, first.end + passage.start
    if start == told.sentence.start or topic_words(told.sentence.text) & named:
        return []
    opening = replace(told.sentence, start=start, end=end, text=text)
    return [opening] if topic_words(text) & named else []
