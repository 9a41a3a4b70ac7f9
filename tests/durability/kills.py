"""Kills a syncing process at seeded points and looks whether anything was lost.

    python -m tests.durability.kills --runs 300 --seed 1

After every kill a new process opens the data folder and asks for all there is: it must be exactly
what was published before, or exactly what was to be published. Then the sync runs again and must
come to what an undisturbed one comes to, with nothing left lying about.
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
from typing import Any

from tests.durability import corpora
from tests.durability.laboratory import Laboratory, opened
from tests.durability.points import IN_THE_BUILD, STAGES

_DELAYS = (0.0, 0.0, 0.0005, 0.002, 0.006)
"""Seconds after the point; a fork needs about one millisecond more."""

_SEARCHES = 6
"""Vectors that either scene's build searches for, at least."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One piece of work: the folders before and after it, what a look gives, points by stage."""

    corpus: Path
    data: Path
    old: str
    new: str
    points: dict[str, int]


@dataclass(frozen=True, slots=True)
class Run:
    """One kill. `found`: "old", "new", or what else was there; `fault`: why it did not survive."""

    stage: str
    point: str
    killed: bool
    found: str
    fault: str


class Bench:
    """The scenes of one series of kills, below one folder."""

    def __init__(self, folder: Path, laboratory: Laboratory, names: tuple[str, ...]) -> None:
        self._folder = folder
        self._laboratory = laboratory
        self._scenes = {name: self._scene(name) for name in names}

    def kill(self, chance: random.Random, stage: str) -> Run:
        """One kill in this stage, and everything after it."""
        able = [scene for scene in self._scenes.values() if scene.points.get(stage)]
        scene = chance.choice(able)
        where: dict[str, Any] = {
            "stage": stage,
            "number": chance.randrange(scene.points[stage]),
            "delay": chance.choice(_DELAYS),
        }
        if stage in IN_THE_BUILD:
            where["victim"] = chance.choice(("writer", "build", "both"))
        data = self._folder / "data"
        shutil.copytree(scene.data, data)
        try:
            return self._after(scene, data, stage, where)
        finally:
            shutil.rmtree(data)

    def _after(self, scene: Scene, data: Path, stage: str, where: dict[str, Any]) -> Run:
        folders = {"data": str(data), "corpus": str(scene.corpus)}
        quick = {"quick": stage in ("swap", "delete") and where["number"] % 4 > 0}
        end = self._laboratory.run("sync", **folders, **where, **quick)
        killed = end.status < 0 or "signal 9" in str(end.said)
        look = self._laboratory.run("look", data=str(data))
        state = (look.said or {}).get("state")
        found = {scene.old: "old", scene.new: "new"}.get(str(state), f"neither: {look}")
        again = self._laboratory.run("sync", **folders, quick=True)
        self._laboratory.settle()
        last = self._laboratory.run("look", data=str(data))
        fault = ""
        if found.startswith("neither") or look.said["faults"]:
            fault = f"partial: {look.said}" if look.said and state else f"lost: {look}"
        elif again.status or "error" in again.said:
            fault = f"the next sync failed: {again.said}"
        elif last.status or last.said.get("state") != scene.new or last.said["faults"]:
            fault = f"the next sync did not converge: {last}"
        else:
            fault = "; ".join(_left_behind(data))
        return Run(stage, str(where), killed, found, fault)

    def _scene(self, name: str) -> Scene:
        corpus, data = self._folder / f"{name}-corpus", self._folder / f"{name}-data"
        corpora.BEFORE[name](corpus)
        folders = {"data": str(data), "corpus": str(corpus)}
        assert "error" not in self._laboratory.run("sync", **folders, quick=True).said
        old = self._laboratory.run("look", data=str(data)).said["state"]
        corpora.AFTER[name](corpus)
        trial = self._folder / "trial"
        shutil.copytree(data, trial)
        end = self._laboratory.run("sync", data=str(trial), corpus=str(corpus))
        new = self._laboratory.run("look", data=str(trial)).said["state"]
        shutil.rmtree(trial)
        assert old != new
        points = {**end.said["passed"], "upsert": 1, "verify": _SEARCHES}
        return Scene(corpus, data, old, new, points)


def _left_behind(data: Path) -> Iterator[str]:
    """What should not lie about once a sync has come to its end."""
    generations = [path.name for path in (data / "index").iterdir()]
    if len(generations) != 1:
        yield f"{len(generations)} generations"
    left = {path.name for path in (data / "locks").iterdir()} - {"catalog.lock", "writer.lock"}
    if left:
        yield f"locks left: {sorted(left)}"


def series(
    runs: int,
    seed: int,
    names: tuple[str, ...] = tuple(corpora.AFTER),
    stages: tuple[str, ...] = STAGES,
) -> Iterator[Run]:
    """`runs` kills, the stages in turn."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, opened() as laboratory:
        bench = Bench(Path(folder), laboratory, names)
        for number in range(runs):
            yield bench.kill(chance, stages[number % len(stages)])


def main() -> int:
    """Prints a row a stage; exit code 1 if one run did not survive."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=300)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--stages", nargs="+", choices=STAGES, default=STAGES)
    given = arguments.parse_args()
    started = time.perf_counter()
    done = []
    for run in series(given.runs, given.seed, stages=tuple(given.stages)):
        done.append(run)
        if run.fault:
            print(run, file=sys.stderr)
        if len(done) % 25 == 0:
            print(f"{len(done)} kills after {time.perf_counter() - started:.0f} s", file=sys.stderr)
    print(f"{'stage':<8} {'runs':>5} {'killed':>7} {'old':>5} {'new':>5} {'survived':>9}")
    for stage in STAGES:
        rows = [run for run in done if run.stage == stage]
        found = Counter(run.found for run in rows)
        killed, well = sum(run.killed for run in rows), sum(not run.fault for run in rows)
        print(
            f"{stage:<8} {len(rows):>5} {killed:>7} {found['old']:>5} {found['new']:>5} {well:>9}"
        )
    survived = sum(not run.fault for run in done)
    partial = sum(run.fault.startswith("partial") for run in done)
    lost = len(done) - survived - partial
    print(
        f"survived {survived} of {len(done)}, lost {lost}, partial {partial} "
        f"(seed {given.seed}, {time.perf_counter() - started:.0f} s)"
    )
    return int(survived < len(done))


if __name__ == "__main__":
    raise SystemExit(main())
