"""Accepts rounded figures where a sentence says so: "about 300,000" for 297,400."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from rag.regex import regex
from rag.text import Figure, figures
from rag.text.bounds import ABOUT, ABOVE, BELOW

_NEARLY = r"nearly|almost|just\s+under|close\s+to|fast|knapp|presque|casi|quasi"
_JUST_OVER = r"just\s+over|gut|un\s+peu\s+plus\s+de|algo\s+más\s+de"
_SAID = regex(
    rf"(?<![\w-])(?:(?P<under>{_NEARLY})|(?P<over>{_JUST_OVER}|{ABOVE})|(?P<below>{BELOW})|(?P<about>{ABOUT}))"
    r"\s+\Z",
    re.IGNORECASE,
)
_FAR = Decimal("0.05")  # share of a figure that its rounding may be away from it
_LEAST = 10  # smaller figures are not rounded
_LOOKED_AT = 40  # characters before a figure


def unrounded(sentence: str, source: str) -> str:
    """`sentence` with the source's figure for one that it says is about it."""
    known = figures(source)
    for said in reversed(figures(sentence)):
        first = max(0, said.start - _LOOKED_AT)
        hedge = _SAID.search(sentence[first : said.start])
        if hedge is None or any(one.same_as(said) for one in known):
            continue
        meant = _meant(said, hedge.lastgroup or "", known)
        if meant:
            begin = first + hedge.start()
            sentence = sentence[:begin] + source[meant.start : meant.end] + sentence[said.end :]
    return sentence


def _meant(said: Figure, hedge: str, known: Sequence[Figure]) -> Figure | None:
    """The one figure of the source that is rounded so; None for none, or for several."""
    found = [
        one
        for one in known
        if one._replace(value=said.value).same_as(said)
        and abs(one.value) >= _LEAST
        and abs(one.value - said.value) <= _FAR * abs(one.value)
        and _digits(said.value) < _digits(one.value)
        and not (hedge in ("under", "below") and said.value < one.value)
        and not (hedge == "over" and said.value > one.value)
    ]
    return found[0] if len({one.value for one in found}) == 1 else None


def _digits(value: Decimal) -> int:
    """How many of its digits tell anything: two of 3,100."""
    return len(value.normalize().as_tuple().digits)
