"""Keeps a model's thinking apart from its answer where the server sends both as one text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rag.regex import regex
from rag.types import Delta

_OPENER = regex(
    r"\s*(?:<think(?:ing)?>|<thought>|<reasoning>|\[THINK\]|◁think▷|<\|channel\|>analysis<\|message\|>)",
    re.IGNORECASE,
)
_CLOSER = regex(
    r"</think(?:ing)?>|</thought>|</reasoning>|\[/THINK\]|◁/think▷|<\|channel\|>final<\|message\|>",
    re.IGNORECASE,
)
_OPENERS = (
    *("<think>", "<thinking>", "<thought>", "<reasoning>", "[think]", "◁think▷"),
    "<|channel|>analysis<|message|>",
)
_CLOSERS = (
    *("</think>", "</thinking>", "</thought>", "</reasoning>", "[/think]", "◁/think▷"),
    "<|channel|>final<|message|>",
)
_LONGEST = max(map(len, _CLOSERS))
_FIRST = regex(r"[<\[◁]")
_NOTHING = Delta()


def separate_reasoning(deltas: Iterable[Delta]) -> Iterator[Delta]:
    """The same deltas with the thinking moved from `text` to `reasoning`, tags left out.

    Thinking is what stands between `<think>` (or what else models write for it) at the very start
    of the reply and `</think>`. A `</think>` that begins a line though nothing was opened (some
    servers keep the opener for themselves) says that all text so far was thinking: a delta with
    `restart` takes it back.
    """
    sieve = _Sieve()
    for delta in deltas:
        if delta.text:
            yield from sieve.feed(delta.text)
        if delta.finish is not None:
            yield from sieve.finish()
        rest = replace(delta, text="") if delta.text else delta
        if rest != _NOTHING:
            yield rest
    yield from sieve.finish()


class _Sieve:
    """Takes text as it comes; holds back what may be the first half of a tag."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self._thought = False  # a tag has been seen: from here on a closer is only text
        self._answered: list[str] = []  # what was let through, while it may have to be taken back
        self._on_blank_line = True  # and ended in a line that is blank so far
        self._at_start = True  # nothing but white space came, so an opener still counts
        self._skip_space = False  # the blank lines after the thinking belong to neither

    def feed(self, text: str) -> Iterator[Delta]:
        self._held += text
        yield from self._sift(final=False)

    def finish(self) -> Iterator[Delta]:
        yield from self._sift(final=True)

    def _sift(self, *, final: bool) -> Iterator[Delta]:
        if not self._thinking and self._at_start:
            opener = _OPENER.match(self._held)
            if opener:
                self._held = self._held[opener.end() :]
                self._thinking = self._thought = True
                self._at_start = False
            elif not final and _may_open(self._held):
                return
            elif self._held.strip():
                self._at_start = False
        if self._thinking:
            yield from self._sift_thinking(final=final)
        if not self._thinking:
            yield from self._sift_text(final=final)

    def _sift_thinking(self, *, final: bool) -> Iterator[Delta]:
        closer = _CLOSER.search(self._held)
        end = closer.start() if closer else len(self._held) - (0 if final else _half(self._held))
        if end:
            yield Delta(reasoning=self._held[:end])
        self._held = self._held[closer.end() :] if closer else self._held[end:]
        if closer:
            self._thinking, self._skip_space = False, True

    def _sift_text(self, *, final: bool) -> Iterator[Delta]:
        closer = None if self._thought else self._lone_closer()
        if closer:
            thoughts = "".join(self._answered) + self._held[: closer.start()]
            self._held = self._held[closer.end() :]
            self._thought = self._skip_space = True
            if thoughts:
                yield Delta(reasoning=thoughts, restart=bool(self._answered))
        if self._skip_space:
            self._held = self._held.lstrip()
            self._skip_space = not self._held
        end = len(self._held) - (0 if final or self._thought else _half(self._held))
        if end:
            yield self._let_through(self._held[:end])
        self._held = self._held[end:]

    def _let_through(self, text: str) -> Delta:
        if not self._thought:
            self._answered.append(text)
            self._on_blank_line = self._ends_blank(text)
        return Delta(text=text)

    def _lone_closer(self) -> re.Match[str] | None:
        """The first `</think>` with nothing before it on its line."""
        for closer in _CLOSER.finditer(self._held):
            if self._ends_blank(self._held[: closer.start()]):
                return closer
        return None

    def _ends_blank(self, text: str) -> bool:
        """Is the last line blank once `text` follows what was let through?"""
        return not text.rpartition("\n")[2].strip() and ("\n" in text or self._on_blank_line)


def _may_open(text: str) -> bool:
    """Could more text make this an opening tag at the start, or a closing one?"""
    begun = text.lstrip().lower()
    return any(tag.startswith(begun) for tag in (*_OPENERS, *_CLOSERS))


def _half(text: str) -> int:
    """Length of the longest end of `text` that is the beginning of a closing tag; run for every
    token."""
    for begun in _FIRST.finditer(text, max(0, len(text) - _LONGEST + 1)):
        end = text[begun.start() :].lower()
        if any(tag.startswith(end) for tag in _CLOSERS):
            return len(end)
    return 0
