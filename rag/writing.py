"""An answer while it is written: by the chosen model or, where it fails, by quotes alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer import Draft
from rag.answerers import Answerers
from rag.clock import Stopwatch
from rag.errors import ContextTooLong, ModelError
from rag.llm import ChatModel, count_prompt
from rag.reply import Reply
from rag.types import Evidence, Message, Passage

SWALLOWED = 0.5
"""A server that counts less than this share of the prompt's tokens has not read all of it: token
counts of one text by different tokenizers do not lie that far apart."""


@dataclass
class Fallback:
    """May the embedded answerer take a model's place? `note` tells the reader that it did."""

    allowed: bool
    note: str = ""

    def instead_of(self, chat: ChatModel | None, error: ModelError) -> None:
        """Say why the model does not answer; raises the error where nobody may take its place."""
        if not self.allowed or chat is None:
            raise error
        self.note = f"Quotes only: {chat.name or 'the model'} did not answer. {error.message}"


class Writing:
    """One answer's draft as it grows. After `pieces` has ended, `draft` is whole.

    `chat` is the model that wrote it, None for the embedded answerer; `prompt` is what a model was
    sent, also one that failed. `note` says what the model could not read.
    """

    def __init__(
        self,
        answerers: Answerers,
        chat: ChatModel | None,
        fallback: Fallback,
        reply: Reply,
        clock: Stopwatch,
    ) -> None:
        self.chat = chat
        self.prompt: tuple[Message, ...] = ()
        self.draft = Draft(())
        self.note = ""
        self._answerers = answerers
        self._answerer = answerers.answerer(chat)
        self._fallback = fallback
        self._reply = reply
        self._clock = clock

    @property
    def model(self) -> str:
        """The name under which the answer is signed."""
        return self._answerer.name

    def pieces(
        self, question: str, passages: Sequence[Passage], evidence: Evidence
    ) -> Iterator[str]:
        """The display text as it arrives, until it ends or the reader stops it.

        Raises `ModelError`; before the first word only where the fallback is not allowed.
        """
        self.prompt = self._answerer.prompt(question, passages)
        try:
            try:
                yield from self._written(self.prompt, passages, evidence)
            except ContextTooLong as error:
                self._shorten(question, passages, error)
                yield from self._written(self.prompt, passages, evidence)
        except ModelError as error:
            if self._reply.text or self._reply.stopping:
                raise
            self._fallback.instead_of(self.chat, error)
            self.chat, self.note = None, ""
            self._answerer = self._answerers.answerer(None)
            yield from self._written((), passages, evidence)
        self.note = self.note or self._swallowed()
        self._clock.lap("generate")

    def _shorten(self, question: str, passages: Sequence[Passage], error: ContextTooLong) -> None:
        """Make the prompt of the best passages that fit. Raises `error` where none is left out."""
        sent = count_prompt(self.prompt)
        room = self._answerers.room(error.window) if error.window else sent // 2
        kept = list(passages)
        while len(kept) > 1 and count_prompt(self.prompt) > min(room, sent - 1):
            kept.pop()
            self.prompt = self._answerer.prompt(question, kept)
        if len(kept) == len(passages) or self._reply.text or self._reply.stopping:
            raise error
        self.note = (
            f"The model's context window was too small for all {len(passages)} passages: "
            f"it was given the best {len(kept)}."
        )

    def _swallowed(self) -> str:
        """Has the server left out a part of the prompt without a word?"""
        usage, sent = self.draft.usage, count_prompt(self.prompt)
        if usage.estimated or not 0 < usage.prompt_tokens < SWALLOWED * sent:
            return ""
        return (
            f"The model server read {usage.prompt_tokens:,} tokens of a prompt of about {sent:,}: "
            "its context window cuts off the rest. Load the model with a larger one, or lower "
            "RAG_EVIDENCE_TOKENS."
        )

    def _written(
        self, prompt: Sequence[Message], passages: Sequence[Passage], evidence: Evidence
    ) -> Iterator[str]:
        self.draft = draft = Draft(passages)
        stream = self._answerer.stream(prompt, evidence)
        for piece in draft.write(stream, stopped=lambda: self._reply.stopping):
            self._clock.first("first_token")
            self._reply.text = draft.text
            yield piece
