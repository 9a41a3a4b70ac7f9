"""Detects codes of a question ("M-0402", "ISO-9001") that the passages do not have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.regex import regex
from rag.types import Passage

_CODE = regex(r"(?<![\w-])[A-Z]{1,6}[-‐‑–](?P<number>\d+(?:[-‐‑–]\d+)*)(?!\w)")
_LONG = 3  # digits; a shorter number is a version ("GPT-4"), or is written in words
_YEAR = regex(r"(?:19|20)\d\d")


def unheard_codes(question: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """The codes that the question names, where the passages have the number of none of them,
    whatever stands before it; empty where they have one, or it names none.

    A code has letters, a hyphen and a number of three digits or with a zero in front; no year.
    """
    asked = dict(_codes(question))
    if not asked:
        return ()
    read = {
        number.lstrip("0")
        for one in passages
        for number in re.findall(r"\d+", f"{one.title} {one.locator} {one.text}")
    }
    return () if read & set(asked.values()) else tuple(asked)


def _codes(question: str) -> Iterator[tuple[str, str]]:
    """Each code with its last number, without the zeros in front."""
    for found in _CODE.finditer(question):
        number = found["number"]
        last = re.split(r"\D", number)[-1]
        if _YEAR.fullmatch(number) or (len(last) < _LONG and not last.startswith("0")):
            continue
        yield found[0], last.lstrip("0")
