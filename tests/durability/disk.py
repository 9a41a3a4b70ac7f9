"""Disks that are full, and files that may not grow: the live index answers, and the error says so.

python -m tests.durability.disk --times 20 --seed 1
"""

from __future__ import annotations

import argparse
import contextlib
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.durability import corpora
from tests.durability.laboratory import Laboratory, opened


@dataclass(frozen=True, slots=True)
class Shortage:
    """One sync without room. `fault`: why it did not end well; empty if it did."""

    room: str
    message: str
    fault: str


class Bench:
    """A small store, and a corpus that has grown a great deal since, below one folder."""

    def __init__(self, folder: Path, laboratory: Laboratory) -> None:
        self.folder = folder
        self.laboratory = laboratory
        self.corpus, self.data = folder / "corpus", folder / "data"
        corpora.before(self.corpus)
        laboratory.run("sync", data=str(self.data), corpus=str(self.corpus), quick=True)
        self.state = laboratory.run("look", data=str(self.data)).said["state"]
        for number in range(40):
            text = corpora.document(f"big{number}", 14)
            corpora.write(self.corpus, f"big{number}.md", text * 4)
        self.bytes = sum(path.stat().st_size for path in self.data.rglob("*") if path.is_file())

    def limited(self, limit: int) -> Shortage:
        """No file may grow beyond `limit` bytes."""
        copy = self.folder / "copy"
        shutil.copytree(self.data, copy)
        try:
            return self._short(copy, f"{limit:,} bytes a file", limit=limit)
        finally:
            shutil.rmtree(copy)

    def on_a_small_disk(self, disk: Path, spare: int) -> Shortage:
        """On a disk of its own, with `spare` bytes of room; then with none at all."""
        copy = disk / "data"
        shutil.copytree(self.data, copy)
        return self._short(copy, f"{spare:,} bytes of room")

    def _short(self, data: Path, room: str, limit: int = 0) -> Shortage:
        end = self.laboratory.run(
            "short", data=str(data), corpus=str(self.corpus), limit=limit, state=self.state
        )
        told = end.said or {}
        text = f"{told.get('message', '')} {told.get('hint', '')}"
        faults = []
        if end.status or "error" not in told:
            faults.append(f"the sync ended otherwise: {end}")
        elif "RAG_DATA_DIR" not in text or "disk" not in text:
            faults.append(f"no advice: {text}")
        if told.get("same_process") != self.state:
            faults.append(f"the same process: {told.get('same_process')}")
        look = self.laboratory.run("look", data=str(data))
        if look.status or look.said.get("state") != self.state or look.said["faults"]:
            faults.append(f"the next start: {look}")
        return Shortage(room, text, "; ".join(faults))


def limits(times: int, seed: int) -> Iterator[Shortage]:
    """Syncs under a limit of the size of files."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, opened() as laboratory:
        bench = Bench(Path(folder), laboratory)
        largest = (bench.data / "catalog.sqlite3").stat().st_size
        for _ in range(times):
            yield bench.limited(chance.randrange(largest, 2 * largest))


def small_disks(times: int, seed: int) -> Iterator[Shortage]:
    """Syncs on a small tmpfs. `OSError` where mounting is not permitted."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, opened() as laboratory:
        bench = Bench(Path(folder), laboratory)
        for _ in range(times):
            spare = chance.randrange(20_000, 400_000)
            with mounted(Path(folder) / "disk", bench.bytes + 100_000 + spare) as disk:
                yield bench.on_a_small_disk(disk, spare)


@contextmanager
def mounted(place: Path, size: int) -> Iterator[Path]:
    """A tmpfs of `size` bytes."""
    place.mkdir(exist_ok=True)
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place],
            check=True,
            capture_output=True,
        )
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        raise OSError("a tmpfs cannot be mounted here") from error
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)
        with contextlib.suppress(OSError):
            place.rmdir()


def main() -> int:
    """Prints both counts; exit code 1 if one did not end well."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    wrong = 0
    for name, series in (("file-size limit", limits), ("full tmpfs", small_disks)):
        done = list(series(given.times, given.seed))
        for one in done:
            if one.fault:
                print(one)
        well = sum(not one.fault for one in done)
        wrong += len(done) - well
        print(f"{name}: the live index answers and the message advises, {well} of {len(done)}")
        for message in sorted({one.message.partition(": ")[0] for one in done}):
            print(f"    {message}")
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
