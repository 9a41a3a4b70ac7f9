"""What stands out in a Rich Text Format file, headings and bold: marks in its source that come out
in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.regex import regex

_NO_LEVEL = 9
_FIRST = 0xFDD0  # of characters that no text has: the level of a heading, and 10 more in bold
_MARK = regex(f"([{chr(_FIRST)}-{chr(_FIRST + 19)}])")
_TOKEN = regex(
    r"\\(?P<word>[a-z]{1,32})(?P<value>-?\d{1,10})?[ ]?|\\'[0-9a-f]{2}|\\[^a-z]|(?P<brace>[{}])"
    r"|[\r\n]+|[^\\{}\r\n]+|\\",
    re.IGNORECASE,
)
_STANDS_OUT = regex(r"\\(?:b|outlinelevel)(?![a-z])")
_BINARY = regex(r"\\bin(?![a-z])")
_SPOKEN = ("\\'", "\\{", "\\}", "\\\\", "\\-", "\\_")
_SPOKEN_WORDS = {"u", "bullet", "emdash", "endash", "lquote", "rquote", "ldblquote", "rdblquote"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `level`: that of a heading, from 0, or None; `bold`: all of it is, that is
    no blank."""

    text: str
    level: int | None
    bold: bool


def with_marks(source: str) -> str:
    """The source with a mark before what it shows, wherever something else may hold for that.

    As it is where nothing stands out, and where it has pictures in bytes, which are counted.
    """
    if not _STANDS_OUT.search(source) or _BINARY.search(source):
        return source
    found: list[str] = []
    around: list[tuple[bool, int]] = []
    bold, level, marked = False, _NO_LEVEL, False
    for token in _TOKEN.finditer(source):
        brace, word, value = token["brace"], token["word"], token["value"]
        if brace == "{":
            around.append((bold, level))
        elif brace == "}":
            bold, level = around.pop() if around else (False, _NO_LEVEL)
        elif word in ("b", "plain"):
            bold = word == "b" and value != "0"
        elif word in ("outlinelevel", "pard"):
            is_level = word == "outlinelevel" and value is not None and 0 <= int(value) < _NO_LEVEL
            level = int(value) if is_level else _NO_LEVEL
        elif not marked and _is_shown(token):
            found.append(chr(_FIRST + level + 10 * bold))
            marked = True
        found.append(token[0])
        marked = marked and not brace and word not in ("b", "plain", "outlinelevel", "pard")
    return "".join(found)


def _is_shown(token: re.Match[str]) -> bool:
    """Is it a character, or several, and no command?"""
    text = token[0]
    if token["word"]:
        return token["word"] in _SPOKEN_WORDS
    return text.startswith(_SPOKEN) or (text[0] != "\\" and not text.isspace())


def marked_lines(text: str) -> list[Line]:
    """The lines of a text that came out with its marks, without these."""
    lines, mark = [], _NO_LEVEL
    for line in text.split("\n"):
        marks = []
        for part in _MARK.split(line):
            if _MARK.fullmatch(part):
                mark = ord(part) - _FIRST
            elif part.strip():
                marks.append(mark)
        level = marks[0] % 10 if marks else _NO_LEVEL
        bold = bool(marks) and min(marks) >= 10
        lines.append(Line(_MARK.sub("", line), None if level == _NO_LEVEL else level, bold))
    return lines
