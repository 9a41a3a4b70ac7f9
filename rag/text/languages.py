"""The language of a text, if it is none but English: its small words, and forms of one word."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Set
from functools import lru_cache

import snowballstemmer

from rag.regex import regex
from rag.text.french import FRENCH_SMALL_WORDS, is_french
from rag.text.german import GERMAN_SMALL_WORDS, is_german
from rag.text.italian import ITALIAN_SMALL_WORDS, is_italian
from rag.text.spanish import SPANISH_SMALL_WORDS, is_spanish
from rag.text.terms import terms

_SPOKEN = (
    ("german", is_german, GERMAN_SMALL_WORDS),
    ("french", is_french, FRENCH_SMALL_WORDS),
    ("spanish", is_spanish, SPANISH_SMALL_WORDS),
    ("italian", is_italian, ITALIAN_SMALL_WORDS),
)
_SMALL = {name: small for name, _, small in _SPOKEN}
_STEMMERS = {name: snowballstemmer.stemmer(name) for name in _SMALL}
_STEMMING = threading.Lock()  # a stemmer works on one word at a time, in place
_PERSON = regex(r"(?<=[^\W\d]{4})(?:et|t)$")
_PARTICIPLE = regex(r"^ge(?=[^\W\d]{4})")


def small_words(text: str) -> frozenset[str]:
    """Words that carry grammar rather than a topic in German, French, Spanish or Italian, whichever
    the text is in; none for a text of another language, English among them."""
    return _SMALL.get(_language(text), frozenset())


def in_other_forms(wanted: Iterable[str], words: Set[str], text: str) -> frozenset[str]:
    """Those of `wanted`, folded words of `text`, that are among the folded `words` in another form
    of its language: "kostet" where those have "kosten". English forms are folded into one before.
    """
    language = _language(text)
    missing = {word for word in wanted if word not in words} if language else set()
    if not missing:
        return frozenset()
    known = {form for word in words for form in _forms(word, language)}
    return frozenset(word for word in missing if not known.isdisjoint(_forms(word, language)))


def _language(text: str) -> str:
    """The one of which the text has most small words; German before others."""
    if is_german(text):
        return "german"
    words = [term.text.lower() for term in terms(text)]
    spoken = [(name, small) for name, tells, small in _SPOKEN if tells(text)]
    counted = {name: sum(word in small for word in words) for name, small in spoken}
    return max(counted, key=lambda name: counted[name], default="")


@lru_cache(maxsize=65_536)
def _forms(word: str, language: str) -> frozenset[str]:
    with _STEMMING:
        stem = str(_STEMMERS[language].stemWord(word))
    if language != "german":
        return frozenset([stem])
    bare = _PARTICIPLE.sub("", stem)
    return frozenset([stem, _PERSON.sub("", stem), bare, _PERSON.sub("", bare)])
