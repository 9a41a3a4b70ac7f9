"""Splits what "and" joins, and finds a part that the source has nothing of.

Each part is held against the source by its words: one that has neither the word nor one near to it
in meaning has nothing of it. Two clauses, each with a subject and a verb, can be judged apart.
English is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from rag.answer.verification.lacking import NEAR, Lacking
from rag.answer.verification.support import topical_terms
from rag.regex import regex
from rag.text import Term, content_terms, figures, names, small_words, terms, topic_words
from rag.text.terms import FUNCTION_WORDS
from rag.text.verb_forms import base, is_participle

_JOINT = regex(r",?\s+(?:and(?:\s+also)?|as\s+well\s+as|but(?:\s+also)?|while)\s+|;\s+")
_ADDS = regex(rf"{_JOINT.pattern}|,\s+(?:(?:which|who|whose|where|including|so(?:\s+that)?)\s+)")
"""What joins clauses, or opens one that says more of what stands before it."""
_STOP = regex(r"[,;:.!?](?!\d)|[()\u2013\u2014]|\s(?:and|as\s+well\s+as|but|while|or)\s")
_SUBJECT = regex(
    r"(?:the|an?|each|every|all|no|some|most|both|its|his|her|their|our|your|this|that|these|"
    r"those|\d+)\s|[A-Z]",
)
_POINTS = regex(r"(?:it|he|she|they|this|that|these|those|there|its|his|her|their)\b", re.I)
_FINITE = regex(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|can|could|may|might|must|should|shall|will|"
    r"would|cannot|\w+n['’]t)\b",
    re.IGNORECASE,
)
_IN_CONDITION = regex(r"\b(?:if|when|unless|provided|as\s+long\s+as)\b[^,;:]*$", re.IGNORECASE)
"""Behind it, "and" may join two conditions."""
_BESIDE = 0.75
"""Cosine from which on a word may be in the source under another name, where what it is joined to
is there under its own: "taxis and flights" are not taxis and travel."""
_LONGEST = 8  # content words of a sentence for that: longer ones tell more freely
_LEAST_CLAUSE = 3  # words
_LEAST_ADDED = 2  # content words that a clause with "which" adds: a verb has many others for it
_THE_REST = 0.8  # share of the other words of a sentence that one nearly like it has
_MODALS = frozenset(
    [
        *("to", "not", "can", "could", "may", "might", "must", "should", "shall", "will", "would"),
        *("who", "which", "that", "they", "it", "he", "she", "we", "i", "you", "also", "do"),
        *("does", "did"),
    ]
)
_LIGHT = frozenset({"get", "go", "come", "take", "make", "put", "keep", "use", "need"})
"""Verbs that say little: there is always another for them."""
_BEFORE_VERBS = _MODALS | {"is", "are", "was", "were", "be", "been", "has", "have", "had"}
_BOUNDS = frozenset(["less", "fewer", "below", "under", "more", "above", "over", "exceeding"])
"""Before figures; what they say of them is compared as such."""
_ARTICLES = frozenset(["the", "a", "an"])
_NOUNS = 5  # words at most of a part that is no clause, for what is before "and" to be its like


class Part(NamedTuple):
    """A part of a sentence, as written, and the words that are its own."""

    text: str
    own: tuple[Term, ...]

    def is_missing(self, lacking: Lacking, near: float = NEAR) -> bool:
        """Has the source at most half of it, and not what it ends with?"""
        if not self.own or not lacking(self.own[-1], near):
            return False
        return 2 * sum(lacking(term, near) for term in self.own) >= len(self.own)


def missing_parts(sentence: str, lacking: Lacking) -> tuple[tuple[str, ...], bool]:
    """The parts that "and" joins and of which the source has nothing; and is that all of them?"""
    found: list[str] = []
    kept = 0
    words = content_terms(sentence)
    for parts in _joined(sentence):
        said = any(part.own and not lacking.word(part.own[-1]) for part in parts)
        near = _BESIDE if len(parts) > 1 and said and len(words) <= _LONGEST else NEAR
        missing = [part.text for part in parts if part.is_missing(lacking, near)]
        found += missing
        kept += len(parts) == 1 or len(missing) < len(parts)  # before a clause, there is another
    return tuple(dict.fromkeys(found)), not kept


def clauses(sentence: str) -> tuple[str, ...]:
    """The clauses that are joined, each with its own subject and verb; () if it is one clause."""
    found: list[str] = []
    start = 0
    for joint in _JOINT.finditer(sentence):
        left, right = sentence[start : joint.start()], sentence[joint.end() :]
        if _IN_CONDITION.search(left):
            continue
        if _is_clause(left, right) and _is_clause(right, left):
            found.append(left)
            start = joint.end()
    if not found or any(_POINTS.match(one) for one in [*found[1:], sentence[start:]]):
        return ()
    return (*found, sentence[start:])


def _is_clause(text: str, other: str) -> bool:
    """Has it a subject, and a verb: one that is known, or that `other` has in the same form?"""
    words = terms(text)
    if len(words) < _LEAST_CLAUSE or not (_SUBJECT.match(text.lstrip())):
        return False
    if _FINITE.search(text):
        return True
    shared = {term.text.lower() for term in content_terms(other)}
    return any(term.text.lower() in shared for term in content_terms(text)[1:])


def _joined(sentence: str) -> Iterator[tuple[Part, ...]]:
    """The parts at each joint: those before it, if they are like it, and the one behind."""
    for joint in _ADDS.finditer(sentence):
        stop = _STOP.search(sentence, joint.end())
        end = stop.start() if stop else len(sentence)
        behind = sentence[joint.end() : end]
        before = topic_words(sentence[: joint.start()])
        own = _own(sentence, joint.end(), end, before)
        if len(own) < _LEAST_ADDED and not _JOINT.fullmatch(joint[0]):
            continue
        parts = [Part(behind.strip(), own)]
        if len(terms(behind)) <= _NOUNS and not _FINITE.search(behind):
            last = _own(sentence, 0, joint.start(), {term.folded for term in own})[-1:]
            if last and sentence[last[0].end : joint.start()].strip() == "":
                parts.insert(0, Part(last[0].text, last))
        yield tuple(parts)


def _own(sentence: str, start: int, end: int, besides: Set[str]) -> tuple[Term, ...]:
    """The content words between two offsets that are none of `besides`, no figures and no names."""
    exact: Sequence[tuple[int, int]] = [
        *((one.start, one.end) for one in figures(sentence)),
        *((one.start, one.end) for one in names(sentence)),
    ]
    return tuple(
        term
        for term in content_terms(sentence)
        if start <= term.start
        and term.end <= end
        and term.folded not in besides
        and base(term.folded) not in _LIGHT
        and not any(first <= term.start < last for first, last in exact)
    )


def replaced_word(sentence: str, near: str, lacking: Lacking) -> str:
    """A word of `sentence` in whose place `near`, which has the rest of it, has another; or "".

    In its place: behind the same two words, articles apart, or where all but this is the same.
    """
    said, read = _without_articles(sentence), _without_articles(near)
    spoken = {term.folded for term in said}
    topical = set(topical_terms(near))
    words = topic_words(near)
    places = {
        (one.folded, two.folded): three
        for one, two, three in zip(read, read[1:], read[2:], strict=False)
        if three in topical and three.folded not in spoken
    }
    wanted = _own(sentence, 0, len(sentence), frozenset())
    alone = _only_other(sentence, near)
    for one, two, three in zip(said, said[1:], said[2:], strict=False):
        other = places.get((one.folded, two.folded))
        rest = topic_words(sentence) - {three.folded}
        if three.text.lower() in _BOUNDS | small_words(sentence):
            continue
        nouns = other and (_has_article(sentence, three) or _has_article(near, other))
        if other is None or three not in wanted:
            continue
        if three != alone and not nouns and _may_be_verb(two, three, sentence):
            continue
        if len(rest & words) >= _THE_REST * len(rest) and lacking(three):
            return f"The cited text says {other.text} here, not {three.text}."
    return ""


def _without_articles(text: str) -> tuple[Term, ...]:
    return tuple(term for term in terms(text) if term.text.lower() not in _ARTICLES)


def _has_article(text: str, word: Term) -> bool:
    """Does an article stand before it? Then it is no verb."""
    before = text[: word.start].rsplit(maxsplit=1)[-1:]
    return bool(before) and before[0].lower() in _ARTICLES


def _only_other(sentence: str, near: str) -> Term | None:
    """The one content word that a sentence has not from `near`, where both are else the same."""
    said, read = topical_terms(sentence), topical_terms(near)
    if len(said) != len(read):
        return None
    apart = [one for one, other in zip(said, read, strict=True) if one.folded != other.folded]
    return apart[0] if len(apart) == 1 else None


def _may_be_verb(before: Term, word: Term, text: str) -> bool:
    """Verbs have more synonyms than can be told: only what is at the end, or behind a small word
    that no verb follows, is taken for a noun or an adjective."""
    small = before.text.lower()
    if small in FUNCTION_WORDS:
        return small in _BEFORE_VERBS and (small in _MODALS or is_participle(word.text))
    return text[word.end :].strip(" .!") != ""
