"""A stopwatch that remembers how long each stage of a question took."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Literal

from rag.types import Timings

TimedStage = Literal["follow_up", "retrieve", "evidence", "first_token", "generate", "verify"]


class Stopwatch:
    """Seconds since the last lap, by stage; starts when it is made."""

    def __init__(self) -> None:
        self._begun = self._lap = time.perf_counter()
        self._timings = Timings()

    def lap(self, stage: TimedStage) -> None:
        """The stage has ended now; the next one begins. What comes twice is added up."""
        now = time.perf_counter()
        before = getattr(self._timings, stage) or 0.0
        self._timings = replace(self._timings, **{stage: before + now - self._lap})
        self._lap = now

    def first(self, stage: TimedStage) -> None:
        """Note when something first happened within the stage under way; only once."""
        if getattr(self._timings, stage) is None:
            now = time.perf_counter()
            self._timings = replace(self._timings, **{stage: now - self._lap})

    def timings(self) -> Timings:
        """All laps, and the total until now."""
        return replace(self._timings, total=time.perf_counter() - self._begun)
