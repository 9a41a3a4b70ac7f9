"""Compares shares in words and in percent: "half of the members", "ein Viertel", "50 %"."""

from __future__ import annotations

import re

from rag.regex import regex

_SHARES = (
    (75, r"three[\s-]quarters|drei\s+Viertel|(?:les\s+)?trois\s+quarts|tres\s+cuartas\s+partes"),
    (
        50,
        r"(?:one\s+|a\s+)?half(?!\s+(?:an?|past|days?|board|terms?|the\s+(?:price|size|time|cost))\b|-)|die\s+Hälfte|"
        r"la\s+moitié|la\s+mitad",
    ),
    (
        25,
        r"(?:an?|one)\s+quarter(?!\s+(?:past|to)\b|\s+of\s+an?\b)|ein(?:em)?\s+Viertel|un\s+quart|"
        r"una\s+cuarta\s+parte",
    ),
    (20, r"(?:a|one)\s+fifth|ein(?:em)?\s+Fünftel|un\s+cinquième|una\s+quinta\s+parte"),
    (10, r"(?:a|one)\s+tenth|ein(?:em)?\s+Zehntel|un\s+dixième|una\s+décima\s+parte"),
)
_WORDS = tuple((percent, regex(rf"\b(?:{form})(?!\w)", re.IGNORECASE)) for percent, form in _SHARES)
_PERCENT = r"(?:%|per\s?cent|Prozent|pour\s+cent|por\s+ciento)(?!\s*(?:points?|punkte))(?!\w)"
_ANY = regex(rf"\d\s?{_PERCENT}", re.IGNORECASE)


def in_percent(text: str) -> str:
    """The text with its shares in percent."""
    for percent, words in _WORDS:
        text = words.sub(f"{percent}%", text)
    return text


def shared(sentence: str, source: str) -> str:
    """`sentence` with a share written as `source` writes it, in words or in percent."""
    for percent, words in _WORDS:
        digits = re.compile(rf"(?<![\d.,]){percent}\s?{_PERCENT}", re.IGNORECASE)
        spelled, counted = words.search(source), digits.search(source)
        if spelled and not counted:
            sentence = digits.sub(spelled[0], sentence)
        elif counted and not spelled:
            sentence = words.sub(counted[0], sentence)
    return sentence


def wrong_share(sentence: str, read: str) -> str:
    """A share in words that a source has not, where it has others; as a fault, or ""."""
    given = in_percent(read)
    if not _ANY.search(given):
        return ""
    for percent, words in _WORDS:
        said = words.search(sentence)
        if said and not re.search(rf"(?<![\d.,]){percent}\s?{_PERCENT}", given, re.IGNORECASE):
            return f"The cited text does not give the share {said[0]}."
    return ""
