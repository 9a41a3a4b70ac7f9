"""Markdown with stretches in it that are none, so that they are shown letter for letter."""

from __future__ import annotations

from collections.abc import Sequence

from rag.regex import regex
from rag.types import Stretch

_SIGN = regex(r"\S")


def without_signs(text: str, literal: Sequence[Stretch]) -> str:
    """What `rag.markup.blocks` is to read in the place of `text`: nothing in the literal stretches
    has a meaning, and every offset is the text's own."""
    if not literal:
        return text
    letters = list(text)
    for one in literal:
        letters[one.start : one.end] = _SIGN.sub("x", text[one.start : one.end])
    return "".join(letters)
