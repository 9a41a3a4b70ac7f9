"""Adds to a quoted row the heading that says what it is of, where the row alone does not say it.

"Age: 7–9 years; Dose: 200 mg" leaves open of which medicine; "Ibuprofen – Age: 7–9 years" does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.answer.complete import Chosen
from rag.text import Row, Span, said_words, topic_words
from rag.text.headed import Headed, headed_rows, path_of
from rag.types import Passage

_DASH = " – "


def with_label(label: str, row: str) -> str:
    """The row as it is told; without a label as it is."""
    return f"{label}{_DASH}{row}" if label else row


def labels_in(passage: Passage, sentence: str) -> Iterator[tuple[Span, str]]:
    """The rows of a passage, by their places in its text, each with every label that it may have in
    a sentence; none for one that looks like no row with a label."""
    for table in headed_rows(passage) if _DASH in sentence else ():
        for at in range(len(table.head)):
            label = " > ".join(table.head[at:])
            yield from ((row.span, label) for row in table.rows)


def row_labels(quotes: Sequence[Chosen], question: str) -> dict[tuple[str, Span], str]:
    """The labels of quoted rows by their places in the document: what of the headings above each
    the tables beside its own have not, or, of a single row, the `question` names and its document's
    title does not."""
    rows = [one for one in quotes if one.text.startswith("|")]
    passages = {one.passage.key: one.passage for one in rows}
    tables = [table for passage in passages.values() for table in headed_rows(passage)]
    quoted = {one.place for one in rows}
    found = {}
    for table in tables:
        begin = table.passage.start
        places = [
            (table.passage.key, Span(row.span.start + begin, row.span.end + begin))
            for row in table.rows
        ]
        alone = sum(place in quoted for place in places) == 1
        for row, place in zip(table.rows, places, strict=True):
            if place in quoted and (label := _label(table, row, tables, question if alone else "")):
                found[place] = label
    return found


def _label(table: Headed, row: Row, tables: Sequence[Headed], question: str) -> str:
    others = [one.head for one in tables if one.head != table.head and one.is_beside(table)]
    said = said_words("\n".join([table.passage.title, *(cell.text for cell in row.cells)]))
    asked = topic_words(question) - said - table.columns
    for at, name in enumerate(table.head):
        if (others and {other[at : at + 1] for other in others} != {(name,)}) or (
            asked & said_words(name)
        ):
            return " > ".join(table.head[at:])
    return ""


def labels_below_headings(quotes: Sequence[Chosen], question: str) -> dict[tuple[str, Span], str]:
    """The labels but for those that are quoted headings, below which the rows stand."""
    heads = {(one.passage.key, one.text) for one in quotes if one.heads}
    labels = row_labels(quotes, question)
    return {place: label for place, label in labels.items() if (place[0], label) not in heads}


def without_their_headings(quotes: Sequence[Chosen], question: str) -> list[Chosen]:
    """The quotes but for headings that stand on the lines of all that is quoted below them."""
    labels = row_labels(quotes, question)
    named = {(key, label.rpartition(" > ")[2]) for (key, _), label in labels.items()}
    told = [one for one in quotes if one.place not in labels and not one.heads]
    named -= {(one.passage.key, _heading(one)) for one in told}
    return [one for one in quotes if not one.heads or (one.passage.key, one.text) not in named]


def _heading(quote: Chosen) -> str:
    begin = quote.passage.start
    path = path_of(quote.passage, Span(quote.span.start - begin, quote.span.end - begin))
    return path[-1] if path else ""
