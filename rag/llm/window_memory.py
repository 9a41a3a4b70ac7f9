"""The context window of one model, looked up beside other work and remembered for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from rag.llm.context import Window

KEPT = 60.0
"""Seconds for which what a server said counts; a model may be loaded anew with another window."""


@runtime_checkable
class Windowed(Protocol):
    """A model that may know how long its prompts can be."""

    def window(self, wait: float = 0.0) -> Window:
        """What is known after at most these seconds; 0 tokens where nothing is."""
        ...


def window_of(model: object, wait: float = 0.0) -> Window:
    """The context window of any chat model, as far as it is known within these seconds."""
    return model.window(wait) if isinstance(model, Windowed) else Window()


class WindowMemory:
    """`look` asks the server, for seconds perhaps. Thread-safe; one look at a time."""

    def __init__(
        self, look: Callable[[], Window], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._look = look
        self._clock = clock
        self._known = Window()
        self._good_until = 0.0
        self._looked = threading.Event()
        self._looking = threading.Lock()

    def window(self, wait: float) -> Window:
        """What is known; where that is old, after a new look or after these seconds."""
        if self._clock() >= self._good_until and self._looking.acquire(blocking=False):
            self._looked.clear()
            threading.Thread(target=self._run, name="context-window", daemon=True).start()
        if self._looking.locked():
            self._looked.wait(wait)
        return self._known

    def learn(self, window: Window) -> None:
        """Take this for true: the server has just said it. One without tokens says nothing."""
        if not window.tokens:
            return
        self._known = window
        # a maximum is asked for again: less may be loaded by then
        self._good_until = 0.0 if window.is_maximum else self._clock() + KEPT

    def _run(self) -> None:
        try:
            found = self._look()
            self.learn(found)
            if not found.tokens:  # a server that does not say is not asked each time either
                self._good_until = self._clock() + KEPT
        finally:
            self._looking.release()
            self._looked.set()
