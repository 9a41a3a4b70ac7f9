"""Elliptical follow-ups: the question before, asked of something else ("And Meta?")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.regex import regex
from rag.retrieve.follow_ups.agreement import ANY, DONE, MANY, agreeing
from rag.retrieve.follow_ups.bare import bare_thing
from rag.retrieve.follow_ups.kinds import (
    MANNER,
    TIME,
    all_it_names,
    is_somebody,
    is_who,
    put_for_its_kind,
)
from rag.retrieve.follow_ups.modifiers import who_it_is_for
from rag.retrieve.follow_ups.things import DETERMINER, PREPOSITIONS, THING, end_of_thing
from rag.text import (
    AUXILIARIES,
    QUESTION_WORDS,
    Term,
    content_terms,
    is_possessive,
    names,
    without_possessive,
)

_ABOUT = regex(r"\s*+(?:and\s+|but\s+)?(?:what|how)\s+about\s++(?P<other>.+)", re.IGNORECASE)
_BARE = regex(
    r"\s*+(?:and|or)\s++(?P<other>(?:[^\s?,;:]++\s++){0,4}[^\s?,;:]++|(?:the|an?|our|my)\s"
    r"(?:[^\s?,;:]++\s){1,3}?(?:of|for|in|at)(?:\s[^\s?,;:]++){1,4})",
    re.IGNORECASE,
)
_PHRASE = regex(
    rf"\s*+(?P<other>{PREPOSITIONS}\s++(?:[^\s?,;:]++\s++){{0,3}}[^\s?,;:]++|(?:on\s+)?{TIME}|{MANNER})",
    re.IGNORECASE,
)
"""By itself what can only be said of the question before: "per month?", "on Sunday?"."""
_QUESTION_OF_ITS_OWN = regex(
    rf"\b(?:{QUESTION_WORDS}|{AUXILIARIES}|if|it|its|they|them|their|he|she|him|his|her|this|"
    r"that|these|those|there|then|so|not|else|more|less|than)\b",
    re.IGNORECASE,
)
_PREPOSITION = regex(rf"(?P<word>{PREPOSITIONS})\s", re.IGNORECASE)
_AS_PHRASE = regex(rf"(?P<word>{PREPOSITIONS})\s+(?P<article>{DETERMINER}\s)?.+", re.IGNORECASE)
_ONES = regex(r"(?:an?|my|our|your)\b", re.IGNORECASE)
_OF_ANY = regex(rf"\s+of\s+(?:an?\s+)?(?!{DETERMINER}\b)(?P<first>[\w'’-]+)", re.IGNORECASE)
_WHO_IS = regex(r"\s*who\s+(?:is|was)\b", re.IGNORECASE)
_AT_A_PLACE = regex(
    rf"\b(?:in|on|at)\s+{DETERMINER}\s+(?!(?:early|late|next|last|same|mornings?|afternoons?|"
    r"evenings?|nights?|day|week\w*|month|quarter|year|summer|winter|spring|autumn|season|beginning|"
    r"start|end|moment|event|case)\b)(?P<first>[\w'’-]+)",
    re.IGNORECASE,
)
_PHRASE_WORD = regex(r"[\w'’-]+")
_PHRASE_STOP = regex(
    rf"[^\w\s'’-]|\b(?:{PREPOSITIONS}|{DETERMINER}|{AUXILIARIES}|and|or|it|they|"
    r"he|she|we|you|i)\b",
    re.IGNORECASE,
)
_COUNTED = regex(
    r"\b(?:many|which|what)\s+(?:(?!(?:do|does|did|are|were|can|may|must|will)\b)[\w-]+\s+)?$",
    re.IGNORECASE,
)
_OWNED_WORD = regex(r"\s+[\w'’-]+")
_VALUE = (
    r"(?:fee|price|cost|charge|rent|deposit|rate|tax|limit|cap|excess|premium|fine|penalty|deadline|"
    r"period|notice|term|length|width|height|depth|size|weight|age|date|time|name|title|address|"
    r"number|capacity|temperature|speed|salary|wage|bonus|discount|revenue|profit|turnover|budget|"
    r"balance|total|population|rules?|regulations?|guidance|advice|interest|allowance|dose|surcharge|tariff|warrant(?:y|ies)|guarantee|policy|policies|margin|target|quota|"
    r"penalt(?:y|ies))(?:e?s)?"
)
"""A figure that something has."""
_VALUE_OF = regex(
    rf"\b(?:is|are|was|were)\s+{DETERMINER}\s+(?:[\w'’-]+\s+){{0,2}}?(?:(?P<value>{_VALUE})\s+"
    rf"(?P<word>for|of|on)|[\w'’-]+\s+(?P<of>of|for)(?!\s+{DETERMINER}\b))\s+",
    re.IGNORECASE,
)
_ARTICLE_BEFORE = regex(rf"\b{DETERMINER}\s+$", re.IGNORECASE)
_BETWEEN = regex(r"\bbetween\s+$", re.IGNORECASE)
_BESIDES = regex(r"\b(?:in|on|at|with|without|from|by|under|over|during|after|before)\s+$", re.I)
_I_DO = regex(rf"\b(?:{AUXILIARIES})\s+(?:i|we|you|one|they|he|she|it)\s", re.IGNORECASE)
_IS_ASKED = regex(
    rf"\s*(?:{QUESTION_WORDS})(?:\s+[^\W\d_]+)?\s+(?:is|are|was|were)\b", re.IGNORECASE
)
"""What the question asks for is its end: "what was the revenue in fiscal year 2022?"."""


def something_else(question: str) -> str:
    """What a question asks about in place of the one before: "" where it is no such question."""
    asked = question.rstrip().rstrip("?.").rstrip()
    found = _ABOUT.fullmatch(asked)
    if found is None:
        found = _BARE.fullmatch(asked) or _PHRASE.fullmatch(asked)
        if found is None or _QUESTION_OF_ITS_OWN.search(found["other"]):
            return ""
    return found["other"]


def named_in(other: str) -> str:
    """What something can be said about: "children" of "for children"; "" for other phrases with a
    preposition ("per month")."""
    found = _PREPOSITION.match(other)
    if found is None:
        return other
    return other[found.end() :] if found["word"].lower() in ("for", "with", "without") else ""


def asked_of(question: str, other: str) -> str:
    """The question, asked of `other` in the place of what is of the same kind (`kinds`): a phrase
    with the same preposition, a name, the last thing with an article or the last of several. A
    phrase that has no such place goes to the end; "" where anything else has none."""
    if made := put_for_its_kind(question, other):
        return made
    if preposition := _PREPOSITION.match(other):
        return _in_the_phrase(question, other, preposition["word"])
    if whole := all_it_names(question):
        return _put(question, *whole, other)
    if complement := _of_what(question, other):
        return complement
    return _for_a_thing(question, other)


def _for_a_thing(question: str, other: str) -> str:
    things, bare = list(THING.finditer(question)), bare_thing(question)
    if THING.match(other):
        if things:
            named = is_who(other) and _WHO_IS.match(question) is not None
            thing = (
                things[0] if named or _is_value(question, other) else _like(things, other, question)
            )
            if not ANY.match(other) or ANY.match(thing[0]):
                return _put(question, thing.start(), end_of_thing(question, thing), other)
        if ANY.match(other) and (word := _last_of_several(question)):
            return _put(question, word.start, word.end, other)
    elif not names(f"of {other}"):
        return _put(question, *bare, other) if bare else _of_its_number(question, other, things)
    if names(question):
        return _for_the_name(question, other)
    return _put(question, *bare, other) if bare and not things else ""


def _is_value(question: str, other: str) -> bool:
    """Is it such a figure itself, asked about in place of that of the same thing?"""
    is_value = re.fullmatch(_VALUE, other.split()[-1], re.IGNORECASE) is not None
    found = _VALUE_OF.search(question) if is_value else None
    return found is not None and found["value"] is not None


def _of_what(question: str, other: str) -> str:
    """Asked of `other` as what the fee, the excess is for; "" where it is itself such a value."""
    found = _VALUE_OF.search(question)
    if found is None or re.fullmatch(_VALUE, other.split()[-1], re.IGNORECASE):
        return ""
    if is_somebody(other) or is_who(other) or names(f"of {other}"):
        return ""
    if found["value"] is None and (THING.match(other) or _WHO_IS.match(question)):
        return ""
    word = found["word"] or found["of"]
    return _in_the_phrase(question, f"{word} {other}", word)


def _for_the_name(question: str, other: str) -> str:
    """For the last name, with those that are joined to it ("Parry and Osei"); for one that has an
    article only where no other is there."""
    found = names(question)
    old = [one for one in found if not _BESIDES.search(question[: one.start])] or list(found)
    if not THING.match(other):
        old = [one for one in old if not _ARTICLE_BEFORE.search(question[: one.start])] or old
    start = old[-1].start
    for one in reversed(found):
        joined = re.fullmatch(r"\s*(?:,|,?\s+and|&)\s+", question[one.end : start])
        if joined and not _BETWEEN.search(question[: one.start]):
            start = one.start
    ending = "'s" if is_possessive(old[-1].text) else ""
    new = without_possessive(other) + ending
    if names(f"of {other}") and " and " not in other and start == old[-1].start:
        return question[:start] + new + question[old[-1].end :]
    return _put(question, start, old[-1].end, new)


def _like(things: Sequence[re.Match[str]], other: str, question: str) -> re.Match[str]:
    """The last thing with the same last word; else the last that is what the question is about, if
    one is, and has a like article."""
    ends = {one.start(): question[: end_of_thing(question, one)] for one in things}
    last = other.split()[-1].lower()
    same = [one for one in things if ends[one.start()].split()[-1].lower() == last]
    if same:
        return same[-1]
    about = [one for one in things if not _BESIDES.search(question[: one.start()])] or things
    alike = [one for one in about if ANY.match(one[0]) is not None] if ANY.match(other) else []
    return (alike or about)[-1]


def is_like_for_like(question: str, other: str) -> bool:
    """Is it a phrase in the place of one with the same preposition and a like article: "for a
    rabbit" of "for a cat"?"""
    found = _AS_PHRASE.fullmatch(other)
    if found is None:
        return False
    any_one, word = ANY.match(found["article"] or ""), re.escape(found["word"])
    places = list(re.finditer(rf"\b{word}\s+(?P<article>{DETERMINER}\s)?", question, re.I))
    old = places[-1]["article"] if places else None
    return bool(old and found["article"]) and bool(ANY.match(old or "")) is bool(any_one)


