"""Terms of a text: words with their span, folded so that forms of one word compare equal."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from rag.regex import regex
from rag.repeats import MARKS
from rag.text.months import SHORT_MONTHS, months_may

_WORD = regex(rf"[^\W_]+(?:[{MARKS}]+[^\W_]*|[.'’&][^\W_]+|(?<=\d),\d+|\+\+|#)*")
_PLURAL_ACRONYM = regex(r"[A-Z\d]{2,}s")
_RUN_ON = regex(r"(?<!ca)n't$|'(?:d|ll|m|re|t|ve)$")
_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = threading.Lock()  # a stemmer works on one word at a time, in place

FUNCTION_WORDS = frozenset(
    [
        "a",
        "about",
        "above",
        "after",
        "again",
        "all",
        "also",
        "although",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "both",
        "but",
        "by",
        "can",
        "could",
        "d",
        "did",
        "do",
        "does",
        "doing",
        "done",
        "down",
        "during",
        "each",
        "either",
        "else",
        "ever",
        "every",
        "for",
        "from",
        "further",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "him",
        "his",
        "how",
        "however",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "ll",
        "just",
        "let",
        "m",
        "may",
        "me",
        "might",
        "more",
        "most",
        "much",
        "must",
        "my",
        "neither",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "only",
        "or",
        "other",
        "our",
        "ours",
        "out",
        "over",
        "own",
        "per",
        "quite",
        "rather",
        "re",
        "s",
        "same",
        "shall",
        "she",
        "should",
        "since",
        "so",
        "some",
        "such",
        "t",
        "than",
        "that",
        "the",
        "their",
        "theirs",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "though",
        "through",
        "thus",
        "to",
        "too",
        "under",
        "until",
        "up",
        "upon",
        "us",
        "ve",
        "very",
        "via",
        "was",
        "we",
        "well",
        "were",
        "what",
        "whatever",
        "when",
        "where",
        "whether",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "within",
        "without",
        "would",
        "yet",
        "you",
        "your",
        "yours",
        "say",
        "says",
        "said",
        "tell",
        "give",
        "many",
        "please",
        "according",
        "exactly",
        "actually",
        "really",
        "currently",
    ]
)
"""English words that carry grammar rather than a topic; never what a question asks about."""


class Term(NamedTuple):
    """One word: its span, its text as written, and its folded form."""

    start: int
    end: int
    text: str
    folded: str


def terms(text: str) -> tuple[Term, ...]:
    """Every word of `text`. "xAI", "4.5", "200,000" and "C++" are one word each;
    "open-source" and "GPT-4.5" are two, as writers differ about such hyphens."""
    return tuple(
        Term(found.start(), found.end(), found[0], fold(found[0])) for found in _WORD.finditer(text)
    )


def words(text: str) -> tuple[str, ...]:
    """Every word as it is written: the text of `terms`, without the time that folding takes."""
    return tuple(_WORD.findall(text))


def content_words(text: str) -> tuple[str, ...]:
    """Those that carry a topic: the text of `content_terms`."""
    return tuple(term.text for term in content_terms(text))


def content_terms(text: str) -> tuple[Term, ...]:
    """The words that carry a topic, "May" among them where it is the month."""
    months = months_may(text)
    return tuple(term for term in terms(text) if _is_content(term.text) or term.start in months)


def _is_content(word: str) -> bool:
    return not is_function_word(word)


def is_function_word(word: str) -> bool:
    """Is it a small word, by itself or with another run on: "I'm", "you'll", "who's", "didn't"?"""
    bare = _bare(word)
    return bare in FUNCTION_WORDS or _RUN_ON.sub("", bare) in FUNCTION_WORDS


def naming_terms(text: str) -> tuple[Term, ...]:
    """Those words, and the names among the others: "6 May", "plan A", "the IT policy"."""
    shouted = text.isupper()
    months = months_may(text)
    return tuple(
        term
        for term in terms(text)
        if _is_content(term.text) or term.start in months or (not shouted and _is_name(text, term))
    )


def _is_name(text: str, term: Term) -> bool:
    amid = bool(text[: term.start].strip(" \t\"“„'*_#>"))
    match term.text:
        case "A":
            return amid
        case "I":
            return amid and not text[term.end :].strip(" \"”“'*_")
        case word:
            return len(word) > 1 and word.isupper()


def said_words(text: str) -> frozenset[str]:
    """The folded words of a text."""
    return frozenset(term.folded for term in terms(text))


def topic_words(text: str) -> frozenset[str]:
    """The folded words of a text that say what it is about."""
    return frozenset(term.folded for term in content_terms(text))


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Lower case, no accents, no possessive, stemmed by Snowball's English rules."""
    bare = _bare(word.removesuffix("s") if _PLURAL_ACRONYM.fullmatch(word) else word)
    if not word.isupper():  # "APR" is a rate, and "Apr" a month
        bare = SHORT_MONTHS.get(bare, bare)
    if not bare.isalpha():
        return bare
    with _STEMMING:
        return str(_STEMMER.stemWord(bare))


@lru_cache(maxsize=65_536)
def _bare(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(r"['’]s$", "", letters).replace("’", "'").replace("‑", "-")
