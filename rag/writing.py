"""An answer while it is written: by the chosen model or, where it fails, by quotes alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rag.answer import Draft, Fitted, fit
from rag.answerers import Answerers
from rag.clock import Stopwatch
from rag.errors import ContextTooLong, ModelError
from rag.llm import SWALLOWED, ChatModel, count_prompt, count_tokens, window_of
from rag.reply import Reply
from rag.types import Evidence, Message, Passage, Usage

_WINDOW_SECONDS = 0.3
"""How long the first words may be put off for a server that is asked for its context window."""


@dataclass
class Fallback:
    """May the embedded answerer take a model's place? `note` tells the reader that it did.

    `failure` is what the model had failed with.
    """

    allowed: bool
    note: str = ""
    failure: str = ""

    def instead_of(self, chat: ChatModel | None, error: ModelError) -> None:
        """Say why the model does not answer; raises the error where nobody may take its place."""
        if not self.allowed or chat is None:
            raise error
        self.note = f"Quotes only: {chat.name or 'the model'} did not answer. {error.message}"
        self.failure = str(error)


class Writing:
    """One answer's draft as it grows. After `pieces` has ended, `draft` is whole.

    `chat` is the model that wrote it, None for the embedded answerer; `prompt` is what a model was
    sent, also one that failed: of the passages, those that its context window has room for, if
    that is known. `note` says what the model could not read.
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
        self._window = 0
        self._answerers = answerers
        self._answerer = answerers.answerer(chat)
        self._fallback = fallback
        self._reply = reply
        self._clock = clock

    @property
    def model(self) -> str:
        """The name under which the answer is signed."""
        return self._answerer.name

    @property
    def notes(self) -> tuple[str, str]:
        """Who did not answer, and what the model could not read; "" for nothing to say."""
        return self._fallback.note, self.note

    @property
    def failure(self) -> str:
        """What a model had failed with in whose place the embedded answerer writes, or ""."""
        return self._fallback.failure

    def pieces(
        self, question: str, passages: Sequence[Passage], evidence: Evidence
    ) -> Iterator[str]:
        """The display text as it arrives, until it ends or the reader stops it.

        Raises `ModelError`; before the first word only where the fallback is not allowed.
        """
        fitting = partial(fit, self._answerer, question, passages, evidence)
        fitted = fitting(self._room())
        try:
            try:
                yield from self._written(self._take(fitted, len(passages)), evidence)
            except ContextTooLong as error:
                shorter = fitting(self._room_after(error))
                unchanged = len(shorter.passages) == len(fitted.passages)
                if unchanged or self._reply.text or self._reply.stopping:
                    raise
                yield from self._written(self._take(shorter, len(passages)), evidence)
        except ModelError as error:
            if self._reply.text or self._reply.stopping:
                raise
            self._fallback.instead_of(self.chat, error)
            self.chat, self.note = None, ""
            self._answerer = self._answerers.answerer(None)
            yield from self._written(passages, evidence)
        self.note = " ".join(filter(None, [self.note, self._swallowed()]))
        self._meter()
        self._clock.lap("generate")

    def _room(self) -> int | None:
        """Tokens that the model has for a prompt; None where its context window is not known."""
        self._window = window_of(self.chat, _WINDOW_SECONDS).tokens
        return self._answerers.room(self._window) if self._window else None

    def _room_after(self, error: ContextTooLong) -> int:
        """Tokens for a prompt where the one that was sent had too many."""
        sent = count_prompt(self.prompt)
        room = self._answerers.room(error.window) if error.window else sent // 2
        self._window = error.window or 0
        return min(room, sent - 1)

    def _take(self, fitted: Fitted, given: int) -> Sequence[Passage]:
        """Use this prompt, and say so if it is not of all the passages."""
        self.prompt = fitted.prompt
        if len(fitted.passages) < given:
            size = f" of {self._window:,} tokens" if self._window else ""
            self.note = (
                f"The model's context window{size} was too small for all {given} passages: "
                f"it was given the best {len(fitted.passages)}."
            )
        return fitted.passages

    def _meter(self) -> None:
        """Say how much of the context window it took; by our count where the server is silent."""
        if self.chat is None:
            return
        usage = self.draft.usage
        if usage.estimated:
            said = count_tokens(self.draft.reasoning) + count_tokens(self.draft.text)
            usage = Usage(count_prompt(self.prompt), said)
        window = window_of(self.chat)
        loaded = 0 if window.is_maximum else window.tokens
        self.draft.usage = replace(usage, window=loaded)

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

    def _written(self, passages: Sequence[Passage], evidence: Evidence) -> Iterator[str]:
        self.draft = draft = Draft(passages, quotes_only=self.chat is None)
        stream = self._answerer.stream(self.prompt, evidence)
        for piece in draft.write(stream, stopped=lambda: self._reply.stopping):
            self._clock.first("first_token")
            # the text last: whoever reads it first then knows of every letter in it
            self._reply.literal = draft.literal
            self._reply.text = draft.text
            yield piece
