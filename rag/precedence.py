"""Questions that people ask go before those that are tried in the background."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import closing

LEFT_AFTER = 3.0
"""Seconds after which a reply of which no further piece is asked for keeps nobody waiting: whoever
began to read it may have gone."""


class Precedence:
    """Who may go on. From any thread. `left_after` is in seconds."""

    def __init__(self, left_after: float = LEFT_AFTER) -> None:
        self._left_after = left_after
        self._read: dict[object, float] = {}
        """When each reply under way was given a piece of; infinity while it makes the next."""
        self._closed = False
        self._changed = threading.Condition()

    def first(self, pieces: Generator[str, None, None]) -> Generator[str, None, None]:
        """The pieces of a reply, which is under way till they end, are closed or are left."""
        reply = object()
        try:
            self._note(reply, float("inf"))
            with closing(pieces):
                for piece in pieces:
                    self._note(reply, time.monotonic())
                    yield piece
                    self._note(reply, float("inf"))
        finally:
            self._note(reply, None)

    def give_way(self) -> bool:
        """Waits while a question is under way; True once nothing is to be tried any more."""
        with self._changed:
            while not self._closed and (last := max(self._read.values(), default=0.0)):
                left = last + self._left_after - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(None if left == float("inf") else left)
            return self._closed

    def close(self) -> None:
        """Nothing is to be tried any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _note(self, reply: object, read: float | None) -> None:
        with self._changed:
            if read is None:
                self._read.pop(reply, None)
            else:
                self._read[reply] = read
            self._changed.notify_all()
