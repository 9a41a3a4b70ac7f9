"""Sentences taken apart into pieces: each a clause, or a value with its condition, with its words.

"7 am on weekdays and 9 am on Sundays" are two, and "It starts again" is of what the sentence before
is of. By spelling alone; English is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rag.text import Span, content_terms, figures, in_context, sentence_spans

_JOINT = re.compile(
    r";\s+|,?\s+(?:and(?:\s+also)?|but(?:\s+also)?|while|whereas|or|before|after)\s+|,\s+"
)
_RANGE = re.compile(r"\b(?:between|from|both)\s+\S+(?:\s\S+)?$", re.IGNORECASE)
_GAPPED = re.compile(
    r"(?!\w+ed\b)(?:(?:the|an?)\s+)?[^\W\d]+\s+"
    r"(?:(?:after|between|from|at|for|in|by|on|until|to)\s+)?(?=[\d$€£])"
)
"""A subject and at once its value, as in "students 5 euros", without the verb of what precedes."""

_STOP = re.compile(r"[;,]\s+|\s(?:and|but|while|whereas|or)\s")
_ORDER = ("before", "after")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|can|could|may|might|must|should|shall|will|"
    r"would|cannot|\w+n['’]t)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:the|an?|each|every|all|no|some|most|both|its|his|her|their|our|your|this|that|these|"
    r"those|other)\s|[A-Z]",
)
_POINTS = re.compile(
    r"\W*(?:(?:his|her|its|their|this|these|both)\b|(?:[\w'’]+,?\s+){0,3}?(?:it|he|she|they)\b)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:that|this|these|those)\s+(?:time|period|case|day|date|year)s?\b")
_UNDER = re.compile(r"\b(?:if|when|while|unless|until|because|as\s+soon\s+as|whenever)\b")
_LEAD = re.compile(r":[*_]*\s*$")
_ITEM = re.compile(r"[ \t>]*(?:[-*+•–]|\(?\d{1,3}[.)]|\(?[a-z]\))[ \t]+")
_ANNOUNCES = re.compile(r"\n(?=[^\n]*:[*_]*[ \t]*(?:\n|$))")
_LEAST_CLAUSE = 3  # content words of what is joined, for it to be a clause without an article
_PASSAGES = 64  # that are kept taken apart
_SHORT_SUBJECT = 2  # content words


class Piece(NamedTuple):
    """`own` are its words, folded, figures as "#" and their value; `words` are also those that it
    is told with: of its subject, of what announces its list, of whom its pronoun means.
    `at` is which sentence it is of."""

    text: str
    own: frozenset[str]
    words: frozenset[str]
    at: int = 0
    is_row: bool = False


def words_of(text: str) -> frozenset[str]:
    """Its content words, folded, with each figure as "#" and its value."""
    counted = figures(text)
    values = {f"#{one.value.normalize():f}" for one in counted}
    return frozenset(values) | {
        term.folded
        for term in content_terms(text)
        if not any(one.start <= term.start < one.end for one in counted)
    }


@lru_cache(_PASSAGES)
def pieces_of_source(text: str, title: str, locator: str) -> tuple[Piece, ...]:
    """Those of a passage, each with its heading.

    Taken apart are clauses and values; "milk and sugar" is not, nor is a row of a table.
    """
    found: list[Piece] = []
    before = frozenset[str]()
    for at, (sentence, lead, about) in enumerate(announced(text, title, locator)):
        told = words_of(lead) | words_of(about)
        points = _POINTS.match(sentence)
        if points or _POINTS_BACK.search(sentence):
            told |= before
        if sentence.startswith("|"):
            words = words_of(sentence)
            found.append(Piece(sentence, words, words | told, at, is_row=True))
            continue
        found += (one._replace(at=at) for one in _split(sentence, told, every=False))
        under = _UNDER.search(sentence)
        main = sentence[: under.start()] if under and under.start() else sentence
        before = _no_figures(words_of(main)) | (before if points else frozenset())
    return tuple(found)


def _no_figures(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word[0] != "#")


def pieces_of_claim(sentence: str) -> tuple[Piece, ...]:
    """Those of a sentence: every "and" joins two of them."""
    return tuple(_split(sentence, frozenset(), every=True))


def _split(sentence: str, told: frozenset[str], every: bool) -> list[Piece]:
    found: list[Piece] = []
    start = 0
    for joint in _JOINT.finditer(sentence):
        stop = _STOP.search(sentence, joint.end())
        left = sentence[start : joint.start()]
        right = sentence[joint.end() : stop.start() if stop else len(sentence)]
        if not left.strip() or not right.strip() or not _parts(left, joint[0], right, every):
            continue
        told = _next(found, left, joint[0], right, told)
        start = joint.end()
    last = sentence[start:]
    found.append(Piece(last, words_of(last), words_of(last) | told))
    return found


def _next(
    found: list[Piece], left: str, joint: str, right: str, told: frozenset[str]
) -> frozenset[str]:
    """Appends the piece `left`; what the piece behind it is told with."""
    ours, theirs = words_of(left), words_of(right)
    if len(ours) <= _SHORT_SUBJECT and len(theirs) > len(ours) and not _FINITE.search(left):
        behind = in_order(right)[len(ours) :]  # "Bicycles and dogs travel free"
        found.append(Piece(left, ours, ours | told | frozenset(behind)))
        return told
    found.append(Piece(left, ours, ours | told))
    if _is_clause(left, joint, right) and not _is_gapped(left, right):
        return (told | ours) if _POINTS.match(right) else frozenset()
    return told | _subject(left, right)


def _subject(left: str, right: str) -> frozenset[str]:
    """What the piece behind has of the one before: its subject, or all but what stands where the
    piece behind has its own."""
    ordered = in_order(left)
    if _is_gapped(left, right):
        return _no_figures(frozenset(ordered[1:]))
    rest = frozenset(ordered[: max(len(ordered) - len(in_order(right)), 0)])
    if verb := _FINITE.search(left):
        return rest | words_of(left[: verb.start()])
    if figures(right) and figures(right)[0].start == 0:
        return rest | frozenset(ordered[:1])
    return rest | _no_figures(frozenset(ordered))


def in_order(text: str) -> list[str]:
    """The words of `words_of` as they follow each other."""
    counted = figures(text)
    found = [(one.start, f"#{one.value.normalize():f}") for one in counted]
    found += [
        (term.start, term.folded)
        for term in content_terms(text)
        if not any(one.start <= term.start < one.end for one in counted)
    ]
    return [word for _, word in sorted(found)]


def _parts(left: str, joint: str, right: str, every: bool) -> bool:
    """Are they told apart at the joint?"""
    gapped = _is_gapped(left, right)
    if joint.strip() == "," or gapped:
        return gapped
    if _RANGE.search(left) and figures(right) and figures(right)[0].start == 0:
        return False
    if joint.strip(" ,") in _ORDER:
        return _is_clause(left, joint, right) and _is_clause(right, joint, left)
    if every or joint.startswith(";") or _is_clause(left, joint, right):
        return True
    return bool(figures(left)) and bool(figures(right))


def _is_gapped(left: str, right: str) -> bool:
    found = figures(right)
    counted = _GAPPED.match(f"{right[: found[0].start]}0") if found else None
    return counted is not None and bool(figures(left))


def _is_clause(left: str, joint: str, right: str) -> bool:
    """Has `right` a subject of its own?"""
    words = len(words_of(right))
    if _FINITE.match(right):
        return False
    if _SUBJECT.match(right) and words >= _LEAST_CLAUSE:
        return True
    if _FINITE.search(right) and words >= _SHORT_SUBJECT:
        return True
    alone = "," not in left and "," not in right and joint.startswith((",", ";"))
    return alone and words >= _LEAST_CLAUSE


def announced(text: str, title: str, locator: str) -> Iterator[tuple[str, str, str]]:
    """The sentences of `text`, each with what announces the list that it is an item of, if
    anything, and with its title and heading.

    A line that announces ("Not included:") is apart from the line before it.
    """
    spans = sentence_spans(text)
    lead, first = "", False
    for span, read in zip(spans, in_context(text, spans, title, locator), strict=True):
        for start, sentence in _lines(text, span):
            is_item = _ITEM.fullmatch(text, text.rfind("\n", 0, start) + 1, start) is not None
            if not (is_item or first):
                lead = ""
            yield sentence, lead, read.about
            first = _LEAD.search(sentence) is not None
            lead = sentence if first else lead


def _lines(text: str, span: Span) -> Iterator[tuple[int, str]]:
    start = span.start
    for line in _ANNOUNCES.finditer(text, span.start, span.end):
        yield start, text[start : line.start()]
        start = line.start() + 1
    yield start, text[start : span.end]
