"""Who can answer: whatever turns a question and its passages into text with `[key]` markers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from rag.types import Delta, Evidence, Message, Passage


class Answerer(Protocol):
    """One way to write an answer: the sources' own sentences, or a model's."""

    @property
    def name(self) -> str:
        """The name under which the answer is signed."""
        ...

    def prompt(self, question: str, passages: Sequence[Passage]) -> tuple[Message, ...]:
        """The messages that a model is to be sent; none where there is no model."""
        ...

    def stream(self, prompt: Sequence[Message], evidence: Evidence) -> Iterator[Delta]:
        """The answer to a `prompt`, in pieces. Its text cites by key: "It opened in 1987 [k7f2]."

        May raise `ModelError` out of the iteration; closing the iterator frees what it uses.
        """
        ...
