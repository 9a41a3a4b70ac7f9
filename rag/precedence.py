"""Questions that people ask go before those that are tried in the background."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Precedence:
    """Who may go on. From any thread."""

    def __init__(self) -> None:
        self._asked = 0
        self._closed = False
        self._changed = threading.Condition()

    @contextmanager
    def asked(self) -> Iterator[None]:
        """As long as a question is under way."""
        with self._changed:
            self._asked += 1
        try:
            yield
        finally:
            with self._changed:
                self._asked -= 1
                self._changed.notify_all()

    def give_way(self) -> bool:
        """Waits while a question is under way; True once nothing is to be tried any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._asked)
            return self._closed

    def close(self) -> None:
        """Nothing is to be tried any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
