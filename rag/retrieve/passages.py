"""Passages: hits merged with their neighbours, keyed, within a token budget."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import pairwise

from rag.text import find_tables, header_at
from rag.types import Chunk, Hit, Passage

_LETTERS = "bcdfghjkmnpqrstvwxz"  # no vowels: a key is never a word; no l, o, i, y: never misread
_DIGITS = "23456789"

TextOf = Callable[[str, int, int], str]
"""(document id, start, end) -> that slice of the document's text."""

MediaTypeOf = Callable[[str], str]
"""document id -> its media type."""


def build_passages(
    hits: Sequence[Hit],
    text_of: TextOf,
    media_type_of: MediaTypeOf,
    count_tokens: Callable[[str], int],
    *,
    limit: int,
    budget: int,
    keys: random.Random,
) -> tuple[Passage, ...]:
    """At most `limit` passages of together at most `budget` tokens, in the order of their best hit.

    Hits are taken best first while they fit. Chunks of one document that touch (nothing but white
    space or a heading's line between them) become one passage. At least one hit is always taken.
    """
    taken: list[Chunk] = []
    spent = 0
    for hit in hits:
        cost = count_tokens(hit.chunk.text)
        if taken and (spent + cost > budget or len(_runs([*taken, hit.chunk], text_of)) > limit):
            continue
        taken.append(hit.chunk)
        spent += cost
    runs = _runs(taken, text_of)
    order = {chunk.id: place for place, chunk in enumerate(taken)}
    runs.sort(key=lambda run: min(order[chunk.id] for chunk in run))
    return tuple(
        _passage(key, run, text_of, media_type_of)
        for key, run in zip(passage_keys(len(runs), keys), runs, strict=True)
    )


def passage_keys(count: int, source: random.Random) -> tuple[str, ...]:
    """`count` distinct keys such as "k7f2": letter, digit, letter, digit or letter."""
    keys: dict[str, None] = {}
    while len(keys) < count:
        key = source.choice(_LETTERS) + source.choice(_DIGITS) + source.choice(_LETTERS)
        keys[key + source.choice(_LETTERS + _DIGITS)] = None
    return tuple(keys)


def _runs(chunks: Sequence[Chunk], text_of: TextOf) -> list[list[Chunk]]:
    """Chunks grouped into stretches that touch, each in document order."""
    ordered = sorted(chunks, key=lambda chunk: (chunk.document_id, chunk.start))
    runs: list[list[Chunk]] = [[chunk] for chunk in ordered[:1]]
    for before, after in pairwise(ordered):
        if _touch(before, after, text_of):
            runs[-1].append(after)
        else:
            runs.append([after])
    return runs


def _touch(before: Chunk, after: Chunk, text_of: TextOf) -> bool:
    if before.document_id != after.document_id:
        return False
    between = text_of(before.document_id, before.end, after.start)
    return all(not line.strip() or line.lstrip().startswith("#") for line in between.split("\n"))


def _passage(
    key: str, run: Sequence[Chunk], text_of: TextOf, media_type_of: MediaTypeOf
) -> Passage:
    first, last = run[0], run[-1]
    locators = dict.fromkeys(chunk.locator for chunk in run)
    return Passage(
        key=key,
        chunks=tuple(run),
        start=first.start,
        end=last.end,
        text=text_of(first.document_id, first.start, last.end),
        locator="; ".join(locators),
        title=first.title,
        columns=_columns(first, text_of),
        media_type=media_type_of(first.document_id),
    )


def _columns(first: Chunk, text_of: TextOf) -> str:
    """The header row that stands above the row that this chunk begins with, wherever it stands."""
    if not first.text.startswith("|"):
        return ""
    before = text_of(first.document_id, 0, first.end)
    return header_at(find_tables(before), first.start)
