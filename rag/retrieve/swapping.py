"""The question before, asked of something else: "And Meta?", "what about the deposit?"."""

from __future__ import annotations

import re

from rag.text import names

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
_VERB_LAST = re.compile(
    r"\s*(?:\w+\s+){0,3}(?:do|does|did|will|would|can|could|should|must|may)\s", re.IGNORECASE
)


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
        named = rf"\b{preposition['word']}\s+(?:{_DETERMINER}\s+)?[\w'’-]+"
        places = list(re.finditer(named, question, re.IGNORECASE))
        if places:
            return _put(question, places[-1].start(), places[-1].end(), other)
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


def _put(question: str, start: int, end: int, other: str) -> str:
    return question[:start] + other + question[end:]
