"""Spelling correction of the question, towards words that the documents or the language have.

What the documents have is a word, whatever it looks like, and so is what a list of the language
has. Any other becomes the nearest word: of those one edit away (Damerau, "A technique for computer
detection and correction of spelling errors", 1964) the one that the documents have most often; a
long word also one that is very like it, where the question is talked of; without one of these, the
word that the language uses most. A person sees how the question was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.store import Snapshot, common_words
from rag.text import content_terms, is_english, terms
from rag.text.french import is_french
from rag.text.german import is_german
from rag.text.terms import FUNCTION_WORDS, Term

if TYPE_CHECKING:
    from spellchecker import SpellChecker

_SHORTEST = 4  # letters of a word that is read as another; shorter ones have too many neighbours
_LONG = 8  # letters of a word that may have two slips
_VERY_LIKE = 0.85  # of `difflib`'s ratio
_LOOKED_AT = 50  # chunks whose words are candidates
_MOST_WORDS = 60  # of what is looked through; nobody types a page, but may put one in
_KNOWN_SHARE = 0.6  # of a question's other words are on the list of its language
_LAST_LATIN = "\u024f"
_KEYS = {
    key: (row, place)
    for row, keys in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm"))
    for place, key in enumerate(keys)
}
_QUOTES = '"“”„«»'


def respelled(question: str, snapshot: Snapshot) -> str:
    """The question with slips put right; as it is where there are none, or nobody can tell.

    Left alone is what is in quotation marks, has digits or is of another alphabet. What has
    capitals inside ("OpenIA"), and any word of a question that is neither English, German nor
    French, is only ever read as a word that the documents have.
    """
    words = terms(question)
    found = question
    for term in reversed(words if len(words) <= _MOST_WORDS else ()):
        word = _bare(term)
        if _may_be_a_slip(word) and not _is_quoted(question, term.start):
            meant = _meant(word, question, snapshot)
            found = found[: term.start] + meant + found[term.start + len(word) :]
    return found


def frequency(word: str) -> int:
    """How often the list of English words has it, or its singular."""
    small = word.lower()
    return max(_words_of("en").word_frequency[one] for one in (small, small.removesuffix("s")))


def _bare(term: Term) -> str:
    """The word without "'s"; "" for what is drawn together, as "couldn't"."""
    word, _, ending = term.text.replace("’", "'").partition("'")
    return word if ending in ("", "s") else ""


def _may_be_a_slip(word: str) -> bool:
    return (
        len(word) >= _SHORTEST + (not word[1:].islower())
        and word.isalpha()
        and max(word) <= _LAST_LATIN
        and word.lower() not in FUNCTION_WORDS
    )


def _is_quoted(question: str, start: int) -> bool:
    return sum(question[:start].count(mark) for mark in _QUOTES) % 2 == 1


def _meant(word: str, question: str, snapshot: Snapshot) -> str:
    """What is meant by one word: itself, unless it is a slip."""
    if snapshot.has_word(word):
        return word
    small, listed = word.lower(), _words_of(_language_of(question))
    if _is_known(small, listed):
        return word
    near = sorted(one for one in listed.edit_distance_1(small) if _may_be_meant(small, one))
    best = _written(near, snapshot) or _alike(small, question, snapshot)
    if not best and word[1:].islower() and _is_of(listed, question, word):
        known = [one for one in near if one in listed]
        if len(small) == _SHORTEST:
            known = [one for one in known if sorted(one) == sorted(small)]
        best = max(known, key=lambda one: (snapshot.has_word(one), listed[one]), default="")
    if word.isupper():
        return best.upper() or word
    if word[0].isupper():
        return (best.capitalize() if best.islower() else best) or word
    return (best.lower() if _is_known(best.lower(), listed) else best) or word


def _is_known(small: str, listed: SpellChecker) -> bool:
    """Is it a word, or one with an ending?"""
    forms = {small.removesuffix(ending) for ending in ("", "s", "ed", "ing")}
    return any(one in listed or one in common_words() for one in forms)


def _written(near: Sequence[str], snapshot: Snapshot) -> str:
    """Of these the word that the documents have most, as it is mostly written there, or ""."""
    among = Counter(one for one in _words_with(near, snapshot) if one.lower() in set(near))
    return max(among, key=lambda one: (among[one], one), default="")


def _alike(small: str, question: str, snapshot: Snapshot) -> str:
    """The word that is very like a long one, of those near to the other words of the question."""
    if len(small) < _LONG:
        return ""
    topical = [term.text for term in content_terms(question)]
    words = {one.lower(): one for one in _words_with(topical, snapshot)}
    begun_alike = [one for one in words if one[0] == small[0]]
    return next((words[one] for one in get_close_matches(small, begun_alike, 1, _VERY_LIKE)), "")


def _words_with(any_of: Sequence[str], snapshot: Snapshot) -> Iterator[str]:
    """All words of the chunks in which one of these stands, as they are written."""
    hits = snapshot.lexical(any_of, _LOOKED_AT)
    for chunk in snapshot.chunks([chunk_id for chunk_id, _ in hits]).values():
        for term in terms(f"{chunk.title}\n{chunk.locator}\n{chunk.text}"):
            yield term.text


def _may_be_meant(typed: str, meant: str) -> bool:
    """May somebody who typed this have meant that, one edit away? Hardly anybody misses the first
    letter; and a short word is like many others, so that only a slip of the fingers counts: letters
    in the other order, one left out, one struck twice or with its neighbour, or the neighbour in
    its place."""
    if meant == typed or len(meant) < _SHORTEST:
        return False
    if meant[0] != typed[0] and meant[:2] != typed[1::-1]:
        return False
    if len(typed) >= _LONG or len(typed) < len(meant):
        return True
    at = next(at for at, one in enumerate(typed) if meant[at : at + 1] != one)
    if len(typed) > len(meant):
        return any(_are_near(typed[at], one) for one in (typed[at - 1], *typed[at + 1 : at + 2]))
    return sorted(typed) == sorted(meant) or _are_near(typed[at], meant[at])


def _are_near(one: str, other: str) -> bool:
    """The same key of a keyboard, or one that touches it."""
    if one == other or not {one, other} <= _KEYS.keys():
        return one == other
    (row, place), (other_row, other_place) = _KEYS[one], _KEYS[other]
    return abs(row - other_row) <= 1 and abs(place - other_place) <= 1


def _language_of(question: str) -> str:
    """Whose list is asked; that of English where nothing tells another."""
    if is_german(question):
        return "de"
    return "fr" if is_french(question) else "en"


def _is_of(listed: SpellChecker, question: str, but: str) -> bool:
    """Is it surely a question of this language: are most of its other words on the list?"""
    if listed is _words_of("en") and not any(is_english(term.text) for term in terms(question)):
        return False
    others = [word.lower() for term in terms(question) if (word := _bare(term)) and word != but]
    return sum(word in listed for word in others) >= max(1.0, _KNOWN_SHARE * len(others))


@lru_cache(maxsize=3)
def _words_of(language: str) -> SpellChecker:
    from spellchecker import SpellChecker  # here: its list takes a tenth of a second

    return SpellChecker(language=language)
