"""Which columns the cells of rows stand in that tell their names ("Dog: 62") and leave out what is
empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rag.markup.blocks import Block


def columns_of(text: str, rows: Sequence[Block]) -> Iterator[Sequence[int]]:
    """For each row the columns of its cells, from 0. Rows that follow each other and share a name
    are of one table; where a cell tells no name, they stand side by side."""
    named = [_names(text, row) for row in rows]
    at = 0
    while at < len(rows):
        columns = {name: column for column, name in enumerate(named[at])}
        end = at + 1
        while end < len(rows) and not columns.keys().isdisjoint(named[end]):
            if not columns.keys() >= set(named[end]):
                columns = _merged(columns, named[end])
            end += 1
        for row, names in zip(rows[at:end], named[at:end], strict=True):
            found = [columns[name] for name in names]
            side_by_side = not found or found != sorted(found)
            yield range(len(row.cells)) if side_by_side else found
        at = end


def _names(text: str, row: Block) -> list[str]:
    """Those of the row's cells; none where a cell has none, or two have the same."""
    names = []
    for cell in row.cells:
        told = text[cell[0].start : cell[-1].end].strip("| ")
        name, colon, _ = told.partition(": ")
        names.append(name if colon else "")
    return names if all(names) and len(set(names)) == len(names) else []


def _merged(columns: Mapping[str, int], names: Sequence[str]) -> dict[str, int]:
    """The columns with names that are new behind the one before them."""
    order, at = list(columns), 0
    for name in names:
        if name in columns:
            at = order.index(name) + 1
        else:
            order.insert(at, name)
            at += 1
    return {name: column for column, name in enumerate(order)}
