"""When a server that asks for patience is asked again, before the first token of one reply."""

from __future__ import annotations

import time

from rag.errors import ModelOverloaded

LONGEST_WAIT = 30.0
"""Seconds that `Retry-After` may ask for, all waits of one reply together; more is an error."""

_FIRST_LOOK = 0.25  # seconds until a server that is loading is asked again; doubled each time
_LAST_LOOK = 2.0


class Retries:
    """The waits of one reply. A model may load until `limit` seconds after the start.

    Time spent waiting because a server limits its rate is given to the deadline; time spent
    loading is not.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._deadline = time.monotonic() + limit
        self._look = _FIRST_LOOK
        self._waited = 0.0

    def begin(self) -> None:
        """The clock starts now."""
        self._deadline = time.monotonic() + self.limit

    def left(self) -> float:
        """Seconds until the first token is overdue."""
        return max(0.0, self._deadline - time.monotonic())

    def delay(self, error: ModelOverloaded) -> float | None:
        """Seconds to wait before the request is sent again; None if it is not to be."""
        if error.loading:
            asked = max(self._look, error.retry_after or 0.0)
            self._look = min(2 * self._look, _LAST_LOOK)
            return asked if asked < self.left() else None
        if error.retry_after is None:
            return None
        delay = max(error.retry_after, _FIRST_LOOK)
        if self._waited + delay > LONGEST_WAIT:
            return None
        self._waited += delay
        self._deadline += delay
        return delay