def _in_the_phrase(question: str, other: str, word: str) -> str:
    if instead := who_it_is_for(question, other):
        return _put(question, *instead)
    named = rf"(?<![\w-]){word}\s+(?:{DETERMINER}\s+)?(?P<first>[\w'’-]+)"
    places = list(re.finditer(named, question, re.IGNORECASE))
    if not places and _AT_A_PLACE.match(other):
        places = list(_AT_A_PLACE.finditer(question))  # "on the balcony": "in the yard"
    if not places:
        return "" if word.lower() == "per" else f"{question.strip().rstrip('?. ')} {other}?"
    owner = next((one for one in names(question) if one.start == places[-1].start("first")), None)
    if owner and is_possessive(owner.text) and not names(other):
        thing = re.sub(rf"^{word}\s+(?:{DETERMINER}\s+)?", "", other, flags=re.IGNORECASE)
        owned = _OWNED_WORD.match(question, owner.end)
        return _put(question, owner.end, owned.end() if owned else owner.end, f" {thing}")
    end = _end_of_phrase(question, places[-1].start("first"))
    if again := re.match(rf"\s+{re.escape(other.split()[-1])}\b", question[end:], re.IGNORECASE):
        end += again.end()  # "at the Plus level", asked of "at the Basic level"
    of = _OF_ANY.match(question, end)
    if of and not any(one.start == of.start("first") for one in names(question)):
        end = _end_of_phrase(question, of.start("first"))  # "for loss of a key"
    return _put(question, places[-1].start(), end, other)


