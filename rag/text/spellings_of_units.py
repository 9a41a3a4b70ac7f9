"""A measure in its other spelling: "per square metre" where a text has "m²"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.regex import regex
from rag.text.measures import in_signs, in_words

_BOTH = sorted(
    ((in_words()[name], signs) for name, signs in in_signs().items() if name in in_words()),
    key=lambda both: -len(both[0]),
)
_SPELLINGS = tuple(
    (
        regex(rf"\b(?:{words})(?!\w)", re.IGNORECASE),
        regex(rf"(?<![^\W\d])(?<!/)(?:{signs})(?![\w²³])(?![/-]\w)"),
    )
    for words, signs in _BOTH
    if min(map(len, signs.split("|"))) > 1
)
"""In words, and in signs: of more than one letter, since "h" and "l" may be anything."""


def spelt_as_in(question: str, texts: str) -> tuple[str, ...]:
    """The question; and, if the texts have its measures in the other spelling, so spelt. Only the
    latter where they never have them in its own."""
    known, other = False, question
    for own, theirs, found in _measures(question):
        known = known or own.search(texts) is not None
        if written := theirs.search(texts):
            other = other.replace(found, written[0])
    if other == question:
        return (question,)
    return (question, other) if known else (other,)


def _measures(question: str) -> Iterator[tuple[re.Pattern[str], re.Pattern[str], str]]:
    """How each of its measures is spelt, how else, and how it is written here."""
    rest = question
    for words, signs in _SPELLINGS:
        for own, theirs in ((words, signs), (signs, words)):
            if found := own.search(rest):
                yield own, theirs, found[0]
                rest = own.sub(" ", rest)
