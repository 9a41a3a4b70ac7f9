"""Parses quantities, with how far they are bound: "at least two weeks", "half an hour", "12 or
fewer", "mindestens drei Tage".

"A year and a half" is 18 months and "a fortnight" 14 days: what is exactly as much in another
measure is the same. Of a month and 30 days, nobody can tell. English and German.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from rag.regex import regex
from rag.text import MEASURE, NUMBER_WORDS, Figure, figures, measure_behind
from rag.text.bounds import ABOVE, AT_LEAST, AT_MOST, BELOW, LEAST_BEHIND, MOST_BEHIND

Bound = Literal["", ">=", "<=", ">", "<"]

_SIZES = {
    **{"second": ("s", 1), "minute": ("s", 60), "hour": ("s", 3_600), "day": ("s", 86_400)},
    **{"week": ("s", 604_800), "fortnight": ("s", 1_209_600)},
    **{"month": ("month", 1), "year": ("month", 12)},
    **{"mm": ("mm", 1), "cm": ("mm", 10), "metre": ("mm", 1_000), "km": ("mm", 1_000_000)},
    **{"mg": ("mg", 1), "g": ("mg", 1_000), "kg": ("mg", 1_000_000), "t": ("mg", 10**9)},
    **{"ml": ("ml", 1), "cl": ("ml", 10), "dl": ("ml", 100), "l": ("ml", 1_000)},
    **{"W": ("W", 1), "kW": ("W", 1_000), "MW": ("W", 10**6), "GW": ("W", 10**9)},
    **{"kWh": ("kWh", 1), "MWh": ("kWh", 1_000), "GWh": ("kWh", 10**6), "TWh": ("kWh", 10**9)},
    **{"Hz": ("Hz", 1), "kHz": ("Hz", 1_000), "MHz": ("Hz", 10**6), "GHz": ("Hz", 10**9)},
    **{"m²": ("m²", 1), "ha": ("m²", 10_000), "km²": ("m²", 10**6)},
}
"""By the names of measures: what each is a multiple of, and of which."""

_SPOKEN = {
    r"half\s+an?": "0.5",
    r"(?:a\s+)?quarter\s+of\s+an?": "0.25",
    r"three\s+quarters\s+of\s+an?": "0.75",
    r"ein(?:e[nmrs]?)?\s+halbe[nmrs]?": "0.5",
    r"anderthalb|eineinhalb": "1.5",
    r"zweieinhalb": "2.5",
    r"an?|ein(?:e[nmrs]?)?": "1",
}
_FEW = regex(rf"\b(?:{'|'.join(f'({form})' for form in _SPOKEN)})(?=[\s-]{MEASURE})", re.IGNORECASE)
_AND_A_HALF = regex(r"\s+and\s+a\s+half\b", re.IGNORECASE)
_RATE = regex(
    rf"(?:\b(?:once|twice|times|per)|(?:\d[\d.,]*|{NUMBER_WORDS})(?:\s?[^\W\d_]+|[%€$£]){{0,3}})\s*$",
    re.IGNORECASE,
)
_NO_RATE = regex(
    r"\b(?:about|after|within|under|over|than|least|most|takes?|lasts?|wait|every|until|before|nach|"
    r"binnen|unter|etwa|dauert|jede[nsr]?)\s*$",
    re.IGNORECASE,
)
"""What may stand before "an hour", for that to be how long; behind "5 euros" it is how often."""

_BOUNDS: tuple[tuple[Bound, str], ...] = (
    (">=", rf"{AT_LEAST}|(?:no|not)\s+(?:[a-z]+\s+){{0,2}}?(?:{BELOW}|earlier\s+than)"),
    (
        "<=",
        rf"{AT_MOST}|(?:no|not)\s+(?:[a-z]+\s+){{0,2}}?(?:{ABOVE}|later\s+than)|within|"
        r"innerhalb(?:\s+von)?|binnen",
    ),
    (">", rf"{ABOVE}|later\s+than"),
    ("<", rf"{BELOW}|earlier\s+than"),
)
_BEFORE = regex(rf"(?<![\w-])(?:{'|'.join(f'({form})' for _, form in _BOUNDS)})\s+$", re.IGNORECASE)
_BEHIND = regex(
    rf"\s*,?(?:\s+[^\W\d_]+)?\s+(?:({LEAST_BEHIND})|({MOST_BEHIND}))\b(?!\s+than)", re.IGNORECASE
)
_IN_ADVANCE = regex(r"\s+(?:in\s+advance|before|ahead|prior|beforehand|vor)\b", re.IGNORECASE)
_LATER = regex(r"(?:no|not)\s+later\s+than\s+$", re.IGNORECASE)
_LOOKED_AT = 40  # characters before a figure
_TEXTS = 256  # whose quantities are kept: sources are read once for every sentence


class Quantity(NamedTuple):
    """A figure with what it is measured in, and its bound if it has one; `start` and `end` are of
    all that, `bare` is where it begins without the bound and `bare_end` where it ends."""

    start: int
    end: int
    bare: int
    bare_end: int
    figure: Figure
    bound: Bound

    def equals(self, other: Quantity) -> bool:
        """As much, in the same or in another measure; whatever the bounds."""
        ours, theirs = self.figure, other.figure
        if ours.measure == theirs.measure or not (ours.measure and theirs.measure):
            return ours.same_as(theirs)
        (of, size), (other_of, other_size) = (
            _SIZES.get(one.measure, (one.measure, 1)) for one in (ours, theirs)
        )
        return of == other_of and ours.value * size == theirs.value * other_size


@lru_cache(_TEXTS)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text, in order."""
    found: list[Quantity] = []
    for figure, end in sorted(_counted(text), key=lambda one: (one[0].start, -one[1])):
        if not found or figure.start >= found[-1].bare_end:
            found.append(_bounded(text, figure, end))
    return tuple(found)


def _counted(text: str) -> Iterator[tuple[Figure, int]]:
    """Figures, and what is spoken as none ("half an hour"), each with where its measure ends."""
    for found in _FEW.finditer(text):
        value = Decimal(list(_SPOKEN.values())[(found.lastindex or 1) - 1])
        before = text[max(0, found.start() - _LOOKED_AT) : found.start()]
        if (
            found[0][0] in "aA"
            and value == 1
            and _RATE.search(before)
            and not _NO_RATE.search(before)
        ):
            continue
        measure, end = measure_behind(text, found.end())
        yield _halved(text, Figure(found.start(), found.end(), value, "", measure), end)
    for figure in figures(text):
        yield _halved(text, figure, measure_behind(text, figure.end)[1])


def _halved(text: str, figure: Figure, end: int) -> tuple[Figure, int]:
    """A year "and a half"."""
    half = _AND_A_HALF.match(text, end) if figure.measure else None
    if half is None:
        return figure, end
    return figure._replace(value=figure.value + Decimal("0.5")), half.end()


def _bounded(text: str, figure: Figure, end: int) -> Quantity:
    start = figure.start
    first = max(0, start - _LOOKED_AT)
    before = _BEFORE.search(text[first:start])
    behind = _BEHIND.match(text, end)
    bound: Bound = ""
    last = end
    if before:
        bound = _BOUNDS[(before.lastindex or 1) - 1][0]
        if _LATER.search(text[first:start]) and _IN_ADVANCE.match(text, end):
            bound = ">="  # no later than two days before
    elif behind:
        bound, last = ">=" if behind[1] else "<=", behind.end()
    begin = first + before.start() if before else start
    return Quantity(begin, last, start, end, figure, bound)
