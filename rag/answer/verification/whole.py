"""Checks rank and part: "the largest" for "the second-largest", "the wing" for "its roof".

Both are told by spelling, in English and German, a part of something in French and Spanish too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.regex import regex
from rag.text import content_terms, figures, fold, topic_words

_SUPERLATIVE = regex(
    r"\b(?:(?P<rank>second|third|fourth|fifth|[2-9](?:nd|rd|th)|zweit|dritt|viert|fünft)[\s-]?)?"
    r"(?P<top>most\s+[^\W\d_]+|best|worst|[^\W\d_]{3,}est|(?:größt|höchst|ältest|längst|jüngst|kleinst|"
    r"best|schnellst|reichst|stärkst)(?:e[mnrs]?)?)\b",
    re.IGNORECASE,
)
_ARTICLE = (
    r"(?:the|an?|its|der|die|das|den|dem|des|le|la|les|l['’]|un|une|el|los|las|una|il|lo|gli)"
)
_PART_OF = regex(
    rf"\W*(?:{_ARTICLE}\s+)?(?P<part>[^\W\d_]+)\s+(?:of|des|der|du|de|del|della|dell['’])\s+"
    rf"(?:{_ARTICLE}\s+)?(?P<whole>.+)",
    re.IGNORECASE | re.DOTALL,
)
_NO_PART = frozenset(
    fold(word)
    for word in (
        *(
            "group",
            "number",
            "majority",
            "most",
            "rest",
            "set",
            "range",
            "variety",
            "series",
            "pair",
        ),
        *("all", "total", "team", "city", "town", "state", "month", "year", "kind", "type", "use"),
        *(
            "amount",
            "level",
            "process",
            "name",
            "case",
            "Gruppe",
            "Mehrheit",
            "Zahl",
            "Anzahl",
            "Stadt",
        ),
        *("groupe", "majorité", "nombre", "ville", "mois", "grupo", "mayoría", "número", "ciudad"),
    )
)
"""What is the whole, or most of it: "the city of Bern"."""

_YEARS = range(1000, 2200)


def other_rank(sentence: str, quote: str) -> str:
    """A superlative that the quote has of another rank, as a fault; or ""."""
    given: dict[str, set[str]] = {}
    for found in _SUPERLATIVE.finditer(quote):
        given.setdefault(_top(found), set()).add(_rank(found))
    for said in _SUPERLATIVE.finditer(sentence):
        ranks = given.get(_top(said))
        if ranks and _rank(said) not in ranks:
            return f"The cited text does not say {said[0].strip()}."
    return ""


def part_for_whole(sentence: str, told: Sequence[str]) -> str:
    """What the source says of a part of what the sentence opens with, as a fault; or ""."""
    said = content_terms(sentence)
    words = topic_words(sentence)
    for line in told:
        found = _PART_OF.match(line)
        if found is None or not said or fold(found["part"]) in words | _NO_PART:
            continue
        if ":" in line or not words <= topic_words(line) or _measures(sentence):
            continue  # "the desk weighs 9 kg", for "the weight of the desk is 9 kg"
        whole = content_terms(found["whole"])
        if whole and whole[0].folded == said[0].folded and content_terms(found["part"]):
            return f"The cited text says this of the {found['part'].lower()} alone."
    return ""


def _measures(sentence: str) -> bool:
    """Has it a figure that is no year?"""
    return any(one.unit or one.measure or one.value not in _YEARS for one in figures(sentence))


def _rank(found: re.Match[str]) -> str:
    return (found["rank"] or "").lower()


def _top(found: re.Match[str]) -> str:
    return " ".join(fold(word) for word in found["top"].split())
