"""A draft: a streaming reply collected, numbered for display as it arrives, and not yet judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from rag.answer.citations import CitationStream
from rag.answer.prompt import is_refusal, may_become_refusal
from rag.answer.wrapped import unwrapped
from rag.errors import ModelError, ModelProtocol, ModelUnreachable
from rag.types import CUT, Delta, Passage, Stretch, Usage
from rag.types.messages import (
    ABORTED,
    BEGUN,
    BROKEN,
    FILTERED,
    INCOMPLETE,
    LIMITED,
    SHORTENED,
    STOPPED,
    UNENDED,
)

_CUT_SHORT = ("length", "content_filter")
"""How a server says that it ended the reply itself, wherever that was."""


class Draft:
    """Consumes deltas and gives out display text, holding back what may still be a refusal.

    After `write` has ended: `text` is all display text, `declined` says that it is the fixed
    refusal phrase, and `note` what a reader should know about how it ended. `failure` is what the
    server broke off with, or None; `stopped` says that its reader did. Then no conclusion may be
    drawn from what is missing. `unsure`: the server never said that it was finished, which some
    never do. `quotes_only` says that no model writes it.
    """

    def __init__(self, passages: Sequence[Passage], *, quotes_only: bool = False) -> None:
        self.quotes_only = quotes_only
        self._anew = partial(CitationStream, passages, quotes_only=quotes_only)
        self.citations = self._anew()
        self.reasoning = ""
        self.usage = Usage()
        self.declined = False
        self.note = ""
        self.failure: ModelError | None = None
        self.stopped = False
        self.unsure = False
        self._finish: str | None = None

    @property
    def text(self) -> str:
        """The display text so far. It begins anew when a model turns out to have been thinking."""
        return self.citations.text

    @property
    def literal(self) -> tuple[Stretch, ...]:
        """The stretches of it that are a source's letters, not Markdown."""
        return self.citations.literal

    def write(
        self, deltas: Iterable[Delta], stopped: Callable[[], bool] = lambda: False
    ) -> Iterator[str]:
        """Pieces of display text as they may be shown, until the end or until `stopped`.

        What was shown is kept when the server fails after it. Raises its `ModelError` when it fails
        before, and `ModelProtocol` when the reply ends by itself without any text.
        """
        held: str | None = ""  # None once it is clear that this is no refusal
        try:
            for delta in deltas if self.quotes_only else unwrapped(deltas):
                if stopped():
                    break
                if delta.restart:  # what was shown until now was thinking: `text` begins anew
                    held = ""
                shown = self._take(delta)
                if held is None:
                    if shown:
                        yield shown
                elif not may_become_refusal(held := held + shown):
                    yield held
                    held = None
        except ModelError as error:
            if held is not None:
                raise
            self.failure = error
        halted = stopped()
        rest = (held or "") + self.citations.finish(cut=halted or self._is_cut())
        self._end(stopped=halted)
        if rest and not self.declined:
            yield rest

    def _take(self, delta: Delta) -> str:
        """What one delta adds to the display text."""
        if delta.restart:
            self.citations = self._anew()
            self.reasoning = ""
        self.reasoning += delta.reasoning
        self.usage = delta.usage or self.usage
        self._finish = delta.finish or self._finish
        return self.citations.feed(delta.text, delta.literal)

    @property
    def broke_off(self) -> bool:
        """Is it known to have ended before it was finished?"""
        failed = self.failure is not None and not self.unsure
        return self.stopped or failed or self._finish in _CUT_SHORT

    def _is_cut(self) -> bool:
        """Did the reply end in the middle of something?"""
        return self.failure is not None or self._finish in (None, CUT, BROKEN, *_CUT_SHORT)

    def _end(self, *, stopped: bool) -> None:
        """Judge how it ended: `declined`, `failure` and `note`."""
        self.declined = is_refusal(self.text)
        self.stopped = stopped
        if stopped:
            self.note = STOPPED
            return
        if not self.text.strip():
            raise ModelProtocol(
                "The model ended its reply without a word of answer.",
                hint="Try again, or choose another model.",
            )
        self.note = _ending(self._finish)
        if self.failure is not None:
            self.note = f"{INCOMPLETE} {self.failure}"
        elif self._finish in (CUT, BROKEN):
            self.unsure = self._finish == CUT
            self.failure = ModelUnreachable(
                "The model's reply ended before it was finished.", hint="Ask again."
            )


def _ending(finish: str | None) -> str:
    if finish == "length":
        return LIMITED
    if finish == SHORTENED:
        return "A long list is quoted in part: after the last item here it goes on in the source."
    if finish == BEGUN:
        return "Only the beginning is quoted: the source says more about this."
    if finish == "content_filter":
        return FILTERED
    if finish == BROKEN:
        return ABORTED
    if finish in (None, CUT):
        return UNENDED
    return ""
