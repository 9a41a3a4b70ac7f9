"""What a text denies and what it asserts, word by word; by spelling, in English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.answer.opposites import BANNED, without_bounds
from rag.text import Term, content_terms

NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|nothing|nobody|hardly|\w+n['’]t)\b",
    re.IGNORECASE,
)
EXCEPTION = re.compile(
    r"\b(?:unless|except(?:ing)?|excluding|apart\s+from|other\s+than|with\s+the\s+exception\s+of)\b",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r"[,;:.!?()\u2013\u2014]|\b(?:but|although|though|because|while)\b")
_REACH = 2  # content words after a negation that it may negate
_IS_BANNED = re.compile(
    rf"\b(?:is|are|was|were)\s+(?:\w+ly\s+)?(?P<how>{BANNED})\b(?!\s+(?:to|from)\b)", re.IGNORECASE
)
"""What denies what stands before it: "smoking is forbidden"."""


class Polarity(NamedTuple):
    """Content words of a text, folded: those only denied, those only asserted."""

    denied: set[str]
    asserted: set[str]

    def is_opposed(self, other: Polarity) -> bool:
        """Does one deny what the other asserts?"""
        return bool(self.denied & other.asserted or other.denied & self.asserted)

    @classmethod
    def of(cls, text: str) -> Polarity:
        text = without_bounds(text)
        banned = [range(*one.span("how")) for one in _IS_BANNED.finditer(text)]
        words = [
            term
            for term in content_terms(text)
            if not NEGATION.fullmatch(term.text) and not any(term.start in one for one in banned)
        ]
        heads: set[Term] = set()
        reached: set[Term] = set()
        for start, end, reach in _denied(text, banned):
            inside = [term for term in words if start <= term.start and term.end <= end]
            heads.update(inside[:1])
            reached.update(inside[:reach])
        free = {term.folded for term in words if term not in reached}
        return cls({term.folded for term in heads} - free, free - {term.folded for term in reached})


def _denied(text: str, banned: Sequence[range]) -> Iterator[tuple[int, int, int]]:
    """From where to where each negation denies, and how many content words it may reach: those
    behind it, in its clause; all before "is forbidden"."""
    for match in NEGATION.finditer(text):
        if any(match.start() in one for one in banned):
            continue
        stop = CLAUSE_END.search(text, match.end())
        yield match.end(), stop.start() if stop else len(text), _REACH
    for match in _IS_BANNED.finditer(text):
        opening = [found.end() for found in CLAUSE_END.finditer(text, 0, match.start())]
        yield opening[-1] if opening else 0, match.start(), len(text)
