"""Messages of a chat, entries of a log or an agenda: lines that begin with a time."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rag.regex import regex

STAMP = regex(
    r"[\[(<]?(?:(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})[,T]?\s*)?\d{1,2}:\d\d\b"
    r"|[\[(<]?\d{4}-\d\d-\d\d\b"
)
"""How the lines of a chat, a log or an agenda begin: with the time of each."""
_BEGINS = regex(rf"^[ \t>]*(?:{STAMP.pattern})", re.MULTILINE)
_END = regex(r"\n[ \t>]*\n")
_SPEAKER = regex(
    r"(?:[\d:., /T-]|\s?[ap]\.?m\.?)*[\s\])>–-]*(?P<name>[^:\n\d]{1,40}):\s+", re.IGNORECASE
)
_IS = r"(?:is|are|was|were|does|did|can|could|will|would|shall|should|has)"
_ASKS = regex(
    rf"(?:(?:and|so|but|ok|okay|hey),?\s+)?(?:"
    rf"(?:what|where|why|when|how)(?:['’]s|\s+(?:{_IS}|do|have))\b|who(?:['’]s|se)?\s+\w|"
    rf"(?:what|which)\s+(?:time|day|date|room|size|kind|number|address|one)\b|"
    rf"how\s+(?:much|many|long|often|far|old|big)\b|"
    rf"{_IS}\s+(?:we|you|they|he|she|it|I|the|this|that|there|any\w*|your|our|my)\b|"
    r"(?:do|have)\s+(?:we|you|they|I)\b|"
    r"(?:wer|was|wo|wann|warum|wie)\s+(?:ist|sind|war|wird|hat|haben|kann|kommt|macht|bringt|kostet)\b"
    r")[^.!?:;\n]*",
    re.IGNORECASE,
)
"""How a question begins that nobody put a mark behind."""
_MOST = 12  # words of such a question
_TEXTS = 64  # whose messages are kept


class Message(NamedTuple):
    """Where a message stands in its text, half-open; where its words begin, behind the time and
    whoever says it; and who that is, "" where nobody is named."""

    start: int
    end: int
    words: int
    speaker: str


@lru_cache(_TEXTS)
def messages(text: str) -> tuple[Message, ...]:
    """Those of a text that has several, in order: each to the next one, or to a blank line."""
    begins = list(_BEGINS.finditer(text))
    if len(begins) < 2:
        return ()
    ends = [*(one.start() for one in begins[1:]), len(text)]
    found = []
    for begin, following in zip(begins, ends, strict=True):
        blank = _END.search(text, begin.end(), following)
        end = blank.start() if blank else following
        said = text[begin.start() : end].rstrip()
        speaker = _SPEAKER.match(text, begin.end(), end)
        name = speaker["name"].strip() if speaker else ""
        words = speaker.end() if speaker else begin.end()
        found.append(Message(begin.start(), begin.start() + len(said), words, name))
    return tuple(found)


def asks_without_mark(sentence: str) -> bool:
    """Is it a message that asks something, though no question mark says so: "[9:10] Jo: who is
    coming"?"""
    begin = _BEGINS.match(sentence)
    speaker = _SPEAKER.match(sentence, begin.end()) if begin else None
    if speaker is None or len(sentence[speaker.end() :].split()) > _MOST:
        return False
    return _ASKS.fullmatch(sentence.strip(), speaker.end()) is not None
