"""Which part of a long document this session reads, and what it looks for in all of it.

The page reports `part N LANDING`, to turn to another part, and `find WORDS`, to have them counted
in every part; what it finds in the part that is shown, it finds by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import streamlit as st

from rag.markup.render import words_between
from rag.regex import regex
from rag.types import MARKDOWN, Document
from rag.ui.parts import Part, part_at
from rag.ui.reading import LONGEST_FIND, Quoted, stretches
from rag.ui.session import Opened

_TURN = regex(r"part (\d{1,7}) (top|first|last|quote \d{1,7})")
_FIND = "find "


@dataclass(frozen=True, slots=True)
class Paging:
    """Part `part`, from 0, and where in it the reader is to land: at its top, at its first or last
    find, or at a quote by its number; "" for where the page opens.

    `counts` are of `words`, for each part; `texts` are the words of each, once they were needed.
    """

    part: int
    landing: str = ""
    words: str = ""
    counts: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()


def paging(
    opened: Opened, document: Document, quotes: Sequence[Quoted], cut: Sequence[Part]
) -> Paging:
    """Where the reader of what was opened is; at first where the first cited words begin.

    That is also where a document is begun anew whose file has changed under its reader.
    """
    kept = cast("tuple[Opened, str, Paging] | None", st.session_state.get("paging"))
    if kept is not None and kept[0] is opened and kept[1] == document.content_hash:
        return kept[2]
    return Paging(part_at(cut, next((quote.start for quote in quotes if quote.cited), 0)))


def turn(
    opened: Opened, now: Paging, document: Document, cut: Sequence[Part], clicked: object
) -> None:
    """Do what the page reports. The value comes from a browser: anything is possible."""
    then = after(now, document, cut, clicked if isinstance(clicked, str) else "")
    st.session_state["paging"] = (opened, document.content_hash, then)


def after(now: Paging, document: Document, cut: Sequence[Part], clicked: str) -> Paging:
    """Where the reader is after that; `now` for what has no meaning."""
    if (asked := _TURN.fullmatch(clicked)) and int(asked[1]) < len(cut):
        return replace(now, part=int(asked[1]), landing=asked[2])
    words = clicked.removeprefix(_FIND)[:LONGEST_FIND] if clicked.startswith(_FIND) else ""
    if not words.strip():
        return now
    texts = now.texts or tuple(words_of(document, part) for part in cut)
    counts = tuple(found(words, text) for text in texts)
    then = replace(now, words=words, counts=counts, texts=texts)
    if counts[now.part] or not any(counts):
        return then
    onward = (*range(now.part + 1, len(cut)), *range(now.part))
    return replace(then, part=next(part for part in onward if counts[part]), landing="first")


def words_of(document: Document, part: Part) -> str:
    """What a reader sees of a part, as one text: without the characters that only format."""
    if document.media_type == MARKDOWN:
        return words_between(document.text, part.start, part.end, inside=part.inside)
    return "".join(
        label + words_between(document.text, first, last, markdown=False)
        for first, last, label in stretches(document, part.start, part.end)
    )


def found(words: str, text: str) -> int:
    """How often the words are there, whatever their case and the white space between them."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    return sum(1 for _ in re.finditer(pattern, text, re.IGNORECASE))
