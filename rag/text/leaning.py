"""Sentences that leave to another what they are about: "It keeps for two days", "Freezes well"."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.text.english import AUXILIARIES
from rag.text.number_words import NUMBER_WORDS
from rag.text.terms import content_terms, fold, terms
from rag.text.verb_forms import base

_AT_ONCE = regex(
    r"(?:this|that|these|those|it|its|they|their|he|she|his|her|such|both|the former|the latter|"
    r"however|therefore|moreover|in addition|as a result|for example|instead|also|"
    r"(?:(?:for|in) )?(?:any|every|no)(?:thing|one|body) else|otherwise|"
    r"the (?:difference|result|reason|two|three|others?|same|rest))\b",
    re.IGNORECASE,
)
_LATER = regex(
    r"(?:(?:on|in|at|by|during|from|after|before|until|till|since|for|with|without|outside|within|"
    r"except|under|over|between)\s(?:(?!(?:an?|all|any|each|every|no|our|that|the|their|these|this|"
    r"those|your)\s+[^\s.,:;!?]+\s+(?:it|they|he|she)\b)[^\s.,:;!?]+\s+){0,5}?[^\s.:;!?]+|"
    r"(?!(?:although|as|because|if|once|since|that|though|unless|what|when|whenever|where|whether|"
    rf"which|while|who|why|how|{AUXILIARIES})\b)[a-z]+),?\s+"
    r"(?:they\s+[a-z]|(?:it|he|she)\s+(?:(?:also|always|never|only|then|usually)\s+)?"
    rf"(?:(?:{AUXILIARIES}|cannot)\b(?!\s+(?:not\s+)?\w+\s+(?:that|to)\b)|[a-z]{{3,}}s\b)|"
    rf"this\s+(?:(?:{AUXILIARIES})\b|[a-z]{{2,}}[^\W\d_aisu]s\b))",
    re.IGNORECASE,
)
"""Behind a few words of when or how: "On Mondays it is closed.", "After a year this rises."."""

_OF_WHEN = (
    r"(?:amount|date|degree|distance|extent|manner|period|place|point|price|rate|season|speed|"
    r"(?:day|hour|minute|moment|month|night|time|way|week|year)s?)\b"
)
"""What a clause without a pronoun tells: "the time it was built"."""

_BEHIND_ARTICLE = regex(
    r"(?:at|before|behind|during|for|from|in|inside|on|outside|under|with|without)\s+"
    rf"(?:an?|our|the|your)\s+(?!{_OF_WHEN})[^\W\d_]+(?:\s(?!{_OF_WHEN})[^\W\d_]+)?,?\s+"
    r"(?:it|he|she)\s+(?:is|was|has|had|can|will|may|must)\b[^,;:]*$",
    re.IGNORECASE,
)
"""... or of where or for whom: "In the shop it was the loudest.", but not "At the time it was built
..." nor "For the work he has done, ..."."""

_NUMBER = rf"(?:\d{{1,4}}\b|{NUMBER_WORDS})"
_BARE_NUMBER = regex(
    rf"there\s+(?:{AUXILIARIES})\s+(?:(?!(?:an?|no|the)\b)[a-z]+\s+){{0,5}}?{_NUMBER}"
    rf"(?:\s+(?:or|to)\s+{_NUMBER})?(?:\s+left)?\s*[.,;!]|"
    rf"(?:about|all|at least|at most|nearly|only)?\s*{_NUMBER}\s+(?:of the\s+{_NUMBER}\s+)?"
    r"(?:are|were|have|had|remain(?:s|ed)?|survived?)\b",
    re.IGNORECASE,
)
"""So many of what the sentence before counts: "There are now sixty.", "Eleven of the nineteen were
found."."""

_ANOTHER = (
    "a|about|after|although|always|and|any|as|at|because|before|behind|but|by|do|don|during|every|"
    "for|from|if|in|into|is|it|like|never|of|on|or|over|please|that|them|then|they|to|under|until|"
    "was|were|when|where|which|while|who|whoever|whom|whose|with|without"
)
_OBJECT_OF = regex(
    r"(?:(?:after|as|because|before|if|once|unless|until|when|while)\s+)?(?:(?:an?|the)\s+)?"
    rf"(?:(?!(?:{_ANOTHER})\b)[^\W\d_]+\s+){{2,5}}"
    r"(?:(?:it|them|him)(?!\s+(?:(?:\w+\s+)?(?:to|that)|[^.]*\bto)\b)\b|"
    r"her(?=\s*(?:[.,;:!]|(?:and|as|at|for|from|in|on|to|when|with)\b)))",
    re.IGNORECASE,
)
"""Before it stands none but who does it, which it cannot be: "Edda Mohr bought it.", "If the
council finds it too dear, ...". Not what is to be done: that is of what the heading says."""

_OBJECT = regex(
    r"(?:(?:please|always|never|then|do not|don['’]t)\s+)?[a-z]+\s+(?:it|them)\b", re.IGNORECASE
)
"""What is to be done with it: "Do not freeze it"."""

_PRO = regex(r"\b(?:he|she|it|they|him|them|his|her|its|their)\b", re.IGNORECASE)
_SOME = 3  # topic words
_DEFINITE = regex(r"The\s+[a-z]|(?:Der|Die|Das)\s+\w")

_ASKED = regex(rf"\b(?:{AUXILIARIES})\b", re.IGNORECASE)
_PERSONS = frozenset(("i", "one", "they", "we", "you"))
_BEFORE_NOUNS = frozenset(
    word
    for words in ("a an any each every my no our some", "that the their these this those your")
    for word in words.split()
)


def points_back(sentence: str) -> bool:
    """Does it begin with what only the sentence before it explains, as "it" and "this"?"""
    return any(form.match(sentence) for form in (_AT_ONCE, _LATER, _BEHIND_ARTICLE, _BARE_NUMBER))


def leans_back(sentence: str) -> bool:
    """Is there something in it that only the sentence before it explains?"""
    return points_back(sentence) or _OBJECT_OF.match(sentence) is not None


def names_its_matter(sentence: str) -> bool:
    """Has it some topic words, and none that stands for what another sentence names?"""
    told = len(content_terms(sentence)) >= _SOME
    return told and not leans_back(sentence) and not _PRO.search(sentence)


def leaves_open(sentence: str, question: str) -> bool:
    """Does it not say itself what it is about? It points back, tells what to do with "it", or
    begins with the `question`'s verb: "Freezes well" and "Water once a week" tell nobody what."""
    if points_back(sentence) or _OBJECT.match(sentence):
        return True
    first = next(iter(terms(sentence)), None)
    if first is None or first.folded not in (verbs := _verbs(question)):
        return False
    return first.text.endswith("s") or verbs[first.folded] in _PERSONS


def is_definite(sentence: str) -> bool:
    """Does it begin with "the study", "the main weakness", as of one that was named before?"""
    return _DEFINITE.match(sentence) is not None


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
