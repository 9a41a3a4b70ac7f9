"""Grammatical number: is a noun one or several, and the verb that agrees with it; participles."""

from __future__ import annotations

import re

from rag.regex import regex

PLURAL = regex(r"\w*[^\W_]{2}[^\Ws_]s")
MANY = regex(rf"{PLURAL.pattern}|children|people|women|men", re.IGNORECASE)
ANY = regex(r"an?\b", re.IGNORECASE)
DONE = (
    r"(?:[^\W\d_]{2,}ed|due|open|closed|paid|bought|built|made|sold|held|born|kept|left|lost|met|"
    r"put|sent|spent|taught|won|cut|set|run|done|gone|given|taken|written|chosen|broken|driven|"
    r"eaten|known|shown|worn|said|told|begun|drawn|grown|free|ready|available)"
)
"""What is said of a thing by its last word: "is the rent due?"."""
_PAIRS = (("is", "are"), ("was", "were"), ("does", "do"), ("has", "have"))
_AGREES = regex(r"\b(?P<verb>is|are|was|were|does|do|has|have)\s+(?:the\s+)?$", re.IGNORECASE)
_DOES_BEFORE = regex(
    r"\b(?:do|does|did|can|could|will|would|must|should|may|might)\s+\S", re.IGNORECASE
)
"""What stands behind it is no subject: "does the flat have a pool"."""


def agreeing(before: str, other: str) -> str:
    """What stands before `other`, its last verb as that has it: "do" before "cats", "does" before
    "a cat"."""
    found = _AGREES.search(before)
    if found is None or _DOES_BEFORE.search(before[: found.start()]):
        return before
    several = MANY.fullmatch(other.split()[-1]) or (
        ANY.match(other) is None and MANY.fullmatch(other.split()[0])
    )
    pair = next(one for one in _PAIRS if found["verb"].lower() in one)
    verb = pair[1 if several else 0]
    verb = verb.capitalize() if found["verb"][0].isupper() else verb
    return before[: found.start()] + verb + before[found.end("verb") :]
