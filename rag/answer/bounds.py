"""Bounds: "at least three" is neither "at most three" nor "more than three". English and German."""

from __future__ import annotations

import re

from rag.answer.opposites import without_bounds
from rag.answer.polarity import NEGATION
from rag.answer.quantities import Bound, Quantity, quantities

_DIRECTION: dict[Bound, str] = {">=": "more", ">": "more", "<=": "less", "<": "less"}
_EXACTLY = re.compile(r"(?:more|less|fewer|longer|mehr|weniger|länger)\s+(?:than|als)\b", re.I)
"""What binds by itself; "over" and "under" are also where something is."""


def other_bound(sentence: str, quote: str) -> str:
    """A quantity to which the sentence gives another bound than the quote does; or "".

    Where one of the two denies and the other does not, nothing is said of it: "not at most" is
    "more than". What only the quote binds may be said without.
    """
    denied = [NEGATION.search(without_bounds(text)) is not None for text in (sentence, quote)]
    if denied[0] != denied[1]:
        return ""
    read = quantities(quote)
    for said in quantities(sentence):
        same = [one for one in read if one.equals(said)]
        if said.bound and same and all(_differ(said, one, sentence) for one in same):
            written, other = _written(sentence, said), _written(quote, same[0])
            return f"The cited text says {other}, not {written}."
    return ""


def _differ(said: Quantity, read: Quantity, sentence: str) -> bool:
    if read.bound:
        if _DIRECTION[said.bound] != _DIRECTION[read.bound]:
            return True
        return len(said.bound) != len(read.bound)
    return len(said.bound) == 1 and _EXACTLY.match(sentence, said.start) is not None


def _written(text: str, quantity: Quantity) -> str:
    return text[quantity.start : quantity.end].strip()
