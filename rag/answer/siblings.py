"""Chooses among paragraphs of one section that say the same of one thing each: the one asked about.

"Casa Largo, Lisbon. Check-in from 15:00." beside "Quinta, Funchal. Check-in from 14:00.": quoted
alone, the second would say of Lisbon what no source says. So would "Takes a day." of option A,
asked about option B, or about what option B begins with: "B) A heat pump."
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from rag.regex import regex
from rag.text import NUMBER_WORDS, named_words, said_words, topic_words
from rag.text.parts import Part, parts_of
from rag.types import EvidenceSentence, Passage

_ALIKE = 2 / 3  # of the words of the shorter sentence, so many are the other's
_LABEL = regex(r"[*_]*\(?(?:option\s+)?(?P<label>[a-z]|\d{1,2})[).:]", re.IGNORECASE)
_BY_LABEL = regex(
    r"\b(?:alternative|choice|item|offer|option|plan|point|proposal|quote|variant|version)\s+"
    r"(?-i:(?P<label>[A-Z]|\d{1,2}))\b(?![.'’-]\w)",
    re.IGNORECASE,
)
_NUMBERS = regex(NUMBER_WORDS, re.IGNORECASE)
_BOLD = regex(r"\s*(?:\*\*|__)\w")
_LABELLED = 20  # characters behind the beginning of a part in which its label stands
_TITLE = regex(r"[*_]*(?P<title>[^\W_][^:\n|.]{0,40}):[*_]*\s")
_OF_ALL = regex(r"\b(?:all|always|any|both|each|every|everybody|everyone)\b", re.IGNORECASE)
_AS_LIKELY = 0.5  # share of a sentence's score with which one below the title asked about is kept
_FEW = 5  # words of a sentence that may be a paragraph's title, at most


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
    ranked = _of_the_labelled(_of_the_title(ranked, question), question)
    ranked = _with_the_label(ranked, question)
    named = named_words(question) - _labels(question)
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
    part = _part_of(sentence)
    if part is None:
        return None
    words = topic_words(passage.text[part.start : part.end])
    said = topic_words(sentence.text) & (topic_words(question) - named)
    place = sentence.locator
    return _Told(sentence, part, place, words & named, said)


def _are_alike(one: str, other: str) -> bool:
    """Do two sentences say nearly the same, but for their figures?"""
    first, second = (
        frozenset(word for word in _unnumbered(text) if not any(map(str.isdigit, word)))
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


def _unnumbered(text: str) -> frozenset[str]:
    """Its topic words without "seven" and "ten"."""
    return topic_words(_NUMBERS.sub(" ", text))


def _part_of(sentence: EvidenceSentence) -> Part | None:
    """The paragraph or the item that it stands in; None for rows, headings and code."""
    begin = sentence.start - sentence.passage.start
    parts = (one for one in parts_of(sentence.passage.text) if one.start <= begin < one.end)
    part = next(parts, None)
    return None if part is None or part.mark in ("|", "#", "`") else part


def _of_the_labelled(
    ranked: Sequence[EvidenceSentence], question: str
) -> tuple[EvidenceSentence, ...]:
    """The sentences; in the place of what one of several labelled parts says, the same of the part
    that the question names by its label or by what it begins with, and that beginning."""
    found: dict[tuple[str, int], EvidenceSentence] = {}
    gone = set()
    for sentence in ranked:
        for other in _said_of_the_named(sentence, question):
            gone.add(sentence.place)
            found.setdefault(other.place, other)
    kept = [one for one in ranked if one.place not in gone]
    better = {one.place: one.score for one in kept}
    fresh = [one for one in found.values() if better.get(one.place, 0.0) < one.score]
    places = {one.place for one in fresh}
    return (*fresh, *(one for one in kept if one.place not in places)) if gone else tuple(ranked)


def _with_the_label(
    ranked: Sequence[EvidenceSentence], question: str
) -> tuple[EvidenceSentence, ...]:
    """Where a part has the label asked about ("option A"), nothing of documents without such a
    part, unless it is much likelier."""
    labels = _labels(question)
    found = {
        one.passage.document_id: one.score
        for one in reversed(ranked)
        if (part := _part_of(one)) and labels and labels == {_label(one.passage, part)}
    }
    most = max(found.values(), default=0.0)
    return tuple(
        one
        for one in ranked
        if not found or one.passage.document_id in found or most < _AS_LIKELY * one.score
    )


def _of_the_title(
    ranked: Sequence[EvidenceSentence], question: str
) -> tuple[EvidenceSentence, ...]:
    """The sentences without those of parts with other titles ("**Mini:** ...") beside one of a part
    whose title is asked about, where that is about as likely."""
    asked = topic_words(question)
    titled = [(one, part, _title(one.passage, part)) for one in ranked if (part := _part_of(one))]
    named = [(one, part, words) for one, part, words in titled if words and words <= asked]
    gone = {
        one.place
        for one, part, words in titled
        for other, beside, title in named
        if words
        and words & asked < title
        and one.passage is other.passage
        and (part.mark, _place(one.passage, part)) == (beside.mark, _place(one.passage, beside))
        and other.score >= _AS_LIKELY * one.score
        and not title - words & said_words(one.text)
        and not _OF_ALL.search(one.text)
    }
    return tuple(one for one in ranked if one.place not in gone)


def _title(passage: Passage, part: Part) -> frozenset[str]:
    """The topic words before the colon that it begins with; none where it has no such title."""
    found = _TITLE.match(passage.text, part.start, part.end)
    return topic_words(found["title"]) if found else frozenset()


def _said_of_the_named(sentence: EvidenceSentence, question: str) -> Iterator[EvidenceSentence]:
    """What stands in its place in the part that is named, with what opens that, each as likely."""
    part, passage = _part_of(sentence), sentence.passage
    if part is None or not _is_labelled(passage, part):
        return
    asked, place = topic_words(question), _place(passage, part)
    for other in parts_of(passage.text):
        beside = other is not part and other.mark == part.mark and _is_labelled(passage, other)
        if not beside or _place(passage, other) != place:
            continue
        if not _is_named(passage, other, part, question):
            continue
        same = [
            span
            for span in other.sentences
            if _are_alike(passage.text[slice(*span)], sentence.text)
            and topic_words(passage.text[slice(*span)]) & topic_words(sentence.text) & asked
        ]
        for span in dict.fromkeys((*other.sentences[:1], *same) if same else ()):
            start, end = span.start + passage.start, span.end + passage.start
            text = passage.text[slice(*span)]
            yield replace(sentence, start=start, end=end, text=text)


def _is_named(passage: Passage, part: Part, beside: Part, question: str) -> bool:
    """Does the question name it and not the one beside: by its label, or by words that it begins
    with and the other has nowhere?"""
    by_label = _labels(question)
    if by_label:
        return {_label(passage, part)} == by_label != {_label(passage, beside)}
    asked = topic_words(question)
    own, others = (said_words(passage.text[one.start : one.end]) for one in (part, beside))
    opening = said_words(passage.text[slice(*part.sentences[0])])
    return bool(asked & opening - others) and not asked & others - own


def _labels(question: str) -> set[str]:
    """Those that it names, in lower case: "a" of "option A"."""
    return {found["label"].lower() for found in _BY_LABEL.finditer(question)}


def _label(passage: Passage, part: Part) -> str:
    """The letter or the number before its first word, in lower case, or ""."""
    line = passage.text.rfind("\n", 0, part.start) + 1
    found = _LABEL.match(passage.text[line : part.start + _LABELLED].lstrip(" \t>"))
    return found["label"].lower() if found else ""


def _is_labelled(passage: Passage, part: Part) -> bool:
    """Does it begin with a label, or is it an item of a list, so that each is of one thing?"""
    first = passage.text[slice(*part.sentences[0])]
    is_item = part.mark not in ("", "~")
    titled = len(part.sentences) > 1 and len(first.split()) <= _FEW
    return is_item or titled or bool(_label(passage, part)) or bool(_BOLD.match(first))


def _place(passage: Passage, part: Part) -> str:
    return passage.locator_at(passage.start + part.start, passage.start + part.end)
