"""Where a syncing process is killed: named points, seen from outside.

Nothing in the product knows of them. They are what Python and SQLite tell anybody who listens: the
sync's own progress, audit events of files being copied and removed, statements as SQLite runs them;
in the process that builds the index, calls of its two methods.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.store.build import main as build_main
from rag.store.protocols import FloatArray
from rag.store.vectors import IndexBatch, VectorIndex
from rag.types import SyncProgress

STAGES = ("parse", "embed", "catalog", "copy", "upsert", "verify", "swap", "delete")
IN_THE_BUILD = ("upsert", "verify")

_WRITES = ("INSERT", "DELETE", "UPDATE", "BEGIN IMMEDIATE", "COMMIT")


def kill_soon(pids: tuple[int, ...], delay: float) -> None:
    """SIGKILL for these processes after `delay` seconds, whatever they are at: from a fork."""
    if delay > 0:
        if os.fork():
            return
        time.sleep(delay)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    if delay > 0:
        os._exit(0)


@dataclass
class Points:
    """Counts the points that a sync passes, and kills it at one of them: the `number`th of `stage`.

    `delay` seconds after the point, the process is ended, so that calls are hit in the middle.
    """

    data_dir: Path
    stage: str = ""
    number: int = 0
    delay: float = 0.0
    passed: Counter[str] = field(default_factory=Counter)
    _swapping: bool = False
    _swapped: bool = False

    def watch(self) -> None:
        """From now on. There is no way to stop listening; the process is made for this."""
        sys.addaudithook(self._on_event)
        connect = sqlite3.connect

        def traced(*where: Any, **how: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*where, **how)
            connection.set_trace_callback(self._on_statement)
            return connection

        sqlite3.connect = traced  # type: ignore[assignment]

    def on_progress(self, progress: SyncProgress) -> None:
        """For the sync's `on_progress`."""
        if progress.stage == "reading":
            self._pass("parse")
        elif progress.stage == "embedding":
            self._pass("embed")

    def _pass(self, stage: str) -> None:
        here = stage == self.stage and self.passed[stage] == self.number
        self.passed[stage] += 1
        if here:
            kill_soon((os.getpid(),), self.delay)

    def _on_event(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in ("shutil.copytree", "shutil.copyfile", "shutil.rmtree", "os.remove"):
            self._on_file(event, str(arguments[0]))

    def _on_file(self, event: str, path: str) -> None:
        if str(self.data_dir / "index") not in path and not self._swapped:
            return
        if event.startswith("shutil.copy"):
            self._pass("copy")
        elif self._swapped:
            self._pass("delete")

    def _on_statement(self, statement: str) -> None:
        if "INTO meta" in statement and "'live'" in statement:
            self._swapping = True
        if self._swapped:
            self._pass("delete")
        elif self._swapping:
            self._pass("swap")
            if statement == "COMMIT":
                self._swapping, self._swapped = False, True
        elif statement.startswith(_WRITES):
            self._pass("embed" if "INTO vectors" in statement else "catalog")


def build_and_be_killed() -> int:
    """What a build's process runs: `STAGE NUMBER DELAY VICTIM FOLDER`. The victim: "writer" (the
    process that ordered the build), "build" (this one) or "both"."""
    stage, number, delay, victim = sys.argv[1:5]
    del sys.argv[1:5]
    pids = {"writer": (os.getppid(),), "build": (os.getpid(),)}
    victims = pids.get(victim, (os.getppid(), os.getpid()))
    passed: Counter[str] = Counter()
    upsert, search = VectorIndex.upsert, VectorIndex.search

    def at(point: str) -> None:
        if point == stage and passed[point] == int(number):
            kill_soon(victims, float(delay))
        passed[point] += 1

    def upsert_here(index: VectorIndex, batch: IndexBatch) -> None:
        at("upsert")
        upsert(index, batch)

    def search_here(index: VectorIndex, vector: FloatArray, limit: int) -> list[tuple[str, float]]:
        at("verify")
        return search(index, vector, limit)

    VectorIndex.upsert = upsert_here  # type: ignore[method-assign, assignment]
    VectorIndex.search = search_here  # type: ignore[method-assign, assignment]
    return build_main()
