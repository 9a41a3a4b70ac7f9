"""Unwraps an answer that a model has put into a code fence as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rag.regex import regex
from rag.types import Delta

_OPENS = regex(r"\s*(?P<mark>`{3,}|~{3,})[ \t]*(?:markdown|md)[ \t]*\n", re.IGNORECASE)
_MAY_OPEN = regex(
    r"\s*(?:`{0,2}|~{0,2}|(?:`{3,}|~{3,})[ \t]*"
    r"(?:m|ma|mar|mark|markd|markdo|markdow|markdown|md)?[ \t]*)\Z",
    re.IGNORECASE,
)
_FENCE = regex(r"[ \t]*(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)\n?\Z")
_MAY_BE_FENCE = regex(r"[ \t]*(?:`*|~*)[^`\n]*\Z")
_LEADS = regex(r"[ \t]*(?:`|~|\Z)")


def unwrapped(deltas: Iterable[Delta]) -> Iterator[Delta]:
    """The same deltas without a fence "```markdown" that opens the text, and the line that closes
    it. Other code, and text that begins otherwise, is as it was."""
    wrap = _Wrap()
    for delta in deltas:
        if delta.restart:
            wrap = _Wrap()
        if delta.literal is not None:
            yield delta
            continue
        text = wrap.feed(delta.text) if delta.text else ""
        if delta.finish is not None:
            text += wrap.rest()
        kept = replace(delta, text=text)
        if kept != Delta():
            yield kept
    if rest := wrap.rest():
        yield Delta(text=rest)


class _Wrap:
    """Takes text as it comes; holds back what may be a line of a fence."""

    def __init__(self) -> None:
        self._held = ""
        self._mark: str | None = None  # of the fence around all; "" once it is closed or not there
        self._inner = ""  # of code within it
        self._is_amid = False  # has a part of the line been shown?

    def feed(self, text: str) -> str:
        self._held += text
        if self._mark is None and not self._begin():
            return ""
        if not self._mark:
            return self._all()
        *lines, last = self._held.split("\n")
        shown = ""
        for line in lines:
            shown += f"{line}\n" if self._is_amid else self._line(f"{line}\n")
            self._is_amid = False
        if self._mark and not self._is_amid and _LEADS.match(last) and _MAY_BE_FENCE.match(last):
            self._held = last
            return shown
        self._held = ""
        self._is_amid = self._is_amid or bool(last)
        return shown + last

    def rest(self) -> str:
        """What was held, now that nothing comes any more."""
        if self._mark and _LEADS.match(self._held):
            return self._line(self._all())
        return self._all()

    def _begin(self) -> bool:
        """Is it told whether a fence opens the text?"""
        opened = _OPENS.match(self._held)
        if opened is None and _MAY_OPEN.match(self._held):
            return False
        self._mark = opened["mark"] if opened else ""
        self._held = self._held[opened.end() :] if opened else self._held
        return True

    def _line(self, line: str) -> str:
        """A whole line, or nothing if it closes the fence around all."""
        fence = _FENCE.match(line)
        if fence is None or not self._mark:
            return line
        if self._inner:
            closes = not fence["info"].strip() and fence["mark"].startswith(self._inner)
            self._inner = "" if closes else self._inner
            return line
        if fence["info"].strip():
            self._inner = fence["mark"]
            return line
        self._mark = "" if fence["mark"].startswith(self._mark) else self._mark
        return line if self._mark else ""

    def _all(self) -> str:
        held, self._held = self._held, ""
        return held
