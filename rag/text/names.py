"""Names in a text, by their spelling: capitals inside a sentence or a word, acronyms."""

from __future__ import annotations

import re
from typing import NamedTuple

from rag.regex import regex
from rag.text.dates import ENGLISH_MONTHS, ENGLISH_WEEKDAYS
from rag.text.figures import figures
from rag.text.sentences import sentence_spans
from rag.text.terms import Term, is_function_word, terms

_CALENDAR = frozenset(f"{ENGLISH_MONTHS}|{ENGLISH_WEEKDAYS}".lower().split("|"))
_TITLES = frozenset(
    [
        "capt",
        "col",
        "dr",
        "fr",
        "gen",
        "herr",
        "hon",
        "lt",
        "messrs",
        "miss",
        "mlle",
        "mme",
        "mr",
        "mrs",
        "ms",
        "mx",
        "prof",
        "rev",
        "sgt",
        "sr",
        "st",
    ]
)
"""Say how somebody is addressed, before a name and often with a full stop that ends nothing."""
_ASKING = frozenset(
    [
        *("wer", "wen", "wem", "wessen", "wann", "wo", "wohin", "woher", "wie", "warum", "wieso"),
        *("weshalb", "welche", "welcher", "welches", "welchen", "welchem"),
        *("qui", "quel", "quelle", "quels", "quelles", "quand", "où", "combien", "pourquoi"),
        *("quién", "cuál", "cuándo", "dónde", "cómo", "cuánto", "cuánta", "cuántos", "cuántas"),
        *("wanneer", "waar", "welk", "welke", "hoeveel", "hoe"),
    ]
)
"""Question words of other languages: "Welchen Nitratwert hat ..." names no "Welchen"."""
_VERSION = regex(r"\d{1,2}(?:\.\d{1,2})*|[IVX]+")
_PLURAL_ACRONYM = regex(r"[A-Z]{2,}s")  # "GPUs" are things; "GPU" may be part of a name
_JOINTS = (" ", "-", "‑")

_POSSESSIVE = regex(r"['’]s?$")


class Name(NamedTuple):
    """One name of one or more words; `parts` are its words, each with its folded form."""

    start: int
    end: int
    text: str
    parts: tuple[Term, ...]


def names(text: str) -> tuple[Name, ...]:
    """The names in `text`, in order. English spelling is assumed; months and weekdays are dates.

    A word that is capitalised only because it begins a sentence counts when its neighbour is a
    name too, or when the same spelling stands inside a sentence elsewhere in `text`.
    """
    words = terms(text)
    initial = _sentence_starts(text, words)
    inner = {word.text for word in words if _capital(word.text) and word.start not in initial}
    marked = [_is_name(word, word.start in initial, inner) for word in words]
    for place, word in enumerate(words[:-1]):
        begins_pair = word.start in initial and marked[place + 1] and _capital(word.text)
        beside = text[word.end : words[place + 1].start] == " "
        if begins_pair and beside and _topical(word.text) and not is_asking(word.text):
            marked[place] = True
    for place in _counted(text, words, marked):
        marked[place] = False
    return tuple(_joined(text, words, marked))


def named_words(text: str) -> frozenset[str]:
    """The folded words of the names in a text."""
    return frozenset(part.folded for name in names(text) for part in name.parts)


def _counted(text: str, words: tuple[Term, ...], marked: list[bool]) -> list[int]:
    """The places of marked words that are part of a figure: "1.2M", "30K", "CHF 5"."""
    doubtful = [
        at
        for at, word in enumerate(words)
        if marked[at]
        and (word.text[0].isdigit() or text[word.end : word.end + 2].strip()[:1].isdigit())
    ]
    given = figures(text) if doubtful else ()
    return [
        at
        for at in doubtful
        if any(one.start <= words[at].start and words[at].end <= one.end for one in given)
    ]


def _is_name(word: Term, starts_sentence: bool, inner: set[str]) -> bool:
    text = word.text
    if not _topical(text) or _PLURAL_ACRONYM.fullmatch(text):
        return False
    if any(letter.isupper() for letter in text[1:]) or (text[0].isupper() and _has_digit(text)):
        return len(text) > 1
    return _capital(text) and (not starts_sentence or text in inner)


def _topical(word: str) -> bool:
    bare = re.sub(r"['’]s$", "", word).lower()
    return not is_function_word(word) and bare not in _TITLES and not is_calendar(bare)


def is_asking(word: str) -> bool:
    """Is it a question word of a language other than English?"""
    return word.lower() in _ASKING


def is_possessive(name: str) -> bool:
    """Does it end as an owner does: "Anna's", "the tenants'"?"""
    return _POSSESSIVE.search(name) is not None


def without_possessive(name: str) -> str:
    """ "Anna" of "Anna's"."""
    return _POSSESSIVE.sub("", name)


def is_calendar(word: str) -> bool:
    """Is it a month or a weekday?"""
    return word.lower() in _CALENDAR


def _capital(word: str) -> bool:
    return word[0].isupper()


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _sentence_starts(text: str, words: tuple[Term, ...]) -> set[int]:
    """Offsets of words that open a sentence, a quotation or a line."""
    starts = {span.start for span in sentence_spans(text)}
    opening: set[int] = set()
    for place, word in enumerate(words):
        gap = text[words[place - 1].end if place else 0 : word.start]
        if (
            place == 0
            or "\n" in gap
            or (
                re.search(r"[.!?:]\W*$|[\"“'‘(]$", gap)
                and not (gap == ". " and _is_abbreviated(words[place - 1].text))
            )
            or any(word.start - len(gap) <= start <= word.start for start in starts)
        ):
            opening.add(word.start)
    return opening


def _is_abbreviated(word: str) -> bool:
    """Is a full stop behind this word that of a title ("Ms.") or of an initial ("J.")?"""
    return word.lower() in _TITLES or (len(word) == 1 and word.isupper())


def _joined(text: str, words: tuple[Term, ...], marked: list[bool]) -> list[Name]:
    """Neighbouring name words as one name; a number behind a name belongs to it ("Llama 4")."""
    runs: list[list[Term]] = []
    for place, word in enumerate(words):
        follows = bool(runs) and place > 0 and runs[-1][-1] is words[place - 1]
        adjoins = (
            follows
            and text[words[place - 1].end : word.start] in _JOINTS
            and not is_possessive(words[place - 1].text)
        )
        numbered = adjoins and bool(_VERSION.fullmatch(word.text))
        if marked[place] and adjoins:
            runs[-1].append(word)
        elif marked[place]:
            runs.append([word])
        elif numbered:
            runs[-1].append(word)
    return [
        Name(run[0].start, run[-1].end, text[run[0].start : run[-1].end], tuple(run))
        for run in runs
    ]