def _of_its_number(question: str, other: str, things: Sequence[re.Match[str]]) -> str:
    """Several for several ("cats", "the fees"), one for the last thing that has an article."""
    if MANY.fullmatch(other.split()[0]) or MANY.fullmatch(other.split()[-1]):
        if word := _last_of_several(question):
            return _put(question, word.start, word.end, other)
        single = next((one for one in reversed(things) if _ONES.match(one[0])), None)
        if single is None or _BESIDES.search(question[: single.start()]):
            return ""
        return _put(question, single.start(), end_of_thing(question, single), other)
    if not things or MANY.fullmatch(things[-1]["words"].split()[-1]):
        return ""
    thing = things[-1]
    return _put(question, thing.start("words"), end_of_thing(question, thing), other)


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
            return counted[0].end() if counted and MANY.fullmatch(counted[0][0]) else word.end()
        if MANY.fullmatch(word[0]):
            return word.end()
    is_done = re.fullmatch(DONE, words[-1][0], re.IGNORECASE) is not None
    no_verb = _IS_ASKED.match(question) or _I_DO.search(question)
    ends_in_verb = len(words) > 1 and (is_done or not no_verb)
    return words[-2 if ends_in_verb else -1].end()


def _phrase_stop(question: str, start: int) -> int:
    """Where at the latest: at the next preposition, auxiliary, article, or mark."""
    first = _PHRASE_WORD.match(question, start)
    stop = _PHRASE_STOP.search(question, first.end() if first else start)
    return stop.start() if stop else len(question)


def _last_of_several(question: str) -> Term | None:
    """The last plural, but for what "how many" counts."""
    for word in reversed(content_terms(question)):
        if MANY.fullmatch(word.text) and not _COUNTED.search(question[: word.start]):
            return word
    return None


def _put(question: str, start: int, end: int, other: str) -> str:
    return agreeing(question[:start], other) + other + question[end:]
