"""How long a chat waits while the same process syncs, and just after, beside the usual wait.

    python -m tests.benchmarks.during_sync [--documents 60] [--usual 60]

Questions are asked through `Assistant.ask` (embedded answerer) and `Assistant.retrieve`, one after
the other: alone, then from the start of a sync until some time after its publish. The wait of an
answer is that until its first piece. Prints the usual wait and the longest during the sync beside
each other; exit code 1 if the longest exceeds the usual median by more than 100 ms. Only an idle
machine gives figures that mean anything: about a minute.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rag import Assistant, Settings
from tests.durability import corpora

BAR = 0.1
"""Seconds that a question may wait longer than usual."""

_AFTER = 5
"""Questions after the sync: the first of them may meet what the publish has changed."""

Ask = Callable[[Assistant, int], None]


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds of each question of one kind, alone and during the sync."""

    usual: list[float] = field(default_factory=list)
    during: list[float] = field(default_factory=list)

    @property
    def more(self) -> float:
        """How much longer the longest during the sync was than the usual median."""
        return max(self.during) - statistics.median(self.usual)

    @property
    def well(self) -> bool:
        """Is that within the bar?"""
        return self.more <= BAR


def retrieved(assistant: Assistant, number: int) -> None:
    """One search."""
    assert assistant.retrieve(_question(number), k=5)


def answered(assistant: Assistant, number: int) -> None:
    """One question up to the first piece of its answer."""
    assert next(iter(assistant.ask(_question(number))))


def _question(number: int) -> str:
    return f"What does the page about apple say of the birch in part {number}?"


KINDS: dict[str, Ask] = {"retrieve": retrieved, "ask": answered}


def waits(documents: int, usual: int) -> Iterator[tuple[str, Waits]]:
    """Of every kind of question, a folder and a sync each."""
    for name, ask in KINDS.items():
        with tempfile.TemporaryDirectory() as folder:
            yield name, _measured(Path(folder), ask, documents, usual)


def _measured(folder: Path, ask: Ask, documents: int, usual: int) -> Waits:
    corpora.before(folder / "corpus")
    settings = Settings(corpus_dir=folder / "corpus", data_dir=folder / "data")
    found = Waits()
    with Assistant.open(settings) as assistant:
        assistant.sync()
        assistant.warm_up()
        for number in range(usual + 3):
            found.usual.append(_timed(ask, assistant, number))
        del found.usual[:3]
        for number in range(documents):
            text = corpora.document(f"new{number}", 12)
            corpora.write(folder / "corpus", f"new{number}.md", text)
        syncing = threading.Thread(target=assistant.sync)
        syncing.start()
        while syncing.is_alive():
            found.during.append(_timed(ask, assistant, len(found.during)))
        syncing.join()
        for _ in range(_AFTER):
            found.during.append(_timed(ask, assistant, len(found.during)))
    return found


def _timed(ask: Ask, assistant: Assistant, number: int) -> float:
    started = time.perf_counter()
    ask(assistant, number)
    return time.perf_counter() - started


def row(name: str, found: Waits) -> str:
    """Usual and longest wait beside each other, in milliseconds."""
    median, longest, during, worst = (
        1e3 * seconds
        for seconds in (
            statistics.median(found.usual),
            max(found.usual),
            statistics.median(found.during),
            max(found.during),
        )
    )
    return (
        f"{name:<9} usual {median:.0f} ms (longest {longest:.0f}, n={len(found.usual)}); during a "
        f"sync {during:.0f} ms, longest {worst:.0f} (n={len(found.during)}): "
        f"{1e3 * found.more:.0f} ms more than usual, bar {1e3 * BAR:.0f}: "
        f"{'PASS' if found.well else 'FAIL'}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=60, help="that the sync adds")
    parser.add_argument("--usual", type=int, default=60, help="questions asked alone")
    given = parser.parse_args()
    well = True
    for name, found in waits(given.documents, given.usual):
        print(row(name, found), flush=True)
        well = well and found.well
    return int(not well)


if __name__ == "__main__":
    sys.exit(main())
