"""Before anything is searched: may the question be asked, and what may it ask by itself?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from rag.answerers import Answerers
from rag.errors import ModelError, QuestionError
from rag.hints import is_small_talk
from rag.llm import ChatModel
from rag.regex import regex
from rag.retrieve import Bounds, bounds_of, readings
from rag.settings.profiles import Server
from rag.types import Message, Scope
from rag.writing import Fallback

_BLANKS = regex(r"\s+")


@dataclass(frozen=True, slots=True)
class Ask:
    """A question as it was `typed`, how it is read, the turns before it, and who is to answer it
    out of what.

    `model`, `server` and `scope` are as `Assistant.ask` takes them, the scope of everything empty.
    """

    typed: str
    question: str
    history: tuple[Message, ...] = ()
    model: str | None = None
    server: Server | None = None
    scope: Scope = field(default_factory=Scope)


def check_question(question: str, limit: int) -> None:
    """Raises `QuestionError` for a question that is blank or has more than `limit` characters."""
    if not question.strip():
        raise QuestionError("The question is empty.", hint="Type a question first.")
    if len(question) > limit:
        raise QuestionError(
            f"The question has {len(question):,} characters; the limit is {limit:,}.",
            hint="Shorten it, or raise RAG_MAX_QUESTION_CHARS.",
        )


def evenly_spaced(text: str) -> str:
    """With one blank for several, and one line break for blanks that hold one: how a question is
    spaced says nothing, and nothing that reads it has to count blanks."""
    return _BLANKS.sub(lambda blanks: "\n" if "\n" in blanks[0] else " ", text.strip())


def evenly_spaced_turns(history: Iterable[Message]) -> tuple[Message, ...]:
    """The same of each turn that a person wrote."""
    return tuple(
        replace(turn, content=evenly_spaced(turn.content)) if turn.role == "user" else turn
        for turn in history
    )


def understood(
    ask: Ask, answerers: Answerers, chat: ChatModel | None, fallback: Fallback
) -> tuple[tuple[str, ...], Bounds, ChatModel | None]:
    """What the question may ask by itself, likeliest first; what these may be answered from, where
    no model has read it; and the model that is left to answer.

    Raises `ModelError` where the model fails here and the fallback is not allowed.
    """
    question, history = ask.question, () if is_small_talk(ask.question) else ask.history
    by_rule = readings(question, history)
    bounds = bounds_of(question, history)
    try:
        ways = readings(question, history, answerers.rewriter(chat))
    except ModelError as error:
        fallback.instead_of(chat, error)
        return by_rule, bounds, None
    return ways, bounds if ways == by_rule else Bounds(), chat
