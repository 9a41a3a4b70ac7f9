"""What an export says of a conversation: each turn, how it ended, and its footnotes in full.

All formats are written from these values, so none of them can say more or less than another.
What a person may not want to pass on is left out: what was retrieved, prompts, a model's reasoning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from rag.markup.words import NO_PATHS, Paths, named
from rag.types import Answer, Citation, Ending, Marker, RefusalReason, Stretch, Support
from rag.types.sources import is_markdown


class KeptTurn(Protocol):
    """What an export uses of a turn that was kept."""

    @property
    def asked(self) -> datetime: ...

    @property
    def question(self) -> str: ...

    @property
    def answer(self) -> Answer | None: ...

    @property
    def text(self) -> str: ...

    @property
    def ending(self) -> Ending: ...

    @property
    def who(self) -> str: ...

    @property
    def within(self) -> str: ...

    @property
    def literal(self) -> tuple[Stretch, ...]: ...


class Conversation(Protocol):
    """What an export uses of a conversation that was kept."""

    @property
    def title(self) -> str: ...

    @property
    def created(self) -> datetime: ...

    @property
    def turns(self) -> Sequence[KeptTurn]: ...


@dataclass(frozen=True, slots=True)
class Footnote:
    """A quote behind `[number]`: `quote` is the document's text from `start` to `end`.

    `media_type` is the document's, "" where nobody kept it; `source` is where it is, if its title
    is that of another document cited.
    """

    number: int
    title: str
    locator: str
    quote: str
    support: Support
    document_id: str
    start: int
    end: int
    media_type: str = ""
    source: str = ""

    @property
    def document(self) -> str:
        """What the document is called, so that no other is meant."""
        return named(self.title, self.source)

    @property
    def is_markdown(self) -> bool:
        """Is the quote Markdown, and not letter for letter what it says?"""
        return is_markdown(self.media_type)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence that its sources do not fully bear out: `text[start:end]` of its turn, and why."""

    start: int
    end: int
    support: Support
    reason: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what came of it.

    `text` is the answer with its `[n]`, which are where `markers` say; a refusal's message; what
    had arrived before a stop, unchecked; or what failed, in words. `seconds` is None if unknown.
    `within` says which documents were asked, where not all. `text` is Markdown, but for its
    stretches in `literal`. `is_hint`: nothing of the documents was asked (see `Refusal`).
    """

    asked: datetime
    question: str
    ending: Ending
    who: str
    text: str
    footnotes: tuple[Footnote, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    markers: tuple[Marker, ...] = ()
    note: str = ""
    refusal: RefusalReason | None = None
    suggestions: tuple[str, ...] = ()
    seconds: float | None = None
    within: str = ""
    literal: tuple[Stretch, ...] = ()
    is_hint: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A conversation, complete. `format` names this shape, for whoever reads it as JSON."""

    title: str
    created: datetime
    exchanges: tuple[Exchange, ...]
    format: Literal["footnote-conversation-1"] = "footnote-conversation-1"


PathsOf = Callable[[Answer], Paths]
"""Where those documents of an answer are that have one title in common, by id."""


def record(conversation: Conversation, paths_of: PathsOf = lambda _: NO_PATHS) -> Record:
    """What an export says of it."""
    turns = tuple(exchange(turn, paths_of) for turn in conversation.turns)
    return Record(conversation.title, conversation.created, turns)


def exchange(turn: KeptTurn, paths_of: PathsOf = lambda _: NO_PATHS) -> Exchange:
    """What an export says of a turn."""
    answer = turn.answer
    if answer is None:
        return Exchange(
            *(turn.asked, turn.question, turn.ending, turn.who, turn.text),
            within=turn.within,
            literal=turn.literal,
        )
    refusal = answer.refusal
    return Exchange(
        turn.asked,
        turn.question,
        turn.ending,
        turn.who,
        answer.text if refusal is None else refusal.message,
        footnotes(answer, paths_of(answer)),
        doubts(answer),
        answer.markers if refusal is None else (),
        answer.note,
        refusal.reason if refusal is not None else None,
        refusal.suggestions if refusal is not None else (),
        answer.timings.total or None,
        turn.within,
        answer.literal if refusal is None else (),
        refusal is not None and refusal.is_hint,
    )


def footnotes(answer: Answer, paths: Paths = NO_PATHS) -> tuple[Footnote, ...]:
    """Every quote once, by number and then as they are first used."""
    found: dict[tuple[int, int, int], Footnote] = {}
    for one in answer.citations:
        path = paths.get(one.passage.document_id, "")
        found.setdefault((one.number, one.start, one.end), _footnote(one, path))
    return tuple(sorted(found.values(), key=lambda one: one.number))


def _footnote(one: Citation, path: str) -> Footnote:
    passage = one.passage
    return Footnote(
        one.number,
        passage.title,
        one.locator,
        one.quote,
        one.support,
        passage.document_id,
        one.start,
        one.end,
        passage.media_type,
        path,
    )


def doubts(answer: Answer) -> tuple[Doubt, ...]:
    """Every sentence that its sources do not fully bear out, in order."""
    return tuple(
        Doubt(one.start, one.end, one.support, one.reason)
        for one in answer.sentences
        if one.support is not Support.SUPPORTED
    )
