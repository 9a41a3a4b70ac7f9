"""Telephone numbers and addresses: questions that ask for one, and texts that look like one."""

from __future__ import annotations

import re

from rag.regex import regex

_KINDS = (
    (
        r"(?:(?:tele)?phone|mobile|cell|fax|extension|telefon\w*|handy\w*)\b|"
        r"\b(?:his|her|its|their|whose|[\w-]+['’]s?)\s+number\b",
        r"(?<![\w.,])\+?\(?\d[\d ()/.-]{4,}\d(?!\w)",
    ),
    (r"\be-?mail\b", r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    (r"\b(?:web\s?site|web page|url)\b", r"\b(?:https?://|www\.)\S+"),
)
_CONTACTS = tuple((regex(asks, re.IGNORECASE), regex(told, re.IGNORECASE)) for asks, told in _KINDS)

_END = r"(?:\s(?:of|for)\b.*)?\W*$"
_LOOKS = (
    (regex(rf"(?:phone|mobile|fax|['’]s)\s+number{_END}", re.IGNORECASE), regex(r"\d")),
    (regex(rf"\be-?mail(?:\s+address)?{_END}", re.IGNORECASE), regex("@")),
)
_ASKS_WHAT = regex(
    r"\W*(?:and\W+)?(?:what(?:['’]s|\s+is)|which\s+is|(?:give|tell)\s+me)\b", re.IGNORECASE
)
_REACHED = regex(
    r"\b(?:contact|reach)(?=\s+\S)|\bcontact\s+(?:details|information)\b", re.IGNORECASE
)


def tells_contact(question: str, text: str) -> bool:
    """Does the question ask for a number to call, an address to write to, and has the text one?"""
    return any(asks.search(question) and told.search(text) for asks, told in _CONTACTS)


def contacts_asked(question: str) -> list[tuple[re.Pattern[str], bool]]:
    """The looks of what it asks for, and whether that is a number: all, where it asks how somebody
    is reached."""
    every = _REACHED.search(question) is not None
    return [
        (told, at == 0)
        for at, (asks, told) in enumerate(_CONTACTS)
        if every or asks.search(question)
    ]


def lacks_contact(question: str, sentence: str) -> bool:
    """Is a number or an address asked for, and nothing of its look is in the sentence?"""
    if not _ASKS_WHAT.match(question):
        return False
    return any(asks.search(question) and not told.search(sentence) for asks, told in _LOOKS)
