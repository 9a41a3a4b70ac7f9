"""Detects who does something where no name says it: "You pay", "paid by the tenant"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.regex import regex
from rag.text import AUXILIARIES, Term, fold, said_words, terms
from rag.text.terms import is_function_word
from rag.text.verb_forms import base

_ASKED = regex(
    rf"\bwho(?:['’]s|['’]ll)?\s+(?P<before>(?:(?:{AUXILIARIES}|has|have|needs?|be|to)\s+)*)"
    r"(?P<verb>[^\W\d_]+)",
    re.IGNORECASE,
)
_BE = frozenset(("be", "been", "being", "are", "is", "was", "were"))
_BETWEEN = frozenset(
    (
        *("must", "may", "shall", "will", "can", "could", "should", "would", "might", "to", "has"),
        *("have", "had", "do", "does", "did", "need", "needs", "also", "always", "usually", "only"),
        *("normally", "generally", "then", "still", "now", "themselves", "himself", "yourself"),
    )
)
"""What may stand between who does it and the verb, besides forms of "be"."""
_SAID = frozenset(("i", "we", "you", "us"))
_YOURS = frozenset(("mine", "ours", "yours"))
_BEFORE_NOUN = frozenset(
    ("a", "all", "an", "another", "any", "each", "every", "my", "our", "the", "your")
)
_WIDTH = 3  # words of who does it behind its article; words between the verb and "by"


class _Asked(NamedTuple):
    """The verb that "who" is the subject of; `is_done` if it is done to them."""

    verb: str
    is_done: bool


def tells_doer(question: str, sentence: str) -> bool:
    """Does the sentence say of somebody without a name that they do what is asked of "who"?"""
    asked = _asked(question)
    if asked is None:
        return False
    given = said_words(question)
    words = terms(sentence)
    places = (at for at, word in enumerate(words) if base(word.folded) == asked.verb)
    return any(_does(words, at, asked, given) or _by(words, at, asked, given) for at in places)


def _asked(question: str) -> _Asked | None:
    found = _ASKED.search(question)
    if found is None or is_function_word(found["verb"]):
        return None
    return _Asked(base(fold(found["verb"])), bool(_BE & set(found["before"].lower().split())))


def _does(words: Sequence[Term], at: int, asked: _Asked, given: frozenset[str]) -> bool:
    """Does who does it stand before the verb: "The tenant must pay", "yours to pay"?"""
    before = at - 1
    is_done = False
    while before >= 0 and (small := words[before].text.lower()) in _BETWEEN | _BE:
        is_done = is_done or small in _BE
        before -= 1
    if before < 0 or is_done != asked.is_done:
        return False
    said = words[before].text.lower()
    return said in _SAID or (said in _YOURS and before < at - 1) or _is_role(words, before, given)


def _by(words: Sequence[Term], at: int, asked: _Asked, given: frozenset[str]) -> bool:
    """... or behind it: "is paid by the tenant"?"""
    if asked.is_done:
        return False
    for by in range(at + 1, min(at + 1 + _WIDTH, len(words) - 1)):
        if words[by].text.lower() == "by":
            said = words[by + 1].text.lower()
            ends = range(by + 1, min(by + 2 + _WIDTH, len(words)))
            return said in _SAID or any(_is_role(words, end, given, by + 1) for end in ends)
    return False


def _is_role(words: Sequence[Term], at: int, given: frozenset[str], least: int = 0) -> bool:
    """Is it somebody or something new, many ("tenants") or with its article ("the tenant")?"""
    word = words[at]
    if is_function_word(word.text) or word.folded in given or not word.text.isalpha():
        return False
    opens = range(max(least, at - _WIDTH), at)
    begun = any(words[one].text.lower() in _BEFORE_NOUN for one in opens)
    plural = word.text.endswith("s") and not word.text.endswith("ss")
    return begun or (plural and at == (least or 0))
