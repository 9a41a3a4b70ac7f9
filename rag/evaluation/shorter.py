"""Sentences as they are and cut short, so that what is left is one plain statement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.regex import regex

_CUT = regex(r"[,;:]\s|\s+(?:and|but)\s+(?=[\w-]+\s)|\s+[–—-]\s+")
_ASIDE = regex(r"\s*\([^()]*\)")
_LIMITS = regex(
    r"\b(?:not|no|never|only|unless|except\w*|if|when|where|until|provided|or|otherwise|instead|"
    r"after|before|while|without|\w+n['’]t)\b",
    re.IGNORECASE,
)
"""What may take back what stands before it: then that is not cut."""

_LEAST = 3  # words


def shorter(sentence: str) -> Iterator[str]:
    """The sentence, then without asides, then up to each place where a clause may end, shortest
    last. Each ends with a full stop."""
    yield sentence
    told = _ASIDE.sub("", sentence)
    if told != sentence and not _limited(sentence):
        yield told
    for found in reversed(list(_CUT.finditer(told))):
        before, behind = told[: found.start()], told[found.end() :]
        if len(before.split()) >= _LEAST and not _LIMITS.search(behind):
            yield f"{before.rstrip('.')}."


def _limited(sentence: str) -> bool:
    return any(_LIMITS.search(found[0]) for found in _ASIDE.finditer(sentence))
