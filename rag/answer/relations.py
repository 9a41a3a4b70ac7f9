"""Compares relations (before, during or after; inside or outside; with or without): what a question
asks of a thing, and what a row says of it."""

from __future__ import annotations

from collections.abc import Iterator

from rag.text import FUNCTION_WORDS, GERMAN_SMALL_WORDS, Term, terms

_FAMILIES = (
    (
        "before until till vor bis",
        "during within inside in while während innerhalb im",
        "after since following nach seit",
        "outside beyond außerhalb",
    ),
    ("with mit", "without ohne"),
    ("above over über", "below under unter"),
)
_SIDES = {
    word: (family, side)
    for family, sides in enumerate(_FAMILIES)
    for side, words in enumerate(sides)
    for word in words.split()
}
_FEW = 4  # words up to the thing: "during the", "during and after your"


def said_otherwise(question: str, text: str) -> frozenset[str]:
    """The words, folded, that the question has behind one such word and `text` only behind another
    that excludes it: "probation" of "After probation", asked about "during probation"."""
    asked, told = set(_related(question)), set(_related(text))
    return frozenset(
        thing
        for thing, side in asked
        if (thing, side) not in told and any(one == thing and of[0] == side[0] for one, of in told)
    )


def _related(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each thing behind such words, and which side of it each means."""
    said = terms(text)
    for at, thing in enumerate(said):
        if _is_small(thing):
            continue
        for before in reversed(said[max(0, at - _FEW) : at]):
            if not _is_small(before):
                break
            if side := _SIDES.get(before.text.casefold()):
                yield thing.folded, side


def _is_small(term: Term) -> bool:
    word = term.text.casefold()
    return word in _SIDES or word in FUNCTION_WORDS or word in GERMAN_SMALL_WORDS
