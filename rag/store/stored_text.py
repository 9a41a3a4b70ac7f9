"""Encodes text for the catalog so that it comes back the same, whatever is in it."""

from __future__ import annotations

import hashlib

Stored = str | bytes
"""SQLite keeps text as UTF-8, which has no lone surrogates; a text with one is kept as bytes."""


def to_stored(text: str) -> Stored:
    """The value to bind for a text. File names and broken PDFs do contain lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def from_stored(value: Stored) -> str:
    """The text that `to_stored` was given."""
    return value if isinstance(value, str) else value.decode("utf-8", "surrogatepass")


def well_formed(text: str) -> str:
    """For Chroma and for full-text queries: no NUL, and `?` where there was a lone surrogate."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")


def text_hash(text: str) -> bytes:
    """20 bytes that stand for a search text: equal texts share one vector."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).digest()


def split_search_text(search_text: str, text: str) -> tuple[str, bool]:
    """What a search text says before the chunk's text, and True; or all of it, and False."""
    if search_text.endswith(text):
        return search_text[: len(search_text) - len(text)], True
    return search_text, False


def join_search_text(heading: str, text: str, *, verbatim: bool) -> str:
    """The search text that `split_search_text` was given."""
    return heading + text if verbatim else heading
