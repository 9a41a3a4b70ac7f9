"""How long a model server is waited for, and what is said when the time is over."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.errors import ModelError, ModelTimeout
from rag.llm.faults import Endpoint
from rag.llm.retries import Retries
from rag.settings import Settings
from rag.types import Delta

_AFTER_FINISH = 2.0  # seconds; what may follow the finish reason is the usage, and is optional


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: to connect, to the first token (a cold model loads in this time), between two
    tokens (keep-alive comments are none), and from the first token to the last."""

    connect: float
    first_token: float
    token: float
    total: float

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """As the settings have them."""
        return cls(
            connect=settings.connect_timeout,
            first_token=settings.first_token_timeout,
            token=settings.token_timeout,
            total=settings.answer_timeout,
        )


class Patience:
    """The waiting for one reply of one server."""

    def __init__(self, limits: Limits, endpoint: Endpoint, retries: Retries) -> None:
        self._limits = limits
        self._endpoint = endpoint
        self._retries = retries
        self._end = math.inf
        self._finished = False  # usage may come behind the finish

    def within(self, deltas: Iterable[Delta]) -> Iterator[Delta]:
        """The same deltas; `ModelTimeout` where they go on for longer than they may in all."""
        for delta in deltas:
            if self._end == math.inf and delta.waiting is None:
                self._end = time.monotonic() + self._limits.total
            self._finished = self._finished or delta.finish is not None
            if not self._left() and not self._finished:
                raise self._endless()
            yield delta

    def seconds(self, last: Delta | None) -> float:
        """How long the next piece may take, after the `last` (None: there was none yet)."""
        if last is None:
            return self._limits.first_token
        if last.waiting is not None:
            return self._retries.left()
        token = self._limits.token
        return min(self._left(), min(token, _AFTER_FINISH) if self._finished else token)

    def silence(self, last: Delta | None) -> ModelError | None:
        """What it means that nothing more came: an error, or None for an answer that is whole."""
        if last is None or last.waiting is not None:
            return late(self._endpoint, self._limits.first_token)
        if self._finished:
            return None
        if not self._left():
            return self._endless()
        return ModelTimeout(
            f"The model server at {self._endpoint.shown} stopped in the middle of its answer: "
            f"nothing came for {self._limits.token:g} seconds.",
            hint="Ask again, or raise RAG_TOKEN_TIMEOUT.",
        )

    def _left(self) -> float:
        return max(0.0, self._end - time.monotonic())

    def _endless(self) -> ModelError:
        return ModelTimeout(
            f"The model at {self._endpoint.shown} came to no end in {self._limits.total:g} seconds "
            "of writing.",
            hint="Ask for less, lower RAG_MAX_ANSWER_TOKENS, or raise RAG_ANSWER_TIMEOUT.",
        )


def late(endpoint: Endpoint, limit: float, hint: str = "") -> ModelError:
    """Not a word within the limit; the `hint` is for a limit other than the first token's."""
    message = f"The model server at {endpoint.shown} did not answer in {limit:g} seconds."
    return endpoint.error(ModelTimeout, message, hint=hint)
