"""Filters what stands below the title or heading of another model: "Assembly of the Q35" tells no
torque of the Q20."""

from __future__ import annotations

from rag.regex import regex

_CODE = regex(r"(?<![\w-])(?P<kind>[A-Z]{1,5})[-‐‑–]?(?P<number>\d{1,4})[A-Za-z]?(?![\w.,]*\d)\b")
_QUARTER = regex(r"Q[1-4]")


def is_of_another_code(question: str, sentence: str, near: str, before: str = "") -> bool:
    """Does the question name one code, and what stands above the sentence only another of its kind,
    while neither the sentence nor the one before it names the one asked about?

    `near`: the title, the headings, and what the sentence leans on.
    """
    asked = _codes(question)
    if len(asked) != 1:
        return False
    ((kind, number),) = asked
    above = {other for of, other in _codes(near) if of == kind}
    told = {other for of, other in _codes(f"{sentence}\n{before}") if of == kind}
    return bool(above) and number not in above | told


def _codes(text: str) -> set[tuple[str, int]]:
    """The kind and the number of each; a quarter of a year is none."""
    return {
        (found["kind"], int(found["number"]))
        for found in _CODE.finditer(text)
        if not _QUARTER.fullmatch(found[0])
    }
