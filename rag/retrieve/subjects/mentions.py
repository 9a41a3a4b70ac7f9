"""Finds whom a sentence says something of: somebody whom it names, a relative, a pronoun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rag.regex import regex
from rag.retrieve.follow_ups.persons import persons
from rag.retrieve.spelling import frequency
from rag.text import is_german
from rag.text.terms import FUNCTION_WORDS

_RELATIVES = (
    r"wife|husband|spouse|partner|widow(?:er)?|fianc[ée]e?|sons?|daughters?|child|children|sisters?|"
    r"brothers?|siblings?|mother|father|parents?|grand\w+|nieces?|nephews?|aunts?|uncles?|cousins?|"
    r"friends?|neighbou?rs?|carers?|guardians?|flatmates?|colleagues?|ehefrau|ehemann|ehepartner\w*|"
    r"(?:seine|deren)r?\sfrau|ihr\w*\smann|sohn|söhne|tochter|töchter|schwester|bruder|geschwister|"
    r"mutter|vater|eltern|kind(?:er)?|nichte|neffe|tante|onkel|freund\w*|nachbar\w*"
)
RELATIVE = regex(rf"\b(?:{_RELATIVES})\b", re.IGNORECASE)
OTHERS_HEADING = regex(
    rf"\b(?:{_RELATIVES}|family|next of kin|relatives|contacts?|refere\w+|references?|"
    r"angehörige\w*|familie|referenzen)\b",
    re.IGNORECASE,
)
"""Heads what is told of others."""

_TITLED = r"(?:mrs?|ms|miss|dr|prof|herrn?|frau)\.?"
_TITLE_BEFORE = regex(rf"(?:\b{_TITLED}\s+)+$", re.IGNORECASE)
_PRONOUNS = {
    "man": regex(r"\b(?:he|his|him|himself|er|sein\w*|ihm)\b", re.IGNORECASE),
    "woman": regex(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE),
    "": regex(r"\b(?:they|their|theirs|them|sie|ihre?[mnrs]?)\b", re.IGNORECASE),
}
_OBJECTS = {
    "man": regex(r"\bhim\b", re.IGNORECASE),
    "woman": regex(
        r"\bher(?=\s*[.,;:!?]|\s+(?:to|for|in|at|from|with|on|by|that|not|about|and|but|as)\b)",
        re.IGNORECASE,
    ),
}
TO_YOU = regex(r"\b(?:[Yy]ou|[Yy]ours?|Sie|Ihre?[mnrs]?)\b")
_ASIDE = regex(r"\([^()]*\)")
_BESIDE = regex(
    r"\b(?:with|from|to|at|of|for|in|about|mit|von|vom|bei|beim|für|zu|zum|zur)\s+"
    r"(?:(?:an?|the|her|his|their|your|one|seine[mnr]?|ihre[mnr]?|der|dem|einer?|einem)\s+)?"
    rf"(?:{_TITLED}\s+)?$",
    re.IGNORECASE,
)
"""Stands before somebody of whom nothing is said: "lives with his wife"."""
_OPENS = regex(
    rf"\W*(?:(?:the|an?|her|his|their|your|my|our|die|der|das|seine?|ihre?)\s+)?(?:{_TITLED}\s+)?$",
    re.IGNORECASE,
)
_FIRST = regex(r"[\s*_#>-]*(?P<name>[A-ZÀ-Þ][^\W\d_]+(?:\s[A-ZÀ-Þ][^\W\d_]+)*)")
_VERB = regex(
    r"\s*,?\s+(?:(?!(?:as|its|his|this|us|plus|des|das)\b)[a-zäöü]+(?:s|ed|ing|te|ten)|and|und|will|"
    r"would|may|might|can|cannot|could|must|should|shall|had|did|do|are|were|born|ist|hat|wird|kann|"
    r"muss|soll|darf|war)\b"
)
"""Behind the one of whom the sentence says something."""
_GERMAN_NAME = regex(
    rf"\b(?:(?i:{_TITLED})\s+)[A-ZÄÖÜ]\w+|"
    r"\b(?!(?:De[rmns]|Das|Die|Ein\w*|Kein\w*|Sein\w*|Ihre?\w?|Unser\w*|Im|Am|Zum|Zur|Bei|Mit|Nach|"
    r"Vor|Für|Auf|In|An|Von|Vom|Und|Bis|Ohne|Durch|Alle|Jede\w?|Diese\w?)\b)[A-ZÄÖÜ][a-zäöüß]+[ ]"
    r"[A-ZÄÖÜ][a-zäöüß]+"
)
"""Every noun has a capital: two side by side, or one with a title, may be a person's."""


class Mention(NamedTuple):
    """Where somebody is mentioned, and how: "name", "relative", "man" and the like for "he".

    `is_told`: does the sentence seem to say something of that one, and not of who is with them?
    """

    start: int
    kind: str
    words: str
    is_told: bool = True


def without_asides(text: str) -> str:
    """With blanks for what is in brackets."""
    return _ASIDE.sub(lambda aside: " " * len(aside[0]), text)


def mentions(sentence: str, text: str) -> Iterator[Mention]:
    """Who is mentioned in a sentence of a text, in no order. Names at its beginning count where the
    text has them elsewhere, or they are no English words."""
    bare = without_asides(sentence)
    for name in _names(bare, text):
        at = bare.find(name)
        yield _mention(bare, "name", at, at + len(name))
    for found in RELATIVE.finditer(bare):
        yield _mention(bare, "relative", *found.span())
    for kind, pronoun in _PRONOUNS.items():
        if (one := pronoun.search(bare)) is not None:
            yield Mention(one.start(), kind, one[0])


def is_led_on(sentence: str, before: str) -> bool:
    """Is the "she" of a sentence the "her" of the one before, to whom another does something?"""
    return any(
        _PRONOUNS[kind].search(sentence) and found.search(before)
        for kind, found in _OBJECTS.items()
    )


def _mention(text: str, kind: str, start: int, end: int) -> Mention:
    """Somebody with the title; "her friend" goes ahead of "her"."""
    title = _TITLE_BEFORE.search(text, 0, start)
    words = text[title.start() if title else start : end]
    first = -1 if _OPENS.match(text, 0, start) else start
    return Mention(first, kind, words, _is_told(text, start, end))


def _names(sentence: str, text: str) -> Iterator[str]:
    if is_german(text):
        yield from (found[0] for found in _GERMAN_NAME.finditer(sentence))
        return
    yield from (one for one in persons(sentence) if not sentence.startswith(one))
    if (first := _FIRST.match(sentence)) is not None:
        name = first["name"]
        if name.split()[0].lower() in FUNCTION_WORDS:
            return
        if " " in name or name in _known(text) or not frequency(name):
            yield name


@lru_cache(maxsize=64)
def _known(text: str) -> frozenset[str]:
    """Words of the names in a text, by which one is known that begins a sentence."""
    inside = (name for name in persons(text) if re.search(rf"[a-z,;(]\s+{re.escape(name)}\b", text))
    return frozenset(word for name in inside for word in name.split())


def _is_told(text: str, start: int, end: int) -> bool:
    if _BESIDE.search(text, 0, start):
        return False
    return _OPENS.match(text, 0, start) is not None or _VERB.match(text, end) is not None
