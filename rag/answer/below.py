"""Quotes what stands below a heading: each sentence, lists as lists; or only what it opens with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from rag.answer.complete import Chosen, completed
from rag.answer.options import heading_over
from rag.answer.shape import shape_of
from rag.regex import regex
from rag.text import ITEM_START, Span, is_question, sentence_spans, terms, topic_words
from rag.text.same_question import is_same
from rag.types import EvidenceSentence

_THING = regex(r"\W*(?:and\W+)?(?:which|what|who|welche\w*|was|wer)\b", re.IGNORECASE)


def all_below(heading: str, sentences: Sequence[EvidenceSentence]) -> list[Chosen]:
    """The sentences in reading order, with what they need to be understood, but for the heading."""
    order = list(dict.fromkeys(one.passage.key for one in sentences))
    chosen = completed(sentences, shape_of(""), set())
    chosen.sort(key=lambda one: (order.index(one.passage.key), one.span))
    return list(_as_items(_each_once(one for one in chosen if not _is_title(one, heading))))


def opening_below(
    kept: Sequence[EvidenceSentence], question: str, asked: Set[str]
) -> list[EvidenceSentence]:
    """The first sentence of the best one's section, where a thing is asked for and only the heading
    has words of that: "Recommendation. The X2, with its hose. ... I advise against the Y."

    `asked`: the question's topic words.
    """
    best = kept[0] if kept and _THING.match(question) else None
    over = heading_over(best.passage, Span(best.start, best.end)) if best else None
    if best is None or over is None:
        return []
    begin, text = best.passage.start, best.passage.text
    heads = topic_words(text[over.start - begin : over.end - begin])
    if not heads or not heads <= asked or not asked.isdisjoint(topic_words(best.text)):
        return []
    first = next((one for one in sentence_spans(text) if one.start >= over.end - begin), None)
    if first is None or text.startswith("|", first.start):
        return []
    start, end = first.start + begin, first.end + begin
    told = replace(best, start=start, end=end, text=text[slice(*first)])
    return [] if told.place in {one.place for one in kept} else [told]


def _each_once(chosen: Iterable[Chosen]) -> Iterator[Chosen]:
    """Without what copies of a document say once more: one that adds nothing is not quoted."""
    by_document: dict[str, list[Chosen]] = {}
    for one in chosen:
        by_document.setdefault(one.passage.document_id, []).append(one)
    told: list[set[str]] = []
    for quotes in by_document.values():
        words = {" ".join(one.text.split()) for one in quotes}
        if not any(words <= before for before in told):
            told.append(words)
            yield from quotes


def _is_title(one: Chosen, heading: str) -> bool:
    """Is it the heading, maybe without its number, or a question that was asked in these words?"""
    said = [term.folded for term in terms(one.text)]
    asked = [term.folded for term in terms(heading)]
    if is_question(one.text):
        return said[-len(asked) :] == asked or is_same(heading, one.text)
    return one.heads and bool(said) and said == asked[-len(said) :]


def _as_items(quotes: Iterable[Chosen]) -> Iterator[Chosen]:
    """Items of a list as such, also where no line announces it."""
    last: Chosen | None = None
    for one in quotes:
        before = one.passage.text[: one.span.start - one.passage.start]
        opens = ITEM_START.fullmatch(before.rpartition("\n")[2]) is not None
        further = False
        if last is not None and last.listed and last.passage is one.passage and not opens:
            between = before[last.span.end - one.passage.start :]
            further = not between.strip() and "\n\n" not in between
        bare = not (one.listed or one.heads or one.text.startswith("|"))
        last = one._replace(listed=True, further=further) if bare and (opens or further) else one
        yield last
