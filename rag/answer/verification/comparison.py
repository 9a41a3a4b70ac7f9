"""Checks comparisons: "A is larger than B" is "B is smaller than A", not "B is larger than A".

English, German, French, Spanish and Italian; also "twice as much as", "halb so viel wie".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rag.answer.verification.contraries import COMPARED, pairs
from rag.regex import regex
from rag.text import fold, sentence_spans, topic_words

_MORE = (
    r"(?:(?:more|less|fewer|mehr|weniger|plus|moins|más|menos|più|meno)\b|"
    r"(?:better|worse|besser|schlechter|meilleure?s?|pires?|mejor(?:es)?|peor(?:es)?|mayor(?:es)?|"
    r"menor(?:es)?|migliori?|peggiori?|maggiori?|minori?)\b|"
    r"(?:twice|half|double|\w+\s+times|doppelt|halb|\w+mal)\s+(?:as|so)\s+\w+|\w{3,}er(?:e[nmrs]?)?\b)"
)
_COMPARATIVE = regex(rf"\b{_MORE}", re.IGNORECASE)
_EQUAL = regex(
    r"(?<!\bnot\s)(?<!\bnicht\s)(?<!\bpas\s)(?<!\bno\s)\b(?:as|(?:genau)?so|aussi|tan)\s+(?P<how>[^\W\d_]+)\s+"
    r"(?:as|wie|qu(?:e\b|['’])|como)(?=\W|\w)",
    re.IGNORECASE,
)
_TIMES = regex(r"\b(?:twice|half|times|doppelt|halb|\w+mal|fois|veces)\s+$", re.IGNORECASE)
_THAN = regex(r"\b(?:than|als|wie|as|que|qu['’]|che|rispetto\s+a\w*)(?=\W)", re.IGNORECASE)
_CLAUSE_END = regex(
    r"[,;:.!?()\n](?!\d)|\b(?:and|but|while|whereas|because|und|aber|während|weil|et|mais|y|pero|ma)\b"
)
_BETWEEN = 5  # words at most between a comparative and its "than"
_OPPOSITE = {
    (fold(one), fold(other)) for row in pairs(COMPARED) for one, other in (row, (row[1], row[0]))
}


class _Comparison(NamedTuple):
    """What is more than what, by the folded content words of both, and how it is called."""

    one: frozenset[str]
    how: str
    other: frozenset[str]


def compares_alike(sentence: str, quote: str) -> bool | None:
    """Do both say the same of which is more? None where they do not compare the same two."""
    if _says_more_than_equal(sentence, quote):
        return False
    for span in sentence_spans(quote):
        for read in _comparisons(quote[span.start : span.end]):
            for said in _comparisons(sentence):
                if (alike := _alike(said, read)) is not None:
                    return alike
    return None


def _says_more_than_equal(sentence: str, quote: str) -> bool:
    """ "More effective than", where the source has "as effective as" of the same two."""
    for found in _EQUAL.finditer(quote):
        if _TIMES.search(quote[: found.start()]):
            continue
        sides = topic_words(quote[: found.start()]), topic_words(quote[found.end() :])
        for said in _comparisons(sentence):
            ours = said.one | said.other
            told = topic_words(sentence) | {said.how}
            if fold(found["how"]) in told and all(side & ours for side in sides):
                return True
    return False


def _alike(said: _Comparison, read: _Comparison) -> bool | None:
    opposite = (said.how, read.how) in _OPPOSITE
    if said.how != read.how and not opposite:
        return None
    ours, ours_too = said.one - said.other, said.other - said.one
    theirs, theirs_too = read.one - read.other, read.other - read.one
    straight = len(ours & theirs), len(ours_too & theirs_too)
    turned = len(ours & theirs_too), len(ours_too & theirs)
    if all(straight) and all(turned) and sum(straight) == sum(turned):
        return None
    if all(turned) and (not all(straight) or sum(turned) > sum(straight)):
        return opposite
    return not opposite if all(straight) else None


def _comparisons(text: str) -> Iterator[_Comparison]:
    """In the order of the text; what has no "than" of its own ("and dive deeper") is compared as
    what stands before it is."""
    start = 0
    last: _Comparison | None = None
    for end in [*(found.span() for found in _CLAUSE_END.finditer(text)), (len(text), len(text))]:
        clause = text[start : end[0]]
        start = end[1]
        for found in _COMPARATIVE.finditer(clause):
            how = " ".join(fold(word) for word in found[0].split())
            than = _THAN.search(clause, found.end())
            between = clause[found.end() : than.start()] if than else ""
            if than and len(between.split()) <= _BETWEEN:
                one = topic_words(clause[: found.start()]) or topic_words(between)
                last = _Comparison(one, how, topic_words(clause[than.end() :]))
                yield last
            elif last:
                yield last._replace(how=how)
