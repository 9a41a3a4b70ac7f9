"""The question before, asked of something else: "And Meta?", "what about the deposit?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from rag.text import content_terms, names

_ABOUT = re.compile(
    r"\s*(?:and\s+|but\s+)?(?:what|how)\s+about\s+(?P<other>.+?)\s*[?.]*\s*$", re.IGNORECASE
)
_BARE = re.compile(
    r"\s*(?:and|or)\s+(?P<other>(?:[^\s?,;:]+\s+){0,4}[^\s?,;:]+?)\s*[?.]*\s*$", re.IGNORECASE
)
_QUESTION_OF_ITS_OWN = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how|if|is|are|was|were|do|does|did|has|have|"
    r"had|can|could|will|would|should|must|may|it|its|they|them|their|he|she|him|his|her|this|"
    r"that|these|those|there|then|so|not|else|more|less|than)\b",
    re.IGNORECASE,
)
_PREPOSITIONS = (
    r"(?:in|on|at|for|with|without|from|by|under|over|during|after|before|since|until|per|between|"
    r"among|as|of|to)"
)
_PREPOSITION = re.compile(rf"(?P<word>{_PREPOSITIONS})\s", re.IGNORECASE)
_DETERMINER = r"(?:the|a|an|my|our|your|his|her|its|their)"
_THING = re.compile(
    rf"\b{_DETERMINER}\s+(?P<words>[\w'’-]+(?:\s+(?!{_PREPOSITIONS}\b)[\w'’-]+){{0,3}})",
    re.IGNORECASE,
)
_POINTING = re.compile(r"\b(?:its?|they|them|their|he|him|his|she|her)\b", re.IGNORECASE)
_POINTING_AT_THINGS = re.compile(r"\b(?:its?|they|them|their)\b", re.IGNORECASE)
_SEVERAL = ("they", "them", "their")
_PLURAL = re.compile(r"\w*[^\W_]{2}[^\Ws_]s")
_WHO = re.compile(r"\bwho\s+$", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(rf"\b{_DETERMINER}\s+$", re.IGNORECASE)
_WHO_DOES = re.compile(r"\s*who(?!\s+(?:is|are|was|were)\b)\b", re.IGNORECASE)
"""Asks for a person, so that "he" is the answer and not what the question names."""
_OWNED = re.compile(rf"\s+(?!{_PREPOSITIONS}\b|(?:and|or|get|do|have|be|pay)\b)\w", re.IGNORECASE)
_VERB_LAST = re.compile(
    r"\s*(?:\w+\s+){0,3}(?:do|does|did|will|would|can|could|should|must|may)\s", re.IGNORECASE
)
_PHRASE_WORD = re.compile(r"[\w'’-]+")
_PHRASE_STOP = re.compile(
    rf"[^\w\s'’-]|\b(?:{_PREPOSITIONS}|{_DETERMINER}|and|or|is|are|was|were|do|does|did|has|have|"
    r"had|can|could|will|would|should|must|may|it|they|he|she|we|you|i)\b",
    re.IGNORECASE,
)
_MANY = re.compile(rf"{_PLURAL.pattern}|children|people|women|men", re.IGNORECASE)
_NO_VERB_LAST = re.compile(r"\s*(?:what|which|who)\s+(?:is|are|was|were)\b", re.IGNORECASE)
"""What the question asks for is its end: "what was the revenue in fiscal year 2022?"."""


def something_else(question: str) -> str:
    """What a question asks about in place of the one before: "" where it is no such question."""
    found = _ABOUT.match(question)
    if found is None:
        found = _BARE.match(question)
        if found is None or _QUESTION_OF_ITS_OWN.search(found["other"]):
            return ""
    return found["other"]


def asked_of(question: str, other: str) -> str:
    """The question, asked of `other`: in the place of a phrase with the same preposition, of the
    last thing that has an article where `other` has one, of the last name, or of the last thing;
    where there is no such place, `other` is added at the end."""
    preposition = _PREPOSITION.match(other)
    if preposition:
        named = rf"\b{preposition['word']}\s+(?:{_DETERMINER}\s+)?(?P<first>[\w'’-]+)"
        places = list(re.finditer(named, question, re.IGNORECASE))
        if places:
            end = _end_of_phrase(question, places[-1].start("first"))
            return _put(question, places[-1].start(), end, other)
    else:
        things = list(_THING.finditer(question))
        found = names(question)
        if things and (_THING.match(other) or not found):
            start, end = things[-1].start(), _end_of_thing(question, things[-1])
            return _put(question, start, end, other)
        if found:
            ending = "'s" if re.search(r"['’]s?$", found[-1].text) else ""
            return _put(question, found[-1].start, found[-1].end, other + ending)
    return f"{question.strip().rstrip('?. ')} {other}?"


def each_in_full(parts: Sequence[str]) -> tuple[str, ...]:
    """Questions that were joined ("How large is the pot, and what does it cost?"), each as it can
    be asked by itself: what "it" stands for is the first thing or name that the first one has,
    "they" the first of several."""
    first = parts[0]
    if _POINTING.search(first):
        return tuple(parts)
    pointing = _POINTING_AT_THINGS if _WHO_DOES.match(first) else _POINTING
    put = partial(_in_place_of, first)
    return (first, *(pointing.sub(put, one, count=1) for one in parts[1:]))


def _in_place_of(first: str, pointing: re.Match[str]) -> str:
    word = pointing[0].lower()
    named = _several(first) if word in _SEVERAL else _one(first)
    owns = word in ("its", "their", "his")
    if word == "her":
        owns = _OWNED.match(pointing.string, pointing.end()) is not None
    if not named:
        return pointing[0]
    return named + ("'" if named.endswith("s") else "'s") if owns else named


def _one(question: str) -> str:
    """The first thing that has an article, or the first name; "" where there is none."""
    thing = _THING.search(question)
    if thing is not None:
        return question[thing.start() : _end_of_thing(question, thing)]
    found = (name for name in names(question) if question[name.end : name.end + 1] != ".")
    return next((name.text for name in found), "")


def _several(question: str) -> str:
    """The first thing of which there are several, else the first that has an article."""
    for word in content_terms(question):
        does = _WHO.search(question[: word.start])  # "who runs it?"
        if _PLURAL.fullmatch(word.text) and not does:
            before = _ARTICLE_BEFORE.search(question[: word.start])
            return f"{before[0] if before else ''}{word.text}"
    thing = _THING.search(question)
    return question[thing.start() : _end_of_thing(question, thing)] if thing else ""


def _end_of_thing(question: str, thing: re.Match[str]) -> int:
    """Where the thing ends: "the pool" in "when does the pool open?", all up to a preposition
    where no verb can stand last."""
    words = list(re.finditer(r"\S+", thing["words"]))
    offset = thing.start("words")
    goes_on = question[thing.end() :].strip(" ?.")
    if goes_on and not _PREPOSITION.match(goes_on):
        return offset + words[0].end()
    if len(words) > 1 and _VERB_LAST.match(question):
        return offset + words[-2].end()
    return thing.end()


def _end_of_phrase(question: str, start: int) -> int:
    """Where what stands behind a preposition ends: a name where it does, else the first figure or
    plural ("3 rooms", "commercial tenants"), else all up to a word that may be a verb."""
    for name in names(question):
        if name.start == start:
            return name.end
    words = list(_PHRASE_WORD.finditer(question[: _phrase_stop(question, start)], start))
    for place, word in enumerate(words):
        if word[0][0].isdigit():
            counted = words[place + 1 : place + 2]
            return counted[0].end() if counted and _MANY.fullmatch(counted[0][0]) else word.end()
        if _MANY.fullmatch(word[0]):
            return word.end()
    ends_in_verb = len(words) > 1 and not _NO_VERB_LAST.match(question)
    return words[-2 if ends_in_verb else -1].end()


def _phrase_stop(question: str, start: int) -> int:
    """Where at the latest: at the next preposition, auxiliary, article, or mark."""
    first = _PHRASE_WORD.match(question, start)
    stop = _PHRASE_STOP.search(question, first.end() if first else start)
    return stop.start() if stop else len(question)


def _put(question: str, start: int, end: int, other: str) -> str:
    return question[:start] + other + question[end:]
