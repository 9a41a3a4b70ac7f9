"""Does a text say a fact? Words, figures, patterns, or one of several."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rag.evaluation.cases import Fact
from rag.text import figures

_LETTER = r"(?:(?![\W\d_])[\u0000-\u058f\u1e00-\u1fff])"
"""Of a script in which words stand apart, and take nothing in front: Latin, Greek, Cyrillic."""

_SHORT = range(3, 5)  # letters of a word that may have the ending of a plural; a shorter one none
_PLURAL = "(?:e?s|e?n|e)?"
_ENDING = rf"{_LETTER}{{0,2}}"  # of any longer word


def states(sentences: Sequence[str], fact: Fact) -> bool:
    """Is the fact said in these sentences, taken together?

    A number and the word that is its unit must stand in one sentence.
    """
    if fact.any_of is not None:
        return any(states(sentences, one) for one in fact.any_of)
    if fact.number is not None:
        return any(_has_number(sentence, fact) for sentence in sentences)
    said = "\n".join(sentences)
    if fact.regex is not None:
        return re.search(fact.regex, said, re.IGNORECASE | re.MULTILINE) is not None
    return _says(said, fact.text or "")


def folded(text: str) -> str:
    """In lower case, with single spaces, as lines break anywhere, and each letter in one form."""
    return " ".join(unicodedata.normalize("NFC", text.casefold()).split())


def _says(text: str, words: str) -> bool:
    return re.search(_pattern(words), folded(text)) is not None


@lru_cache(256)
def _pattern(words: str) -> str:
    """These words, inside no other: "no" is not in "know", nor "m" in "minutes". The last may have
    an ending, as a name has in many languages; not a number, which it would make another."""
    wanted = folded(words)
    last = re.search(rf"{_LETTER}+$", wanted)
    before = rf"(?<!{_LETTER})" if re.match(_LETTER, wanted) else ""
    before = r"(?<!\d)" if wanted[:1].isdecimal() else before
    after = r"(?!\d)" if wanted[-1:].isdecimal() else ""
    if last is not None:
        after = f"{_ending(last[0])}(?!{_LETTER})"
    return before + re.escape(wanted) + after


def _ending(word: str) -> str:
    if len(word) < _SHORT.start or figures(word):
        return ""
    return _PLURAL if len(word) in _SHORT else _ENDING


def _has_number(sentence: str, fact: Fact) -> bool:
    if fact.noun and not _says(sentence, fact.noun):
        return False
    wanted = fact.figure
    return any(
        abs(found.value - wanted.value) <= fact.slack and wanted.unit in ("", found.unit)
        for found in figures(sentence)
    )
