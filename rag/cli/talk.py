"""`rag ask --after`, `--keep`: conversations that a question goes on with or begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import click

from rag.cli.terminal import one_line, say
from rag.errors import QuestionError, RagError, StoreError

if TYPE_CHECKING:
    from rag.history import Conversation, History, KeptTurn
    from rag.settings import Settings
    from rag.types import Answer, Message, Scope

LAST = "last"
"""The name of the conversation that went on last."""
_LIST = "`rag conversations list` names those that are kept."


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation `id`, kept in `history`, with its turns `before` the question."""

    history: History
    id: str
    before: tuple[KeptTurn, ...] = ()

    @property
    def messages(self) -> tuple[Message, ...]:
        """What the question may refer to: the answered turns."""
        from rag.history import said_before

        return said_before((turn.question, turn.answer) for turn in self.before)

    @property
    def scope(self) -> Scope | None:
        """What the last question was asked of, which the next one is, too; None for everything."""
        return (self.before[-1].scope or None) if self.before else None

    def keep(self, asked: datetime, answer: Answer, scope: Scope | None, words: str) -> str | None:
        """Keep the turn; `words` are those of a scope that was chosen for it. Its conversation's
        name; None where it cannot be kept, which is told on stderr: the answer stands."""
        from rag.history import KeptTurn, new_id
        from rag.types import Scope

        turn = KeptTurn(
            new_id(),
            asked,
            answer.question,
            "answered" if answer.refusal is None else "refused",
            answer.text,
            answer,
            answer.model,
            scope=scope or Scope(),
            within=words or (self.before[-1].within if scope and self.before else ""),
        )
        place = max((one.position for one in self.before), default=0) + 1
        try:
            if self.before and not self.history.title(self.id):
                raise StoreError(f"The conversation {self.id} was deleted meanwhile.")
            self.history.keep(self.id, place, turn)
        except RagError as error:
            say(f"Not kept: {one_line(str(error))}", err=True)
            return None
        if not self.before:
            say(f'\nKept. To go on: rag ask --after {self.id} "..."', err=True)
        return self.id


def named(history: History, name: str) -> Conversation | None:
    """The conversation of this name, or the one that went on last; None where there is none."""
    newest = history.conversations(most=1) if name == LAST else ()
    return history.conversation(newest[0].id if newest else name)


def chosen_talk(
    ctx: click.Context, settings: Settings, after: str | None, *, begun: bool
) -> Talk | None:
    """The conversation named `after` ("last" is the one that went on last), or a new one where it
    is to be `begun`, or None. Raises `QuestionError` for a name that names none."""
    from rag.history import FILE, History, new_id

    if after is None and not begun:
        return None
    if after is not None and begun:
        raise click.UsageError("--after keeps the question too: leave --keep out.", ctx)
    if not settings.history:
        raise QuestionError(
            "No conversation is kept here: RAG_HISTORY is off.", hint="Set RAG_HISTORY=true."
        )
    path = settings.data_dir / FILE
    if begun:
        return Talk(History.open(path), new_id())
    if path.exists():
        history = History.open(path)
        if kept := named(history, after or ""):
            return Talk(history, kept.id, kept.turns)
    which = "No conversation" if after == LAST else f"No conversation {after!r}"
    hint = 'Begin one: rag ask --keep "..."' if after == LAST else _LIST
    raise QuestionError(f"{which} is kept in {path}.", hint=hint)
