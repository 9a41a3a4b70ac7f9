"""Where fenced code of a Markdown text begins and ends, by the rules of CommonMark 0.31, 4.5."""

from __future__ import annotations

from rag.regex import regex

_OPENS = regex(r" {0,3}(?P<fence>`{3,}(?=[^`]*\s*$)|~{3,})")
_CLOSES = regex(r" {0,3}(?P<fence>`{3,}|~{3,})[ \t]*\s?$")


def opened_by(line: str) -> str:
    """The fence that the line opens with, "" where it opens none: "````" of "```` python".

    One of backticks has none in the words behind it: that would be code within a line.
    """
    found = _OPENS.match(line)
    return found["fence"] if found else ""


def closes(line: str, fence: str) -> bool:
    """Does the line end the code that `fence` began? No words stand behind a fence that does."""
    found = _CLOSES.match(line)
    return found is not None and found["fence"].startswith(fence)
