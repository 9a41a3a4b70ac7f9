"""The words that pieces of sentences are compared by, with figures as "#12", "#<12", "#week"."""

from __future__ import annotations

from rag.answer.verification.quantities import Quantity, quantities
from rag.answer.verification.shares import in_percent
from rag.regex import regex
from rag.text import GERMAN_SMALL_WORDS, Term, content_terms, terms
from rag.text.french import FRENCH_SMALL_WORDS

_CLOCK = regex(r"\b(\d\d?):(\d\d)\b")
_COUNTS_NOT = GERMAN_SMALL_WORDS | {
    *("allowed", "permitted", "forbidden", "prohibited", "required", "obliged"),
    *("take", "takes", "taken"),
    *(FRENCH_SMALL_WORDS - {"a", "as", "car", "dont", "mes", "on", "or", "plus", "pour", "son"}),
    *("faut", "falloir"),
}
"""Words that say little by themselves, or that are compared by what they deny."""
_NONE = dict.fromkeys(("kein", "keine", "keinen", "keinem", "keiner", "keines"), "#0")
_ENGLISH_TOO = frozenset(["die", "hat", "war", "man"])
"""Small words of German in front of a capital, and words of English elsewhere."""


def words_of(text: str) -> frozenset[str]:
    """Its content words, folded; of figures the value and the measure, each behind "#"."""
    return frozenset(in_order(text))


def in_order(text: str) -> list[str]:
    """The words of `words_of` as they follow each other."""
    text = _CLOCK.sub(lambda at: at[1] if at[2] == "00" else f"{at[1]}.{at[2]}", text)
    text = in_percent(text)
    counted = quantities(text)
    found = [(one.bare, f"#{_strict(one)}{one.figure.value.normalize():f}") for one in counted]
    found += [(one.bare_end, f"#{one.figure.measure}") for one in counted if one.figure.measure]
    found += [
        (term.start, _NONE.get(term.text.lower(), term.folded))
        for term in terms(text)
        if _is_told(term, text)
        and not any(one.bare <= term.start < one.bare_end for one in counted)
        and not any(one.start <= term.start < one.bare for one in counted)
        and not any(one.start <= term.start < one.end and _strict(one) for one in counted)
    ]
    return [word for _, word in sorted(found)]


def _strict(quantity: Quantity) -> str:
    """ "Under 12" and "over 12" are not about the same; "up to 12" may be said of 12."""
    return quantity.bound if quantity.bound in ("<", ">") else ""


def _is_told(term: Term, text: str) -> bool:
    """Does the word count, in English or in German?"""
    word = term.text.lower()
    if word in _ENGLISH_TOO:
        return not text[term.end + 1 : term.end + 2].isupper()
    if word in _NONE:
        return True
    return word not in _COUNTS_NOT and bool(content_terms(word))
