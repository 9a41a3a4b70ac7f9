"""Finds general rules that cover what a question names, though they do not name it: "elsewhere".

A hotel in Lyon, where a policy has sums for Oslo and Bergen and one for "elsewhere": asked again of
what such a catch-all is of. A flight to Lyon of nine hours, where a rule goes by the hours: asked
again without the place. Either counts only where it is answered by such a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from rag.regex import regex
from rag.retrieve.question import ASKS_PRICE
from rag.text import Figure, bounds_such, figures, is_calendar, names, said_words, topic_words
from rag.types import Evidence, EvidenceSentence, Passage

_PLACES = (
    r"(?:areas|cities|continents|counties|countries|country|destinations|districts|islands|"
    r"locations|places|provinces|regions|sites|states|towns|villages)"
)
_OPENS = r"(?:^|[|,;:.(–—-]\s*|\b(?:and|but)\s+)[*_]*"
_CATCH_ALL = regex(
    rf"\b(?:(?:(?:all|any|the|every)\s+)?other\s+{_PLACES}|(?:the\s+)?rest\s+of\s+the\s+world)\b"
    rf"|{_OPENS}(?P<bare>elsewhere|(?:any|every)where\s+else|(?:all|any)\s+others)\b"
    r"(?!\s+(?:than|in|on|at)\b)",
    re.IGNORECASE | re.MULTILINE,
)
"""What takes in every place that is not named: "Elsewhere: 140", "to all other countries"."""
_BEGINS = regex(r"\W*(?:(?:in|to|for|from)\s+)?\W*", re.IGNORECASE)
_BEHIND_A_PLACE = regex(r"\b(?:at|from|in|into|near|to|within)\s+(?:the\s+)?\Z", re.IGNORECASE)
_JOINT = regex(r",?\s+(?:or\s+|and\s+)?", re.IGNORECASE)
_LOOKED_AT = 16  # characters before a name


class Covered(NamedTuple):
    """A question as a rule that covers its case would be asked for; `rules` are the sentences of
    its evidence that are such, best first."""

    question: str
    rules: Callable[[Evidence], list[EvidenceSentence]]


class _Place(NamedTuple):
    """ "to Lyon": where the preposition begins, where the name ends, and its folded words."""

    start: int
    end: int
    words: frozenset[str]


def covered(question: str, passages: Sequence[Passage]) -> Iterator[Covered]:
    """A question asked again of what it names and the passages do not."""
    places = list(_places(question))
    if not places:
        return
    read = [(one.text, said_words(f"{one.title}\n{one.locator}\n{one.text}")) for one in passages]
    unnamed = [one for one in places if all(one.words.isdisjoint(words) for _, words in read)]
    given = [one for one in figures(question) if one.measure or one.unit]
    if unnamed and given:
        yield Covered(_with(question, unnamed, ""), partial(_going_by, given))
    about = topic_words(question) - ASKS_PRICE
    left_out = [
        one
        for one in places
        if any(
            one.words.isdisjoint(words) and about & words and _CATCH_ALL.search(text)
            for text, words in read
        )
    ]
    if left_out:
        yield Covered(_with(question, left_out[:1], "elsewhere"), _of_the_rest)


def _places(question: str) -> Iterator[_Place]:
    """The names behind "in", "to" and the like, each with those joined to it: "Lyon, France"."""
    found = [one for one in names(question) if not is_calendar(one.parts[-1].text)]
    for at, name in enumerate(found):
        begin = max(0, name.start - _LOOKED_AT)
        where = _BEHIND_A_PLACE.search(question[begin : name.start])
        if where is None:
            continue
        last, words = name, {part.folded for part in name.parts}
        for other in found[at + 1 :]:
            if not _JOINT.fullmatch(question[last.end : other.start]):
                break
            last = other
            words |= {part.folded for part in other.parts}
        yield _Place(begin + where.start(), last.end, frozenset(words))


def _with(question: str, places: Sequence[_Place], instead: str) -> str:
    """The question with such words instead of where these places are named."""
    for one in reversed(places):
        question = f"{question[: one.start]}{instead}{question[one.end :]}"
    return re.sub(r"\s(?=[\s,.;:?!]|$)", "", question).strip()


def _going_by(given: Sequence[Figure], evidence: Evidence) -> list[EvidenceSentence]:
    """Those that set a bound for what one of the question's figures measures."""
    return [
        one for one in evidence.sentences if any(bounds_such(one.text, figure) for figure in given)
    ]


def _of_the_rest(evidence: Evidence) -> list[EvidenceSentence]:
    """Those with a catch-all. One that begins so ("All others: Oslo") goes on from the one right
    before it, and is as sure as that, which is kept where the catch-all says no more than "others".
    """
    kept: dict[tuple[str, int], EvidenceSentence] = {}
    for one in evidence.sentences:
        found = _CATCH_ALL.search(one.text)
        if found is None:
            continue
        opens = _BEGINS.fullmatch(one.text, 0, found.start())
        before = [each for each in evidence.sentences if opens and _is_right_before(each, one)]
        surest = max(each.score for each in (one, *before))
        bare = found["bare"] and not one.text.startswith("|")
        told = (one, *before) if bare else (one,)
        kept |= {each.place: replace(each, score=surest) for each in told}
    return sorted(kept.values(), key=lambda one: -one.score)


def _is_right_before(other: EvidenceSentence, one: EvidenceSentence) -> bool:
    """Does it stand in the same paragraph, with nothing between?"""
    if other.passage is not one.passage or other.end > one.start:
        return False
    between = one.passage.text[other.end - one.passage.start : one.start - one.passage.start]
    return not between.strip() and "\n\n" not in between
