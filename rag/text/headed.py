"""Tables with the same columns under different headings, and which of them a question names: the
rows under "Ibuprofen" and not those under "Paracetamol"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rag.regex import regex
from rag.text.context import headings_in, in_context
from rag.text.lists import marked_headings
from rag.text.rows import Row, rows_in
from rag.text.sentences import Span, plain, sentence_spans
from rag.text.spreads import without_figures
from rag.text.terms import content_words, said_words, topic_words
from rag.types import Passage

_PASSAGES = 64  # that are kept taken apart: those of a few questions
_ROWS = regex(r"(?:, )?\b(?:row|line)s? \d+(?:-\d+)?$")
_OF = regex(
    r"[(,:–—]|\b(?:of|for|in|at|on|by|from|with|und|von|für|im|am|mit|de|pour)\b", re.IGNORECASE
)
_OPENS = regex(
    r"\A\W*(?:(?:and|so|please|bitte)\W+)*(?:list|show|name|give|tell|find)\b", re.IGNORECASE
)
"""What to do, and not what about: "List the required parameters"."""


class Headed(NamedTuple):
    """Rows of one table, and the headings that it stands below, outermost first."""

    passage: Passage
    head: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def names(self) -> frozenset[str]:
        """Those of its columns."""
        return frozenset(name for row in self.rows for name in row.names)

    @property
    def columns(self) -> frozenset[str]:
        """The words of those names."""
        return frozenset(word for name in self.names for word in said_words(name))

    @property
    def kinds(self) -> frozenset[str]:
        """The words for what its rows are, in lower case: "pumps" and "pump" of a heading "Pumps in
        stock"; of a sheet below no heading all words of its title."""
        sheet = not self.head and all(
            line.startswith("|") for line in self.passage.text.splitlines() if line
        )
        name = _OF.split(self.head[-1], maxsplit=1)[0] if self.head else self.passage.title
        found = {word.casefold() for word in content_words(name)}
        if not sheet and (len(found) > 1 or not self.head):
            return frozenset()
        return frozenset({*found, *(word.removesuffix("s") for word in found)})

    def is_beside(self, other: Headed) -> bool:
        """Has it mostly the same columns, and stands in the same document?"""
        one, two = self.names, other.names
        same = self.passage.document_id == other.passage.document_id
        return same and 2 * len(one & two) >= max(len(one), len(two))


def path_of(passage: Passage, span: Span) -> tuple[str, ...]:
    """The headings that it stands below in its document's outline, outermost first."""
    locator = passage.locator_at(passage.start + span.start, passage.start + span.end)
    if locator == passage.locator and len(passage.chunks) > 1:  # it stands between them
        locator = passage.chunks[0].locator
    return headings_in(_ROWS.sub("", locator))


@lru_cache(_PASSAGES)
def headed_rows(passage: Passage) -> tuple[Headed, ...]:
    """The rows of a passage table by table: one ends where another heading begins, be it one
    without a mark, or rows with other columns."""
    text, columns = passage.text, passage.columns
    rows = rows_in(text, columns)
    if not rows:
        return ()
    spans = sentence_spans(text)
    marked = {plain(text[slice(*one)]).lstrip("# ") for one in marked_headings(text)}
    read = in_context(text, spans, columns=columns)
    above = {span: one.about for span, one in zip(spans, read, strict=True)}
    found: list[Headed] = []
    for row in rows:
        path = path_of(passage, row.span)
        near = (name for name in above[row.span].split(" > ") if name and name not in path)
        head = (*path, *(name for name in near if not path or name not in marked))
        if found and head == found[-1].head and row.is_of_one_table_with(found[-1].rows[-1]):
            found[-1] = found[-1]._replace(rows=(*found[-1].rows, row))
        else:
            found.append(Headed(passage, head, (row,)))
    return tuple(found)


def less_named(tables: Sequence[Headed], question: str) -> list[frozenset[str]]:
    """For each of the tables beside each other what the headings of another one, and not its own,
    have of the words asked; none where no other has them besides all that it has itself. What a
    table's columns are called names none of them."""
    columns = frozenset(word for table in tables for word in table.columns)
    asked = topic_words(without_figures(_OPENS.sub(" ", question))) - columns
    said = [asked & said_words("\n".join(table.head)) for table in tables]
    return [next((words - own for words in said if own < words), frozenset()) for own in said]
