"""Detects two versions of one document, and which of them replaces the other, if it says so."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.text import fold, plain, sentence_spans, topic_words
from rag.types import Passage

_YEAR = regex(r"\b(?:19|20)\d\d\b")
_VERSION = regex(r"(?:19|20)\d\d|v\d+(?:\.\d+)*")
_WORDS = frozenset(
    [
        *(
            "old",
            "new",
            "draft",
            "final",
            "previous",
            "current",
            "former",
            "copy",
            "revis",
            "updat",
        ),
        *("supersed", "archiv", "alt", "neu", "entwurf", "kopi", "ancien", "nouveau", "antiguo"),
        *map(fold, ("addendum", "amendment", "amended", "correction", "corrected", "corrigendum")),
        *map(fold, ("erratum", "Nachtrag", "Änderung", "Ergänzung", "Berichtigung", "zu", "zum")),
        *map(fold, ("zur", "der", "die", "das", "vom", "avenant", "rectificatif", "au", "du")),
    ]
)
"""Words of a title, folded, that say which version it is of, or that it changes one."""
_REPLACES = regex(
    r"\W*(?:this|these|it|they|dies\w*|sie|ce\w*|le présent|la présente|"
    r"les présent\w*|est[aeo]s?)\b"
    r"[^.!?]{0,60}?\b(?:replaces?|supersedes?|ersetz(?:t|en)|remplace(?:nt)?|sustituyen?|"
    r"sustituye)\b",
    re.IGNORECASE,
)


def are_versions(one: Passage, other: Passage) -> bool:
    """Are they of documents whose titles are the same but for a year, a version, "old" or "draft"?
    Not with other numbers: of two invoices none is a version."""
    words = _title(one), _title(other)
    return bool(words[0]) and words[0] == words[1]


def replaces(one: Passage, other: Passage) -> str:
    """The sentence with which the first says that it takes the place of the second; "" if none.

    Only where it names the year that stands in the title or the headings of the second.
    """
    if not are_versions(one, other):
        return ""
    years = set(_YEAR.findall(f"{other.title} {other.locator}"))
    years -= set(_YEAR.findall(f"{one.title} {one.locator}"))
    for span in sentence_spans(one.text) if years else ():
        said = one.text[span.start : span.end]
        if _REPLACES.match(said) and years & set(_YEAR.findall(said)):
            return plain(said)
    return ""


def _title(passage: Passage) -> set[str]:
    found = topic_words(passage.title)
    return {word for word in found if word not in _WORDS and not _VERSION.fullmatch(word)}
