"""Reads what is left of a catalog beyond repair: added folders, excluded documents, the names of
uploads. The rest comes back with the next sync."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from rag import damage
from rag.store.holdings import Folder, Holdings
from rag.store.ledger import LEDGER, is_ledger_as_written
from rag.store.view import View


@dataclass(frozen=True, slots=True)
class Salvaged:
    """Holdings without failures and remarks. `is_certain`: it is all that was there."""

    holdings: Holdings = field(default_factory=Holdings)
    is_certain: bool = False

    def __str__(self) -> str:
        """In sentences; "" where there was nothing."""
        folders, left_out = len(self.holdings.folders), len(self.holdings.excluded)
        if not (folders or left_out):
            if self.is_certain:
                return ""
            return (
                "It could not be read which folders you added and which documents you left out: "
                "add them, or leave them out, again."
            )
        told = (
            f"Taken over from it: {folders:,} folders that you added, {left_out:,} documents that "
            "you left out."
        )
        return told if self.is_certain else f"{told} There may have been others: look them over."


def salvage(catalog: Path) -> Salvaged:
    """What can be read of it. The file stays as it is."""
    with suppress(sqlite3.Error):
        uri = f"{catalog.absolute().as_uri()}?mode=ro"
        with closing(damage.connect(uri, uri=True)) as connection:
            # tables that SQLite makes nothing of are in no other's way then
            connection.execute("PRAGMA writable_schema = ON")
            return Salvaged(_holdings(connection), _is_certain(connection))
    return Salvaged()


def _holdings(connection: sqlite3.Connection) -> Holdings:
    return Holdings(
        folders=tuple(
            Folder(path, name, bool(is_file))
            for path, name, is_file in _rows(connection, "folders", "path", "name", "is_file")
            if isinstance(path, str) and isinstance(name, str) and _is_place(path) and name
        ),
        excluded=frozenset(
            source
            for (source,) in _rows(connection, "excluded", "source")
            if isinstance(source, str)
        ),
        uploads={
            source: name
            for source, name in _rows(connection, "uploads", "source", "name")
            if isinstance(source, str) and isinstance(name, str)
        },
    )


def _is_place(path: str) -> bool:
    return "\0" not in path and Path(path).is_absolute()


def _rows(connection: sqlite3.Connection, table: str, *columns: str) -> Iterator[list[object]]:
    """Those up to the first that SQLite cannot read."""
    as_bytes = ", ".join(
        f"CASE typeof({one}) WHEN 'text' THEN CAST({one} AS BLOB) ELSE {one} END" for one in columns
    )
    with suppress(sqlite3.Error):
        for row in connection.execute(f"SELECT {as_bytes} FROM {table}"):
            yield [_text(one) if isinstance(one, bytes) else one for one in row]


def _text(raw: bytes) -> object:
    """The text that was kept; None where it is none."""
    with suppress(UnicodeDecodeError):
        return raw.decode("utf-8", "surrogatepass")
    return None


def _is_certain(connection: sqlite3.Connection) -> bool:
    """Are ledger and holdings what was written?"""
    with suppress(sqlite3.Error):
        noted = View(connection).note(LEDGER)
        return noted is not None and is_ledger_as_written(noted, connection)
    return False
