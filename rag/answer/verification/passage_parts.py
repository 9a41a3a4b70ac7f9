"""A passage taken apart once for all the sentences that cite it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rag.answer.quoting import indexed_names, is_code, quoted
from rag.regex import regex
from rag.text import (
    Figure,
    Span,
    announces_limits,
    figures,
    in_context,
    is_question,
    leads,
    marked_headings,
    plain,
    sentence_spans,
    topic_words,
)
from rag.types import Passage

_MARKS = regex(r"[ \t>]*#{1,6}[ \t]+")
_PASSAGES = 64  # that are kept taken apart: those of a few questions


class PassageParts(NamedTuple):
    """`spans` are a passage's sentences, then its pairs of neighbours; `texts` are those as they
    are read, and `bare` as quotations are compared. `in_context` is of the sentences alone.
    `headings` are the text's by what is compared: they may be quoted, and bear out nothing else.
    `denied` are those again, each with what denies it ("The tenant may not:"), "" where nothing
    does. `asked` are the places of questions: they bear out nothing by themselves."""

    spans: tuple[Span, ...]
    texts: tuple[str, ...]
    bare: tuple[str, ...]
    in_context: tuple[str, ...]
    headings: Mapping[str, Span]
    denied: tuple[str, ...]
    asked: frozenset[int]


def parts_of(passage: Passage) -> PassageParts:
    """The parts of a passage; of one without a sentence, the whole is one."""
    return take_apart(
        passage.text,
        passage.title,
        passage.locator,
        passage.columns,
        source_code=passage.is_source_code,
    )


@lru_cache(_PASSAGES)
def take_apart(
    text: str, title: str, locator: str, columns: str, *, source_code: bool = False
) -> PassageParts:
    """As `parts_of`, of what a passage is compared by."""
    singles = sentence_spans(text) or (Span(0, len(text)),)
    read = in_context(text, singles, title, locator, columns)
    indexed = indexed_names(text)
    told = [
        quoted(one.text, code=is_code(text, span, source_code=source_code), indexed=indexed)
        for one, span in zip(read, singles, strict=True)
    ]
    texts = (*told, *(f"{one} {two}" for one, two in pairwise(told)))
    under = [_under_denial(text, span) for span in singles]
    pairs = [
        f"{one or two}. {other or four}" if one or other else ""
        for (one, two), (other, four) in pairwise(zip(under, told, strict=True))
    ]
    return PassageParts(
        (*singles, *(Span(one.start, two.end) for one, two in pairwise(singles))),
        texts,
        tuple(map(squeezed, texts)),
        tuple(one.whole for one in read),
        {squeezed(text[one.start : one.end]): one for one in _headings(text)},
        (*under, *pairs),
        frozenset(at for at, one in enumerate(texts) if is_question(one)),
    )


def _headings(text: str) -> Iterator[Span]:
    """The marked ones from the last on, each without its number and with it: "2.8.0 (May 2025)"."""
    for one in reversed(marked_headings(text)):
        line = text.rfind("\n", 0, one.start) + 1
        mark = _MARKS.match(text, line, one.start)
        yield one
        yield Span(mark.end() if mark else one.start, one.end)


def _under_denial(text: str, span: Span) -> str:
    """The item of a list with the line that announces and denies it; "" for any other sentence."""
    announced = [text[one.start : one.end].rstrip(" \n:*_—–-") for one in leads(text, span)]
    if not any(announces_limits(line) for line in announced):
        return ""
    return " ".join([*announced, text[span.start : span.end]])


@lru_cache(_PASSAGES)
def topics(texts: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """The folded words of each text that carry its topic."""
    return tuple(topic_words(text) for text in texts)


@lru_cache(_PASSAGES)
def counted(texts: tuple[str, ...]) -> tuple[tuple[Figure, ...], ...]:
    """The figures of each text."""
    return tuple(figures(text) for text in texts)


def squeezed(text: str) -> str:
    """For comparing quotations: case, spacing and outer punctuation aside."""
    return plain(text).casefold().strip(" .,;:!?\"'“”‘’")
