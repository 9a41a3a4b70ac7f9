"""Checks what must match letter for letter: addresses, paths, names of settings, code."""

from __future__ import annotations

import re

from rag.regex import regex

_LITERAL = regex(
    r"`(?P<code>[^`\n]+)`"
    r"|(?<![\w@./:-])(?:"
    r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<url>(?:[a-z][a-z0-9+.-]*://|www\.)[^\s<>()\"'“”’`|]+)"
    r"|(?P<page>(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s<>()\"'“”’`|]+)"
    r"|(?P<path>(?:~|\.{1,2})?(?:/[\w.-]*[A-Za-z_][\w.-]*)+/?|[A-Za-z]:\\[^\s\"'`|]+)"
    r"|(?P<option>--[a-z][\w-]+)"
    r"|(?P<setting>[A-Za-z0-9]+(?:_+[A-Za-z0-9]+)+)"
    r")",
    re.IGNORECASE,
)
_SCHEME = regex(r"\b(?:https?://(?:www\.)?|www\.)", re.IGNORECASE)
"""What an address may be written with or without."""
_ESCAPED = regex(r"\\(?=[_@*./-])")  # "cache\_size", as Markdown has it
_SPACE = regex(r"\s+")


def unlike_literal(sentence: str, read: str) -> str:
    """The first of them in `sentence` that `read` has not as it is, as a fault; or ""."""
    known = _compared(read)
    for found in _LITERAL.finditer(_ESCAPED.sub("", sentence)):
        written = found[found.lastgroup or 0].rstrip(".,;:!?/*_")
        if not _has(known, _compared(written)):
            return f"The cited text does not give {written}."
    return ""


def _compared(text: str) -> str:
    bare = _SCHEME.sub("", _ESCAPED.sub("", text))
    return _SPACE.sub(" ", bare).strip().casefold()


def _has(known: str, wanted: str) -> bool:
    """Is it there as a whole, and not as part of a longer one?"""
    whole = rf"(?<![\w@-])(?<!\w[./]){re.escape(wanted)}(?![\w@-])(?!/\w)(?!\.\w)"
    return not wanted or re.search(whole, known) is not None
