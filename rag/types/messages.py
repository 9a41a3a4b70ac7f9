"""What goes to a model and what comes back: messages, the pieces of a reply, tokens spent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.types.stretches import Stretch

Role = Literal["system", "user", "assistant"]

CUT = "cut"
"""The finish reason of a reply that just ended: its server gave none, and no end mark either."""

BROKEN = "broken"
"""The finish reason of a reply that its server broke off, and said so."""

SHORTENED = "shortened"
"""The finish reason of quotes that hold only the beginning of a list."""

BEGUN = "begun"
"""The finish reason of quotes that hold only the beginning of what a heading heads."""

STOPPED = "You stopped this answer; it may be incomplete."
"""The note of an answer that its reader stopped."""

INCOMPLETE = "This answer is incomplete."
"""How the note begins of an answer that the server did not finish; what it failed with follows."""

LIMITED = "This answer was cut off at the token limit; it may be incomplete."
FILTERED = "The server's content filter ended this answer early; it is incomplete."
ABORTED = "The server broke this answer off; it is incomplete."
"""Notes of answers whose server says why it did not finish them."""

UNENDED = "The server did not say that this answer was finished; it may be incomplete."
"""The note of an answer whose stream ended without a word of that."""

_EARLY = (STOPPED, INCOMPLETE, LIMITED, FILTERED, ABORTED, UNENDED)

OTHERWISE = "Another document says otherwise:"
"""How a note begins that tells what a document which is not quoted says."""


def ended_early(note: str) -> bool:
    """Is this the note of an answer that is known to have ended before it was finished?"""
    return note.startswith(_EARLY)


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation, or one message to a model."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one model call. `estimated` when the server did not say.

    `window` is the tokens that the model's context window holds; 0 where nobody says.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = True
    window: int = 0


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of a streaming model reply. Text to show and reasoning never share a piece's field.

    `finish` is the server's finish reason, `CUT`, `BROKEN`, `SHORTENED` or `BEGUN`, on the last
    piece that carries one; `usage` likewise.
    `literal` is what of `text` are a source's own letters: no sign of Markdown, no key.
    `restart` takes back all text before this piece: it was thinking, and `reasoning` repeats it.
    `waiting` says that the server asked for these seconds before it is asked again; only before
    the first text or reasoning.
    """

    text: str = ""
    reasoning: str = ""
    finish: str | None = None
    usage: Usage | None = None
    restart: bool = False
    waiting: float | None = None
    literal: Stretch | None = None
