"""The white space between two quotes of an answer: a space, a new line, or an empty one."""

from __future__ import annotations

from rag.answer.code import has_stray_ticks
from rag.answer.complete import Chosen
from rag.answer.messages import begins_message
from rag.text import is_ended, sentence_spans


def gap_between(before: Chosen, after: Chosen, line: str, text: str) -> str:
    """What stands between two: list items on lines of their own, passages and new lists apart, and
    a number where it could be the rest of the `line` above; `text` is what follows."""
    apart = _stays_apart(line, text)
    if before.passage is not after.passage or after.heads:
        return "\n\n"
    if after.listed:
        if after.further and apart:
            return " "
        own_line = after.number in (0, 1, before.number + 1) or is_ended(line)
        return "\n" if own_line else "\n\n"
    return " " if apart and not before.listed else "\n\n"


def _stays_apart(line: str, text: str) -> bool:
    """Would `text` leave the line's sentences as they are if it went on there?

    "Rent: 900 euros" and "at noon etc." end nothing: what follows them would be judged as one
    sentence with them, which no source says. A stray backtick would make code of the key.
    """
    if has_stray_ticks(line) or begins_message(text):
        return False
    said = sentence_spans(line, by_line=False)
    return sentence_spans(f"{line} {text}", by_line=False)[: len(said)] == said
