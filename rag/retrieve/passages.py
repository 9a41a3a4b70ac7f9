"""Passages: hits merged with their neighbours, keyed, within a token budget."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise

from rag.retrieve.tables.whole_tables import ChunkAfter, TextOf, rest_of_table, rows_left
from rag.text import (
    LOOKED_AT,
    begins_in_list,
    ends_in_list,
    find_tables,
    header_at,
    heading_of,
    lead_start,
    list_goes_on,
    tells_day,
)
from rag.text.interviews import HEAD, speakers_of
from rag.types import Chunk, Hit, Passage

_LETTERS = "bcdfghjkmnpqrstvwxz"  # no vowels: a key is never a word; no l, o, i, y: never misread
_DIGITS = "23456789"

_LEAD = 1200  # characters before a chunk
_STEP = 2000  # characters that are looked at in one go: a document may have millions

MediaTypeOf = Callable[[str], str]
"""document id -> its media type."""

_MOST_MORE = 2  # chunks that are read on for a list's sake: a dozen items are seldom longer


def build_passages(
    hits: Sequence[Hit],
    text_of: TextOf,
    media_type_of: MediaTypeOf,
    count_tokens: Callable[[str], int],
    *,
    limit: int,
    budget: int,
    keys: random.Random,
    chunk_after: ChunkAfter = lambda _document, _offset: None,
    whole_tables: bool = False,
) -> tuple[Passage, ...]:
    """At most `limit` passages of together at most `budget` tokens, in the order of their best hit.

    Hits are taken best first while they fit. Chunks of one document that touch (nothing but white
    space or a heading's line between them) become one passage, which begins with what announces the
    list that it would begin within. At least one hit is always taken. With a hit that ends within a
    list that it announces come the chunks that the list goes on in; with a table's rows, for
    `whole_tables`, those with the others.
    """
    taken: list[Chunk] = []
    spent = 0
    for hit in hits:
        rest = chain(
            _rest_of_list(hit.chunk, text_of, chunk_after),
            rest_of_table(hit.chunk, text_of, chunk_after) if whole_tables else (),
        )
        for chunk in chain([hit.chunk], rest):
            cost = count_tokens(chunk.text)
            if chunk in taken:
                continue
            if taken and (spent + cost > budget or len(_runs([*taken, chunk], text_of)) > limit):
                break
            taken.append(chunk)
            spent += cost
    runs = _runs(taken, text_of)
    order = {chunk.id: place for place, chunk in enumerate(taken)}
    runs.sort(key=lambda run: min(order[chunk.id] for chunk in run))
    return tuple(
        _passage(key, run, text_of, media_type_of, chunk_after)
        for key, run in zip(passage_keys(len(runs), keys), runs, strict=True)
    )


def _rest_of_list(chunk: Chunk, text_of: TextOf, chunk_after: ChunkAfter) -> Iterator[Chunk]:
    """The chunks behind it that go on with the list that it ends with, as far as is read on."""
    name, text, end = chunk.document_id, chunk.text, chunk.end
    for _ in range(_MOST_MORE):
        following = chunk_after(name, end) if _goes_on(name, text, end, text_of) else None
        if following is None:
            return
        yield following
        end = following.end
        text = text_of(name, chunk.start, end)


def _goes_on(document_id: str, text: str, end: int, text_of: TextOf) -> bool:
    """Does the text that ends there end within a list that goes on behind it?"""
    return ends_in_list(text) and list_goes_on(text, text_of(document_id, end, end + LOOKED_AT))


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
    heading = False  # is the line that a step begins within one?
    for at in range(before.end, after.start, _STEP):
        between = text_of(before.document_id, at, min(at + _STEP, after.start))
        for number, line in enumerate(between.split("\n")):
            heading = (heading and not number) or line.lstrip().startswith("#")
            if line.strip() and not heading:
                return False
    return True


def _passage(
    key: str,
    run: Sequence[Chunk],
    text_of: TextOf,
    media_type_of: MediaTypeOf,
    chunk_after: ChunkAfter,
) -> Passage:
    first, last = run[0], run[-1]
    start = _start(first, text_of)
    locators = dict.fromkeys(chunk.locator for chunk in run)
    name = first.document_id
    alone = len(run) == 1 and start == first.start
    text = first.text if alone else text_of(name, start, last.end)
    return Passage(
        key=key,
        chunks=(*_above(name, start, first, chunk_after), *run),
        start=start,
        end=last.end,
        text=text,
        locator="; ".join(locators),
        title=first.title,
        columns=_columns(first, text_of) if start == first.start else "",
        media_type=media_type_of(name),
        goes_on=_goes_on(name, text, last.end, text_of),
        rows_left=rows_left(name, start, text, text_of),
        speakers=speakers_of(text, lambda: text_of(name, 0, HEAD)),
    )


def _above(name: str, start: int, first: Chunk, chunk_after: ChunkAfter) -> Iterator[Chunk]:
    """The chunk with the line that announces what the passage's first chunk begins with: it says
    where that line stands."""
    at = max(0, start - _STEP)
    while start < first.start and (chunk := chunk_after(name, at)) and chunk.start <= start:
        if start < chunk.end:
            yield chunk
        at = chunk.end


def _start(first: Chunk, text_of: TextOf) -> int:
    """Where the chunk begins, or the line that announces the item or the row that it begins with,
    or its heading that says of which day it is.

    "Do not take it" belongs to "if you are ill", whatever stands between, up to `_LEAD` characters.
    """
    if tells_day(heading_of(first.locator)):
        return _heading_start(first, text_of)
    if not begins_in_list(first.text):
        return first.start
    begin = max(0, first.start - _LEAD)
    near = text_of(first.document_id, begin, first.end)
    if begin:  # a line that is cut announces nothing
        cut = near.find("\n") + 1
        begin, near = begin + cut, near[cut:]
    return begin + lead_start(near, first.start - begin)


def _heading_start(first: Chunk, text_of: TextOf) -> int:
    """Where the heading right above the chunk begins; the chunk itself where none is."""
    begin = max(0, first.start - _LEAD)
    above = text_of(first.document_id, begin, first.start).rstrip()
    line = above.rpartition("\n")[2]
    return begin + len(above) - len(line) if line.startswith("#") else first.start


def _columns(first: Chunk, text_of: TextOf) -> str:
    """The header row that stands above the row that this chunk begins with, wherever it stands."""
    if not first.text.startswith("|"):
        return ""
    begin, near, room = first.start, first.text, _STEP
    while begin:
        begin, room = max(0, first.start - room), room * 2
        near = text_of(first.document_id, begin, first.end)
        cut = _end_of_prose(near[: first.start - begin])
        if cut:
            begin, near = begin + cut, near[cut:]
            break
    return header_at(find_tables(near), first.start - begin)


def _end_of_prose(text: str) -> int:
    """Where the last line ends that is of no table, but for the first, which may be cut; else 0."""
    end = len(text)
    for line in reversed(text.splitlines(keepends=True)[1:]):
        if not line.lstrip().startswith("|") and (not line.strip() or set(line) - set(" \t\n|:-")):
            return end
        end -= len(line)
    return 0
