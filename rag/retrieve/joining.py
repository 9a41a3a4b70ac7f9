"""Does "and" join another question, or more of what the first one asks for?"""

from __future__ import annotations

import re

from rag.regex import regex

_HAVE = r"(?:has|have|had)"
_AUXILIARY = rf"(?:is|are|was|were|do|does|did|can|could|will|would|should|{_HAVE})"
_PRONOUN = (
    r"(?:i|you|he|she|it|we|they|there|this|that|these|those|some(?:one|body)|any(?:one|body))"
)
_DETERMINER = r"(?:the|my|your|our|their|his|her|its|any|each|every)"
_OPENS = regex(rf"\s*{_AUXILIARY}\b", re.IGNORECASE)
_ASKS = regex(
    rf"\s*(?:{_AUXILIARY}|(?:\w+\s+)?(?:"
    r"when|where|why|how(?!\s+(?:many|much))|what\s+(?:is|are|was|were)|"
    r"(?:who|whom|whose|what|which|how\s+(?:many|much))\s+(?:[\w'’-]+\s+){0,4}?"
    rf"(?:do|does|did|{_AUXILIARY}\s+(?:{_PRONOUN}|{_DETERMINER}))))\b",
    re.IGNORECASE,
)
"""A question whose verb stands before its subject; no second verb can go on with that subject."""

_RELATIVE = regex(r"\S\s+(?:who|that|which|whose)\s", re.IGNORECASE)
_PREDICATE = regex(
    rf"\s*(?:{_AUXILIARY}\s+(?:be|been|not|also|still|only|never|always|now)\b|{_HAVE}\s+an?\b)",
    re.IGNORECASE,
)
_SUBJECT = regex(
    rf"\s*(?i:{_AUXILIARY})\s+(?:(?i:{_PRONOUN})\b"
    rf"|(?<!has\s)(?<!have\s)(?<!had\s)(?:(?i:{_DETERMINER})\s+\S+|[A-Z]\S*)\s+\S)"
)


def goes_on(before: str, after: str) -> bool:
    """Does `after`, behind "and", say more of what `before` asks for?

    "Who pays rent" goes on with "has a dog", and not with "is it due monthly?": there the verb has
    a subject of its own.
    """
    if _OPENS.match(after) is None:
        return False
    if _PREDICATE.match(after):
        return True
    asks = _ASKS.match(before) is not None and _RELATIVE.search(before) is None
    return not asks and _SUBJECT.match(after) is None
