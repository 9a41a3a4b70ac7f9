"""Builds the folder of a generation, and believes it only after verification.

Chroma's files do not survive a kill in the middle of a write, and a damaged index ends its process
with a signal. So the writing happens in a process that may die: whatever becomes of it, this one
goes on, and the folder is only used after the child has read it back and said what it found.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import StoreError
from rag.store.build import NOTHING_LOST, BuildOrder, BuildResult
from rag.store.child import ChildProcess
from rag.store.manifest import CHROMA_FILE
from rag.store.vectors import IndexBatch

RunBuild = Callable[[Path, BuildOrder, Iterable[IndexBatch]], BuildResult]


@dataclass(frozen=True, slots=True)
class IndexBuilder:
    """Makes generations; `run` does the part that may end its process."""

    run: RunBuild = field(default_factory=ChildProcess)

    def build(
        self, folder: Path, base: Path | None, batches: Iterable[IndexBatch], count: int
    ) -> None:
        """Makes `folder`, from `base` where given, with the batches added: `count` rows in all.

        What is there afterwards is sound and on the disk. `StoreError` if it did not come to that;
        then there is no folder.
        """
        try:
            if base is None:
                folder.mkdir(parents=True)
            else:
                _copy_generation(base, folder)
            if count:
                order = BuildOrder(extend=base is not None, count=count)
                fault = self.run(folder, order, batches).fault(order)
                if fault:
                    raise StoreError(f"The new index is not usable: {fault}.", hint=NOTHING_LOST)
            _flush(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _copy_generation(base: Path, folder: Path) -> None:
    """Copies a generation that others may be reading: opening one writes a row to its SQLite file,
    which is therefore copied by SQLite; the other files never change."""
    shutil.copytree(base, folder, ignore=shutil.ignore_patterns(f"{CHROMA_FILE}*"))
    with (
        closing(sqlite3.connect(base / CHROMA_FILE)) as source,
        closing(sqlite3.connect(folder / CHROMA_FILE)) as target,
    ):
        source.backup(target)


def _flush(folder: Path) -> None:
    """Asks the system to have the folder on disk before the catalog points to it."""
    if os.name != "posix":
        return  # elsewhere folders cannot be flushed, and the manifest finds what was lost
    for path in [*folder.rglob("*"), folder, folder.parent]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
