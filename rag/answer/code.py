"""Finds code in streaming Markdown, where brackets are never citations: fences and `spans`."""

from __future__ import annotations

import re

from rag.answer.markers import UNDECIDED, Undecided
from rag.regex import regex

MAX_SPAN_CHARS = 500
"""A code span longer than this is a stray backtick."""

_LEAD = r"(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*"
_OPENING = regex(rf"{_LEAD}(`{{3,}}(?=[^`\n]*\n)|~{{3,}})[^\n]*\n")
_MAY_OPEN = regex(rf"{_LEAD}(?:[-*+]|\d{{1,9}}[.)]?|`{{3,}}[^`\n]*|`{{1,2}}|~+|~{{3,}}[^\n]*)?")
_CLOSING = regex(r"[ \t>]*(`+|~+)[ \t\r]*")
_MAY_CLOSE = regex(r"[ \t>]*(?:`*|~*)[ \t\r]*")
_TICKS = regex(r"`+")
_ESCAPED_OR_TICKS = regex(r"\\.|`+", re.DOTALL)
_PARAGRAPH_END = regex(r"\n[ \t\r]*(?:\n|[>#|]|[-*+][ \t]|\d{1,9}[.)][ \t]|```|~~~)")
_MAX_LINE = 200  # characters of a line that opens or closes a fence


def opening_fence(text: str, at: int, *, final: bool) -> tuple[int, str] | Undecided | None:
    """At the start of a line: (offset after the line, the fence's mark) if it opens a fence."""
    opened = _OPENING.match(text, at)
    if opened and opened.end() - at - 1 <= _MAX_LINE:
        return opened.end(), opened[1]
    if final or len(text) - at > _MAX_LINE or "\n" in text[at:]:
        return None
    return UNDECIDED if _MAY_OPEN.fullmatch(text, at) else None


def fenced(
    text: str, at: int, mark: str, *, fresh: bool, final: bool
) -> tuple[int, bool] | Undecided:
    """Inside a fence: (offset up to which all is code, whether the fence is closed there).

    `fresh` when `at` is the start of a line; only a whole line can close.
    """
    end = text.find("\n", at) + 1
    line = text[at : end - 1] if end else text[at:]
    if not fresh:
        return end or len(text), False
    if end:
        closing = _CLOSING.fullmatch(line)
        closes = closing is not None and closing[1].startswith(mark)
        return end, closes and len(line) <= _MAX_LINE
    if final or len(line) > _MAX_LINE or not _MAY_CLOSE.fullmatch(line):
        return len(text), False
    return UNDECIDED


def code_span(text: str, at: int, *, final: bool) -> int | Undecided | None:
    """At a backtick: the offset after the code span that opens here, None if none does.

    As in CommonMark, a span closes with a run of as many backticks, in the same paragraph.
    """
    opening = _TICKS.match(text, at)
    size = len(opening[0]) if opening else 0
    if at + size == len(text) and not final:
        return UNDECIDED
    limit = at + size + MAX_SPAN_CHARS
    paragraph_end = _PARAGRAPH_END.search(text, at + size, limit)
    stop = paragraph_end.start() if paragraph_end else min(limit, len(text))
    for ticks in _TICKS.finditer(text, at + size):
        if ticks.start() >= stop:
            break
        if ticks.end() == len(text) and not final:
            return UNDECIDED
        if len(ticks[0]) == size:
            return ticks.end()
    return None if final or paragraph_end or len(text) >= limit else UNDECIDED


def has_stray_ticks(text: str) -> bool:
    """Are there backticks that open no code span in the text, but could with more of it?"""
    at = 0
    while found := _ESCAPED_OR_TICKS.search(text, at):
        escaped = found[0].startswith("\\")
        end = found.end() if escaped else code_span(text, found.start(), final=True)
        if not isinstance(end, int):
            return True
        at = end
    return False
