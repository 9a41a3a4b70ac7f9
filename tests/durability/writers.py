"""Two writers at once, and questions during a sync.

    python -m tests.durability.writers --times 20

The first writer is stopped in the middle of its sync; the second must be turned away within a
second, with the first one's name. Then both begin at the same moment. Last, `Assistant.retrieve` is
timed with the default embedder, alone and while the same process syncs.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rag import Assistant, Settings
from tests.durability import corpora
from tests.durability.laboratory import Laboratory, opened

BAR = 0.1
"""Seconds that a question may wait longer than usual."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the second writer was told, after how many seconds; what was wrong in the end."""

    seconds: float
    message: str
    named: bool
    damage: str


def meetings(times: int) -> Iterator[Refusal]:
    """Two writers in one data folder, `times` over."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        first, second = (stack.enter_context(opened()) for _ in range(2))
        for number in range(times):
            yield _meeting(folder / str(number), first, second)


def _meeting(folder: Path, first: Laboratory, second: Laboratory) -> Refusal:
    corpus, data = folder / "corpus", folder / "data"
    corpora.before(corpus)
    folders = {"data": str(data), "corpus": str(corpus), "quick": True}
    first.run("sync", **folders)
    corpora.grown(corpus)
    first.start("sync", **folders, pause=str(folder / "pause"))
    _wait_for(folder / "pause.here")
    refused = second.run("refused", data=str(data)).said
    (folder / "pause").touch()
    done = first.wait()
    corpora.reworked(corpus)
    first.start("sync", **folders)
    both = (second.run("sync", **folders), first.wait())
    look = second.run("look", data=str(data))
    problems = [f"the first failed: {done}"] if done.status or "error" in done.said else []
    problems += [str(end) for end in both if end.said.get("error", "StoreBusy") != "StoreBusy"]
    problems += [str(look)] if look.status or look.said.get("faults", ["none"]) else []
    named = f"sync (process {done.said['pid']}" in refused["message"]
    return Refusal(refused["seconds"], refused["message"], named, "; ".join(problems))


def _wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, "the first writer did not come to its pause"
        time.sleep(0.01)


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds of each `retrieve`, alone and during a sync."""

    alone: list[float]
    during: list[float]

    @property
    def longest_more(self) -> float:
        """How much longer than usual the longest wait during a sync was."""
        return max(self.during) - statistics.median(self.alone)


def questions_during_a_sync(documents: int = 60, alone: int = 60) -> Waits:
    """With the default embedder; the sync embeds `documents` of new text."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpora.before(folder / "corpus")
        settings = Settings(corpus_dir=folder / "corpus", data_dir=folder / "data", reader=False)
        with Assistant.open(settings) as assistant:
            assistant.sync()
            assistant.warm_up()
            usual = [_asked(assistant, number) for number in range(alone)]
            for number in range(documents):
                text = corpora.document(f"new{number}", 12)
                corpora.write(folder / "corpus", f"new{number}.md", text)
            syncing = threading.Thread(target=assistant.sync)
            syncing.start()
            during: list[float] = []
            while syncing.is_alive():
                during.append(_asked(assistant, len(during)))
            syncing.join()
            assert assistant.stats().documents == documents + 6
        return Waits(usual, during)


def _asked(assistant: Assistant, number: int) -> float:
    started = time.perf_counter()
    assert assistant.retrieve(f"Where is the birch of apple, part {number}?", k=5)
    return time.perf_counter() - started


def _milliseconds(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds) * 1e3:.0f} ms, max {max(seconds) * 1e3:.0f} ms"


def main() -> int:
    """Prints both; exit code 1 if a bar is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=20)
    given = arguments.parse_args()
    met = list(meetings(given.times))
    named, damaged = sum(one.named for one in met), sum(bool(one.damage) for one in met)
    slowest = max(one.seconds for one in met)
    well = named == len(met) and not damaged and slowest < 1
    print(f"two writers: refused with the holder's name {named} of {len(met)}, ", end="")
    print(f"slowest {slowest:.3f} s, damaged {damaged}: {'PASS' if well else 'FAIL'}")
    waits = questions_during_a_sync()
    quick = waits.longest_more <= BAR
    print(f"retrieve alone: {len(waits.alone)} times, {_milliseconds(waits.alone)}")
    print(f"retrieve during a sync: {len(waits.during)} times, {_milliseconds(waits.during)}")
    print(
        f"longest wait {waits.longest_more * 1e3:.0f} ms more than usual; bar {BAR * 1e3:.0f} ms: "
        f"{'PASS' if quick else 'FAIL'}"
    )
    return int(not (well and quick))


if __name__ == "__main__":
    raise SystemExit(main())
