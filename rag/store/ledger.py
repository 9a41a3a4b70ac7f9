"""What was written of sources and holdings, as one hash beside them.

A document is compared with the hash that it was kept with; these rows have none of their own, and
nothing else in the catalog tells that a byte in one of them has changed.
"""

from __future__ import annotations

import hashlib
import sqlite3

LEDGER = "ledger"
"""The key in `meta` of the hash. A catalog that nobody has written to since has none."""

_TABLES = ("sources", "folders", "excluded", "failures", "uploads", "remarks")


def ledger_hash(connection: sqlite3.Connection) -> str:
    """Stands for every row of these tables, whatever their order."""
    digest = hashlib.blake2b(digest_size=20)
    for table in _TABLES:
        for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1"):
            digest.update(f"{table} {row!r}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
