"""Splits sentences into pieces: each a clause, or a value with its condition, with its words.

"7 am on weekdays and 9 am on Sundays" are two, and "It starts again" is of what the sentence before
is of. By spelling alone, in English, German, French, Spanish and Italian.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rag.answer.verification.piece_words import in_order, words_of
from rag.answer.verification.quantities import quantities
from rag.answer.verification.shares import in_percent
from rag.regex import regex
from rag.text import GERMAN_SMALL_WORDS, Span, content_terms, in_context, sentence_spans, terms

_JOINT = regex(
    r";\s+|,?\s+(?:and(?:\s+also)?|but(?:\s+also)?|while|whereas|or|before|after|und|sowie|aber|"
    r"während|oder|et|ou|mais|tandis\s+que|y|e|o|pero|mientras(?:\s+que)?|ma|mentre)\s+|,\s+"
)
_RANGE = regex(r"\b(?:between|from|both)\s+\S+(?:\s\S+)?$", re.IGNORECASE)
_GAPPED = regex(
    r"(?!\w+ed\b)(?:(?:the|an?|der|die|das|le|la|les|el|los|las|il|lo|i|gli)\s+)?[^\W\d]+\s+"
    r"(?:(?:after|between|from|at|for|in|by|on|until|to|ab|um|bis|nach|von|à|de|a|en)\s+)?(?=[\d$€£])"
)
"""A subject and at once its value, as in "students 5 euros", without the verb of what precedes."""
_GAPPED_ALL = regex(
    r"(?:(?:the|an?|der|die|das|ein|eine|le|la|les|une?|el|los|las|il|lo)\s+)?[^\W\d]+\s+[^\W\d]+\s+[$€£]?"
)
"""The same in front of a value that is the end: "a return ticket 16.40"."""

_VERB_BEFORE = regex(r"\b\w+s\s+(?P<by>after|between|from|at|for|in|by|on|until|to)\s+$")
_STOP = regex(
    r"[;,]\s+|\s(?:and|but|while|whereas|or|und|sowie|aber|während|oder|et|ou|mais|tandis|y|e|o|pero|"
    r"mientras|ma|mentre)\s"
)
_ORDER = ("before", "after")
_FINITE = regex(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|can|could|may|might|must|should|shall|will|"
    r"would|cannot|\w+n['’]t|ist|sind|war|waren|hat|haben|kann|können|darf|dürfen|muss|müssen|"
    r"wird|werden|wurden?|est|sont|ont|peut|peuvent|doit|doivent|fue|fueron|han|puede|pueden|debe|"
    r"deben|tiene|tienen)\b",
    re.IGNORECASE,
)
_SUBJECT = regex(
    r"(?:the|an?|each|every|all|no|some|most|both|its|his|her|their|our|your|this|that|these|"
    r"those|other|der|die|das|den|dem|eine?[mnrs]?|alle|jede[mnrs]?|les?|las?|los|el|une?|una|il|gli)\s|"
    r"[A-ZÀ-Þ]",
)
_POINTS = regex(
    r"\W*(?:(?:his|her|its|their|this|these|both)\b|(?:[\w'’]+,?\s+){0,3}?(?:it|he|she|they)\b)",
    re.IGNORECASE,
)
_FULL_NAME = regex(r"(?:[A-ZÀ-Þ][\w'’-]*\.?\s+){2,}(?P<verb>[^\W\d_A-ZÀ-Þ][\w'’-]+)")
"""Somebody with a surname or a title, and what stands behind."""
_AGAIN = regex(
    r"(?:the|der|die|das|le|la|les|el|los|las|il)\s+(?P<noun>[^\W\d_]+)\s+"
    r"(?!(?:for|of|in|on|with|at|to|from|by|after|before|für|von|im|in|am|auf|mit|bei|nach|vor|pour|de|du|"
    r"des|à|au|avec|en|para|del|con|a|per|di|da)\b)",
    re.IGNORECASE,
)
"""What goes on about the whole of a thing that was named before."""
_POINTS_BACK = regex(r"\b(?:that|this|these|those)\s+(?:time|period|case|day|date|year)s?\b")
_UNDER = regex(
    r"\b(?:(?i:if|when)|while|unless|until|because|as\s+soon\s+as|whenever|(?i:wenn|falls))\b"
)
_ARTICLES = frozenset(["the", "der", "die", "das"])
_LEAD = regex(r":[*_]*\s*$")
_ITEM = regex(r"[ \t>]*(?:[-*+•–]|\(?\d{1,3}[.)]|\(?[a-z]\))[ \t]+")
_ANNOUNCES = regex(r"\n(?=[^\n]*:[*_]*[ \t]*(?:\n|$))")
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


@lru_cache(_PASSAGES)
def pieces_of_source(text: str, title: str, locator: str) -> tuple[Piece, ...]:
    """Those of a passage, each with its heading.

    Taken apart are clauses and values; "milk and sugar" is not, nor is a row of a table.
    """
    found: list[Piece] = []
    before = frozenset[str]()
    for at, (sentence, lead, about) in enumerate(announced(in_percent(text), title, locator)):
        told = words_of(lead) | words_of(about)
        points = _points(sentence) or takes_up(sentence, before)
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


def _points(text: str) -> bool:
    """Is it told of what stands before it? Not "John Ellis closed it"."""
    found = _POINTS.match(text)
    own = _FULL_NAME.match(text)
    return found is not None and not (own and found.end() > own.start("verb"))


def takes_up(text: str, before: frozenset[str]) -> bool:
    """Does it go on about a thing of which `before` has the word: "The scheme begins in May"?"""
    found = _AGAIN.match(text)
    return found is not None and bool(words_of(found["noun"])) and words_of(found["noun"]) <= before


def _no_figures(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word[0] != "#")


def pieces_of_claim(sentence: str) -> tuple[Piece, ...]:
    """Those of a sentence: every "and" joins two of them."""
    return tuple(_split(in_percent(sentence), frozenset(), every=True))


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
    is_subject = len(ours) <= _SHORT_SUBJECT and not (_FINITE.search(left) or quantities(left))
    if is_subject and len(theirs) > len(ours):
        behind = in_order(right)[len(ours) :]  # "Bicycles and dogs travel free"
        found.append(Piece(left, ours, ours | told | frozenset(behind)))
        return told
    found.append(Piece(left, ours, ours | told))
    if _is_clause(left, joint, right) and not _is_gapped(left, right):
        return (told | _no_figures(ours)) if _points(right) else frozenset()
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
    if quantities(right) and quantities(right)[0].bare == 0:
        return rest | frozenset(ordered[:1])
    return rest | _no_figures(frozenset(ordered))


def _parts(left: str, joint: str, right: str, every: bool) -> bool:
    """Are they told apart at the joint?"""
    gapped = _is_gapped(left, right)
    if gapped:
        return True
    if joint.strip() == ",":
        told = _says_how_much(left, right) or _is_of_somebody_else(left, right)
        return told or _has_verb_of(left, right)
    if _RANGE.search(left) and quantities(right) and quantities(right)[0].bare == 0:
        return False
    if joint.strip(" ,") in _ORDER:
        return _is_clause(left, joint, right) and _is_clause(right, joint, left)
    if every or joint.startswith(";") or _is_clause(left, joint, right):
        return True
    return bool(quantities(left)) and bool(quantities(right))


def _is_of_somebody_else(left: str, right: str) -> bool:
    """Are both told of somebody by name? "Anna Vogt sings, Peter Lang plays the organ"."""
    both = [_FULL_NAME.search(left), _FULL_NAME.match(right)]
    verbs = [one["verb"].lower() for one in both if one]
    return len(verbs) == len(both) and all(
        content_terms(verb) and verb not in GERMAN_SMALL_WORDS for verb in verbs
    )


def _has_verb_of(left: str, right: str) -> bool:
    """Has it, behind a subject of its own, a word that `left` has behind its own as well?

    Where no figure tells that they say something of each, neither may end with it: "the red box,
    the green box".
    """
    counted = bool(quantities(left)) and bool(quantities(right))
    ours, theirs = (in_order(one)[1 : None if counted else -1] for one in (left, right))
    return any(word[0] != "#" for word in set(ours) & set(theirs))


def _says_how_much(left: str, right: str) -> bool:
    """Is it a clause of its own that counts, behind another? "Members swim free, guests pay 5"."""
    counted = quantities(right)
    if not counted or len(terms(left)) < _LEAST_CLAUSE or _UNDER.match(left):
        return False
    first = terms(left)[0].text.lower()
    opens = first in GERMAN_SMALL_WORDS or (not content_terms(first) and not _SUBJECT.match(left))
    if opens and not _FINITE.search(left):
        return False
    before = [one.text.lower() for one in terms(right[: counted[0].bare])]
    if before[:1] and before[0] in _ARTICLES:
        before = before[1:]
    return len(before) == _SHORT_SUBJECT and all(
        word not in GERMAN_SMALL_WORDS and content_terms(word) for word in before
    )


def _is_gapped(left: str, right: str) -> bool:
    found, before = quantities(right), quantities(left)
    if not found or not before:
        return False
    both = [
        _VERB_BEFORE.search(text[: one.bare])
        for text, one in ((left, before[-1]), (right, found[0]))
    ]
    if both[0] and both[1] and both[0]["by"] == both[1]["by"]:
        return False  # "opens at 9 and closes at 17"
    ahead, behind = right[: found[0].bare], right[found[0].bare_end :]
    labels = [in_order(left[: one.bare])[-1:] for one in before]
    if in_order(ahead) and in_order(ahead)[-1:] in labels and _FINITE.match(behind.lstrip()):
        return False  # "Room 6 is red and room 8 is green"
    if not behind.strip(" .") and _GAPPED_ALL.fullmatch(ahead) and not _FINITE.search(ahead):
        return True
    return _GAPPED.match(f"{ahead}0") is not None


def _is_clause(left: str, joint: str, right: str) -> bool:
    """Has `right` a subject of its own?"""
    words = len(words_of(right))
    if _FINITE.match(right):
        return False
    if (_SUBJECT.match(right) and words >= _LEAST_CLAUSE) or _has_verb_of(left, right):
        return True
    if _FINITE.search(right) and words >= _SHORT_SUBJECT:
        return True
    alone = "," not in left and "," not in right and joint.startswith((",", ";"))
    return alone and words >= _LEAST_CLAUSE


def announced(text: str, title: str, locator: str) -> Iterator[tuple[str, str, str]]:
    """The sentences of `text`, each with what announces the list that it is an item of, if
    anything, and with its title and heading, a row also with the names of its columns.

    A line that announces ("Not included:") is apart from the line before it.
    """
    spans = sentence_spans(text)
    lead, first = "", False
    for span, read in zip(spans, in_context(text, spans, title, locator), strict=True):
        for start, sentence in _lines(text, span):
            is_item = _ITEM.fullmatch(text, text.rfind("\n", 0, start) + 1, start) is not None
            if not (is_item or first):
                lead = ""
            row = f"\n{read.text}" if sentence.startswith("|") else ""
            yield sentence, lead, f"{read.about}{row}"
            first = _LEAD.search(sentence) is not None
            lead = sentence if first else lead


def _lines(text: str, span: Span) -> Iterator[tuple[int, str]]:
    start = span.start
    for line in _ANNOUNCES.finditer(text, span.start, span.end):
        yield start, text[start : line.start()]
        start = line.start() + 1
    yield start, text[start : span.end]
