"""A reply: display text as it arrives, then the answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from types import TracebackType
from typing import Literal, overload

from rag.errors import ReplyUnfinished
from rag.llm import ChatModel, Pump, Window, window_of
from rag.types import Answer, Delta, Message, Stretch

_UNNAMED = "the model"
Stage = Literal["starting", "searching", "answering", "thinking", "checking", "done"]


class Reply:
    """Iterates over pieces of display text; afterwards `answer` is the outcome.

    One thread iterates; `stage`, `waiting`, `awaiting`, `text` and `stop` are for any thread.
    `text` is the display text so far: the pieces put together, but for the rare model whose first
    words turn out to have been thinking and are taken back; `literal`, to be read after it, are its
    stretches that are no Markdown (see `Answer`). Errors of the model server are raised out of the
    iteration while no piece was given out; later ones end the answer, with a note, or are raised
    where the strictness lets nothing of it be shown. Closing early (`close`, or leaving a `with`)
    frees the server.
    """

    def __init__(self, path: Callable[[Reply], Generator[str, None, None]]) -> None:
        self.stage: Stage = "starting"
        self.text = ""
        self.literal: tuple[Stretch, ...] = ()
        self._pieces = path(self)
        self._answer: Answer | None = None
        self._stopping = threading.Event()
        self._on_stop: Callable[[], None] = _nothing
        self._resumes = 0.0
        self._awaited = ""

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
    def waiting(self) -> float | None:
        """Seconds until the server is asked again, if it asked for patience; else None."""
        left = self._resumes - time.monotonic()
        return left if left > 0 else None

    @property
    def awaiting(self) -> str:
        """The model that was asked and has not begun to reply; "" where none is waited for."""
        return self._awaited

    @property
    def stopping(self) -> bool:
        """Has somebody asked for the rest to be left out?"""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Take what has arrived so far as the answer, even while the server is silent."""
        self._stopping.set()
        self._on_stop()

    @overload
    def followed(self, model: ChatModel) -> ChatModel: ...

    @overload
    def followed(self, model: ChatModel | None) -> ChatModel | None: ...

    def followed(self, model: ChatModel | None) -> ChatModel | None:
        """The same model, if there is one; `stop` hangs up on it, and `waiting` waits with it."""
        return None if model is None else _Followed(model, self)

    def when_stopped(self, action: Callable[[], None]) -> None:
        """Have `stop` call this too: what ends the wait for a silent server, from any thread."""
        self._on_stop = action
        if self.stopping:
            action()

    def wait_for(self, seconds: float | None) -> None:
        """Called when the server asks for patience, and with None when it is over."""
        self._resumes = 0.0 if seconds is None else time.monotonic() + seconds

    def await_model(self, name: str) -> None:
        """Called when a model is asked, and with "" when its reply begins or there will be none."""
        self._awaited = name

    def finish(self, answer: Answer) -> None:
        """Called once, by the path that produces the pieces, when its outcome is known."""
        self._answer = answer
        self.stage = "done"


class _Followed:
    """A chat model whose streams belong to a reply: it hangs up when it ends, and on `stop`."""

    def __init__(self, model: ChatModel, reply: Reply) -> None:
        self._model = model
        self._reply = reply

    @property
    def name(self) -> str:
        """The model's own name."""
        return self._model.name

    def window(self, wait: float = 0.0) -> Window:
        """The model's own context window."""
        return window_of(self._model, wait)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Delta]:
        """The model's own stream, its waits told to the reply instead."""
        stream = self._model.stream(messages, max_tokens=max_tokens, temperature=temperature)
        if isinstance(stream, Pump):
            self._reply.when_stopped(stream.close)
        return self._follow(stream)

    def _follow(self, stream: Iterator[Delta]) -> Iterator[Delta]:
        stage = self._reply.stage
        self._reply.await_model(self.name or _UNNAMED)
        try:
            for delta in stream:
                self._reply.wait_for(delta.waiting)
                if delta.waiting is None:
                    self._reply.await_model("")
                    if delta.text or delta.reasoning:
                        self._reply.stage = stage if delta.text else "thinking"
                    yield delta
        finally:
            if self._reply.stage == "thinking":
                self._reply.stage = stage
            self._reply.wait_for(None)
            self._reply.await_model("")
            if isinstance(stream, Pump):
                stream.close()


def _nothing() -> None:
    """There is nothing to end before a server was asked."""
