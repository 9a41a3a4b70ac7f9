"""Detects questions for when a version came out; its heading may say it, "2.7.0 (May 2024)"."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.retrieve.leads.brought import AskedOf
from rag.text import topic_words

_OUT = r"(?:come\s+out|came\s+out|released|published|launched|issued|shipped|appear(?:ed)?|out)"
_SUBJECT = (
    r"(?:the\s+)?(?P<product>(?:[^\W\d][\w+#-]*\s+){0,3}?)(?:(?:version|release)\s+)?"
    r"v?(?P<version>\d+(?:\.\d+)+[\w.-]*?)"
)
_ASKS = tuple(
    regex(pattern, re.IGNORECASE)
    for pattern in (
        rf"\W*(?:when|(?:on|in)?\s*(?:what|which)\s+(?:day|date|month|year))\s+"
        rf"(?:was|did|is|has|were)\s+{_SUBJECT}\s+(?:been\s+)?{_OUT}\W*",
        rf"\W*(?:what\s+(?:is|was)\s+)?(?:the\s+)?(?:release\s+date|date)\s+(?:of|for)\s+"
        rf"{_SUBJECT}\W*",
    )
)


def release_of(question: str) -> AskedOf | None:
    """The release of which it asks when it came out; None where that is not asked."""
    found = next(filter(None, (asks.fullmatch(question) for asks in _ASKS)), None)
    return AskedOf(found["version"], topic_words(found["product"] or "")) if found else None
