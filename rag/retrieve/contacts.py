"""Telephone numbers and addresses: what asks for one, and is answered by the very look of it."""

from __future__ import annotations

import re

_KINDS = (
    (
        r"(?:(?:tele)?phone|mobile|cell|fax|extension|telefon\w*|handy\w*)\b|"
        r"\b(?:his|her|its|their|whose|[\w-]+['’]s?)\s+number\b",
        r"(?<![\w.,])\+?\(?\d[\d ()/.-]{4,}\d(?!\w)",
    ),
    (r"\be-?mail\b", r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    (r"\b(?:web\s?site|web page|url)\b", r"\b(?:https?://|www\.)\S+"),
)
_CONTACTS = tuple(
    (re.compile(asks, re.IGNORECASE), re.compile(told, re.IGNORECASE)) for asks, told in _KINDS
)


def tells_contact(question: str, text: str) -> bool:
    """Does the question ask for a number to call, an address to write to, and has the text one?"""
    return any(asks.search(question) and told.search(text) for asks, told in _CONTACTS)
