"""Words that English asks with. Is a text English? They say nothing of one that is not."""

from __future__ import annotations

from rag.text.terms import FUNCTION_WORDS, terms

_SHARED = frozenset(
    [
        "a",
        "am",
        "an",
        "d",
        "do",
        "he",
        "her",
        "i",
        "in",
        "is",
        "m",
        "me",
        "no",
        "on",
        "once",
        "or",
        "re",
        "s",
        "so",
        "t",
        "to",
        "us",
        "via",
        "was",
        "we",
        "will",
    ]
)
"""Function words that are spelled like words of other languages: they tell nothing."""
_LEAST_SHARE = 0.2  # an English sentence has twice as many; a short question may have few


QUESTION_WORDS = "what|which|who|whom|whose|when|where|why|how"
AUXILIARIES = (
    "is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|shall|must|may|might"
)
"""Alternatives of a pattern. "Am" is none: it tells nothing of a document."""


def is_english(text: str) -> bool:
    """Has it as many of the small words of English as an English text has?

    Of a few words that are all of them names or things ("Mill Street 4"), nobody can tell.
    """
    words = [term.text.lower() for term in terms(text)]
    telling = sum(word in FUNCTION_WORDS and word not in _SHARED for word in words)
    return bool(words) and telling >= _LEAST_SHARE * len(words)


def is_told_by(small: frozenset[str], text: str) -> bool:
    """Has it one of these small words of another language, and few of those of English?"""
    return any(term.text.lower() in small for term in terms(text)) and not is_english(text)
