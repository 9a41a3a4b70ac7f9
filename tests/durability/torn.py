"""Damages the files of a store, and looks what its next start makes of them.

    python -m tests.durability.torn --times 50 --seed 1
    python -m tests.durability.torn --times 300 --seed 4 --files catalog.sqlite3

Each file in turn is cut short or has bytes changed. A new process then opens the data folder and
asks for all there is. Right: everything is found as before. Told: an error in a sentence that says
what to do; `repair` and another sync must then bring everything back. Anything else is a failure.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.durability import corpora
from tests.durability.laboratory import Ending, Laboratory, opened


@dataclass(frozen=True, slots=True)
class Harm:
    """One damaged file. `outcome`: "right", "told", or what went wrong."""

    file: str
    how: str
    outcome: str


def harm(path: Path, chance: random.Random) -> str:
    """Cuts the file short, or changes up to four of its bytes; says which."""
    content = bytearray(path.read_bytes())
    if not content or chance.random() < 0.3:
        size = chance.randrange(len(content)) if content else 0
        path.write_bytes(content[:size])
        return f"cut to {size} of {len(content)}"
    places = sorted(chance.randrange(len(content)) for _ in range(chance.choice((1, 1, 4))))
    for place in places:
        content[place] ^= chance.randrange(1, 256)
    path.write_bytes(content)
    return f"changed {places} of {len(content)}"


class Bench:
    """Two stores below one folder: one at rest, and one whose writer was killed with a full log."""

    def __init__(self, folder: Path, laboratory: Laboratory) -> None:
        self._folder = folder
        self._laboratory = laboratory
        self._corpus = folder / "corpus"
        corpora.before(self._corpus)
        self.at_rest = folder / "at-rest"
        self._sync(self.at_rest)
        corpora.grown(self._corpus)
        self.killed = folder / "killed"
        shutil.copytree(self.at_rest, self.killed)
        laboratory.run(
            "sync",
            data=str(self.killed),
            corpus=str(self._corpus),
            stage="delete",
            number=0,
            quick=True,
        )
        self._sync(self.at_rest)
        self.state = self._look(self.at_rest).said["state"]

    def files(self, data: Path) -> list[str]:
        """Every file in a store, by its place; generations have chance names."""
        return sorted(str(path.relative_to(data)) for path in data.rglob("*") if path.is_file())

    def tear(self, data: Path, file: str, chance: random.Random) -> Harm:
        """Harms one file of a copy of the store, and sees what comes of it."""
        copy = self._folder / "copy"
        shutil.copytree(data, copy)
        try:
            how = harm(copy / file, chance)
            return Harm(file, how, self._outcome(copy))
        finally:
            shutil.rmtree(copy)

    def _outcome(self, copy: Path) -> str:
        look = self._look(copy)
        outcome = self._judged(look)
        if outcome not in ("told", "older"):
            return outcome
        repair = self._laboratory.run("repair", data=str(copy))
        sync = self._sync(copy)
        last = self._look(copy)
        if self._judged(last) != "right":
            return f"not mended: {look}; {repair}; {sync}; {last}"
        return outcome

    def _judged(self, look: Ending) -> str:
        if look.status:
            return f"died: {look}"
        if "error" in look.said:
            return "told" if "rag " in look.said["hint"] else f"no advice: {look.said}"
        if look.said["faults"]:
            return f"wrong: {look.said}"
        if look.said["state"] != self.state:
            return "older"
        return "right"

    def _look(self, data: Path) -> Ending:
        return self._laboratory.run("look", data=str(data))

    def _sync(self, data: Path) -> Ending:
        return self._laboratory.run("sync", data=str(data), corpus=str(self._corpus), quick=True)


def series(times: int, seed: int, only: tuple[str, ...] = ()) -> Iterator[Harm]:
    """Every file of both stores, `times` each; of the killed one, the catalog's. `only`: names."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, opened() as laboratory:
        bench = Bench(Path(folder), laboratory)
        for data in (bench.at_rest, bench.killed):
            for file in bench.files(data):
                if data == bench.killed and not file.startswith("catalog"):
                    continue
                if only and Path(file).name not in only:
                    continue
                for _ in range(times):
                    yield bench.tear(data, file, chance)


def is_well(one: Harm) -> bool:
    """Old but whole is well where the log was harmed: SQLite drops a log from its first bad frame,
    which is what a lost disk write comes to; the next sync brings it up to date."""
    return one.outcome in ("right", "told") or (one.outcome == "older" and "-wal" in one.file)


def main() -> int:
    """Prints a row a file; exit code 1 if anything was answered wrongly, or a process died."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--files", nargs="+", default=(), metavar="NAME", help="only these")
    given = arguments.parse_args()
    started = time.perf_counter()
    counts: dict[str, Counter[str]] = {}
    wrong = 0
    for one in series(given.times, given.seed, tuple(given.files)):
        well = is_well(one)
        row = counts.setdefault(Path(one.file).name, Counter())
        row[one.outcome if well else "wrong"] += 1
        if not well:
            wrong += 1
            print(one, file=sys.stderr)
    print(f"{'file':<24} {'times':>6} {'right':>6} {'told':>6} {'older':>6} {'wrong':>6}")
    for name, row in counts.items():
        cells = " ".join(f"{row[outcome]:>6}" for outcome in ("right", "told", "older", "wrong"))
        print(f"{name:<24} {row.total():>6} {cells}")
    total = sum(row.total() for row in counts.values())
    print(
        f"{total - wrong} of {total} well, died or wrong {wrong} "
        f"(seed {given.seed}, {time.perf_counter() - started:.0f} s)"
    )
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
