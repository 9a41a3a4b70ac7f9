"""Scales behind a figure ("k", "million", "Mrd."), and whether an "m" there is one of them."""

from __future__ import annotations

import re

from rag.regex import regex

_SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "k": 1_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "millionen": 1_000_000,
    "millones": 1_000_000,
    "milioni": 1_000_000,
    "mio": 1_000_000,
    "mln": 1_000_000,
    "mn": 1_000_000,
    "m": 1_000_000,
    "billion": 1_000_000_000,
    "milliard": 1_000_000_000,
    "milliards": 1_000_000_000,
    "milliarde": 1_000_000_000,
    "milliarden": 1_000_000_000,
    "miliardi": 1_000_000_000,
    "mrd": 1_000_000_000,
    "bn": 1_000_000_000,
    "b": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "tn": 1_000_000_000_000,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "萬": 10_000,
    "만": 10_000,
    "亿": 100_000_000,
    "億": 100_000_000,
    "억": 100_000_000,
}
LARGE = (
    r"thousand|[Mm]illion(?:s|en)?|billion|trillion|millones|milioni|[Mm]illiard(?:s|en?)?|miliardi|"
    r"[Mm]io|[Mm]rd|mln|[Bb]n|[Mm]n|[Tt]n"
)
"""A pattern for the large scales that are written in letters of their own."""
SCALE = rf"(?:hundred|{LARGE}|[kKmMbB])\b|[百千万萬만亿億억]"
"""... for any. A short one may end with a full stop ("Mio."), which `SHORTENED_BY` takes."""
SHORTENED_BY = r"(?:(?<=[Mm]io|[Mm]rd)\.(?=\s\w))?"

_WHATEVER = r"about|around|some|over|nearly|almost|only|just|more\sthan|less\sthan|up\sto"
_COUNTED = regex(
    r"\s(?:(?:new|more|other|active|monthly|daily|weekly|registered|paying|unique|young|older|"
    r"additional|different|working)\s){0,2}"
    r"(?:people|persons|users|customers|clients|subscribers|members|followers|inhabitants|residents|"
    r"citizens|voters|votes|viewers|views|listeners|readers|visitors|visits|tourists|passengers|"
    r"players|drivers|students|pupils|children|adults|women|men|patients|workers|employees|jobs|"
    r"migrants|refugees|households|homes|families|accounts|devices|downloads|copies|streams|clicks|"
    r"requests|queries|messages|e?-?mails|records|rows|documents|files|tokens|parameters|parcels|"
    r"orders|items|units|shares|tickets|barrels|tonnes|tons|vehicles|cars|trips|deaths|doses|"
    r"animals|birds|trees|books|songs|photos|years|hours)\b"
)
_TOTAL = regex(
    r"\b(?:population|audience|readership|circulation|revenues?|profits?|sales|turnover|budget|"
    r"income|valuation)\s(?:\w+\s){0,2}?(?:of|is|was|were|at|to|by|reached)\s"
    rf"(?:(?:{_WHATEVER})\s)?$",
    re.IGNORECASE,
)
_LOOKED_AT = 80  # characters on each side


def times(scale: str) -> int:
    """What a figure with that scale behind it is multiplied by."""
    return _SCALES[scale.lower()]


def is_doubtful(scale: str | None) -> bool:
    """May what stands behind a figure be something else: metres, minutes, a letter?"""
    return scale in ("m", "b")


def counts(text: str, start: int, end: int) -> bool:
    """Is the figure that stands there, its "m" or "b" included, one of things that are counted by
    the million, as in "25m people" and "a population of 3.4m"?

    "A 25m pool" is not.
    """
    if _COUNTED.match(text, end, end + _LOOKED_AT):
        return True
    return _TOTAL.search(text, max(0, start - _LOOKED_AT), start) is not None
