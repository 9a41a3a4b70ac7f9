"""What to say where no question about the documents was asked: a greeting, a wish for a list."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.regex import regex
from rag.text.greetings import GREETED, GREETING
from rag.types import Refusal

_DOES = "Footnote answers questions about what your documents say, and shows where they say it."
_LISTED = "The page Documents lists them."
HELLO = f"{_DOES} Ask about something in them. {_LISTED}"
WHICH = f"{_LISTED} {_DOES}"
SUMMARY = (
    f"{_DOES} It does not summarise a whole document: ask for something that it says. "
    "The page Documents opens each."
)

_POLITE = r"(?:please\s+|(?:can|could|would)\s+you\s+(?:please\s+)?)?"
_THEM = r"(?:documents?|files?|sources?|papers?|pdfs?)"
_CONTENT = (
    r"(?:(?:that|this|it|you)\s+(?:really\s+)?(?:helps?|helped)|that\s+makes\s+sense|good\s+to\s+know|"
    r"(?:(?:that|this|it)(?:['’]?s|\s+is|\s+was)\s+)?(?:(?:very|really|so|just)\s+)?"
    r"(?:helpful|perfect|great|wonderful|brilliant|awesome)|that['’]?s\s+(?:all|enough)(?:\s+i\s+need)?|"
    r"got\s+it|i\s+see|i\s+understand|understood|well\s+done|never\s+mind|das\s+hilft(?:\s+mir)?|"
    r"danke|merci)(?!\w)"
)
"""Said of an answer: "that helps"."""

_HINTS = tuple(
    (regex(rf"\W*{words}\W*", re.IGNORECASE), hint)
    for words, hint in (
        (
            rf"(?:(?:{GREETING}|{_CONTENT}|thank\s+you|thanks?|okay|ok|bye|goodbye|testing|test)"
            rf"(?:{GREETED}|\s+(?:you|(?:very|so)\s+much|a\s+lot|for\s+(?:that|your\s+help)))?[\s,.!]*)++"
            r"(?:how\s+are\s+you)?",
            HELLO,
        ),
        (
            r"(?:help|how\s+are\s+you|(?:who|what)\s+are\s+you|how\s+does\s+this\s+work|"
            r"what\s+(?:is\s+this|do\s+you\s+do|(?:can|could|should)\s+(?:you|i)\s+(?:do|ask))"
            r"(?:\s+(?:you|here|for\s+me))?)",
            HELLO,
        ),
        (
            rf"(?:what|which|how\s+many)\s+{_THEM}\s+(?:do\s+(?:you|i|we)\s+(?:have|know|see)|"
            r"are\s+(?:there|here|indexed|available|loaded)|have\s+(?:you|i|we)(?:\s+got|\s+read)?|"
            r"can\s+(?:you|i)\s+(?:see|read|access|ask(?:\s+about)?)|did\s+you\s+read)"
            r"(?:\s+(?:here|access\s+to|in\s+total))?",
            WHICH,
        ),
        (
            rf"{_POLITE}(?:list|show|name|give)\s+(?:me\s+)?(?:a\s+list\s+of\s+)?(?:all\s+)?"
            rf"(?:of\s+)?(?:the\s+|my\s+|your\s+|our\s+)?{_THEM}",
            WHICH,
        ),
        (
            rf"{_POLITE}(?:summari[sz]e|sum\s+up|recap|tl;?dr|(?:give|write|make|show)\s+(?:me\s+)?"
            r"(?:an?\s+|the\s+)?(?:\w+\s+)?(?:summary|overview)|(?:an?\s+)?(?:summary|overview)\s+of)"
            r"\b.*",
            SUMMARY,
        ),
    )
)


_GREETING = regex(
    rf"\W*(?:{GREETING}|thanks?(?:\s+you)?|goodbye|bye)(?:{GREETED})?\W*",
    re.IGNORECASE,
)
"""Asks nothing, whatever the documents say: a letter begins with it, too."""


def hint_for(question: str) -> str:
    """What to say to it; "" for what asks something."""
    return next((hint for asks, hint in _HINTS if asks.fullmatch(question)), "")


def is_small_talk(question: str) -> bool:
    """Is it said to Footnote, whatever was asked before? A word may be of that: "Testing?"."""
    several = len(question.split()) > 1 or not question.rstrip().endswith("?")
    return several and hint_for(question) in (HELLO, WHICH)


def hinted(question: str, refusal: Refusal | None) -> Refusal | None:
    """The refusal as a hint, where the documents do not answer and nothing of them was asked; for
    a greeting, also where something in them is near to it."""
    if refusal is None and _GREETING.fullmatch(question):
        return Refusal("no_evidence", HELLO, is_hint=True)
    hint = hint_for(question) if refusal is not None and refusal.reason == "no_evidence" else ""
    return replace(refusal, message=hint, is_hint=True) if refusal and hint else refusal
