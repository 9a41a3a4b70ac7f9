"""Replaces the question word: "By when?" after "What must the tenant pay?"."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.retrieve.follow_ups.agreement import DONE

_WORD = (
    r"(?:(?:by|since|until|till|from|for|in|at|on|to|with|of)\s+)?"
    r"(?:what|which|who|whom|when|where|why|how)(?:\s+(?!the\b|an?\b)[^\W\d_]+){0,3}?"
)
_BE = r"(?:is|are|was|were)"
_DOES = r"(?:do|does|did|can|could|may|must|should|shall|will|would|has|have|had)"
_SUBJECT = r"(?:(?:the|an?|my|our|your|i|you|we|it|they|he|she|one)\b|(?-i:[A-Z])|[\w'’-]+s\s)"
_DOES_SOMETHING = regex(
    rf"\s*(?:{_WORD}\s+)?(?P<rest>{_DOES}\s+{_SUBJECT}.*)", re.IGNORECASE | re.DOTALL
)
_IS_SOMETHING = regex(
    rf"\s*(?:(?:when|where|why|how)\s+)?(?P<rest>{_BE}\s+{_SUBJECT}.*)", re.IGNORECASE | re.DOTALL
)
_IS_DONE = regex(
    rf"\s*(?:(?:when|where|why|how)\s+)?(?P<rest>{_BE}\s+(?:[\w'’-]+\s+){{1,4}}?{DONE}\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_AT_ITS_END = regex(
    r"\s*(?:(?:and|but|so)\s+)?(?P<word>who|whom|where|how\s+(?:long|far|much|many)|what(?=\s+for\b))"
    r"\s+(?P<at>for|from|to|by|with|of|in|on|since|until)\s*[?.!]*\s*",
    re.IGNORECASE,
)
_DO_LAST = regex(r"\bdo\s*(?=[?.]*\s*$)", re.IGNORECASE)


def in_order(question: str) -> str:
    """A lone question word with its preposition before it: "for how long?" of "how long for?"."""
    found = _AT_ITS_END.fullmatch(question)
    if found is None:
        return question
    word = found["word"].lower()
    if word == "what":
        return "why?"
    return f"{found['at'].lower()} {'whom' if word == 'who' else word}?"


def opened_with(question: str, topic: str) -> str:
    """The question before with the words of `question` for its own question word; before it, with
    a colon, where that one is the subject, or what the verb says of it."""
    words = question.strip().rstrip("?!. ")
    found = _DOES_SOMETHING.fullmatch(topic) or _IS_SOMETHING.fullmatch(topic)
    found = found or _IS_DONE.fullmatch(topic)
    if found is None or (words.lower() == "why" and _IS_SOMETHING.match(topic)):
        return f"{words}: {topic}"
    rest = found["rest"]
    return f"{words} {rest[:1].lower()}{_DO_LAST.sub('do it', rest[1:])}"
