"""Labels in bold that run into the paragraph they open: "**Rask (2009)** measured 120 fish."."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rag.regex import regex
from rag.text.parts import parts_of
from rag.text.sentences import Span, opening_bold, plain

_FEWEST = 2  # labels of a kind; a single one is emphasis
_PAGES = 64  # whose labels are kept
_OF_NO_LABEL = frozenset(("#", "|", "`"))
_SIGNS = regex(r"[*_`]+")


class RunIn(NamedTuple):
    """A label: its `name` without signs, where it ends with them, and what it is the label of."""

    name: str
    start: int
    opens_until: int
    end: int


@lru_cache(_PAGES)
def run_ins(text: str) -> tuple[RunIn, ...]:
    """The labels of a text in order: bold words that open a paragraph or an item which goes on
    behind them, where several of the same kind do so."""
    found = [(part.mark, one) for part in parts_of(text) for one in _of(text, part.start, part.end)
             if part.mark not in _OF_NO_LABEL]  # fmt: skip
    names: dict[str, set[str]] = {}
    for mark, one in found:
        names.setdefault(_kind(mark), set()).add(one.name)
    return tuple(one for mark, one in found if len(names[_kind(mark)]) >= _FEWEST)


def run_in_at(text: str, span: Span) -> RunIn | None:
    """The label of the paragraph or the item that the sentence at `span` is of."""
    return next((one for one in run_ins(text) if one.start <= span.start < one.end), None)


def _kind(mark: str) -> str:
    return "" if mark == "~" else mark


def _of(text: str, start: int, end: int) -> Iterator[RunIn]:
    until = opening_bold(text, start, end)
    if until and any(map(str.isalnum, text[until:end])):
        name = plain(_SIGNS.sub("", text[start:until])).rstrip(" .:;,–—-")
        if any(map(str.isalpha, name)):
            yield RunIn(name, start, until, end)
