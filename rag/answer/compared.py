"""Completes a comparison: of each thing not quoted yet, the sentence that tells of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.context import row_cells
from rag.text.parts import parts_of
from rag.text.sides import Side
from rag.types import EvidenceSentence

_ENOUGH = 0.3  # share of the best score, for what the other sentences leave out


def compared(
    kept: Sequence[EvidenceSentence],
    ranked: Sequence[EvidenceSentence],
    found: Sequence[EvidenceSentence],
    subjects: Sequence[Side],
) -> list[EvidenceSentence]:
    """For each thing to be compared that is not mentioned yet, the best sentence that does; of all
    that was `found`, however likely, the row or the item with its name beside a quoted one."""
    added: list[EvidenceSentence] = []
    for subject in subjects:
        told = (*kept, *added)
        if any(subject.is_in(one.text) for one in told):
            continue
        named = (one for one in found if _is_of_the_same_list(one, subject, told))
        likely = (
            one
            for one in ranked
            if subject.is_in(one.text) and one.score >= _ENOUGH * ranked[0].score
        )
        best = next(named, None) or next(likely, None)
        added.extend([best] if best else ())
    return added


def _is_of_the_same_list(
    one: EvidenceSentence, subject: Side, told: Sequence[EvidenceSentence]
) -> bool:
    """Is it a row with the name for a cell, or an item that begins with it, and one of what is told
    of the same document a row or an item too?"""
    mark = _mark(one)
    beside = (other for other in told if other.passage.document_id == one.passage.document_id)
    if not mark or all(_mark(other) != mark for other in beside):
        return False
    name = subject.name.casefold()
    if mark != "|":
        return re.match(rf"{re.escape(name)}(?!\w)", one.text.casefold()) is not None
    cells = (cell.rpartition(": ")[2] for cell in row_cells(one.text))
    return any(cell.strip("*_ ").casefold() == name for cell in cells)


def _mark(sentence: EvidenceSentence) -> str:
    """Of the row, or the list's item, that it stands in; "" for neither."""
    begin = sentence.start - sentence.passage.start
    parts = (one for one in parts_of(sentence.passage.text) if one.start <= begin < one.end)
    part = next(parts, None)
    return part.mark if part and (part.is_item or part.mark == "|") else ""
