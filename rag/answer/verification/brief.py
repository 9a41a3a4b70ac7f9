"""Checks short answers whose subject is in the question: "No.", "Yes, the tenant may."

Such a sentence has hardly a word that could be compared with a source, and what it affirms or
denies is not in it. English is assumed.
"""

from __future__ import annotations

from rag.answer.verification.polarity import NEGATION
from rag.regex import regex
from rag.text import content_terms

_ANSWERS = frozenset({"yes", "no"})
_LEFT_OUT = regex(
    r"\b(?:(?:am|is|are|was|were|do|does|did|have|has|had|can|could|may|might|must|shall|should|"
    r"will|would)(?P<denied>\s+not|n['’]t)?|(?P<short>cannot|(?:ca|wo|sha)n['’]t))[\s.!]*$"
)
"""An auxiliary at the very end, whose verb the question has. "May" is a month."""
_FEW = 4  # content words; in a longer sentence the verb is further in front


def too_brief(sentence: str, near: str) -> str:
    """Why a sentence is too short to be fully borne out by `near`, its nearest one; or ""."""
    words = content_terms(sentence)
    if all(term.folded in _ANSWERS for term in words):
        return "By itself this says too little to be compared with the cited text."
    ending = _LEFT_OUT.search(sentence)
    if ending is None or len(words) > _FEW:
        return ""
    denied = bool(ending["denied"] or ending["short"])
    if denied == bool(NEGATION.search(near)):
        return ""
    return "By itself this says little, and the cited text may say the opposite."
