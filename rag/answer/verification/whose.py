"""Checks possessives: "at our expense" told as "at your expense", "Ihr Vertrag" as "unser Vertrag".

Who tells what a text says to "you" may say "my" or "their" of it, but never "our". And "our" of a
text that is written to somebody ("Please ...", "with you") is not "your": of a person's own notes
it may be.
"""

from __future__ import annotations

import re

from rag.regex import regex
from rag.text import fold

_WE = r"our|my|unser(?:e[mnrs]?)?|mein(?:e[mnrs]?)?"
_YOU = r"your|Ihr(?:e[mnrs]?)?|dein(?:e[mnrs]?)?|eue?r(?:e[mnrs]?)?"
_OWNED = r"\s+((?:own\s+|eigenen?\s+)?[^\W\d_]+)"
_OF_US = regex(rf"(?<!\w)(?:{_WE}){_OWNED}", re.IGNORECASE)
_OF_YOU = regex(rf"(?<!\w)(?:{_YOU}|YOUR|Your){_OWNED}")
_TO_YOU = regex(
    r"(?<!\w)(?:[Yy]our?|[Pp]lease|[Bb]itte|Sie|Ihnen|Ihr(?:e[mnrs]?)?|dir|dich|euch)(?!\w)"
)


def whose(sentence: str, quote: str, passage: str) -> str:
    """What is of one side in `sentence` and of the other in `quote`, which stands in `passage`; as
    a fault, or ""."""
    ours, yours = _owned(_OF_US, quote), _owned(_OF_YOU, quote)
    for thing, said in _owned(_OF_US, sentence).items():
        if thing in yours and thing not in ours:
            return _fault(yours[thing], said)
    if _TO_YOU.search(passage):
        for thing, said in _owned(_OF_YOU, sentence).items():
            if thing in ours and thing not in yours:
                return _fault(ours[thing], said)
    return ""


def _owned(owner: re.Pattern[str], text: str) -> dict[str, str]:
    """What is of them, in its one form, and as it is written."""
    found: dict[str, str] = {}
    for match in owner.finditer(text):
        found.setdefault(fold(match[1].split()[-1]), match[0])
    return found


def _fault(written: str, said: str) -> str:
    return f'The cited text has "{written}", not "{said}".'
