"""Resolves pronouns of a follow-up question: what each stands for is put in its place."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.retrieve.follow_ups.agreement import agreeing
from rag.retrieve.follow_ups.antecedents import what_it_is
from rag.retrieve.follow_ups.kinds import is_date, when_of
from rag.retrieve.follow_ups.persons import asks_who_it_is, persons, role_of
from rag.retrieve.follow_ups.pointing import PERSONS, asks_for_a_person, owner_of, owns
from rag.retrieve.follow_ups.things import several_of
from rag.text import (
    Name,
    content_terms,
    names,
    said_words,
    without_possessive,
)

_PRONOUN = regex(
    r"(?<![\w'’])(?:it|its|itself|they|them|their|theirs|he|him|his|she|her|hers)(?![\w])",
    re.IGNORECASE,
)
_SEVERAL = frozenset(["they", "them", "their", "theirs"])
_THEN = regex(r"(?<!\w)then(?!\w)(?=\s*+[?.!]*+\s*+$)", re.IGNORECASE)
_OPENING = regex(r"\s*(?:and|but|so|also|then|or)\s+(?=\w)", re.IGNORECASE)
_ALSO = regex(r"\s++(?:also(?=\s)|(?:too|as\s+well)(?=\s*+[?.!]*+\s*+$))", re.IGNORECASE)
_ASKS_WHICH = regex(
    r"\s*(?:which|what)\s+(?!about\b|if\b|happens?\b|is\b|are\b|was\b|were\b|do\b|does\b|did\b|can\b|must\b|may\b|will\b|"
    r"would\b|should\b|has\b|have\b|had\b|share\b|part\b|percentage\b|kind\b|time\b|year\b|date\b)"
    r"[^\W\d_]+",
    re.IGNORECASE,
)
"""A thing with a name is what it asks for: "Which company did Meta buy?"."""
_WHO_IS = regex(
    r"\s*who\s+(?:is|are|was|were)\s+(?P<what>(?:the|an?|our|my)\s+[^?]+?)\s*+[?.]*+\s*+",
    re.IGNORECASE,
)
_HEAD = regex(
    r"(?:the|an?|our|my)\s+(?:[\w'’-]+\s+)*?(?P<head>[\w'’-]+)(?=\s+(?:of|for|in|at)\b|$)"
)
_HOW_MANY = regex(
    r"\s*how\s+many\s+(?P<what>(?:[\w'’-]+\s+){0,3}?(?:[\w'’-]*[^\Ws]s|children|people|men|women))\b",
    re.IGNORECASE,
)
_MONEY = regex(r"EUR|USD|GBP|CHF|JPY|[CA]AD|AUD|NOK|SEK|DKK|PLN|VAT")
_OPENS_CELL = regex(r"(?:^|[;\n]|[-*•]\s)\s*$")
_LABELS = regex(r"(?:\s[^\W\d_A-Z]+)?\s*(?:\([^()]*\))?\s*:")
_FIRST_WORD = regex(r"[A-Z][^\W\d_]+(?=\s+(?:is|was|has|had|does|did)\b)")
"""Capitalised because it begins a sentence; what has "is" behind it may be a name all the same."""


def without_opening(question: str) -> str:
    """Without "And" and "also": "And where is it too?" is "Where is it?"."""
    question = _ALSO.sub("", question)
    opening = _OPENING.match(question)
    bare = question[opening.end() :] if opening else question
    return bare[:1].upper() + bare[1:] if opening else question


def in_full(question: str, topic: str, answered: str) -> str:
    """The question with what "it", "she", "they", "then" stand for, from the question before and
    its answer; "" where it has no such word, or none can be told."""
    return next(iter(all_in_full(question, topic, answered)), "")


def all_in_full(question: str, topic: str, answered: str) -> tuple[str, ...]:
    """Likeliest first, for all that "it" may stand for."""
    if (then := _THEN.search(question)) and (when := when_of(topic)):
        question = question[: then.start()] + when + question[then.end() :]
        if _PRONOUN.search(question) is None:
            return (without_opening(question),)
    found = _PRONOUN.search(question)
    if found is None:
        return ()
    word = found[0].lower()
    if word in PERSONS:
        meant: tuple[str, ...] = (_person(topic, answered, word),)
    elif word in _SEVERAL:
        meant = (_several(topic, answered),)
    else:
        meant = _which(topic, answered) or what_it_is(topic, answered)
    return tuple(_put(question, found, named) for named in meant if named)


def _put(question: str, pronoun: re.Match[str], named: str) -> str:
    word, before = pronoun[0].lower(), question[: pronoun.start()]
    if word == "it" and not names(f"of {named}"):
        before = agreeing(before, named)
    if owns(word, question, pronoun.end()):
        named = owner_of(named)
    return without_opening(before + named + question[pronoun.end() :])


def _person(topic: str, answered: str, pronoun: str) -> str:
    """Who was asked for, if one was; else whom the question names."""
    told = persons_told(answered, topic)
    if not asks_for_a_person(topic):
        if role := role_of(topic, pronoun):
            return told[0] if asks_who_it_is(topic) and len(told) == 1 else role
        if named := persons(topic):
            return named[0]
    what = _WHO_IS.fullmatch(topic)
    if what is None:
        return told[0] if told else ""
    head = _HEAD.match(what["what"])
    said = re.search(rf"\b{re.escape(head['head'])}\b", answered, re.IGNORECASE) if head else None
    if said is not None and len(told) > 1:
        near = [name for name in told if answered.find(name) < said.start()]
        told = sorted(near, key=answered.find)[-1:] or told
    return told[0] if told else what["what"]


def _which(topic: str, answered: str) -> tuple[str, ...]:
    """The thing with a name that was asked for and told."""
    return tuple(_new(answered, topic)[:1]) if _ASKS_WHICH.match(topic) else ()


def _several(topic: str, answered: str) -> str:
    asks = _ASKS_WHICH.match(topic) or asks_for_a_person(topic)
    if asks and (told := _new(answered, topic)):
        return told[0] if len(told) == 1 else ""
    if counted := _HOW_MANY.match(topic):
        return f"the {counted['what']}"
    return several_of(topic) or next(iter(_bare(topic)), "")


def _bare(text: str) -> list[str]:
    """The names in it, without those that are but capitals (currencies, units), days and months,
    and what only says what stands behind it ("Category: ")."""
    told = (name for name in names(text) if not is_date(name) and not _is_label(text, name))
    found = (without_possessive(name.text) for name in told)
    return list(dict.fromkeys(name for name in found if not _MONEY.fullmatch(name)))


def _is_label(text: str, name: Name) -> bool:
    return bool(_OPENS_CELL.search(text[: name.start]) and _LABELS.match(text, name.end))


def persons_told(answered: str, topic: str) -> list[str]:
    """Names of persons, likeliest first, that the answer has and the question has not."""
    return _unasked(persons(answered), topic)


def _new(answered: str, topic: str) -> list[str]:
    """Names that the answer has and the question has not, not even a part of them."""
    told = _bare(answered)
    opening = _FIRST_WORD.match(answered)
    if opening and content_terms(opening[0]) and not any(opening[0] in name for name in told):
        told.insert(0, opening[0])
    return _unasked(told, topic)


def _unasked(told: list[str], topic: str) -> list[str]:
    asked = said_words(topic)
    return [one for one in told if not asked & said_words(one)]
