"""Which character of one text is which of another that says almost the same."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

_HYPHENS = frozenset("-\u00ad\u2010\u2011\ufffe\x02")
_GRAMS = (32, 16, 8, 4)  # characters; the longer ones first, as they are seldom there by chance
_SMALL = 10_000  # pairs of characters; what is left over and larger is left alone
_DEEPEST = 12
"""Gaps within gaps: what a text made to cost time may cost stays near its length."""

_Gap = tuple[int, int, int, int]


def _bare(text: Sequence[str]) -> tuple[str, list[int]]:
    """The text without what printing changes, and the place in `text` of each character left.

    White space and hyphens go, as lines end where they like; a ligature becomes its letters.
    """
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character):
            if letter.isprintable() and not letter.isspace() and letter not in _HYPHENS:
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


def aligned(first: Sequence[str], second: Sequence[str]) -> dict[int, list[int]]:
    """For characters of `first` their places in `second`, in order; those without any are left out.

    Both are read from their beginning to their end, so that words which are there twice are told
    apart by where they stand. A string, or a list of one or more characters an item.
    """
    (one, ones), (other, others) = _bare(first), _bare(second)
    found: dict[int, list[int]] = {}
    for at, there in sorted(_pairs(one, other)):
        places = found.setdefault(ones[at], [])
        if others[there] not in places:
            places.append(others[there])
    return found


def _pairs(one: str, other: str) -> Iterator[tuple[int, int]]:
    """Places of equal characters, in no order; both rise together.

    What both begin and end with is equal; between, what is in both just once (as in patience
    sorting); in the gaps of that, the same again.
    """
    gaps: list[tuple[_Gap, int]] = [((0, len(one), 0, len(other)), 0)]
    while gaps:
        (begin, end, start, stop), depth = gaps.pop()
        while begin < end and start < stop and one[begin] == other[start]:
            yield begin, start
            begin, start = begin + 1, start + 1
        while begin < end and start < stop and one[end - 1] == other[stop - 1]:
            end, stop = end - 1, stop - 1
            yield end, stop
        if begin == end or start == stop:
            continue
        gap = (begin, end, start, stop)
        inner = _parted(one, other, gap) if depth < _DEEPEST else []
        if inner:
            gaps += [(each, depth + 1) for each in inner]
        elif (end - begin) * (stop - start) <= _SMALL:
            yield from _small(one, other, gap)


def _parted(one: str, other: str, gap: _Gap) -> list[_Gap]:
    """The gap cut before each stretch that is in both of its sides once; none if nothing is."""
    begin, end, start, stop = gap
    for size in _GRAMS:
        here, there = _singles(one, begin, end, size), _singles(other, start, stop, size)
        anchors = _rising([(at, there[gram]) for gram, at in here.items() if gram in there])
        if anchors:
            cuts = [(begin, start), *anchors, (end, stop)]
            return [(a, b, c, d) for (a, c), (b, d) in pairwise(cuts)]
    return []


def _singles(text: str, begin: int, end: int, size: int) -> dict[str, int]:
    """The stretches of this size that are there once, each with its place, in order."""
    places: dict[str, int] = {}
    for at in range(begin, end - size + 1):
        gram = text[at : at + size]
        places[gram] = -1 if gram in places else at
    return {gram: at for gram, at in places.items() if at >= 0}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rise on both sides; the first sides rise already."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, there) in enumerate(pairs):
        at = bisect_left(tops, there)
        before.append(ends[at - 1] if at else -1)
        tops[at : at + 1] = [there]
        ends[at : at + 1] = [number]
    run: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _small(one: str, other: str, gap: _Gap) -> Iterator[tuple[int, int]]:
    begin, end, start, stop = gap
    matcher = SequenceMatcher(None, one[begin:end], other[start:stop], autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            yield begin + block.a + step, start + block.b + step
