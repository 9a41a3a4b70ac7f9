"""What the rest of Footnote knows of a chat model, and a scripted one for tests."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from rag.types import CUT, Delta, Message
from rag.types.messages import BROKEN


class ChatModel(Protocol):
    """A model that answers messages piece by piece.

    `stream` returns at once; `ModelError` is raised out of the iteration. Closing the iterator
    (`close()`) closes the connection to the server. A reply that ends well has text in it.
    """

    @property
    def name(self) -> str:
        """The model's name as its server knows it; empty while the server is yet to be asked."""
        ...

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Delta]:
        """The reply in pieces. `max_tokens` bounds the reply, not the prompt."""
        ...


class Said(NamedTuple):
    """A reply's text. `whole` is false where it was cut off: then it may be all thinking."""

    text: str
    whole: bool


def said(deltas: Iterable[Delta]) -> Said:
    """The whole reply, without what turned out to be thinking. Raises what the deltas raise."""
    text, finish = "", None
    for delta in deltas:
        text = delta.text if delta.restart else text + delta.text
        finish = delta.finish or finish
    return Said(text, finish not in ("length", CUT, BROKEN))


ScriptedPiece = str | Delta | Exception


class ScriptedModel:
    """Answers with what was enqueued, in order, and remembers what it was asked.

    `prompts` holds the messages of every call; `closed` counts replies that were closed before
    their end. Asking it once too often is an `AssertionError`.
    """

    def __init__(self, name: str = "scripted") -> None:
        self.name = name
        self.prompts: list[tuple[Message, ...]] = []
        self.closed = 0
        self._replies: deque[tuple[ScriptedPiece, ...]] = deque()

    def enqueue(self, reply: Sequence[ScriptedPiece] | Exception) -> None:
        """Add one reply: its pieces, or the exception to raise instead.

        A `str` is a piece of text; an exception among the pieces is raised at its place. A reply
        of nothing but strings ends with the finish reason "stop"; otherwise say it in a `Delta`.
        """
        pieces = (reply,) if isinstance(reply, Exception) else tuple(reply)
        if all(isinstance(piece, str) for piece in pieces):
            pieces = (*pieces, Delta(finish="stop"))
        self._replies.append(pieces)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Delta]:
        """The next enqueued reply; the limits are for real models."""
        del max_tokens, temperature
        self.prompts.append(tuple(messages))
        assert self._replies, f"{self.name} was asked {len(self.prompts)} times: enqueue more."
        return self._play(self._replies.popleft())

    def _play(self, pieces: tuple[ScriptedPiece, ...]) -> Iterator[Delta]:
        try:
            for piece in pieces:
                if isinstance(piece, Exception):
                    raise piece
                yield Delta(text=piece) if isinstance(piece, str) else piece
        except GeneratorExit:
            self.closed += 1
            raise
