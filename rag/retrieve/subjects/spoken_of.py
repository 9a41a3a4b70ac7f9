"""Rewrites a question about a person for the documents about that person: "When can Mr Harkaway
drive again?" as "When can he drive again?".

A letter names its patient once, at the top, and a contract its tenant. That nothing near a sentence
names them then says nothing against it. Asked of any other document, "he" could be anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from rag.regex import regex
from rag.retrieve.follow_ups.persons import persons
from rag.retrieve.sifting import sifted
from rag.retrieve.subjects.another import Whom, whom
from rag.retrieve.subjects.heads import HEAD, TITLE, Called, Party, called, parties_of
from rag.store import Snapshot
from rag.text import content_terms, figures, is_german
from rag.types import Evidence, EvidenceSentence, Hit

_MOST = 12  # documents whose heads are looked at, the best first
_WHOLE = 1 << 40  # characters
_PREPOSITION = (
    r"(?P<before>\b(?:about|against|at|by|for|from|of|on|to|with|an|bei|für|gegen|mit|von|zu)\s+)?"
)
_ENGLISH = {
    "man": ("he", "him", "his"),
    "woman": ("she", "her", "her"),
    "": ("they", "them", "their"),
}
_GERMAN = {
    "man": ("er", "ihm", "seine"),
    "woman": ("sie", "ihr", "ihre"),
    "": ("sie", "ihr", "ihre"),
}
_JOINED = regex(r"\b(he|she|they|sie|er)\s+(?:and|und)\s+(?:he|she|they|sie|er)\b")


class Spoken(NamedTuple):
    """The question with "she" for the name, "" where that makes none, and who that is in each of
    the documents about her; those that are about others, and never name her."""

    asked: str = ""
    of: Mapping[str, Whom] = MappingProxyType({})
    elsewhere: frozenset[str] = frozenset()

    @property
    def documents(self) -> frozenset[str]:
        """Those that it may be answered from."""
        return frozenset(self.of)

    def told(self, evidence: Evidence, *, by_name: bool = False) -> Evidence:
        """The evidence less what is said of another; `by_name` where it is that for the question as
        it stands. None where the best is, or has not the figures asked about: the next best is what
        is like it."""
        if not self.of:
            return evidence
        return sifted(evidence, partial(self._those_told, by_name=by_name))

    def _those_told(self, part: Evidence, *, by_name: bool) -> Iterable[EvidenceSentence]:
        told = [one for one in part.sentences if self._is_told(one, by_name=by_name)]
        if told[:1] != list(part.sentences[:1]) or not (by_name or self._has_figures(told)):
            return ()
        return told

    def _has_figures(self, told: Sequence[EvidenceSentence]) -> bool:
        """Has the best one every figure of the question: "the last £200"?"""
        asked = {one.value for one in figures(self.asked)}
        return not asked or asked <= {one.value for text in told[:1] for one in figures(text.text)}

    def _is_told(self, sentence: EvidenceSentence, *, by_name: bool) -> bool:
        one = sentence.passage.document_id
        if own := self.of.get(one):
            return own.has(sentence, by_name=by_name)
        return one not in self.elsewhere


def spoken_of(
    question: str,
    hits: Sequence[Hit],
    snapshot_of: Callable[[], AbstractContextManager[Snapshot]],
) -> Spoken:
    """How to ask of the documents that are about whom the question names; of none where it names
    nobody, or no document among the hits is about those."""
    asked = [known for name in persons(question) if (known := _named(question, name))]
    heads = _heads(asked, hits, snapshot_of) if asked else {}
    found = {
        name: (own, head.parties)
        for name, head in heads.items()
        if (own := next((one for one in head.parties if _names_any(asked, one)), None))
    }
    full = question
    for text, one in asked:
        if any(_names_any([(text, one)], own) for own, _ in found.values()):
            full = _with_pronoun(full, text, one.gender or _gender_in(found.values()))
    full = _JOINED.sub(lambda both: "sie" if both[1] in ("er", "sie") else "they", full)
    gender = next((one.gender for _, one in asked if one.gender), "")
    of = {
        name: whom(question, own, parties, gender or _gender_in([(own, parties)]))
        for name, (own, parties) in found.items()
    }
    others = (name for name, head in heads.items() if head.is_of_others)
    is_askable = full != question and bool(content_terms(full))
    return Spoken(full if is_askable else "", of, frozenset(others))


_About = tuple[Party, tuple[Party, ...]]
"""Who is asked about in a document, and all its parties."""


class _Head(NamedTuple):
    """Whom a document is about, and whether it has the name that is asked about anywhere."""

    parties: tuple[Party, ...]
    has_name: bool

    @property
    def is_of_others(self) -> bool:
        """Is it about somebody, and not a word in it of whom is asked about?"""
        return not self.has_name and any(one.is_declared for one in self.parties)


def _heads(
    asked: Iterable[tuple[str, Called]],
    hits: Sequence[Hit],
    snapshot_of: Callable[[], AbstractContextManager[Snapshot]],
) -> dict[str, _Head]:
    titles = {hit.chunk.document_id: hit.chunk.title for hit in hits}
    wanted = [text.split()[-1].lower() for text, _ in asked]
    found: dict[str, _Head] = {}
    with snapshot_of() as snapshot:
        for name in list(titles)[:_MOST]:
            text = snapshot.text(name, 0, _WHOLE)
            told = f"{titles[name]}\n{text}".lower()
            parties = parties_of(text[:HEAD], titles[name])
            found[name] = _Head(parties, any(one in told for one in wanted))
    return found


def _names_any(asked: Iterable[tuple[str, Called]], party: Party) -> bool:
    return any(one.may_be(told) for _, one in asked for told in party.called)


def _gender_in(found: Iterable[_About]) -> str:
    """The gender of those who are asked about, as the heads have it; "" where that is not one."""
    told = {one.gender for party, _ in found for one in party.called}
    return next(iter(told)) if len(told) == 1 else ""


def _named(question: str, name: str) -> tuple[str, Called] | None:
    """A name as the question has it, with its title; None where it is not there as such."""
    found = re.search(rf"(?:\b{TITLE}\.?\s+)*{re.escape(name)}", question, re.IGNORECASE)
    return (found[0], called(found[0])) if found else None


def _with_pronoun(question: str, name: str, gender: str) -> str:
    is_he, is_him, his = (_GERMAN if is_german(question) else _ENGLISH)[gender]

    def put(found: re.Match[str]) -> str:
        before = found["before"] or ""
        if found["owns"]:
            return before + his
        return before + (is_him if before else is_he)

    return re.sub(rf"{_PREPOSITION}\b{re.escape(name)}(?P<owns>['’]s?(?!\w))?", put, question)
