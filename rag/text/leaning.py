"""Sentences that leave to another what they are about: "It keeps for two days", "Freezes well"."""

from __future__ import annotations

import re

from rag.text.english import AUXILIARIES
from rag.text.terms import fold, terms
from rag.text.verb_forms import base

_AT_ONCE = re.compile(
    r"(?:this|that|these|those|it|its|they|their|he|she|his|her|such|both|the former|the latter|"
    r"however|therefore|moreover|in addition|as a result|for example|instead|also|"
    r"(?:(?:for|in) )?(?:any|every|no)(?:thing|one|body) else|otherwise|"
    r"the (?:difference|result|reason|two|three|others?|same|rest))\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"(?:(?:on|in|at|by|during|from|after|before|until|till|since|for|with|without|outside|within|"
    r"except|under|over|between)\s(?:(?!(?:an?|all|any|each|every|no|our|that|the|their|these|this|"
    r"those|your)\s+[^\s.,:;!?]+\s+(?:it|they|he|she)\b)[^\s.,:;!?]+\s+){0,5}?[^\s.:;!?]+|"
    r"(?!(?:although|as|because|if|once|since|that|though|unless|what|when|whenever|where|whether|"
    rf"which|while|who|why|how|{AUXILIARIES})\b)[a-z]+),?\s+"
    r"(?:they\s+[a-z]|(?:it|he|she)\s+(?:(?:also|always|never|only|then|usually)\s+)?"
    rf"(?:(?:{AUXILIARIES}|cannot)\b(?!\s+(?:not\s+)?\w+\s+(?:that|to)\b)|[a-z]{{3,}}s\b))",
    re.IGNORECASE,
)
"""Behind a word or two of when or how: "On Mondays it is closed."."""

_OBJECT = re.compile(
    r"(?:(?:please|always|never|then|do not|don['’]t)\s+)?[a-z]+\s+(?:it|them)\b", re.IGNORECASE
)
"""What is to be done with it: "Do not freeze it"."""

_ASKED = re.compile(rf"\b(?:{AUXILIARIES})\b", re.IGNORECASE)
_PERSONS = frozenset(("i", "one", "they", "we", "you"))
_BEFORE_NOUNS = frozenset(
    word
    for words in ("a an any each every my no our some", "that the their these this those your")
    for word in words.split()
)


def points_back(sentence: str) -> bool:
    """Does it begin with what only the sentence before it explains, as "it" and "this"?"""
    return bool(_AT_ONCE.match(sentence) or _LATER.match(sentence))


def leaves_open(sentence: str, question: str) -> bool:
    """Does it not say itself what it is about? It points back, tells what to do with "it", or
    begins with the `question`'s verb: "Freezes well" and "Water once a week" tell nobody what."""
    if points_back(sentence) or _OBJECT.match(sentence):
        return True
    first = next(iter(terms(sentence)), None)
    if first is None or first.folded not in (verbs := _verbs(question)):
        return False
    return first.text.endswith("s") or verbs[first.folded] in _PERSONS


def _verbs(question: str) -> dict[str, str]:
    """The words that may be what is done, as "freeze" in "Can I freeze the soup?": behind a "does"
    and what does it; each with the word before it."""
    auxiliary = _ASKED.search(question)
    behind = terms(question[auxiliary.end() :]) if auxiliary else ()
    before = ("a", *(term.text.lower() for term in behind))
    return {
        base(term.folded): left
        for term, left in zip(behind, before, strict=False)
        if left not in _BEFORE_NOUNS and term.folded != fold(left)
    }
