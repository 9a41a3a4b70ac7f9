"""What a doctor's visit gives: findings, each with the next thing to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rag.errors import RagError

State = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. A note is worth knowing; a problem is to be solved. `advice` says how.

    `facts` repeats what `text` says, for scripts: names and JSON values, never a key.
    """

    topic: str
    state: State
    text: str
    advice: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


def ok(topic: str, text: str, **facts: object) -> Finding:
    """As it should be."""
    return Finding(topic, "ok", text, facts=facts)


def note(topic: str, text: str, advice: str = "", **facts: object) -> Finding:
    """Not broken, and perhaps not meant."""
    return Finding(topic, "note", text, advice, facts)


def problem(topic: str, text: str, advice: str, **facts: object) -> Finding:
    """Broken."""
    return Finding(topic, "problem", text, advice, facts)


def failure(topic: str, error: RagError) -> Finding:
    """Broken, in the words of the error."""
    return problem(topic, error.message, error.hint)
