"""Checks the same words with two in each other's place: "light in the evening and strong in the
morning", "four times a day for two weeks" as "two times a day for four".

Only figures, what they are of, and opposites of one table, which mean something else in the other's
place whatever stands around them. Of names, `roles.py` tells.
"""

from __future__ import annotations

from itertools import pairwise

from rag.answer.verification.contraries import IN_ANY_FORM, OF_THE_SAME, SURE, pairs
from rag.text import content_terms, figures, measure_behind, sentence_spans

_CONTRARY = frozenset(frozenset(pair) for pair in pairs((*SURE, *IN_ANY_FORM, *OF_THE_SAME)))
_SAME_WORDS = 0.8  # share of the sentence's words that the source's sentence has
_LEAST = 4  # words that both have

_Said = tuple[str, str, bool]
"""A content word: in its one form (a figure by its value), as written, and is it a figure?"""


def swapped(sentence: str, quote: str) -> str:
    """Two words of `sentence` that a sentence of `quote`, of the same words in the same order but
    for that, has in each other's place; as a fault, or ""."""
    said = _words(sentence)
    fault = ""
    for span in sentence_spans(quote):
        line = quote[span.start : span.end]
        if line.startswith("|"):
            continue
        ours, theirs = _shared(said, _words(line))
        if len(ours) < max(_LEAST, _SAME_WORDS * len(said)) or len(ours) != len(theirs):
            continue
        turned = [one for one, other in zip(ours, theirs, strict=True) if one[0] != other[0]]
        if not turned:
            return ""
        if fault or len(turned) != 2:
            continue
        one, other = turned
        if _tell(one, other, ours) and not _are_listed(one, other, ours):
            fault = f'The cited text has "{one[1]}" and "{other[1]}" the other way round.'
    return fault


def _words(text: str) -> list[_Said]:
    """Those of a text in order; a figure is one with what it is measured in."""
    counted = [(one, measure_behind(text, one.end)[1]) for one in figures(text)]
    found = [
        (one.start, (f"#{one.value.normalize():f}", text[one.start : end].strip(), True))
        for one, end in counted
    ]
    found += [
        (term.start, (term.folded, term.text, False))
        for term in content_terms(text)
        if not any(one.start < term.end and term.start < end for one, end in counted)
    ]
    return [said for _, said in sorted(found)]


def _shared(said: list[_Said], read: list[_Said]) -> tuple[list[_Said], list[_Said]]:
    """What each has that the other has too; nothing where one of these words comes twice."""
    known, given = {one[0] for one in read}, {one[0] for one in said}
    ours = [one for one in said if one[0] in known]
    theirs = [one for one in read if one[0] in given]
    once = len({one[0] for one in ours}) == len(ours)
    return (ours, theirs) if once else ([], [])


def _tell(one: _Said, other: _Said, words: list[_Said]) -> bool:
    """Do they mean something else in the other's place: figures, what figures are of, opposites?"""
    if one[2] or other[2]:
        return one[2] and other[2]
    first, second = words.index(one), words.index(other)
    if all(any(word[2] for word in some) for some in (words[:first], words[first:second])):
        return True
    return frozenset([one[1].lower(), other[1].lower()]) in _CONTRARY


def _are_listed(one: _Said, other: _Said, words: list[_Said]) -> bool:
    """Do they stand side by side: "in the morning and in the evening", "rooms 5 and 7"?"""
    return (one, other) in pairwise(words)
