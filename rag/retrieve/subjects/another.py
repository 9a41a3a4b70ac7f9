"""Filters sentences about somebody else than the document's subject: the husband of a patient, the
landlord where the tenant is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from rag.regex import regex
from rag.retrieve.subjects.heads import YOU, Party, called, opposite_of
from rag.retrieve.subjects.mentions import (
    OTHERS_HEADING,
    TO_YOU,
    Mention,
    is_led_on,
    mentions,
    without_asides,
)
from rag.text import heading_of, in_context, said_words, sentence_spans, terms
from rag.text.parts import parts_of
from rag.types import EvidenceSentence

_ASKS_WHO = regex(
    r"\W*(?:and\W+)?(?:(?:to|with|from|for|by|von|mit)\s)?(?:who(?:m|se)?|we[rnm]|wessen)\b",
    re.IGNORECASE,
)
_STANDS_ALONE = regex(
    r"(?!(?:it|this|that|these|those|es|dies\w*)\b)"
    r"(?:[^\s:.!?][^:.!?\n]{0,40}:\s|(?:\S+\s)*?(?-i:I)\b|\S+\s(?:.*?\s)?"
    r"(?:is|are|was|were|has|have|had|will|would|can|cannot|may|must|should|shall|ist|sind|war|waren|"
    r"hat|haben|wird|werden|kann|können|muss|müssen|soll|sollen|darf|dürfen)\b)",
    re.DOTALL | re.IGNORECASE,
)
"""Has what it is about itself, where it names nobody: "The bonus is £600.", "Weight: 81 kg"."""


class _Of(Enum):
    THEM = auto()  # who is asked about
    PRONOUN = auto()  # whoever was named before
    ANOTHER = auto()
    NOBODY = auto()


class Whom(NamedTuple):
    """Who is asked about in a document: which of its parties, of what gender if that is known, and
    the folded words for the others."""

    question: str
    own: Party
    gender: str
    others: frozenset[str]

    def has(self, one: EvidenceSentence, *, by_name: bool) -> bool:
        """Is it said of who is asked about, as far as the text tells? `by_name`: of what was found
        with the name, only what is said of another is not."""
        if by_name and not self.own.is_declared and not self.others:
            return True
        if self.own.is_addressed and not TO_YOU.search(one.text):
            return False
        text, start = one.passage.text, one.start - one.passage.start
        about = self._of(one.text, text)
        if about in (_Of.THEM, _Of.ANOTHER):
            return about is _Of.THEM
        if self._is_below_another(one):
            return False
        unless_told = by_name or self.own.is_subject
        if about is _Of.NOBODY and _STANDS_ALONE.match(one.text):
            return unless_told
        for before in _before(text, start):
            if about is _Of.PRONOUN and is_led_on(one.text, before):
                continue
            said = self._of(before, text, leads_on=about is _Of.PRONOUN)
            if said in (_Of.THEM, _Of.ANOTHER):
                return said is _Of.THEM
        return unless_told

    def _is_below_another(self, one: EvidenceSentence) -> bool:
        """Does the heading say that it is of others?"""
        heading = _heading_at(one)
        found = OTHERS_HEADING.search(heading)
        return found is not None and not self._is_asked(found[0])

    def _of(self, sentence: str, text: str, *, leads_on: bool = False) -> _Of:
        """Of whom is a sentence? Of another, where it `leads_on` to a "he" and mentions one."""
        asks_who = not leads_on and _ASKS_WHO.match(self.question) is not None
        found = [
            (one.start, kind)
            for one in mentions(sentence, text)
            if (kind := self._kind(one, asks_who=asks_who, leads_on=leads_on))
        ]
        if not leads_on and any(kind is _Of.THEM for _, kind in found):
            return _Of.THEM
        bare = without_asides(sentence)
        for term in terms(bare):
            if term.folded in self.own.roles:
                found.append((term.start, _Of.THEM))
            elif term.folded in self.others and not asks_who:
                found.append((term.start, _Of.ANOTHER))
        if you := TO_YOU.search(bare):
            found.append((you.start(), _Of.THEM))
        if leads_on and any(kind is _Of.ANOTHER for _, kind in found):
            return _Of.ANOTHER
        return min(found, key=lambda one: one[0], default=(0, _Of.NOBODY))[1]

    def _kind(self, one: Mention, *, asks_who: bool, leads_on: bool) -> _Of | None:
        if one.kind == "name" and self._is_own(one.words):
            return _Of.THEM
        if one.kind in ("name", "relative"):
            if self._is_asked(one.words):
                return _Of.THEM if one.kind == "relative" else None
            counts = leads_on or (one.is_told and not asks_who)
            return _Of.ANOTHER if counts else None
        opposite = {"man": "woman", "woman": "man"}.get(self.gender)
        return _Of.ANOTHER if one.kind == opposite else _Of.PRONOUN

    def _is_asked(self, words: str) -> bool:
        """Does the question mention them itself?"""
        return words.lower() in self.question.lower()

    def _is_own(self, name: str) -> bool:
        told = called(name)
        return any(told.may_be(one) or one.may_be(told) for one in self.own.called)


def whom(question: str, own: Party, parties: tuple[Party, ...], gender: str) -> Whom:
    """Who is asked about, one of the parties of a document."""
    others = opposite_of(own.roles).union(*(one.roles for one in parties if one is not own))
    return Whom(question, own, gender, others - own.roles - said_words(question) - {YOU})


def _before(text: str, start: int) -> Iterator[str]:
    """The sentences before it in its paragraph or item, the nearest first."""
    own = next((part for part in parts_of(text) if part.start <= start < part.end), None)
    for span in reversed(own.sentences if own else ()):
        if span.start < start:
            yield text[span.start : span.end]


def _heading_at(one: EvidenceSentence) -> str:
    """What heads it, its document's title left out."""
    passage = one.passage
    place = one.locator
    spans = sentence_spans(passage.text)
    read = in_context(passage.text, spans, "", place, passage.columns)
    told = (
        found.about
        for span, found in zip(spans, read, strict=True)
        if passage.start + span.start == one.start
    )
    return next(told, heading_of(place))
