"""Detects the shape that a question wants its answer in: a list of things, a comparison of some."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.regex import regex
from rag.text import AUXILIARIES, Name, content_terms, names, said_words
from rag.text.sides import Side, sides

_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_LEAD = rf"(?:\W+(?:are|were|all|the|other|of|main|key|names|{_COUNT}))*"
_PLURAL = r"(?!is\b|was\b|does\b|has\b|this\b|its\b)\w+(?<![su])s\b"
_AUXILIARY = r"(?:are|were|do|does|did|have|had|can|could|will|would|should|might|of|in|besides)"
_SEVERAL = regex(
    rf"\b(?:which|what|name|list){_LEAD}\W+{_COUNT}\s+\w+"
    rf"|\b(?:which|name|list|(?:what|who)\s+(?:are|were)){_LEAD}\W+{_PLURAL}"
    rf"|\bwhat{_LEAD}\W+{_PLURAL}\s+{_AUXILIARY}\b",
    re.IGNORECASE,
)
_YES_NO = regex(rf"\s*(?:am|{AUXILIARIES})\b", re.IGNORECASE)
_AGAINST = regex(
    r"\b(?:contraindicat\w*|exclusions?|excluded|exceptions?|exempt\w*|restrictions?|prohibit\w*|"
    r"forbidden|banned|(?:un)?covered|allowed|permitted|cases|not|never|cannot|\w+n['’]t)\b",
    re.IGNORECASE,
)
"""What asks for what is ruled out, and need not stand in the line that does so."""
_THINGS = regex(
    r"\b(?P<which>which|what)\s+(?:(?:other|kinds?|types?|sorts?)\s+(?:of\s+)?)*"
    r"(?:items?|things?|goods|products?|articles?|objects?|claims?|risks?|losses|events?|activities)\b",
    re.IGNORECASE,
)
"""What is asked for and need not be called so where it is listed."""
_COMPARED = regex(
    r"\b(?:compar\w+|versus|vs\.?|than|differ\w*|difference|both|respectively|or)\b", re.IGNORECASE
)
_ITEM = r"(?:[^\s,;:.!?]+\s+){0,5}[^\s,;:.!?]+"
_SERIES = regex(
    rf"\w[^,;.]{{0,60}},\s+{_ITEM},?\s+(?:and|or|as well as)\s+{_ITEM}(?=[,;:.!?]|$)", re.IGNORECASE
)
"""Short items to the end: "there are three, she says, and one of them is ..." is none."""
_PAIR = regex(r"\b(?:and|or|as well as)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """`several`: more than one thing is asked for; `yes_no`: whether something is so. `subjects`:
    what it names to be compared. `words` are all; `against` is what it asks about, by its topic
    words, where it asks for what is ruled out."""

    several: bool
    subjects: tuple[Side, ...]
    words: frozenset[str]
    yes_no: bool = False
    against: frozenset[str] = frozenset()

    def is_listed_in(self, sentence: str) -> bool:
        """Does the sentence name several things that the question does not?"""
        fresh = [
            name
            for name in names(sentence)
            if not all(part.folded in self.words for part in name.parts)
        ]
        return bool(_SERIES.search(sentence)) or (len(fresh) > 1 and bool(_PAIR.search(sentence)))


def shape_of(question: str) -> Shape:
    """Read off the question's words; any text will do."""
    named = names(question)
    compared = len(named) > 1 and bool(_COMPARED.search(question))
    words = said_words(question)
    yes_no = _YES_NO.match(question) is not None
    subjects = sides(question) or (_sides_of(named) if compared else ())
    return Shape(bool(_SEVERAL.search(question)), subjects, words, yes_no, _against(question))


def _against(question: str) -> frozenset[str]:
    """What it asks about, where it asks for what is ruled out; of "Which claims are not covered?"
    only what is left, "covered"."""
    if not _AGAINST.search(question):
        return frozenset()
    bare = _THINGS.sub(r"\g<which>", question)
    about = content_terms(_AGAINST.sub(" ", bare))
    if not about and bare != question:
        about = content_terms(bare)
    return frozenset(term.folded for term in about)


def _sides_of(named: Sequence[Name]) -> tuple[Side, ...]:
    return tuple(Side(one.text, frozenset(part.folded for part in one.parts)) for one in named)
