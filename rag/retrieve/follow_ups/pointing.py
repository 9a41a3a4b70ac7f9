"""Finds pronouns and adverbs that point back ("it", "there"), and those that point at nothing."""

from __future__ import annotations

import re
from typing import NamedTuple

from rag.regex import regex
from rag.retrieve.follow_ups.things import PREPOSITIONS
from rag.text import Term, content_terms, is_calendar, terms

PERSONS = frozenset(["he", "him", "his", "she", "her", "hers"])
_POINTING = PERSONS | frozenset(
    [
        "it",
        "its",
        "itself",
        "they",
        "them",
        "their",
        "theirs",
        "this",
        "that",
        "these",
        "those",
        "there",
        "then",
        "one",
        "ones",
        "such",
        "former",
        "latter",
        "same",
    ]
)
_SAYING = ("say", "says", "said", "tell")
_IT_IS_SO = regex(
    r"\bit\s+(?:(?:is|was|be)\s+)?(?:not\s+)?(?:allowed|permitted|forbidden|prohibited|possible|"
    r"impossible|necessary|required|mandatory|compulsory|legal|illegal|lawful|true|correct|likely|"
    r"usual|customary)\s+(?:to|that|for\s[^?.,;:]+?\sto)\b",
    re.IGNORECASE,
)
_THERE_IS = regex(
    r"(?<!\bmany\s)(?<!\bmuch\s)(?<!\bwhat\s)\b(?:is|are|was|were)\s+there\s+\w", re.IGNORECASE
)
_ONE_DOES = regex(r"\b(?:that|if|when|where|can|may|must|does|should)\s+one\s+\w", re.IGNORECASE)
_WHOM = regex(r"\s*who(?:m|se)?\b(?!\s+(?:is|are|was|were)\s+(?-i:[A-Z]))", re.IGNORECASE)

_STANDS_IN = regex(
    r"(?<![\w'’])(?:(?:it|its|they|them|their|he|him|his|she|her)(?![\w'’])|"
    r"(?:this|that|these|those)(?=\s*[?.!]*\s*$))",
    re.IGNORECASE,
)
_IF_IT = regex(r"\b(?:if|unless|whether|when)\s+it\b", re.IGNORECASE)
_BREAK = regex(r"[,;:.?!]\s|\b(?:and|or|but|because|while)\b", re.IGNORECASE)
_OWNED = regex(rf"\s+(?!{PREPOSITIONS}\b|(?:and|or|get|do|have|be|pay)\b)\w", re.IGNORECASE)
_HOW = regex(
    r"\bhow\s+(?:long|often|far|old|big|large|high|tall|deep|wide|heavy|late|soon|early|fast)\b",
    re.IGNORECASE,
)
_FAR = regex(r"\bhow\s+(?:far|long)\s+(?:is|was)\s+it\s+(?:to|from)\b", re.IGNORECASE)
_ANY_SUM = frozenset(["time", "money", "get", "need", "long"])
"""Words of which no question alone is about anything."""
_FOR_EACH = regex(r"\b(?:per|each|every|a)\s+[^\W\d_]+\s*[?.!]*\s*$", re.IGNORECASE)


class Pointing(NamedTuple):
    """Does a question surely point back, and has it a word that does so only perhaps?"""

    surely: bool
    perhaps: bool


def pointing(question: str) -> Pointing:
    """What its words tell: "is there a pool?" and "who says that dogs may stay?" can be asked of
    nothing before, "is it allowed to ...?" always is."""
    words = terms(question)
    empty = [found.span() for found in _IT_IS_SO.finditer(question)]
    doubtful = [
        found.span() for form in (_THERE_IS, _ONE_DOES) for found in form.finditer(question)
    ]
    found = [
        (word, place)
        for place, word in enumerate(words)
        if word.text.lower() in _POINTING and not _within(word, empty)
    ]
    perhaps = [word for word, place in found if _within(word, doubtful) or _may_join(words, place)]
    return Pointing(len(found) > len(perhaps), bool(perhaps))


def unnamed(question: str) -> str:
    """The "it" (or "they", or "she") of a question that has no other word that could be what is
    asked about ("How much does it cost per month?"); "" for another question."""
    found = _STANDS_IN.search(question)
    if found is None or _IT_IS_SO.search(question) or _IF_IT.search(question):
        return ""
    if _FAR.search(question):
        return ""
    ends = (end.start() for end in _BREAK.finditer(question) if end.start() < found.start())
    if any(content_terms(_HOW.sub("", question[:end])) for end in ends):
        return ""  # "Where can I park, and how much is it?"
    words = content_terms(_HOW.sub("", _FOR_EACH.sub("", question)))
    own = [one for one in words if not is_calendar(one.text.removesuffix("s"))]
    return found[0].lower() if len(own) < 2 else ""


def says_nothing_of_what(question: str) -> bool:
    """Has it no word that tells what it is about: "how much time do I have"?"""
    words = content_terms(_HOW.sub("", question))
    return all(one.text.lower() in _ANY_SUM for one in words)


def means_a_person(question: str) -> bool:
    """Does it say "he" or "she"?"""
    return any(word.text.lower() in PERSONS for word in terms(question))


def owns(word: str, question: str, end: int) -> bool:
    """Does the pronoun, which ends there, say whose something is?"""
    if word == "her":
        return _OWNED.match(question, end) is not None
    return word in ("its", "their", "his")


def owner_of(named: str) -> str:
    """Whose: "the mill's"."""
    return named + ("'" if named.endswith("s") else "'s")


def asks_for_a_person(question: str) -> bool:
    """Is a person the answer, as to "Who founded it?", and not named by the question?"""
    return _WHOM.match(question) is not None


def _within(word: Term, spans: list[tuple[int, int]]) -> bool:
    return any(start <= word.start and word.end <= end for start, end in spans)


def _may_join(words: tuple[Term, ...], place: int) -> bool:
    """Is it a "that" that may join what follows to the word before ("says that ...")?"""
    if words[place].text.lower() != "that" or not 0 < place < len(words) - 1:
        return False
    before = words[place - 1].text
    return bool(content_terms(before)) or before.lower() in _SAYING
