"""The file of conversations: SQLite, apart from the index, which a rebuild or a repair replaces.

What is deleted is overwritten (`secure_delete`), and the file is then written anew: rows that were
moved between pages leave copies behind which `secure_delete` does not know of. No log stays behind
either: the file has none between writes.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from rag import damage
from rag.damage import Damage, is_damage, is_full, is_other, read
from rag.errors import StoreDamaged, StoreError
from rag.history.records import Conversation, KeptTurn, Listed, title_of
from rag.history.rows import COLUMNS, folded, head_of, holds, listed_of, row_of, turn_of
from rag.history.tables import SCHEMA_VERSION as SCHEMA_VERSION
from rag.history.tables import layout, make

log = logging.getLogger(__name__)

FILE = "history.sqlite"
_BUSY_SECONDS = 5.0
_MOST_WORDS = 50
"""Of a search: SQLite takes no expression that is too deep."""

_VALUES = ", ".join("?" * 14)


class History:
    """The file at `path`. Thread-safe: every call has a connection of its own.

    `set_aside` is where a damaged one was put when this was opened; else None.

    Every method raises `StoreError` where the file cannot be read or written, `StoreDamaged` where
    it is not what was written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.set_aside: Path | None = None

    @classmethod
    def open(cls, path: Path) -> History:
        """The file, made if there is none; a damaged one is set aside under another name first.

        Raises `StoreError` for a file of a later Footnote, which is left as it is.
        """
        history = cls(path)
        try:
            history._prepare()
        except StoreDamaged:
            history.set_aside = history._put_aside()
            history._prepare()
        return history

    def keep(self, conversation: str, position: int, turn: KeptTurn) -> None:
        """Keep a turn, in place of what was kept of it before.

        A conversation that is new is called after its first question.
        """
        now = datetime.now(UTC).isoformat()  # in one zone, so that text sorts as time
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?)"
                " ON CONFLICT(id) DO UPDATE SET changed = excluded.changed",
                (conversation, title_of(turn.question), turn.asked.isoformat(), now),
            )
            connection.execute(
                f"INSERT OR REPLACE INTO turns VALUES ({_VALUES})",
                row_of(conversation, position, turn),
            )

    def conversations(self, search: str = "", most: int = -1) -> tuple[Listed, ...]:
        """Those whose title, questions or answers hold every word of `search`, newest first;
        of a search of very many words, the first ones."""
        words = list(dict.fromkeys(folded(search).split()))[:_MOST_WORDS]
        condition = " AND ".join(
            "(instr(fold(c.title), ?) OR EXISTS (SELECT 1 FROM turns"
            " WHERE conversation = c.id AND instr(words, ?)))"
            for _ in words
        )
        query = (
            "SELECT id, title, created, changed,"
            " (SELECT count(*) FROM turns WHERE conversation = c.id) FROM conversations c"
            f" WHERE {condition or 'TRUE'} ORDER BY changed DESC LIMIT ?"
        )
        values = [word for word in words for _ in range(2)]
        with self._reading() as connection:
            rows = connection.execute(query, (*values, most)).fetchall()
            return tuple(read(listed_of, row) for row in rows)

    def conversation(self, conversation: str) -> Conversation | None:
        """It, complete; None where there is none of this name."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT title, created, changed FROM conversations WHERE id = ?", (conversation,)
            ).fetchone()
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM turns WHERE conversation = ? ORDER BY position, asked",
                (conversation,),
            ).fetchall()
            if found is None:
                return None
            title, created, changed = read(head_of, found)
            turns = tuple(read(turn_of, row) for row in rows)
        return Conversation(conversation, title, created, changed, turns)

    def title(self, conversation: str) -> str:
        """How it is called; empty where there is none of this name."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT title FROM conversations WHERE id = ?", (conversation,)
            ).fetchone()
        return str(found[0]) if found is not None else ""

    def rename(self, conversation: str, title: str) -> None:
        """Call it so; a blank title changes nothing."""
        if words := title_of(title):
            with self._writing() as connection:
                connection.execute(
                    "UPDATE conversations SET title = ? WHERE id = ?", (words, conversation)
                )

    def delete(self, conversation: str) -> None:
        """Forget it and its turns, so that nothing of them is left in the file."""
        with self._writing() as connection:
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation,))
        self._write_anew()

    def forget(self, turn: str) -> None:
        """Forget one turn, and its conversation if it was the only one."""
        with self._writing() as connection:
            connection.execute("DELETE FROM turns WHERE id = ?", (turn,))
            connection.execute(
                "DELETE FROM conversations WHERE id NOT IN (SELECT conversation FROM turns)"
            )
        self._write_anew()

    def turns(self) -> frozenset[str]:
        """The names of all turns."""
        with self._reading() as connection:
            return frozenset(str(one) for (one,) in connection.execute("SELECT id FROM turns"))

    def turns_holding(self, words: str) -> tuple[tuple[KeptTurn, ...], ...]:
        """The turns of each conversation that `revise` would have made anew."""
        with self._reading() as connection:
            return tuple(turns for _, turns in _held(connection, words))

    def revise(
        self, change: Callable[[tuple[KeptTurn, ...]], tuple[KeptTurn, ...]], *, holding: str
    ) -> None:
        """Have `change` make every conversation's turns anew, of which one that has an answer
        names `holding`, or was asked of it, or one has none. Its date stays; nothing of what went
        is left. Where nothing did, a full disk is in nobody's way."""
        is_changed = False
        with self._writing() as connection:
            for name, before in _held(connection, holding):
                for old, new in zip(before, change(before), strict=True):
                    if new != old:
                        is_changed = True
                        made = row_of(name, old.position, new)
                        connection.execute(f"INSERT OR REPLACE INTO turns VALUES ({_VALUES})", made)
        try:
            self._write_anew()
        except StoreError as error:
            if is_changed or not is_full(error.__cause__):
                raise

    def _prepare(self) -> None:
        """The tables. Only its owner may read the file."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise self._error(error.strerror or "it cannot be written") from error
        with self._writing() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version < 0:
                raise Damage(f"it has no version {version}")
            if version > SCHEMA_VERSION:
                raise StoreError(
                    f"The conversations in {self.path} were kept by a later Footnote.",
                    hint="Update this one, or move the file away to begin anew.",
                )
            if version == 0:
                if connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
                    raise Damage("it has tables, and no version")
                make(connection)
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            (fault,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if fault != "ok":
                raise Damage(fault)
            if damage.layout(connection) != layout():
                raise Damage("its tables are other ones")

    def _write_anew(self) -> None:
        """Without what was moved or freed. Its scratch copy stays in memory, off the disk."""
        with self._reading() as connection:
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("VACUUM")

    def _put_aside(self) -> Path:
        """A damaged file goes under the next free name, with its journal; nobody may delete it."""
        number = 1
        while (other := self.path.with_name(f"{self.path.name}.damaged-{number}")).exists():
            number += 1
        self.path.rename(other)
        journal = self.path.with_name(f"{self.path.name}-journal")
        if journal.exists():
            journal.rename(other.with_name(f"{other.name}-journal"))
        log.warning("The conversations in %s were damaged; they are now in %s", self.path, other)
        return other

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connect()) as connection:
                yield connection
        except sqlite3.Error as error:
            raise self._error(str(error), error) from error
        except ValueError as error:  # half a character, which UTF-8 has no bytes for
            raise self._error("there is text in it that cannot be written") from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or none."""
        with self._reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def _connect(self) -> sqlite3.Connection:
        connection = damage.connect(self.path, timeout=_BUSY_SECONDS)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.create_function("fold", 1, folded, deterministic=True)
        return connection

    def _error(self, reason: str, error: sqlite3.Error | None = None) -> StoreError:
        if is_damage(error) or is_other(error, self.path, layout()):
            return StoreDamaged(
                f"The conversations in {self.path} are damaged: {reason}.",
                hint="Put a backup in the place of the file, or move it away to begin anew.",
            )
        return StoreError(
            f"The conversations in {self.path} cannot be used: {reason}.",
            hint="Make room on its disk." if is_full(error) else "RAG_HISTORY=false keeps none.",
        )


def _held(connection: sqlite3.Connection, words: str) -> Iterator[tuple[str, tuple[KeptTurn, ...]]]:
    """Each conversation of which a turn holds these words, by its name, with all its turns."""
    rows = connection.execute(
        f"SELECT conversation, {COLUMNS} FROM turns ORDER BY conversation, position, asked"
    )
    for name, group in groupby(rows.fetchall(), key=itemgetter(0)):
        several = list(group)
        if any(read(partial(holds, words=words), row[1:]) for row in several):
            yield name, tuple(read(turn_of, row[1:]) for row in several)
