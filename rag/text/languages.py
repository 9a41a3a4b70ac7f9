"""The small words of a text's language, which carry grammar rather than a topic."""

from __future__ import annotations

from rag.text.french import FRENCH_SMALL_WORDS, is_french
from rag.text.german import GERMAN_SMALL_WORDS, is_german
from rag.text.italian import ITALIAN_SMALL_WORDS, is_italian
from rag.text.spanish import SPANISH_SMALL_WORDS, is_spanish
from rag.text.terms import terms

_ROMANCE = (
    (is_french, FRENCH_SMALL_WORDS),
    (is_spanish, SPANISH_SMALL_WORDS),
    (is_italian, ITALIAN_SMALL_WORDS),
)


def small_words(text: str) -> frozenset[str]:
    """Those of German, French, Spanish or Italian, whichever the text has most of; none for a text
    of another language, English among them."""
    if is_german(text):
        return GERMAN_SMALL_WORDS
    words = [term.text.lower() for term in terms(text)]
    spoken = [small for tells, small in _ROMANCE if tells(text)]
    return max(spoken, key=lambda small: sum(w in small for w in words), default=frozenset())
