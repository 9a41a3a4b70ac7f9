"""Words that a sentence adds to what its source says: "in cash", "by phone", "interest".

Only what is surely no verb counts: verbs have more synonyms than can be told. English is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.lacking import Lacking
from rag.answer.polarity import NEGATION
from rag.text import Term, content_terms, figures, is_english, names, terms

_NEAR = 0.64  # cosine: a noun has fewer synonyms than a verb
_LONGEST = 8  # content words of a sentence: a longer one tells freely of more than one of a source
_MOST = 0.5  # share of the words that a source may lack, for these to be what is added
_BEFORE_NOUNS = frozenset(
    [
        *("a", "an", "the", "any", "some", "every", "each", "no", "all", "its", "their", "his"),
        *("her", "our", "your", "by", "in", "on", "at", "with", "without", "for", "from", "of"),
        *("into", "under", "over", "per", "during", "through", "via", "extra", "additional"),
    ]
)
_LOOSE = frozenset(
    [
        "maximum",
        "minimum",
        "end",
        "whole",
        "result",
        "same",
        "case",
        "way",
        "addition",
        "order",
        "another",
    ]
)
_VERBS = re.compile(r"\w{3,}(?:ing|ed|ize|ise)$", re.IGNORECASE)


def added_word(sentence: str, source: str, lacking: Lacking) -> str:
    """Words behind a preposition or an article that the source has nothing of, where it has nearly
    all the others; as a fault, or ""."""
    if not is_english(f"{sentence} {source}"):
        return ""
    exact = [
        *((one.start, one.end) for one in figures(sentence)),
        *((one.start, one.end) for one in names(sentence)),
    ]
    words = [one for one in content_terms(sentence) if not NEGATION.fullmatch(one.text)]
    absent = [one for one in words if lacking.word(one) and not _within(one, exact)]
    said = [one for one in words if one not in absent]
    if not absent or len(words) > _LONGEST or len(absent) > max(1, _MOST * len(words)):
        return ""
    nouns = _nouns(sentence, words, absent)
    found = [
        one
        for one in absent
        if one in nouns and said and said[0].start < one.start and lacking(one, _NEAR)
    ]
    if not found:
        return ""
    quoted = ", ".join(f'"{one.text}"' for one in found)
    return f"The cited text says nothing of {quoted}."


def _nouns(sentence: str, topical: Sequence[Term], absent: Sequence[Term]) -> set[Term]:
    """The words behind an article or a preposition, but for what looks like a verb; also those
    behind such words ("a small fee"), and what a strange verb has behind it ("gets interest")."""
    found: set[Term] = set()
    kept = set(topical)
    all_words = terms(sentence)
    for at, word in enumerate(all_words):
        before = all_words[at - 1] if at else None
        if (
            word.text.lower() in _LOOSE
            or before is None
            or word not in kept
            or sentence[before.end : word.start] != " "
        ):
            continue
        introduced = before.text.lower() in _BEFORE_NOUNS or before in absent
        if introduced and not _VERBS.fullmatch(word.text):
            found.add(word)
    return found


def _within(word: Term, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= word.start < end for start, end in spans)
