"""Appositions: forms in which a sentence tells in passing who somebody is, or what something is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rag.regex import regex
from rag.text.terms import FUNCTION_WORDS

TITLE = r"(?:(?:mrs?|ms|miss|dr|prof|rev|sir|herrn?|frau)\b\.?\s+)"

_THE = (
    r"(?:the|an?|his|her|my|our|their|your|its|one|whose|\w+['’]s?|der|die|das|den|dem|des|ein\w*|"
    r"sein\w*|ihre?\w?|unser\w*|mein\w*)"
)
_NOUN = r"(?:[a-z][\w-]*\s+){0,3}"
_PERSON = (
    r"(?:[\w-]*(?:er|or|ist|ian|man|woman|ant|eer|ess|smith|boy|girl|wright|herd|eon|naut|crat|graph)|"
    r"apprentice|architect|aunt|author|bishop|boss|brother|captain|chair|chef|chief|child|clerk|coach|"
    r"colleague|cook|cousin|cyclist|daughter|director|duke|earl|engineer|father|friend|guide|head|"
    r"heir|hermit|husband|judge|king|mate|mayor|mechanic|monk|mother|nephew|niece|nun|nurse|partner|"
    r"physicist|pilot|poet|pope|president|priest|prince|queen|resident|saint|scholar|scout|sister|son|"
    r"student|uncle|vet|victim|widow|wife|witness|youth|[\w-]*(?:mann|frau|bäuerin|ärztin|arzt|wirt|erin|istin|bruder|schwester|vater|mutter|sohn|tochter))"
)
_THINGS = regex(
    r"address|after|business|chapter|computer|container|corner|counter|cover|dinner|door|ever|factor|"
    r"floor|former|german|grant|human|instant|latter|letter|matter|motor|never|number|offer|older|"
    r"order|other|over|paper|plant|poster|power|process|quarter|rather|register|restaurant|river|"
    r"sector|server|success|summer|supper|tower|under|water|weather|whether|winter|younger"
)
"""End like words for persons. "The letter Emil wrote" says nothing of Emil."""
_GERMAN = r"(?:[a-zäöü]+\s+){0,2}[A-ZÄÖÜ][a-zäöüß-]+"
_END = r"(?=[,.;:)!?]|\s+(?:of|who|whose|whom|in|from|at|on|with|by|named|von|aus|des|der)\b|$)"
_FRONTED = regex(
    r"\W*(?:according|thanks|due|like|unlike|with|without|for|after|before|by|to|in|at|on|from|of|"
    r"under|laut|nach|mit|ohne|für|vor|bei|seit|dear|liebe[r]?)\b[^,;:]*$",
    re.IGNORECASE,
)
"""Stands before a name of which what follows its comma is not said: "According to Pell, the"."""
_FINITE = regex(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|must|should|did|does|do|ist|war|hat|"
    r"wird|and|und|or|oder)\b"
)
_NO_ASIDE = regex(
    r"absent|aged|born|died|excused|joined|late|left|online|present|remote|see|sic|geb\w*|gest\w*"
)


class Asked(NamedTuple):
    """Whom or what a question asks for: the name as it may stand in a text."""

    name: str
    is_person: bool
    is_named: bool


def rank_of(asked: Asked, sentence: str) -> int | None:
    """How well a sentence says who or what it is, 0 the best; None where it does not."""
    ranks = (
        rank
        for found in _mentioned(asked).finditer(sentence)
        if not asked.is_person or not found["name"].islower()
        for rank, tells in enumerate(_FORMS)
        if tells(asked, sentence[: _start(found)], sentence[found.end() :])
    )
    return min(ranks, default=None)


def _start(found: re.Match[str]) -> int:
    """Where the name begins, with title and given names: "With Otto" is none."""
    first = found[0].split()[0].lower()
    return found.start("name") if first in FUNCTION_WORDS else found.start()


@lru_cache(maxsize=16)
def _mentioned(asked: Asked) -> re.Pattern[str]:
    alone = asked.is_person and " " not in asked.name
    given = r"(?:[A-ZÀ-Þ](?:[\w'-]*[a-z]|\.)\s+){0,2}?" if alone else ""
    name = re.escape(asked.name).replace(r"\ ", r"\s+")
    behind = r"(?:\s+[A-ZÀ-Þ][\w'-]+)?" if alone else ""
    return re.compile(
        rf"(?<![\w'’-])(?i:{TITLE})*{given}(?P<name>(?i:{name})){behind}(?![\w-]|['’]s)"
    )


def _is_told(asked: Asked, before: str, after: str) -> bool:
    """ "Quell was a surveyor"."""
    return asked.is_named and bool(_OPENS.fullmatch(before) and _IS.match(after))


def _is_said_behind(asked: Asked, before: str, after: str) -> bool:
    """ "Leopold Pell, a timber merchant"."""
    found = _BEHIND.match(after) if asked.is_named and not _FRONTED.match(before) else None
    if found is None or _FINITE.search(found["what"]):
        return False
    words = re.findall(r"[^\W\d_][\w-]*", found["what"])
    return not asked.is_person or any(map(_is_person, words))


def _is_said_before(asked: Asked, before: str, after: str) -> bool:
    """ "the harbour master, Peder Wiig, who"."""
    closed = re.match(r"\s*(?:[,.;:)]|$)", after)
    told = re.fullmatch(r"(?P<all>.*\S),\s+", before, re.DOTALL) if closed else None
    if told is None or not asked.is_person:
        return False
    before_that, phrase = _last_phrase(told["all"])
    named = re.fullmatch(rf"(?:[a-z][\w-]*\s+){{0,4}}[a-z][\w-]*|{_GERMAN}", phrase)
    return named is not None and not _is_small(phrase) and not _WHEN.search(before_that)


def _is_noun_before(asked: Asked, before: str, after: str) -> bool:
    """ "the surveyor Matthias Quell"."""
    del after
    if not asked.is_person or not before[-1:].isspace():
        return False
    _, phrase = _last_phrase(before.rstrip())
    if re.fullmatch(_GERMAN, phrase):
        return True
    found = _PERSON_NOUN.fullmatch(phrase)
    return found is not None and not _is_small(phrase) and _is_person(found["noun"])


def _last_phrase(text: str) -> tuple[str, str]:
    """What stands behind the last article or the like, and what before that; "" for none."""
    last = next(reversed(list(_DETERMINER.finditer(text))), None)
    return (text[: last.start()], text[last.end() :]) if last else (text, "")


def _is_called(asked: Asked, before: str, after: str) -> bool:
    """ "the so-called Open Gate plan", "an old man called Tullio"."""
    del after
    found = _CALLED.search(before)
    if found is None:
        return False
    who = before[: found.start()]
    if asked.is_person:
        return _SOMEBODY.search(who) is not None
    by = who.split()[-1:] or [""]
    return by[0].lower() not in _CALLERS and not by[0][:1].isupper()


def _is_relative(asked: Asked, before: str, after: str) -> bool:
    """ "Alma Frisk, who later became the first"."""
    del before
    return asked.is_person and _WHO_IS.match(after) is not None


def _is_labelled(asked: Asked, before: str, after: str) -> bool:
    """ "Lecturer: Mirela Anghel"."""
    found = _LABEL.fullmatch(before) if asked.is_person else None
    ends = re.match(r"\s*(?:[,;(.|\n]|$|\s{2,})", after) is not None
    if found is None or not ends:
        return False
    return _is_person(found["noun"])


def _is_aside(asked: Asked, before: str, after: str) -> bool:
    """ "Yusra Behnam (chair)"."""
    del before
    found = _ASIDE.match(after) if asked.is_named else None
    if found is None:
        return False
    first = found["what"].split()[0].lower()
    return not _NO_ASIDE.fullmatch(first) and (
        first in ("a", "an", "the") or first not in FUNCTION_WORDS
    )


def _is_person(noun: str) -> bool:
    """Is it a word for somebody, by its ending?"""
    noun = noun.lower()
    return re.fullmatch(_PERSON, noun) is not None and not _THINGS.fullmatch(noun)


def _is_small(words: str) -> bool:
    """Has it a word that no noun has before it: "letter to"?"""
    return any(word.lower() in FUNCTION_WORDS for word in words.split())


_OPENS = regex(r"\W*(?:the\s+|der\s+|die\s+|das\s+)?", re.IGNORECASE)
_IS = regex(
    r"\s+(?:\([^()]*\)\s+)?(?:is|was|are|were|ist|war)\s+"
    r"(?:an?|the|one\s+of|our|my|his|her|their|ein\w*|der|die|das)\s+\w"
)
_BEHIND = regex(
    rf",\s+(?P<what>(?:(?:then|now|later|also|formerly|at that time)\s+)?"
    rf"(?:(?:an?|our|my|his|her|their|the|one\s+of)\s+[^,.;:()]{{3,80}}?{_END}|"
    rf"eine?\s+[^,.;:()]{{3,80}}?{_END}|(?:der|die|das|unser|mein|sein|ihr)e?\s+{_GERMAN}(?=[,.;)]|\s+(?:de[rs]|von|aus)\b)))"
)
_DETERMINER = regex(rf"(?<![\w'’]){_THE}\s+", re.IGNORECASE)
_WHEN = regex(
    r"\b(?:in|at|on|after|before|during|since|until|im|am|nach|vor|seit|bis|während)\s+$",
    re.IGNORECASE,
)
_PERSON_NOUN = regex(rf"{_NOUN}(?P<noun>{_PERSON})")
_CALLED = regex(
    r"(?:\bso-called|\bcalled|\bnamed|\bnicknamed|\bknown\s+as|\btermed|\bdubbed|\bsogenannte\w?|\bnamens)"
    r"\s+(?:the\s+)?[\"“„‘'(]*$",
    re.IGNORECASE,
)
_SOMEBODY = regex(r"\b(?:an?|one|ein\w*)\s+(?:[\w-]+\s+){1,4}$", re.IGNORECASE)
_CALLERS = frozenset(
    ("he", "she", "they", "i", "we", "you", "it", "who", "that", "which", "has", "have", "had")
)
_WHO_IS = regex(
    r",\s+who\s+(?:(?:later|then|now|also|once)\s+)?(?:is|was|became|had\s+been|works?\s+as|"
    r"worked\s+as)\s+(?:an?|the|one|our|my|his|her|their)\b"
)
_LABEL = regex(r"\W*(?:[A-Za-zÄÖÜäöü][\w-]*\s+){0,3}?(?P<noun>[A-Za-zÄÖÜäöü][\w-]*)\s*:\s*")
_ASIDE = regex(r"\s+\((?P<what>[a-zA-ZÄÖÜ][^()\d:,;]{2,40})\)")
_FORMS = (
    _is_told,
    _is_said_behind,
    _is_said_before,
    _is_noun_before,
    _is_called,
    _is_relative,
    _is_labelled,
    _is_aside,
)
FORMS = len(_FORMS)
"""So many ranks there are."""
