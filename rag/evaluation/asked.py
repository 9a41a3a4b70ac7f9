"""What a recording is of: one call of a model, and in which words another one is not the same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from rag.regex import regex
from rag.types import Message

_FENCE = regex(r"^===== ([0-9a-f]{16}) begin\b", re.MULTILINE)
_SHOWN = 60  # characters of a prompt, around what has changed in it


@dataclass(frozen=True, slots=True)
class Asked:
    """What a recording is of. `call` counts askings of the same thing in one repeat of a case."""

    server: str
    model: str
    max_tokens: int
    temperature: float
    repeat: int
    call: int
    prompt: tuple[Message, ...]

    @property
    def digest(self) -> str:
        """The name under which its recording is kept."""
        return hashlib.sha256(_ASKED.dump_json(self)).hexdigest()[:32]


_ASKED = TypeAdapter(Asked)


def without_fence(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The messages with "fence" for the random mark that stands around what is to be read."""
    for message in messages:
        found = _FENCE.search(message.content)
        if found:
            return tuple(
                Message(one.role, one.content.replace(found[1], "fence")) for one in messages
            )
    return tuple(messages)


def differences(known: Asked, asked: Asked) -> list[str]:
    """In words, each ready for "... was not so"."""
    found = []
    for name in ("server", "model", "max_tokens", "temperature", "repeat"):
        before, now = getattr(known, name), getattr(asked, name)
        if before != now:
            plus = int(name == "repeat")
            found.append(f"{name.replace('_', ' ')} {now + plus if plus else now!r}")
    if known.prompt != asked.prompt:
        found.append(f"the prompt ({_first_change(known.prompt, asked.prompt)})")
    return found


def _first_change(before: Sequence[Message], now: Sequence[Message]) -> str:
    old, new = ("\n".join(one.content for one in prompt) for prompt in (before, now))
    at = next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )
    return f"now “…{' '.join(new[max(0, at - _SHOWN // 2) : at + _SHOWN // 2].split())}…”"
