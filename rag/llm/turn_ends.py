"""Leaves out the signs with which a model ends its turn, where a server sends them as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rag.regex import regex
from rag.types import Delta

_ENDS = (
    *("<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<|return|>", "<|endoftext|>", "</s>"),
    *("<|end_of_text|>", "<|end_of_turn|>", "<end_of_turn>", "<｜end▁of▁sentence｜>"),
)
_BEGINS = (
    *("<|im_start|>", "<|start_header_id|>", "<start_of_turn>", "<|start|>", "<|user|>"),
    *("<|assistant|>", "<｜User｜>", "<｜Assistant｜>", "[INST]"),
)
_LONGEST = max(map(len, (*_ENDS, *_BEGINS)))
_END = regex(rf"(?:(?:{'|'.join(map(re.escape, _ENDS))})\s*)+")
_NOTHING = Delta()


def without_turn_ends(deltas: Iterable[Delta]) -> Iterator[Delta]:
    """The same deltas without such a sign at the end of the text, or before another turn that the
    model makes up, which is left out as well. Anywhere else it is text."""
    held, ended = "", False
    for delta in deltas:
        if delta.restart:
            held, ended = "", False
        held += "" if ended else delta.text
        shown, held, ended = _taken(held, ended=ended)
        if delta.finish is not None:
            shown, held = shown + _END.sub("", held), ""
        kept = replace(delta, text=shown)
        if kept != _NOTHING:
            yield kept
    if rest := _END.sub("", held):
        yield Delta(text=rest)


def _taken(text: str, *, ended: bool) -> tuple[str, str, bool]:
    """What of the text is shown, what is held back, and has the turn ended?"""
    at = 0
    while not ended and (found := _END.search(text, at)):
        behind = text[found.end() :]
        if behind.startswith(_BEGINS):
            return text[: found.start()], "", True
        if any(one.startswith(behind) for one in (*_BEGINS, *_ENDS)):
            return text[: found.start()], text[found.start() :], False
        at = found.end()
    half = _half(text[at:])
    return text[: len(text) - half], text[len(text) - half :], ended


def _half(text: str) -> int:
    """Length of the longest end of `text` that begins a sign of an end; run for every token."""
    begun = text.find("<", max(0, len(text) - _LONGEST + 1))
    while begun >= 0:
        if any(one.startswith(text[begun:]) for one in _ENDS):
            return len(text) - begun
        begun = text.find("<", begun + 1)
    return 0
