"""A draft: a streaming reply collected, numbered for display as it arrives, and not yet judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from rag.answer.citations import CitationStream
from rag.answer.prompt import is_refusal, may_become_refusal
from rag.errors import ModelProtocol
from rag.types import Delta, Passage, Usage


class Draft:
    """Consumes deltas and gives out display text, holding back what may still be a refusal.

    After `write` has ended: `text` is all display text, `declined` says that it is the fixed
    refusal phrase, and `note` what a reader should know about how it ended.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self.citations = CitationStream(passages)
        self.reasoning = ""
        self.usage = Usage()
        self.declined = False
        self.note = ""
        self._finish: str | None = None

    @property
    def text(self) -> str:
        """The display text so far. It begins anew when a model turns out to have been thinking."""
        return self.citations.text

    def write(
        self, deltas: Iterable[Delta], stopped: Callable[[], bool] = lambda: False
    ) -> Iterator[str]:
        """Pieces of display text as they may be shown, until the end or until `stopped`.

        Raises `ModelProtocol` when the reply ends by itself without any text.
        """
        held: str | None = ""  # None once it is clear that this is no refusal
        for delta in deltas:
            if stopped():
                break
            if delta.restart:  # what was shown until now was thinking: `text` begins anew
                self.citations = CitationStream(self._passages)
                self.reasoning, held = "", ""
            self.reasoning += delta.reasoning
            self.usage = delta.usage or self.usage
            self._finish = delta.finish or self._finish
            shown = self.citations.feed(delta.text)
            if held is None:
                if shown:
                    yield shown
            elif not may_become_refusal(held := held + shown):
                yield held
                held = None
        rest = (held or "") + self.citations.finish()
        if stopped():
            self.note = "You stopped this answer; it may be incomplete."
        elif not self.text.strip():
            raise ModelProtocol(
                "The model ended its reply without a word of answer.",
                hint="Try again, or choose another model.",
            )
        self.declined = is_refusal(self.text)
        if rest and not self.declined:
            yield rest
        self.note = self.note or _ending(self._finish)


def _ending(finish: str | None) -> str:
    if finish == "length":
        return "This answer was cut off at the token limit; it may be incomplete."
    if finish == "content_filter":
        return "The server's content filter ended this answer early."
    return ""
