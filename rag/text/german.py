"""German: its nouns have capitals as names have, change their endings, and are put together."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

from rag.text.english import is_english
from rag.text.terms import terms

GERMAN_ARTICLES = frozenset(
    ["der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines"]
)
GERMAN_WORDS = GERMAN_ARTICLES | {
    *("und", "ist", "sind", "nicht", "von", "mit", "für", "auf", "im", "am", "zum", "zur", "beim"),
    *("vom", "bei", "nach", "über", "wird", "werden", "wurde", "hat", "haben", "kann", "können"),
    *("darf", "dürfen", "muss", "müssen", "sich", "auch", "oder", "aus", "kein", "keine", "keinen"),
    *("ich", "wir", "sein", "viel", "viele"),
}
"""Small words that tell a German text."""
GERMAN_SMALL_WORDS = GERMAN_WORDS | {
    *("jeder", "jede", "jedes", "jeden", "jedem", "alle", "allen", "aller", "dieser", "diese"),
    *("dieses", "diesen", "diesem", "man", "wer", "er", "sie", "es", "wir", "ihr", "ihre", "ihren"),
    *("ihrem", "ihrer", "sein", "seine", "seinen", "seinem", "seiner", "unser", "unsere", "in"),
    *("ins", "an", "ans", "bis", "ab", "um", "unter", "vor", "zu", "zwischen", "während", "seit"),
    *("durch", "gegen", "ohne", "innerhalb", "außerhalb", "als", "wie", "wenn", "falls", "dass"),
    *("aber", "doch", "nur", "noch", "schon", "dort", "hier", "dann", "danach", "davor", "keinem"),
    *("keiner", "keines", "war", "waren", "worden", "wurden", "werde", "sollte", "soll", "sollen"),
    *("wegen", "aufgrund", "trotz", "sowie", "sondern", "weil", "damit", "obwohl", "bevor"),
    *("nachdem", "sobald", "deshalb", "daher", "darum", "dabei", "dafür", "jedoch", "sehr"),
    *("muß", "will", "wollen", "konnte", "konnten", "durfte", "durften", "hatte", "hatten", "wer"),
}
"""Words of German that carry grammar rather than a topic."""
_STEMMER = snowballstemmer.stemmer("german")
_STEMMING = threading.Lock()  # a stemmer works on one word at a time, in place
_LEAST_PART = 4  # letters of a word that others are put together with


def is_german(text: str) -> bool:
    """Has it one of German's small words, and few of those of English?"""
    small = {term.text.lower() for term in terms(text)} & GERMAN_WORDS
    return bool(small) and not is_english(text)


def has_german(word: str, words: Iterable[str]) -> bool:
    """Is `word`, folded, among others in another form, or put together with one of them?

    "Haustieren" is among ["Haustiere"], and "Frist" and "Kündigung" are among ["Kündigungsfrist"].
    """
    stem = _stem(word)
    return any(_are_kin(stem, _stem(other)) for other in words)


def _are_kin(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < _LEAST_PART:
        return short == long
    return long.startswith(short) or long.endswith(short)


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    with _STEMMING:
        return str(_STEMMER.stemWord(word))
