"""Checks for a subject of one clause of the source joined with a predicate of another.

Each piece of the sentence is held against each piece of the source. Where one has nearly all of it
and something else where the sentence has a word from elsewhere, the two do not belong together.
That is likely, not certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise, permutations, takewhile

from rag.answer.verification.piece_words import in_order, words_of
from rag.answer.verification.pieces import Piece, pieces_of_claim, pieces_of_source
from rag.answer.verification.polarity import EXCEPTION, Polarity, deny_alike, tell_an_end
from rag.regex import regex
from rag.text import GERMAN_SMALL_WORDS, content_terms, has_german, is_german, names, sentence_spans
from rag.types import Passage

_BRACKETED = regex(r"\s*\([^()]*\)")
_NEARLY, _MORE_NEARLY = 0.5, 0.66
"""Share of a piece's words from which on one of the source is about the same; of more words."""
_SHORT = 5  # words
_FOREIGN = 3  # words of a date
_SUBJECT = 3  # content words at most
_LEAST_TOLD = 2  # words
_OWNS = regex(r"['’]s?\b|\s(?:and|or|und|oder)\b")
_IS_SUBJECT = regex(r"\b(?:he|she|it|they|we|I|who|which|that|er|sie|es|wir)\b")
_NOBODY = regex(r"\W*(?:it|there|es)\b", re.IGNORECASE)
_BY = regex(r"\bby\s+$")
_VERBATIM = 0.9  # share of a sentence that one of the source has as it is


def crossed(sentence: str, passages: Sequence[Passage]) -> str:
    """A word of `sentence` that its source has of something else, as a fault; or ""."""
    if any(_is_copied(sentence, one.text) for one in passages):
        return ""
    read = [one for it in passages for one in pieces_of_source(it.text, it.title, it.locator)]
    known = frozenset[str]().union(*(one.words for one in read))
    pieces = pieces_of_claim(sentence)
    if other := _another_name(sentence, pieces, read):
        return other
    for piece in pieces:
        foreign = _foreign(piece, known, read)
        foreign = foreign or _another_subject(piece, known, read, 1 if pieces[1:] else 2)
        if foreign:
            return f"The cited text does not say this of {_written(sentence, foreign)}."
    return ""


def opposed(sentence: str, passages: Sequence[Passage]) -> str:
    """Is a piece of `sentence` denied by every piece of the source that has all its words, or the
    reverse? As a fault, or ""."""
    read = [one for it in passages for one in pieces_of_source(it.text, it.title, it.locator)]
    for piece in pieces_of_claim(sentence):
        same = [one for one in read if piece.own <= one.own]
        if len(piece.own) < 2 or not same or EXCEPTION.search(f"{sentence}\n{same[0].text}"):
            continue
        said = Polarity.of(piece.text)
        both = [pair for one in same for pair in permutations((piece.text, one.text))]
        if any(deny_alike(*pair) or tell_an_end(*pair) for pair in both):
            continue
        if all(said.is_opposed(Polarity.of(one.text)) for one in same):
            return "The cited text seems to say the opposite."
    return ""


def _foreign(piece: Piece, known: frozenset[str], read: Sequence[Piece]) -> frozenset[str]:
    """What the piece that has most of `piece` lacks of it, having something else of its own."""
    wanted, pairs = piece.words & known, _pairs(piece.text)
    if len(wanted) < 2 or not read:
        return frozenset()
    most = max(len(wanted & one.words) for one in read)
    if most == len(wanted):
        return _foreign_value(wanted, read)
    is_short = len(piece.words) <= _SHORT
    least = _NEARLY * len(wanted) if is_short else _MORE_NEARLY * len(piece.words)
    if most < max(least, len(wanted) - _FOREIGN):
        return frozenset()
    rows = frozenset[str]().union(*(one.own for one in read if one.is_row))
    for one in read:
        lacked = wanted - one.words
        if len(lacked) + most != len(wanted):
            continue
        if _goes_along(lacked, wanted, one, read):
            return frozenset()
        if one.is_row and not lacked <= rows:
            continue
        if _has_another(lacked, one.own - wanted) or _is_named(lacked, pairs, one, read):
            return lacked
    return frozenset()


def _foreign_value(wanted: frozenset[str], read: Sequence[Piece]) -> frozenset[str]:
    """The figures of a piece that has no more of `wanted` than these and whom it is of, where
    another has all the rest, and a figure, of its own."""
    valued = frozenset[str]()
    for one in read:
        if wanted <= one.own:
            return frozenset()
        if wanted <= one.words:
            own = wanted & one.own
            if not own or not all(word[0] == "#" for word in own):
                return frozenset()
            valued = own
    rest = wanted - valued
    others = (one.own - wanted for one in read if rest <= one.own)
    return valued if len(rest) > 1 and any(_counted(other) for other in others) else frozenset()


def _goes_along(
    lacked: frozenset[str], wanted: frozenset[str], near: Piece, read: Sequence[Piece]
) -> bool:
    """Is it all of another piece of the same sentence, and of no value that stands for another?"""
    beside = (one.own for one in read if one.at == near.at and one.own <= wanted)
    if not lacked <= frozenset[str]().union(*beside):
        return False
    return not (_counted(lacked) and _counted(near.own - wanted))


