"""Splits several questions that are asked in one, each made to stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from rag.regex import regex
from rag.retrieve.follow_ups.antecedents import what_it_is
from rag.retrieve.follow_ups.persons import role_of
from rag.retrieve.follow_ups.pointing import PERSONS, owner_of, owns
from rag.retrieve.follow_ups.things import (
    PREPOSITIONS,
    THING,
    several_of,
    thing_of,
)
from rag.text import said_words, topic_words
from rag.types import EvidenceSentence

_POINTING = regex(r"\b(?:its?|they|them|their|he|him|his|she|her)\b", re.IGNORECASE)
_POINTING_AT_THINGS = regex(r"\b(?:its?|they|them|their)\b", re.IGNORECASE)
_SEVERAL = ("they", "them", "their")
_WHO_DOES = regex(r"\s*who(?!\s+(?:is|are|was|were)\b)\b", re.IGNORECASE)
"""Asks for a person, so that "he" is the answer and not what the question names."""
_BEHIND = regex(rf"\b{PREPOSITIONS}\s+$", re.IGNORECASE)
_HOW = regex(r"\bhow [^\W_]+", re.IGNORECASE)
_BETWEEN = 4  # characters between two sentences at most


def each_in_full(parts: Sequence[str]) -> tuple[str, ...]:
    """Questions that were joined ("How large is the pot, and what does it cost?"), each as it can
    be asked by itself: what "it" stands for is the first thing or name that the first one has,
    "they" the first of several. "It" of the first one is what the next has."""
    first = parts[0]
    if _POINTING.search(first):
        named = next((one for one in parts[1:] if not _POINTING.search(one)), "")
        return (_POINTING.sub(partial(_in_place_of, named), first, count=1), *parts[1:])
    pointing = _POINTING_AT_THINGS if _WHO_DOES.match(first) else _POINTING
    put = partial(_in_place_of, first)
    return (first, *(pointing.sub(put, one, count=1) for one in parts[1:]))


def _in_place_of(first: str, pointing: re.Match[str]) -> str:
    word = pointing[0].lower()
    if word in _SEVERAL:
        named = several_of(first)
    elif word in PERSONS:
        named = role_of(first, word) or thing_of(first)
    else:
        named = next(iter(what_it_is(first)), "")
    if not named:
        return pointing[0]
    return owner_of(named) if owns(word, pointing.string, pointing.end()) else named


def is_beside(question: str) -> bool:
    """Does the first thing that has an article stand behind a preposition, so that something else
    may be what the question is about: "How many dogs may stay at the hotel?"?"""
    thing = THING.search(question)
    return thing is not None and _BEHIND.search(question[: thing.start()]) is not None


def is_said_of(
    question: str,
    told: Sequence[EvidenceSentence],
    sentence: EvidenceSentence,
    *,
    fully: bool = False,
) -> bool:
    """Does a sentence, with its headings, say half of what the question is about, or stand right
    behind one of those that answer it? `fully`: all of it, unless one that answers it stands below
    the same heading."""
    if any(0 <= sentence.start - one.end < _BETWEEN for one in told):
        return True
    about = topic_words(_HOW.sub(" ", question))
    heading = _heading(sentence)
    said = len(about & said_words(f"{heading[1]}\n{sentence.text}"))
    if fully and not any(_heading(one) == heading for one in told):
        return said == len(about)
    return 2 * said >= len(about)


def _heading(sentence: EvidenceSentence) -> tuple[str, str]:
    """The document and the place in it."""
    return sentence.passage.document_id, sentence.locator
