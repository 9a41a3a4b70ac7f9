"""Strips invisible characters: controls, hidden marks, and those that reorder a line."""

from __future__ import annotations

from rag.regex import regex

_LINE_ENDS = regex("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_REORDERING = "\u202a-\u202e\u2066-\u2069"
_TAGS = "\U000e0000-\U000e007f"  # invisible twins of ASCII: text that only a machine reads
_TRICKS = regex(f"[{_REORDERING}{_TAGS}]")
_HIDDEN = regex(
    f"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb{_REORDERING}{_TAGS}]"
)
_UNSTORABLE = regex("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def without_tricks(text: str) -> str:
    """`text` without the characters that show a line in another order, or hide words in it."""
    return _TRICKS.sub("", text)


def visible(text: str) -> str:
    """`text` as it looks: line feeds as line ends, no control or zero-width characters but tab and
    joiners, which scripts need; what is no character at all becomes U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    return _UNSTORABLE.sub("\ufffd", _HIDDEN.sub("", text))
