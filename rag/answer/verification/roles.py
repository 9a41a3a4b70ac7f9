"""Checks semantic roles: the same words with another name in front, or in another order.

Both are likely faults rather than certain ones: names have synonyms, and some verbs mean the same
either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from rag.regex import regex
from rag.text import (
    ENGLISH_WEEKDAYS,
    GERMAN_ARTICLES,
    GERMAN_WEEKDAYS,
    Term,
    content_terms,
    fold,
    is_german,
    terms,
    topic_words,
)
from rag.text.dates import GERMAN_MONTH
from rag.text.french import FRENCH_SMALL_WORDS

_BOTH_WAYS = frozenset({"and", "or", "nor", "with", "meet", "met", "marri", "versus", "vs"})
_GERMAN_MODALS = ("darf", "dürfen", "kann", "können", "muss", "müssen", "soll", "sollen")
_GERMAN_IS = frozenset(
    fold(word) for word in ("ist", "sind", "war", "waren", "heißt", "beträgt", *_GERMAN_MODALS)
)
_CASES = GERMAN_ARTICLES - {"die", "das", "ein", "eine"} | {
    *("am", "an", "auf", "aus", "bei", "beim", "bis", "durch", "für", "gegen", "im", "in", "ins"),
    *("herr", "herrn"),
    *("mit", "nach", "seit", "um", "unter", "vom", "von", "vor", "zum", "zur", "zu", "über"),
}
"""Words in front of a German noun that tell what it is in its sentence."""
_DAYS = frozenset(
    fold(f"{day}{ending}")
    for day in f"{ENGLISH_WEEKDAYS}|{GERMAN_WEEKDAYS}".split("|")
    for ending in ("", "s")
)
_MONTH = regex(rf"\b{GERMAN_MONTH}")
_COPULA = frozenset(["is", "are", "was", "were"])
_IS_THE = regex(r"\b(?:is|are|was|were)\s+the\b")
_PARTY = 3  # words at most
_BETWEEN = 6  # words at most
_TITLES = (
    "mr",
    "mrs",
    "ms",
    "dr",
    "herr",
    "herrn",
    "frau",
    "monsieur",
    "madame",
    "señor",
    "señora",
)
_JOINED = regex(
    rf"(?:[\s\u2010\u2011-]|\b(?:the|an?|(?:{'|'.join(_TITLES)})\b\.?)\b)+", re.IGNORECASE
)
_ARTICLES = frozenset({"the", "a", "an", *map(fold, _TITLES)})
"""What does not count in front of a party."""


def other_roles(sentence: str, quote: Sequence[str], source: str) -> str:
    """Why `sentence` seems to turn around what one of `quote` says; or "".

    `source` is the whole text: a word that it has without a capital as well is no name.
    """
    wanted = topic_words(sentence) - _ARTICLES
    small = {term.text for term in terms(source) if term.text[0].islower()}
    for near in quote:
        read = topic_words(near)
        if wanted <= read:
            return _turned(sentence, near)
        replaced = _opening(sentence, near, wanted, read)
        if replaced and not any(word.lower() in small for word in " ".join(replaced).split()):
            return f"The cited text seems to say this of {replaced[1]}, not of {replaced[0]}."
    return ""


def _opening(sentence: str, near: str, wanted: Set[str], read: Set[str]) -> tuple[str, str] | None:
    """The names that the sentence and `near` open with, if all but these is the same."""
    ours, theirs = _capitals(sentence), _capitals(near)
    if not ours or not theirs or ours[-1].folded in read or theirs[-1].folded in wanted:
        return None
    if not wanted - read <= {term.folded for term in ours}:
        return None
    followed = [terms(text)[len(run) :][:1] for text, run in ((sentence, ours), (near, theirs))]
    same = [term.folded for term in followed[0]] == [term.folded for term in followed[1]]
    if not followed[0] or not same or _is_short_for(ours, theirs) or _is_short_for(theirs, ours):
        return None
    return _written(sentence, ours), _written(near, theirs)


def _capitals(text: str) -> list[Term]:
    """The words with a capital that the text opens with, but for "The" and an adverb."""
    found: list[Term] = []
    topical = set(content_terms(text))
    for term in terms(text):
        joined = not found or text[found[-1].end : term.start] in (" ", "-")
        small = term.text.lower() in FRENCH_SMALL_WORDS
        if not joined or small or not term.text[0].isupper() or term not in topical:
            break
        found.append(term)
    if found and (text[found[-1].end :][:1] == "," or found[0].text.endswith("ly")):
        return []
    return found


def _is_short_for(one: Sequence[Term], other: Sequence[Term]) -> bool:
    """Is it the other's initials?"""
    return one[0].text.lower() == "".join(term.text[0] for term in other).lower()


def _written(text: str, run: Sequence[Term]) -> str:
    return text[run[0].start : run[-1].end]


def _turned(sentence: str, near: str) -> str:
    """Two parties that stand around the same words in both, but the other way round."""
    read = {(one, between, other) for one, between, other, _ in _around(near)}
    german = is_german(sentence)
    kept = _kept_cases(sentence, near) if german else frozenset[str]()
    for one, between, other, written in _around(sentence):
        if between == ("in",) and any(word.isdigit() for word in (*one, *other)):
            continue  # "in 1912 in Aarhus"
        if _DAYS & {*one, *other} or (german and _MONTH.search(written)):
            continue  # "mittwochs probt der Chor", "im Mai wird das Wasser abgestellt"
        turned = (other, between, one) in read and (one, between, other) not in read
        if german and (kept & {one[-1], other[-1]} or set(between) <= _GERMAN_IS):
            continue
        if turned and set(between) <= _COPULA and _IS_THE.search(f"{sentence}\n{near}"):
            continue  # "The deputy is Anna", "Anna is the deputy"
        if turned and one != other and not _BOTH_WAYS & set(between):
            return f"The cited text has this the other way round: {written}."
    return ""


def _kept_cases(sentence: str, near: str) -> frozenset[str]:
    """German nouns that have the same word of a clear case in front in both: their order is free.

    "Den Verein leitet Anna" is "Anna leitet den Verein"; "die" and "das" leave it open who does it.
    """
    cases = []
    for text in (sentence, near):
        words = terms(text)
        cases.append(
            {
                (before.text.lower(), noun.folded)
                for before, noun in pairwise(words)
                if before.text.lower() in _CASES and noun.text[0].isupper()
            }
        )
    return frozenset(noun for _, noun in cases[0] & cases[1])


def _around(text: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]]:
    """Every two runs of words with those between them, where no comma parts them; as written.

    Articles do not count.
    """
    words = [term for term in terms(text) if term.folded not in _ARTICLES]
    topical = set(content_terms(text))
    for start in range(len(words)):
        end = start + 1
        while end < len(words) and _JOINED.fullmatch(text, words[end - 1].end, words[end].start):
            end += 1
        for first in range(start + 1, min(end, start + _PARTY + 1)):
            for second in range(first + 1, min(end, first + _BETWEEN + 1)):
                for last in range(second + 1, min(end, second + _PARTY) + 1):
                    edges = words[start], words[first - 1], words[second], words[last - 1]
                    if all(edge in topical for edge in edges):
                        parts = words[start:first], words[first:second], words[second:last]
                        one, between, other = (tuple(w.folded for w in part) for part in parts)
                        yield one, between, other, text[words[start].start : words[last - 1].end]
