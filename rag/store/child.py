"""Runs a build in a child process, and says why when it does not come to an end.

Not `multiprocessing`: its children import the parent's main module again, which under Streamlit and
pytest is not a thing to import twice.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

from rag.children import child_environment, obituary, read_report
from rag.errors import StoreError
from rag.store.build import NOTHING_LOST, BuildOrder, BuildResult, send
from rag.store.vectors import IndexBatch

_log = logging.getLogger(__name__)

_COMMAND = (
    sys.executable,
    "-P",
    "-c",
    "from rag.store.build import main; from rag.leaving import leave; leave(main())",
)
"""`-P` keeps the working directory, whatever is in it, off the child's path."""


_CLEAN_MEMORY = {"MALLOC_PERTURB_": "165"}
"""Has glibc fill memory before it is used again: HNSW writes some that it has not filled itself,
and what was deleted must not be in it. Elsewhere it means nothing."""


class _Started(NamedTuple):
    """A child that waits for its order, and the file that it writes its errors to."""

    process: subprocess.Popen[bytes]
    errors: IO[bytes]

    def end(self) -> None:
        """Kills it, if it has not ended."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self.process.kill()
        self.process.wait()
        self.errors.close()


@dataclass(frozen=True, slots=True)
class ChildProcess:
    """Runs `command FOLDER` for a build. The time limit, in seconds, grows with the rows."""

    command: tuple[str, ...] = _COMMAND
    seconds: float = 120.0
    seconds_per_row: float = 0.05
    _ahead: dict[Path, _Started] = field(default_factory=dict, compare=False, repr=False)
    _at_work: dict[Path, _Started] = field(default_factory=dict, compare=False, repr=False)

    def begin(self, folder: Path) -> None:
        """Starts the child for a folder that is to be ordered soon: it loads Chroma meanwhile."""
        self._ahead[folder] = self._start(folder)

    def let_go(self) -> None:
        """Ends the children that were started and got no order."""
        while self._ahead:
            self._ahead.popitem()[1].end()

    def limit(self, count: int) -> float:
        """Seconds that a build of so many rows may take."""
        return self.seconds + self.seconds_per_row * count

    def end(self, folder: Path) -> None:
        """Kills the child that is at work on a folder: whoever has ordered that gets an error."""
        started = self._at_work.get(folder)
        if started is not None:
            started.process.kill()

    def __call__(
        self, folder: Path, order: BuildOrder, batches: Iterable[IndexBatch]
    ) -> BuildResult:
        """What the child found. `StoreError` if it died, gave up, or took too long; where the order
        has no count, whoever has given it looks at the clock."""
        limit = self.limit(order.count or 0)
        overdue = threading.Event()
        started = self._ahead.pop(folder, None) or self._start(folder)
        child = started.process
        watch = threading.Timer(limit, _end, (child, overdue))
        if order.count is not None:
            watch.start()
        self._at_work[folder] = started
        with started.errors as errors:
            try:
                answer = _converse(child, order, batches)
            finally:
                watch.cancel()
                child.kill()
                child.wait()
                del self._at_work[folder]
            if child.returncode == 0 and not overdue.is_set():
                return _result(answer)
            late = f"it took more than {limit:.0f} seconds"
            raise StoreError(
                "The process building the index failed: "
                f"{late if overdue.is_set() else _obituary(child.returncode, errors)}.",
                hint=NOTHING_LOST,
            )

    def _start(self, folder: Path) -> _Started:
        with ExitStack() as kept:
            errors = kept.enter_context(tempfile.TemporaryFile())
            process = subprocess.Popen(
                [*self.command, str(folder.absolute())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=folder.parent,  # there is no `.env`: HNSW's files hold bits of its memory
                env=child_environment() | _CLEAN_MEMORY,
            )
            kept.pop_all()
        return _Started(process, errors)


def _converse(
    child: subprocess.Popen[bytes], order: BuildOrder, batches: Iterable[IndexBatch]
) -> bytes:
    """Tells the child everything, waits for its end, and returns what it said.

    Its stdin stays open until then: where it closes earlier, the child knows itself orphaned.
    """
    assert child.stdin is not None
    assert child.stdout is not None
    # A child that is gone does not listen; its exit code tells why.
    with child.stdout, suppress(BrokenPipeError), child.stdin:
        with suppress(BrokenPipeError):
            send(child.stdin, order, batches)
            child.stdin.flush()
        answer = child.stdout.read()
    child.wait()
    return answer


def _end(child: subprocess.Popen[bytes], overdue: threading.Event) -> None:
    overdue.set()
    child.kill()


def _result(answer: bytes) -> BuildResult:
    """The last line is the result; libraries may have printed before it."""
    try:
        return BuildResult(**json.loads(answer.splitlines()[-1]))
    except (IndexError, ValueError, TypeError) as error:
        raise StoreError(
            "The process building the index did not say what it found.", hint=NOTHING_LOST
        ) from error


def _obituary(returncode: int, errors: IO[bytes]) -> str:
    """Why the child ended; all that it wrote is logged."""
    report = read_report(errors)
    _log.debug("the index build ended with exit code %d: %s", returncode, report)
    return obituary(returncode, report)
