"""Filters sentences that mention a post and not its holder: "Who is the treasurer?"."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.retrieve.question import parse
from rag.text import fold, is_reply, terms
from rag.text.terms import FUNCTION_WORDS

_ASKED = regex(
    r"\W*(?:(?:so|and|but|then)\W+)?who(?:\s+(?:is|was)|['’]s)\s+(?:now\s+|currently\s+)?"
    r"(?P<article>(?:the|our|your|their|its|[^\W\d_]+['’]s)\s+)?"
    r"(?:(?!(?:to|who|that|which|and|or)\b)[a-z-]+(?<!ing)(?<!ed)\s+){0,3}?"
    r"(?P<head>[a-z-]{3,})(?<!ing)(?<!ed)"
    r"(?P<of>\s+(?:of|for|in|at|on)\s[^?]*[^?\s])?(?:\s+(?:now|then|today|currently))?[\s?.!]*$",
    re.IGNORECASE,
)
"""One person's post, or office: "Who is treasurer of the club?", "Who's our data officer?"."""

_TRAILING = regex(r"\b(?:about|at|by|for|from|in|of|on|to|with)\W*$", re.IGNORECASE)
"""Another is asked for: "Who is the course for?"."""

_ANYBODY = frozenset(("anybody", "best", "contact", "one", "person", "right", "somebody"))
"""Heads of questions that ask whom to turn to, of whom no name need be known."""

_A_PERSON = regex(
    r"\b(?:I|[Ww]e|[Mm]e|[Mm]y|[Yy]ou|[Hh]e|[Ss]he|[Nn]obody|[Vv]acan\w+|is no|no longer)\b|@"
)
_IS = regex(
    r"\s*[:–—(=|]|\s+(?:means|comprises|consists\s+of|includes)\s|,\s+(?:an?|called|named)\s|"
    r"\s+(?:(?:shall|will|may|must|can)\s+)?(?:is|was|are|were|be)\s+(?!(?:not\s+)?"
    r"(?:\w+ed|bound|chosen|given|held|paid|responsible|able|free|in|at|on|for|under|of|to)\b)\w"
)
"""Stands behind the post where its holder follows: not "is elected", "is responsible for"."""
_AS = regex(
    r"\b(?:is|was|be|being|become[sn]?|became|as|elected|appointed|named)\s+"
    r"(?:(?:the|an?|our|your|his|her|its|their)\s+)?(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
"""Stands before it where its holder does, too: "acts as treasurer"."""
_LABEL = 3  # words of a line that only says what follows it is about, at most


def names_nobody(question: str, sentence: str) -> bool:
    """Does the question ask who has a post, and this mention that without saying so: with nobody's
    name, no "I" or "she", and no "the treasurer is the deputy"?"""
    asked = None if _TRAILING.search(question) else _ASKED.match(question)
    if asked is None or asked["head"].lower() in _ANYBODY | FUNCTION_WORDS:
        return False
    if not asked["article"] and not asked["of"]:  # "who is wouter" may ask about a person
        return False
    words = terms(sentence)
    heads = [term for term in words if term.folded == fold(asked["head"])]
    if not heads or len(words) <= _LABEL or sentence.rstrip().endswith(":"):
        return False
    if _A_PERSON.search(sentence) or is_reply(sentence):
        return False
    first = words[0]
    opens = first is not heads[0] and first.text.lower() not in FUNCTION_WORDS
    if opens or parse(question).is_met_by(sentence):  # it may be a name that opens it
        return False
    return not any(
        _IS.match(sentence, term.end) or _AS.search(sentence[: term.start]) for term in heads
    )
