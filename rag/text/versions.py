"""Versions of programs: "1.10" is not "1.1", as it would be of a price."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.regex import regex

_NUMBER = r"\d+(?:\.\d+)*"
_LABELLED = regex(
    rf"\b(?:(?:[Vv]ersions?|[Rr]eleases?|[Vv]er\.|[Ff]irmware|[Bb]uilds?|[Rr]evisions?|"
    rf"Versionen)\s+v?|[vV]\.?\s?)(?P<numbers>{_NUMBER}"
    rf"(?:(?:,\s|\s?[-\u2013]\s?|\s(?:and|or|to|und|oder|bis)\s)v?{_NUMBER})*)(?!\w)"
)
_ANY = regex(rf"(?<![\w.]){_NUMBER}(?!\w)")
_BEHIND_V = regex(rf"\bv({_NUMBER})(?!\w)")
_PARTS = regex(_NUMBER)


def unlike_version(sentence: str, read: str) -> str:
    """The first version of `sentence` that `read` does not give, as a number it may be; or "".

    One with fewer parts is given by one that goes on with zeros: version 3 by "3.0", never the
    other way.
    """
    said: set[str] = set(_ANY.findall(sentence))
    given: set[str] = set(_ANY.findall(read))
    given.update(_BEHIND_V.findall(read))
    bare = sorted(one for one in said if any(_equal(one, other) for other in _versions(read)))
    for version in [*_versions(sentence), *bare]:
        if "." not in version and not any(_equal(version, other) for other in given):
            continue  # a figure like any other
        if not any(re.fullmatch(rf"{re.escape(version)}(?:\.0+)*", other) for other in given):
            return version
    return ""


def _versions(text: str) -> Iterator[str]:
    for found in _LABELLED.finditer(text):
        yield from _PARTS.findall(found["numbers"])


def _equal(one: str, other: str) -> bool:
    """The same as decimal numbers."""
    if one.count(".") > 1 or other.count(".") > 1:
        return one == other
    return float(one) == float(other)
