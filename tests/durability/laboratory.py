"""A process that forks: every experiment gets one of its own, without loading modules anew.

`python -m tests.durability.laboratory` reads orders, one JSON a line, and answers each in one line
with how the experiment's process ended and what it said. The process is a real one: it is killed,
limited and left to die like any other.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER, from linux/prctl.h."""

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Ending:
    """How an experiment's process ended. `status`: 0, or the signal that ended it, below 0."""

    status: int
    said: Any
    seconds: float


@dataclass(frozen=True, slots=True)
class Laboratory:
    """Runs experiments one after another. Use `opened`."""

    orders: IO[str]
    answers: IO[str]

    def run(self, experiment: str, **order: object) -> Ending:
        """Runs one of `experiments.EXPERIMENTS`, and waits for its end."""
        self.start(experiment, **order)
        return self.wait()

    def start(self, experiment: str, **order: object) -> None:
        """Begins an experiment."""
        self.orders.write(json.dumps({"experiment": experiment, **order}) + "\n")
        self.orders.flush()

    def settle(self) -> None:
        """Waits for the processes that killed ones have left behind."""
        self.run("settle")

    def wait(self) -> Ending:
        """The end of what was begun."""
        line = self.answers.readline()
        assert line, "the laboratory's process has ended"
        return Ending(**json.loads(line))


@contextmanager
def opened() -> Iterator[Laboratory]:
    """A laboratory for the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.durability.laboratory"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # threads and forks do not go together
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Laboratory(process.stdin, process.stdout)
        process.stdin.close()


def _experiment(run: Callable[[dict[str, Any]], object], order: dict[str, Any], tell: int) -> None:
    """In the forked process: says what came out, or how it failed, and ends."""
    try:
        said = run(order)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the outcome
        traceback.print_exc()
        said, status = {"raised": type(error).__name__, "message": str(error)}, 1
    else:
        status = 0
    with contextlib.suppress(OSError):
        os.write(tell, json.dumps(said).encode())
    os._exit(status)


def _end_of(pid: int, heard: int) -> tuple[int, object]:
    with os.fdopen(heard, "rb") as stream:
        said = stream.read()
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), json.loads(said) if said else None


def _adopt_orphans() -> None:
    """Has the children of killed processes become ours, where the system can do that (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def _reap_orphans() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def main() -> None:
    """Serves until its input ends."""
    import chromadb  # noqa: F401 - loaded once, used in the forked processes alone

    from tests.durability.experiments import EXPERIMENTS

    _adopt_orphans()
    for line in sys.stdin:
        order = json.loads(line)
        started = time.perf_counter()
        if order["experiment"] == "settle":
            _reap_orphans()
            print(json.dumps({"status": 0, "said": None, "seconds": 0.0}), flush=True)
            continue
        heard, tell = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(heard)
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, 0)
            os.dup2(2, 1)  # what is printed must not be taken for an answer
            _experiment(EXPERIMENTS[order.pop("experiment")], order, tell)
        os.close(tell)
        status, said = _end_of(pid, heard)
        ending = {"status": status, "said": said, "seconds": time.perf_counter() - started}
        print(json.dumps(ending), flush=True)


if __name__ == "__main__":
    main()
