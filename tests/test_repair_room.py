"""`rag doctor --repair` without room: one sentence, and a catalog that is where it was."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from rag.errors import StoreError
from rag.store import Changes
from rag.store.transaction import Transaction
from tests.durability.disk import mounted
from tests.fakes import record
from tests.opened import opened_store, repaired

TOWER = record("tower.md", "The tower is 90 metres high.", "It was finished in 1889.")
BREAD = record("bread.md", "Bread needs flour, water and time.", "Salt is a matter of taste.")


def _damaged(data_dir: Path, *records: object) -> None:
    """A store of these records, of which the tower's is not what was indexed."""
    store = opened_store(data_dir)
    with closing(store), store.writer("test") as writer:
        writer.publish(Changes(upserts=(TOWER, BREAD, *records)))  # type: ignore[arg-type]
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection:
        connection.execute("UPDATE documents SET text = replace(text, '90', '80')")
        connection.commit()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "takes up to .* MB of room"),
        (sqlite3.SQLITE_IOERR, "cannot be used"),
        (sqlite3.SQLITE_BUSY, "locked by another process"),
    ],
)
def test_what_is_no_fault_of_the_catalog_leaves_it_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    def fail(_: Transaction) -> None:
        error = sqlite3.OperationalError("it failed")
        error.sqlite_errorcode = code
        raise error

    _damaged(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "note_ledger", fail)
        with pytest.raises(StoreError, match=words):
            repaired(tmp_path)
    assert not list(tmp_path.glob("damaged-*"))
    assert "Document tower.md was dropped" in repaired(tmp_path)


@pytest.mark.slow
def test_the_room_that_is_said_to_be_needed_is_enough(tmp_path: Path) -> None:
    with ExitStack() as held:
        try:
            disk = held.enter_context(mounted(tmp_path / "disk", 100_000_000))
        except OSError as error:
            pytest.skip(str(error))
        words = " ".join(f"word{number}" for number in range(3_000))
        _damaged(disk / "data", *(record(f"{n}.md", f"{n} {words}") for n in range(150)))
        with (disk / "other").open("wb", buffering=0) as other, suppress(OSError):
            while other.write(bytes(1 << 16)):
                pass
        with pytest.raises(StoreError, match="takes up to") as told:
            repaired(disk / "data")
        assert not list((disk / "data").glob("damaged-*"))
        (needed,) = re.findall(r"up to ([\d.]+) MB", told.value.message)
        (disk / "other").unlink()
        spare = shutil.disk_usage(disk).free - int(float(needed) * 1e6)
        assert spare > 0
        (disk / "other").write_bytes(bytes(spare))
        assert "Document tower.md was dropped" in repaired(disk / "data")
