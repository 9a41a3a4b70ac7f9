"""What the catalog remembers beside documents: folders, exclusions, failures, remarks, uploads."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rag.store.stored_text import from_stored, to_stored

CORPUS = "corpus"
"""The key in `meta` of the corpus folder that was indexed."""

Row = tuple[str | bytes | int, ...]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, or one file, that somebody added. Its sources begin with `name`."""

    path: str
    name: str
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be read, and why.

    It is not tried again while its file has this size and time and is read under the same
    `conditions`; "" where it is to be tried each time.
    """

    source: str
    reason: str
    size: int = -1
    mtime_ns: int = -1
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What could not be read of a source that is indexed. It is read once more when `conditions`
    are others."""

    source: str
    remark: str
    conditions: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """All of it at one moment. `excluded` are sources that stay out of the index though their files
    are there; `failures` and `remarks` go by source, `uploads` from source to the name that it came
    with. `corpus` is the corpus folder as of the last sync, "" where that is not known."""

    folders: tuple[Folder, ...] = ()
    excluded: frozenset[str] = frozenset()
    failures: Mapping[str, Failure] = field(default_factory=dict)
    uploads: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, Remark] = field(default_factory=dict)
    corpus: str = ""


Revision = Callable[[Holdings], Holdings]
"""Gives what is to be remembered from now on, given what is."""


def read_holdings(connection: sqlite3.Connection) -> Holdings:
    """As the catalog has it; folders in the order of their paths' adding."""
    rows = {table: connection.execute(f"SELECT {_COLUMNS[table]} FROM {table}") for table in TABLES}
    return Holdings(
        folders=tuple(
            Folder(from_stored(path), from_stored(name), bool(is_file))
            for path, name, is_file in rows["folders"]
        ),
        excluded=frozenset(from_stored(source) for (source,) in rows["excluded"]),
        failures={
            from_stored(source): Failure(
                from_stored(source), from_stored(reason), int(size), int(mtime_ns), str(conditions)
            )
            for source, reason, size, mtime_ns, conditions in rows["failures"]
        },
        uploads={from_stored(source): from_stored(name) for source, name in rows["uploads"]},
        remarks={
            from_stored(source): Remark(from_stored(source), from_stored(remark), str(conditions))
            for source, remark, conditions in rows["remarks"]
        },
        corpus=_corpus(connection),
    )


def _corpus(connection: sqlite3.Connection) -> str:
    found = connection.execute("SELECT value FROM meta WHERE key = ?", (CORPUS,)).fetchone()
    return from_stored(found[0]) if found is not None else ""


def write_holdings(connection: sqlite3.Connection, before: Holdings, after: Holdings) -> bool:
    """Writes the difference; says whether anything was deleted or replaced."""
    dropped = False
    old, new = _rows(before), _rows(after)
    for table in TABLES:
        key = _COLUMNS[table].partition(",")[0]
        gone = [row[:1] for row in old[table] if row not in new[table]]
        come = [row for row in new[table] if row not in old[table]]
        connection.executemany(f"DELETE FROM {table} WHERE {key} = ?", gone)
        marks = ", ".join("?" * (_COLUMNS[table].count(",") + 1))
        connection.executemany(f"INSERT INTO {table} ({_COLUMNS[table]}) VALUES ({marks})", come)
        dropped = dropped or bool(gone)
    if after.corpus != before.corpus:
        row = (CORPUS, to_stored(after.corpus))
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", row)
    return dropped


_COLUMNS = {
    "folders": "path, name, is_file",
    "excluded": "source",
    "failures": "source, reason, size, mtime_ns, conditions",
    "uploads": "source, name",
    "remarks": "source, remark, conditions",
}
TABLES = tuple(_COLUMNS)
"""Those of the catalog that hold them."""


def _rows(holdings: Holdings) -> dict[str, dict[Row, None]]:
    """The rows of each table, in order."""
    return {
        "folders": dict.fromkeys(
            (to_stored(one.path), to_stored(one.name), int(one.is_file)) for one in holdings.folders
        ),
        "excluded": dict.fromkeys((to_stored(source),) for source in sorted(holdings.excluded)),
        "failures": dict.fromkeys(
            (to_stored(one.source), to_stored(one.reason), one.size, one.mtime_ns, one.conditions)
            for one in holdings.failures.values()
        ),
        "uploads": dict.fromkeys(
            (to_stored(source), to_stored(name)) for source, name in holdings.uploads.items()
        ),
        "remarks": dict.fromkeys(
            (to_stored(one.source), to_stored(one.remark), one.conditions)
            for one in holdings.remarks.values()
        ),
    }
