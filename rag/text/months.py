"""Months by their short names, and where "may" is the month and no verb: "in May 2025"."""

from __future__ import annotations

import re

from rag.regex import regex

SHORT_MONTHS = {
    "jan": "january", "feb": "february", "mar": "march", "apr": "april", "jun": "june",
    "jul": "july", "aug": "august", "sep": "september", "sept": "september", "oct": "october",
    "nov": "november", "dec": "december",
}  # fmt: skip
"""... each with its long one, in small letters."""

_MAY = regex(r"\bmay\b", re.IGNORECASE)
_BEHIND_WORDS = regex(
    r"(?:\b(?:in|during|since|until|till|by|from|before|after|of|for|last|next|early|late|mid|between)"
    r"|(?:^|[^\d.,])\d\d?(?:\.|st|nd|rd|th)?(?:\sof)?)[\s-]$",
    re.IGNORECASE,
)
_ENDS = regex(
    r"\W*$|\s*[|)?!,;:\n]|\.(?:\s|$)|\s+(?:(?:and|or|to|until)\b|[12]\d{3}\b)", re.IGNORECASE
)
"""Behind the month however it is spelled; "12 may enter" says who may."""
_DATED = regex(r"\s+(?:\d\d?(?:st|nd|rd|th)?|[12]\d{3})\b", re.IGNORECASE)
_OPENS = regex(r"(?:^|[.!?:|\n])[\s\"“„'‘*_#>()-]*$")
_ALONE = regex(r"[ \t\"”*_]*(?:$|[|\n:])")
_IS = regex(r"\s+(?:is|was|has|had|to|till|until|and)\b|['’]s\b", re.IGNORECASE)
"""Behind a "May" that begins a sentence; anything else is what somebody may."""
_NEAR = 24  # characters on either side that are looked at


def months_may(text: str) -> frozenset[int]:
    """The places where a "may" begins that is the month."""
    return frozenset(one.start() for one in _MAY.finditer(text) if _is_month(text, one))


def _is_month(text: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    before, behind = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    opens = _OPENS.search(before if start <= _NEAR else f"…{before}") is not None
    if _DATED.match(behind) or (opens and found[0] != "may" and _ALONE.match(behind)):
        return True
    if _BEHIND_WORDS.search(before) and _ENDS.match(behind):
        return True
    return found[0] == "May" and (not opens or _IS.match(behind) is not None)
