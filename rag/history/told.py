"""What was said in a conversation, as a later question may refer to it."""

from __future__ import annotations

from collections.abc import Iterable

from rag.markup.words import without_markers
from rag.types import Answer, Message


def said_before(turns: Iterable[tuple[str, object]]) -> tuple[Message, ...]:
    """Questions with how each ended, as messages: answered ones only, without their markers."""
    messages: list[Message] = []
    for question, outcome in turns:
        if isinstance(outcome, Answer) and outcome.refusal is None and outcome.text.strip():
            messages.append(Message("user", question))
            messages.append(Message("assistant", without_markers(outcome)))
    return tuple(messages)
