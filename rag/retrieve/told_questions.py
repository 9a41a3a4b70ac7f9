"""Picks the sentence that asks out of a question told with a story: "My oven is broken. Who helps?"

The reader learned from single questions, and a story that the documents cannot know makes it
unsure. So what is promising with the story is read once more for the sentence that asks.
"""

from __future__ import annotations

import re

from rag.regex import regex
from rag.text import AUXILIARIES, QUESTION_WORDS, content_terms

_BETWEEN = regex(r"(?<!\b[DM][rs]\.)(?<!\bMrs\.)(?<=[.!?])\s+")
_ASKS = regex(rf"\W*(?:\w+\W+){{0,2}}?(?:{QUESTION_WORDS}|{AUXILIARIES}|whom)\b", re.IGNORECASE)


def asking_sentence(question: str) -> str:
    """The one sentence that asks, where others tell; "" where none does, or several do, or it is
    nothing by itself ("Is that so?")."""
    sentences = _BETWEEN.split(question.strip())
    asking = [one for one in sentences if one.endswith("?")]
    if len(sentences) < 2 or len(asking) != 1 or sentences[-1].startswith("("):
        return ""
    found = _ASKS.match(asking[0]) and content_terms(asking[0])
    return asking[0] if found else ""
