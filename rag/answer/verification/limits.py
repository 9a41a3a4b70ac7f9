"""Checks bounds that a sentence drops or turns: "30" for "up to 30", "more than 5" for "less"."""

from __future__ import annotations

import re

from rag.answer.verification.opposites import without_bounds
from rag.answer.verification.polarity import EXCEPTION, NEGATION
from rag.regex import regex
from rag.text import CURRENCIES, Bound, Bounded, Contrast, bounded, figures, topic_words

_CHANGE = regex(
    r"\b(?:(?P<by>by|um)|(?P<to>to|auf))\s+(?:(?:a|the|about|more|less|than|up|over|at|least|most|rund|"
    r"mehr|weniger|als|mindestens|höchstens)\s+)*\Z",
    re.IGNORECASE,
)
"""Before a figure: is it how much something changes, or what it becomes?"""
_WHERE = regex(r"\b(?:over|under|above|below|über|unter)\s+\Z", re.IGNORECASE)
"""What is no bound where it says where something is: "over 5 fields"."""
_CHANGES = regex(
    r"\b(?:closes?|opens|(?<!is\s)(?<!are\s)open|ends?|starts?|begins?|endet|beginnt|schließt|öffnet)\b",
    re.IGNORECASE,
)
_AMOUNTS = regex(
    r"\b(?:r(?:ise|ises|ising|ose|isen)|f(?:all|alls|alling|ell|allen)|(?:in|de)creas\w+|gr(?:ow|ows|ew|own|owing)|"
    r"shr[aiu]nk\w*|dropp?\w*|climb\w*|reduc\w+|rais(?:e|es|ed|ing)|lower(?:s|ed|ing)?|cut|"
    r"steig\w*|stieg\w*|gestiegen|s[aiu]nk\w*|gesunken|f[aä]ll(?:en|t)|fiel(?:en)?|gefallen|erhöh\w*|gesenkt|"
    r"senk(?:t|te|en)|augment\w+|baiss\w+|diminu\w+|sub(?:e|en|ió|ieron)|baj(?:a|an|ó|aron))\b",
    re.IGNORECASE,
)
"""How an amount changes from one to another; unlike hours, it does so but in one direction."""
_FREE = regex(
    r"\b(?:free(?:\s+of\s+charge)?(?!\s+from)|(?:for|cost\w*|pays?)\s+nothing|no\s+(?:charge|fee|cost)|gratis|"
    r"kostenlos|kostenfrei|gratuit\w*)\b",
    re.IGNORECASE,
)
_PAYS = regex(r"\b(?:pay|paid|cost|charge)\w*\b", re.IGNORECASE)
_CLAUSE = regex(r"[,;.!?](?!\d)|\s(?:and|but|while|und|aber|et|mais)\s")
_LOOKED_AT = 30  # characters before a figure


def turned_bound(sentence: str, quote: str) -> str:
    """A bound of the sentence that is the opposite of the quote's, as a fault; or "".

    Where only one of them denies, nothing is said of it: "under 5 do not count", "at least 5 do".
    """
    denied = {NEGATION.search(without_bounds(text)) is not None for text in (sentence, quote)}
    if len(denied) > 1:
        return ""
    for said, read in _differing(sentence, quote, Contrast.OPPOSITE):
        return f"The cited text says {_written(quote, read)}, not {_written(sentence, said)}."
    for said, same in _same(sentence, quote):
        here = _change(sentence, said)
        there = {_change(quote, one) for one in same}
        if here and there and "" not in there and here not in there:
            return f"The cited text says {there.pop()} {quote[same[0].start : same[0].end]}."
    return ""


def turns_time(sentence: str, quote: str) -> bool:
    """Has one of them a "from" or "after" where the other has "until" or "before"? "Closes on" is
    "open until" as well."""
    times = frozenset([Bound.FROM, Bound.UNTIL])
    turned = _differing(sentence, quote, Contrast.OPPOSITE)
    turned = [] if _AMOUNTS.search(sentence) or _AMOUNTS.search(quote) else turned
    if any(said.bounds | read.bounds <= times for said, read in turned):
        return True
    return _CHANGES.search(sentence) is not None and any(
        said.bounds == {Bound.AT} and all(one.bounds == {Bound.UNTIL} for one in same)
        for said, same in _same(sentence, quote)
    )


def other_bound(sentence: str, quote: str) -> str:
    """A bound that only one of them has, or a stricter one, as a fault; or ""."""
    for said, read in _differing(sentence, quote, Contrast.DIFFERENT):
        if Bound.AT in read.bounds and _WHERE.search(sentence[: said.start]):
            continue
        return f"The cited text says {_written(quote, read)}, not {_written(sentence, said)}."
    return ""


def not_free(sentence: str, quote: str) -> str:
    """A price of what the quote has for nothing, as a fault; or ""."""
    priced = [one for one in figures(sentence) if one.unit in CURRENCIES]
    if not priced or _FREE.search(sentence) or EXCEPTION.search(sentence):
        return ""
    said = topic_words(_PAYS.sub(" ", sentence[: priced[0].start]))
    for clause in _CLAUSE.split(quote):
        if said and _FREE.search(clause) and said <= topic_words(clause):
            return "The cited text says that this is free."
    return ""


def _differing(sentence: str, quote: str, how: Contrast) -> list[tuple[Bounded, Bounded]]:
    """Those of the sentence with that of the quote which comes nearest, where they differ so."""
    found = []
    order = list(Contrast)
    for said, same in _same(sentence, quote):
        nearest = min(same, key=lambda one: order.index(said.contrast(one)))
        if said.contrast(nearest) is how:
            found.append((said, nearest))
    return found


def _same(sentence: str, quote: str) -> list[tuple[Bounded, list[Bounded]]]:
    """Those of the sentence, each with the same ones of the quote, if there are any."""
    given = bounded(quote)
    found = ((one, [other for other in given if one.same_as(other)]) for one in bounded(sentence))
    return [
        (one, same)
        for one, same in found
        if same and sentence[one.start : one.end].lower() != "one"
    ]


def _written(text: str, one: Bounded) -> str:
    bound = next(bound for bound in Bound if bound in one.bounds)
    return f'"{bound.value} {text[one.start : one.end].strip(" .")}"'


def _change(text: str, one: Bounded) -> str:
    found = _CHANGE.search(text[max(0, one.start - _LOOKED_AT) : one.start])
    is_range = one.bounds <= {Bound.UNTIL, Bound.FROM}
    return (found.lastgroup or "") if found and not is_range else ""
