"""Strips what is said around a question: greetings, thanks, "I was wondering".

By spelling, in English, with the commonest of German and French. The reader learned from questions
alone, and takes what stands around one for a part of it.
"""

from __future__ import annotations

import re

from rag.regex import regex
from rag.text import AUXILIARIES, QUESTION_WORDS, content_terms
from rag.text.greetings import GREETED, GREETING

_SHOUTED = 3  # words in capitals, from which on nobody names things with them
_HELLO = rf"(?:{GREETING}|dear\s+\w+)(?:{GREETED})?\s*[,.!:;–—-]+"
_OPENING = (
    r"(?:(?:a\s+|just\s+a\s+|one\s+)?(?:quick|short|small|simple)\s+question|i\s+have\s+a\s+(?:quick\s+)?question|"
    r"question|frage|eine\s+frage|ich\s+habe\s+eine\s+frage|une\s+question|j['’]ai\s+une\s+question)"
    r"(?:\s+for\s+you)?\s*[,.:;–—-]+"
)
_LEAD = (
    r"(?:i\s+(?:was|am|['’]m)\s+(?:just\s+)?wondering|(?:just\s+)?wondering|i\s*(?:['’]d|\s+would)\s+like\s+to\s+know|"
    r"i\s+(?:need|want)\s+to\s+know|please\s+tell\s+me|(?:can|could|would)\s+you\s+(?:please\s+)?tell\s+me|"
    r"do\s+you\s+(?:happen\s+to\s+)?know|any\s+idea|remind\s+me|"
    r"(?:kannst\s+du|können\s+sie|könnten\s+sie)\s+mir\s+(?:bitte\s+)?sagen|weißt\s+du|wissen\s+sie|"
    r"(?:peux-tu|pouvez-vous|pourriez-vous)\s+me\s+dire|sais-tu|savez-vous)\s*[,:]?\s+"
    r"(?=(?:who|whom|whose|what|which|when|where|why|how|wer|wen|wem|was|welche[mnrs]?|wann|wo|warum|wie|"
    r"qui|quel\w*|quand|où|pourquoi|comment|combien)\b)"
)
_BY_DOCUMENTS = (
    r"(?:(?:according\s+to|based\s+on|from|in|per)\s+(?:the|my|our|your|these|those|all\s+(?:the|my))\s+(?:provided\s+|given\s+|"
    r"uploaded\s+|available\s+)?(?:documents?|docs|files?|sources?|texts?|context|knowledge\s+base|corpus|"
    r"material)|laut\s+(?:den\s+)?(?:dokumenten|unterlagen|quellen)|d['’]après\s+les\s+documents)"
)
_THANKS = (
    r"(?:(?:many\s+)?thanks|thank\s+you|thx|cheers|much\s+appreciated|(?:vielen\s+|herzlichen\s+)?dank(?:e)?|"
    r"merci)(?:\s+(?:in\s+advance|a\s+lot|so\s+much|very\s+much|again|you|schön|im\s+voraus|d['’]avance|beaucoup))*"
)
_YES = (
    r"(?:ok(?:ay)?|great|good|perfect|nice|sure|alright|super|gut|bien|d['’]accord)\s*[,.!:;–—-]+"
)
_BEFORE = regex(
    rf"\s*(?:{_HELLO}|{_YES}|{_THANKS}\s*[,.!:;–—-]+|{_OPENING}|{_LEAD}|{_BY_DOCUMENTS}\s*[,:]\s*|please\s*[,:]?\s+(?=\w+))\s*",
    re.IGNORECASE,
)
_BEHIND = regex(
    rf"(?:[\s,.;–—-]+{_BY_DOCUMENTS}|(?<=[?.!,;\s])\s*[,.;–—-]*\s*{_THANKS}|[\s,]+(?:please|bitte|s['’]il\s+(?:te|vous)"
    r"\s+pla[iî]t))\s*(?P<mark>[?.!]*)\s*$",
    re.IGNORECASE,
)
_MARKED = regex(r"[?？؟.!:;…\"'”’)\]]\s*$")
_SENTENCE_END = regex(r"[.!;]\s+")
_ASKS = regex(
    rf"\W*(?:{QUESTION_WORDS}|{AUXILIARIES}|whats|wer|wen|wem|wessen|was|welche[mnrs]?|wann|wo|warum|wie|"
    r"wieviel|qui|quel\w*|quand|où|pourquoi|comment|combien|est-ce)\b",
    re.IGNORECASE,
)
_LONGEST = 120  # characters of what is said behind a question


def plainly(question: str) -> str:
    """The question by itself, with its mark, and not all in capitals; as it is where nothing would
    be left of it."""
    asked = _alone(question)
    if _is_shouted(asked):
        asked = asked.lower()
    last = _SENTENCE_END.split(asked)[-1]
    return f"{asked}?" if _ASKS.match(last) and not _MARKED.search(last) else asked


def _alone(question: str) -> str:
    left = question
    while found := _BEFORE.match(left):
        left = left[found.end() :]
    at = max(0, len(left) - _LONGEST)
    while found := _BEHIND.search(left, at):
        mark = found["mark"].replace("!", "").replace(".", "")
        left = left[: found.start()].rstrip(" ,;\n") + mark
    return left if content_terms(left) else question


def _is_shouted(asked: str) -> bool:
    words = [word for word in asked.split() if any(letter.isalpha() for letter in word)]
    return len(words) >= _SHOUTED and asked.upper() == asked
