"""Checks conjunctions: "Monday and Friday" is not "Monday to Friday", "or" is not "and"."""

from __future__ import annotations

import re

from rag.answer.verification.polarity import NEGATION
from rag.regex import regex
from rag.text import content_terms

_WORD = r"[^\W_]+(?:['’.][^\W_]+)*"
_ARTICLE = r"(?:(?:the|an?|der|die|das|den|dem|ein|eine|einen|le|la|les|l['’]|un|une|du)\s+)?"
_JOINED = regex(
    rf"(?=\b(?P<one>{_WORD})(?P<joint>,?\s+(?:and|or|to|through|until|till|und|oder|bis|et|ou|à|au)\s+|\s?[-–—]\s?)"
    rf"{_ARTICLE}(?P<other>{_WORD}))",
    re.IGNORECASE,
)
_KINDS = {
    "and": frozenset(["and", "und", "et"]),
    "or": frozenset(["or", "oder", "ou"]),
    "to": frozenset(["to", "through", "until", "till", "bis", "à", "au", "-", "–", "—"]),
}
_CLOCK, _HOURS = regex(r"\b(\d\d?):(\d\d)\b"), regex(r"\b(\d\d?)h(\d\d)\b")
_FREE = regex(
    r"\b(?:can|may|could|might|whether|either|any|allowed|permitted|possible|accepted|if|kann|können|darf|"
    r"dürfen|peut|peuvent)\b",
    re.IGNORECASE,
)
"""Where "or" leaves the choice, "and" says the same: "dogs or cats may come"."""
_RANGED = regex(r"\b(?:from|between|both|von|zwischen|de|du|entre)\s+\Z", re.IGNORECASE)


def other_joint(sentence: str, quote: str) -> str:
    """Two words that the sentence joins otherwise than the quote, as a fault; or ""."""
    given = _joints(quote)
    for pair, (kind, written) in _joints(sentence).items():
        theirs = given.get(pair)
        if theirs is None or theirs[0] == kind:
            continue
        kinds = {kind, theirs[0]}
        free = any(one.search(text) for one in (_FREE, NEGATION) for text in (sentence, quote))
        if kinds == {"and", "or"} and (kind == "or" or free):
            continue
        if kinds == {"or", "to"}:
            continue
        return f'The cited text says "{theirs[1]}", not "{written}".'
    return ""


def _joints(text: str) -> dict[frozenset[str], tuple[str, str]]:
    """By the two words that are joined, folded: how, and as written."""
    found: dict[frozenset[str], tuple[str, str]] = {}
    text = _CLOCK.sub(r"\1h\2", text)  # one word
    for match in _JOINED.finditer(text):
        words = content_terms(f"{match['one']} {match['other']}")
        joint = match["joint"].strip(", \t\n\u00a0").lower()
        kind = next((kind for kind, words_of in _KINDS.items() if joint in words_of), "")
        if kind == "and" and _RANGED.search(text[: match.start("one")]):
            kind = "to"  # "between May and July"
        if kind and len(words) == 2 and words[0].folded != words[1].folded:
            pair = frozenset(word.folded for word in words)
            written = f"{match['one']} {match['joint'].strip(' ,')} {match['other']}"
            found.setdefault(pair, (kind, _HOURS.sub(r"\1:\2", written)))
    return found
