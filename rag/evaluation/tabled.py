"""Questions that a table's row answers: one of its cells, asked for by its column and its row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rag.evaluation.cases import Fact
from rag.regex import regex
from rag.text import FUNCTION_WORDS, Row, dates, figures, number_of, rows_in
from rag.types import Document

_NOUNS = (
    r"price|fee|cost|charge|rate|rent|deposit|amount|budget|total|balance|salary|fine|discount|weight|"
    r"height|width|length|depth|size|area|volume|capacity|power|speed|pressure|temperature|"
    r"distance|duration|age|population|number|quantity|stock|year|date|deadline|day|time|location|"
    r"place|room|address|city|country|role|owner|manager|author|species|colour|color|meaning|"
    r"cause|status|unit|material|version|title|phone"
)
_ASKABLE = regex(rf"(?:[A-Za-z][a-z]+ ){{0,2}}(?:{_NOUNS})", re.IGNORECASE)
"""A column's name that can be asked for as it is: "Joining fee", and not "Per year"."""

_LABEL = regex(r"[A-Z][\w.'’-]*(?: [\w.'’-]+){0,3}")
_LONGEST = 60  # characters of an answer


class Tabled(NamedTuple):
    """A question for a `column` of what a row is called (`label`; in a sentence, `called`), the
    fact that answers it, and the row that says so in words; without the fact, the cell is empty."""

    label: str
    called: str
    column: str
    question: str
    fact: Fact | None
    said: str


def tabled(document: Document) -> Iterator[Tabled]:
    """What can be asked of the document's tables, row by row; only where a row's first cell is its
    alone and says what it is of."""
    rows = rows_in(document.text)
    first = [row.cells[0].text for row in rows]
    for row in rows:
        label, *_ = (cell.text for cell in row.cells)
        if first.count(label) == 1 and _LABEL.fullmatch(label) and not figures(label):
            yield from _of(row, label)


def _of(row: Row, label: str) -> Iterator[Tabled]:
    said = "; ".join(f"{one.name}: {one.text}" for one in row.cells if one.name and one.text)
    for cell in row.cells[1:]:
        if not _ASKABLE.fullmatch(cell.name) or len(cell.text) > _LONGEST:
            continue
        if cell.name.split()[0].lower() in FUNCTION_WORDS:
            continue
        name = cell.name if cell.name[1:2].isupper() else cell.name[:1].lower() + cell.name[1:]
        called = _called(label)
        asked = label, called, name, f"What is the {name} of {called}?"
        if not cell.text.strip(" -–—"):
            yield Tabled(*asked, None, said)
        elif number_of(cell.text) is not None:
            (figure,) = figures(cell.text)
            yield Tabled(*asked, Fact(number=cell.text[figure.start : figure.end]), said)
        elif dates(cell.text) or any(map(str.isalpha, cell.text)):
            yield Tabled(*asked, Fact(text=cell.text), said)


def _called(label: str) -> str:
    """The row's name within a question: "the main hall", "Dr. Noor Haddad", "E17"."""
    words = label.split()
    common = len(words) > 1 and all(word[:1].islower() for word in words[1:])
    return f"the {label[:1].lower()}{label[1:]}" if common else label
