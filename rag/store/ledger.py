"""One hash over all rows of sources and holdings, to tell whether they are what was written.

A document is compared with the hash that it was kept with; these rows have none of their own, and
nothing else in the catalog tells that a byte in one of them has changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from rag.store.hashing import FORMER_BYTES, Value, differs_by_python, former_hash, stable_hash
from rag.store.holdings import TABLES

LEDGER = "ledger"
"""The key in `meta` of the hash. A catalog that nobody has written to since has none."""

_TABLES = ("sources", *TABLES)


def ledger_hash(connection: sqlite3.Connection) -> str:
    """Stands for every row of these tables, whatever their order."""
    return stable_hash(_values(connection)).hex()


def is_ledger_as_written(noted: str, connection: sqlite3.Connection) -> bool:
    """Are these the rows that were kept with this hash? Those with a former hash that another
    Python may have made are believed to be."""
    if len(noted) != 2 * FORMER_BYTES:
        return noted == ledger_hash(connection)
    former = former_hash(f"{table} {row!r}\n" for table, row in _rows(connection))
    return noted == former.hex() or differs_by_python(_values(connection))


def _values(connection: sqlite3.Connection) -> Iterator[Value]:
    for table, row in _rows(connection):
        yield from (table, len(row), *row)


def _rows(connection: sqlite3.Connection) -> Iterator[tuple[str, tuple[Value, ...]]]:
    for table in _TABLES:
        for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1"):
            yield table, row
