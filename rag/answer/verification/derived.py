"""Figures that a source does not give and that can be computed from those that it gives.

"Three of the members" beside their names, "4,600 are lacking" beside "11,400 of 16,000". Whether
they are worked out rightly this does not say.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from rag.regex import regex
from rag.text import Figure, figures, fold

_LARGEST_COUNT = 12  # of what somebody counts up in words
_LARGEST = Decimal(10) ** 12  # of what somebody reckons with
_MOST = 6  # figures of a quote; of more, some two give any other
_COUNTED = regex(r"[\s-]+([^\W\d_]+)")


def worked_out(sentence: str, read: str) -> frozenset[int]:
    """Where the figures begin that may have been counted in `read`, or are the sum, the difference
    or the product of two in it."""
    given = [one for one in figures(read) if one.value < _LARGEST]
    said = [one for one in figures(sentence) if not any(one.same_as(it) for it in given)]
    return frozenset(
        one.start
        for one in said
        if _is_count(one, sentence, given, read) or (len(given) <= _MOST and _is_of_two(one, given))
    )


def _is_count(figure: Figure, sentence: str, given: Sequence[Figure], read: str) -> bool:
    """ "three slips", in letters, where the source counts no slips itself."""
    in_letters = sentence[figure.start : figure.end].isalpha()
    is_bare = not figure.unit and not figure.measure
    counted = _counted(sentence, figure)
    return (
        in_letters
        and is_bare
        and 1 < figure.value <= _LARGEST_COUNT
        and bool(counted)
        and counted not in {_counted(read, one) for one in given}
    )


def _counted(text: str, figure: Figure) -> str:
    """The word behind a figure, in its one form."""
    following = _COUNTED.match(text, figure.end)
    return fold(following[1]) if following else ""


def _is_of_two(figure: Figure, given: Sequence[Figure]) -> bool:
    return any(_gives(first, second, figure) for first, second in combinations(given, 2))


def _gives(first: Figure, second: Figure, figure: Figure) -> bool:
    """A sum or a difference of two of one kind, or so many times as much."""
    of_a_kind = [one for one in (first, second) if one.unit or one.measure]
    if not all(_fits(figure, one) for one in of_a_kind):
        return False
    if len({(one.unit, one.measure) for one in of_a_kind}) <= 1 and figure.value in (
        first.value + second.value,
        abs(first.value - second.value),
    ):
        return True
    return len(of_a_kind) == 1 and figure.value == first.value * second.value


def _fits(figure: Figure, other: Figure) -> bool:
    """Could be of one kind."""
    return (not figure.unit or figure.unit == other.unit) and (
        not figure.measure or figure.measure == other.measure
    )
