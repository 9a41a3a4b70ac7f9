"""Picks rows by a range that says whom, what or when they are for: of "7–9 years" and "10–11 years"
the one with the figure asked about, of "2021–2023" and "from 2024" the one with the year."""

from __future__ import annotations

from collections.abc import Sequence

from rag.retrieve.sifting import sifted
from rag.retrieve.tables.conditions import conditions
from rag.retrieve.tables.row_periods import rows_meeting
from rag.text import Row
from rag.text.headed import headed_rows
from rag.text.spreads import rows_holding
from rag.types import Evidence, EvidenceSentence


def without_other_ranges(evidence: Evidence) -> Evidence:
    """The evidence for quotes: of a table with ranges those rows that hold the figure asked about,
    each as likely as the likeliest row. Improbable where nothing else tells."""
    return sifted(evidence, _in_range)


def _in_range(evidence: Evidence) -> list[EvidenceSentence]:
    if evidence.rows or conditions(evidence.question):
        return list(evidence.sentences)
    left = {one.place: one for one in evidence.sentences}
    rows = [one for one in evidence.sentences if one.text.startswith("|")]
    for passage in {one.passage.key: one.passage for one in rows}.values():
        for table in headed_rows(passage):
            places = {(passage.key, passage.start + row.span.start) for row in table.rows}
            told = [one for one in rows if one.place in places]
            held = _rows_held(table.rows, evidence.question) if told else None
            if held is None:
                continue
            left = {place: one for place, one in left.items() if place not in places}
            likely = (EvidenceSentence.of(passage, *row.span, told[0].score) for row in held)
            left |= {one.place: one for one in likely}
    return sorted(left.values(), key=lambda one: -one.score)


def _rows_held(rows: Sequence[Row], question: str) -> list[Row] | None:
    """Those that hold the figure or the time asked about; None where no ranges are of it."""
    if held := rows_holding(rows, question):
        return held.rows
    names = list(dict.fromkeys(name for row in rows for name in row.names))
    meeting = rows_meeting(rows, names, question)
    return None if meeting is None else meeting[1]
