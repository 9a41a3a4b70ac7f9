"""What is kept of conversations: each ended turn, complete."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from rag.types import Answer, Ending, Scope, Stretch

_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question and what came of it.

    `text` is the answer's or the refusal's, what had arrived before a stop, or what failed, in
    words. `answer` is None for the last two. `who` answered, in words; `place` and `model` are what
    was chosen. `within` says in words which documents were asked. `position` is where it was kept
    in its conversation; 0 before it is. `literal` are the stretches of a stopped turn's text that
    are no Markdown.
    """

    id: str
    asked: datetime
    question: str
    ending: Ending
    text: str
    answer: Answer | None = None
    who: str = ""
    place: str = ""
    model: str = ""
    scope: Scope = Scope()  # noqa: RUF009  a frozen value
    within: str = ""
    position: int = field(default=0, compare=False)
    literal: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in a list: how it is called, when it began and last went on, its turns."""

    id: str
    title: str
    created: datetime
    changed: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation, complete, its turns oldest first."""

    id: str
    title: str
    created: datetime
    changed: datetime
    turns: tuple[KeptTurn, ...]


def new_id() -> str:
    """A name for a conversation or a turn, short enough for a link and not to be guessed; on a
    command line it is no option."""
    while (name := secrets.token_urlsafe(9)).startswith("-"):
        continue
    return name


def title_of(question: str) -> str:
    """What a conversation is called that begins with this question: its words, cut at one."""
    words = " ".join(question.split())
    if len(words) <= _LONGEST_TITLE:
        return words
    return words[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
