"""A reply: display text as it arrives, then the answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from types import TracebackType
from typing import Literal

from rag.errors import ReplyUnfinished
from rag.types import Answer

Stage = Literal["starting", "searching", "answering", "checking", "done"]


class Reply:
    """Iterates over pieces of display text; afterwards `answer` is the outcome.

    One thread iterates; `stage`, `text` and `stop` are for any thread. `text` is the display text
    so far: the pieces put together, but for the rare model whose first words turn out to have been
    thinking and are taken back. Errors of the model server are
    raised out of the iteration. Closing early (`close`, or leaving a `with`) frees the server.
    """

    def __init__(self, path: Callable[[Reply], Generator[str, None, None]]) -> None:
        self.stage: Stage = "starting"
        self.text = ""
        self._pieces = path(self)
        self._answer: Answer | None = None
        self._stopping = threading.Event()
        self._on_stop: Callable[[], None] = _nothing

    def __iter__(self) -> Iterator[str]:
        return self._pieces

    def __enter__(self) -> Reply:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give up what has not been iterated yet; the model server is hung up on."""
        self._pieces.close()

    @property
    def answer(self) -> Answer:
        """The whole answer. Raises `ReplyUnfinished` until the iteration has ended."""
        if self._answer is None:
            raise ReplyUnfinished(
                "This reply has no answer yet.", hint="Iterate over it to its end first."
            )
        return self._answer

    @property
    def stopping(self) -> bool:
        """Has somebody asked for the rest to be left out?"""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Take what has arrived so far as the answer, even while the server is silent."""
        self._stopping.set()
        self._on_stop()

    def when_stopped(self, action: Callable[[], None]) -> None:
        """Have `stop` call this too: what ends the wait for a silent server, from any thread."""
        self._on_stop = action
        if self.stopping:
            action()

    def finish(self, answer: Answer) -> None:
        """Called once, by the path that produces the pieces, when its outcome is known."""
        self._answer = answer
        self.stage = "done"


def _nothing() -> None:
    """There is nothing to end before a server was asked."""