def _counted(words: frozenset[str]) -> bool:
    return any(word[0] == "#" for word in words)


def _is_named(
    lacked: frozenset[str], pairs: set[tuple[str, str]], near: Piece, read: Sequence[Piece]
) -> bool:
    """Is it the beginning of a name that another piece has? "Reference books", not books."""
    return any(
        pair[0] in lacked and pair[1] in near.own and any(pair in _pairs(one.text) for one in read)
        for pair in pairs
    )


def _another_subject(
    piece: Piece, known: frozenset[str], read: Sequence[Piece], least: int
) -> frozenset[str]:
    """What `piece` opens with and the source has nowhere, where a piece that has all the rest, at
    least so many words, opens with something else."""
    if _NOBODY.match(piece.text):
        return frozenset()
    ordered = in_order(piece.text)
    strange = frozenset(takewhile(lambda word: word not in known and word[0] != "#", ordered))
    if is_german(piece.text) and _is_kin(strange, known):
        return frozenset()
    rest = piece.words - strange
    if not strange or len(rest) < least or not rest <= known:
        return frozenset()
    for one in read:
        opening = list(takewhile(lambda word: word not in rest, in_order(one.text)))
        if rest <= one.words and opening and len(opening) <= _SUBJECT and rest & one.own:
            return strange
    return frozenset()


def _another_name(sentence: str, pieces: Sequence[Piece], read: Sequence[Piece]) -> str:
    """Is a piece said of the name that the sentence opens with, and by all of the source that has
    it of another name? As a fault, or ""."""
    ours = _opening_name(sentence)
    if not ours:
        return ""
    others = frozenset(part.folded for one in names(sentence) for part in one.parts) - ours
    for piece in pieces:
        if in_order(piece.text)[:1] and in_order(piece.text)[0] in others:
            continue  # it has a subject of its own
        told = piece.own - ours
        holders = [one for one in read if told <= one.own and not one.is_row]
        if len(told) < _LEAST_TOLD or any(_is_kin(ours, one.own) for one in holders):
            continue
        theirs = [_subject_name(one, told, read) for one in holders]
        if any(one and _acts_in(piece.text, one) for one in theirs):
            continue  # "Anna was succeeded by Mark", for "Mark succeeded her"
        if theirs and all(one and not _is_kin(ours, words_of(one)) for one in theirs):
            return f"The cited text does not say this of {_written(sentence, ours)}."
    return ""


def _acts_in(text: str, name: str) -> bool:
    """Is what `text` tells done by that name?"""
    agents = [one.text for one in names(text) if _BY.search(text[: one.start])]
    return any(words_of(name) <= words_of(agent) for agent in agents)


def _opening_name(sentence: str) -> frozenset[str]:
    """The words of the name that a sentence opens with, if it is the whole of its subject."""
    first = next(iter(names(sentence)), None)
    if first is None or content_terms(sentence[: first.start]) or _OWNS.match(sentence, first.end):
        return frozenset()
    return frozenset(
        part.folded for part in first.parts if part.text.lower() not in GERMAN_SMALL_WORDS
    )


def _is_kin(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Have they a word in common, or one that is put together with one of the other's?"""
    return any(has_german(one, theirs) for one in ours)


def _subject_name(piece: Piece, told: frozenset[str], read: Sequence[Piece]) -> str:
    """The last name before the first of the words that are told, where no pronoun stands; of a
    piece that has no subject of its own, what its sentence opens with."""
    first = next((one.start for one in content_terms(piece.text) if one.folded in told), 0)
    opening = piece.text[:first]
    agents = [one for one in names(piece.text) if _BY.search(piece.text[: one.start])]
    if agents and not told & words_of(agents[0].text):
        return agents[0].text
    if not content_terms(opening):
        whole = next(one.text for one in read if one.at == piece.at)
        return " ".join(sorted(_opening_name(whole)))
    found = [one.text for one in names(piece.text) if one.end <= first]
    return "" if not found or _IS_SUBJECT.search(opening) else found[-1]


def _has_another(lacked: frozenset[str], others: frozenset[str]) -> bool:
    """Has it, in the place of what it lacks, something of the same kind?"""
    counted = all(word.startswith("#") for word in lacked)
    return any(word.startswith("#") == counted for word in others)


def _is_copied(sentence: str, text: str) -> bool:
    """Is it a run of words of one sentence of `text`, but for a few, or for what is in brackets?"""
    said = in_order(sentence)
    for span in sentence_spans(text):
        near = text[span.start : span.end]
        for told in {near, _BRACKETED.sub(" ", near)}:
            run = SequenceMatcher(None, said, in_order(told), autojunk=False).find_longest_match()
            if said and run.size >= _VERBATIM * len(said):
                return True
    return False


def _pairs(text: str) -> set[tuple[str, str]]:
    return {(one.folded, two.folded) for one, two in pairwise(content_terms(text))}


def _written(sentence: str, words: frozenset[str]) -> str:
    found = [
        term.text
        for term in content_terms(sentence)
        if term.folded in words or words_of(term.text) & words
    ]
    return ", ".join(f'"{word}"' for word in dict.fromkeys(found or [sentence.strip(" .")]))
