"""What a question is at, on stderr while nothing has been printed of its answer yet.

On a terminal one line, rewritten: the stage, and a countdown where the model server has asked for
patience. Elsewhere only the waits are told, each once.
"""

from __future__ import annotations

import math
import threading
from types import TracebackType
from typing import Protocol

from rag.cli.terminal import StatusLine, one_line

_GLANCE = 0.2  # seconds
_PATIENCE = "The model server asks for patience; it is asked again"
_STAGES = {
    "starting": "Searching the documents",
    "searching": "Searching the documents",
    "answering": "Writing the answer",
    "thinking": "The model is thinking",
    "checking": "Checking every sentence against its source",
}


class Watched(Protocol):
    """What is looked at of a reply, from another thread."""

    @property
    def stage(self) -> str: ...

    @property
    def waiting(self) -> float | None: ...

    @property
    def awaiting(self) -> str: ...


class Waiting:
    """Shows it from `with` on; `pause` takes the line away before something else is printed."""

    def __init__(self, reply: Watched) -> None:
        self._reply = reply
        self._line = StatusLine()
        self._over = threading.Event()
        self._quiet = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._watch, name="waiting", daemon=True)

    def __enter__(self) -> Waiting:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        self._line.clear()

    def pause(self) -> None:
        """Say nothing more: the answer is being printed."""
        with self._lock:
            if not self._quiet:
                self._quiet = True
                self._line.clear()

    def _watch(self) -> None:
        while not self._over.wait(_GLANCE):
            with self._lock:
                if not self._quiet:
                    self._show()

    def _show(self) -> None:
        left = self._reply.waiting
        if left is not None:
            seconds = math.ceil(left)
            self._line.show(f"{_PATIENCE} in {seconds} s", once=f"{_PATIENCE} after a while")
        elif self._line.rewrites:
            awaited = self._reply.awaiting
            told = f"Waiting for {one_line(awaited)}" if awaited else ""
            self._line.show(told or _STAGES.get(self._reply.stage, ""))
