"""Quotes all steps of a procedure, with its warning: some of the steps are worse than none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rag.answer.complete import MAX_ITEMS, Chosen
from rag.answer.options import heading_over
from rag.regex import regex
from rag.text import Span, topic_words
from rag.text.context import heading_of
from rag.text.parts import Part, parts_of
from rag.text.steps import step_lists, steps_at, words_above
from rag.types import Passage

_IN_BRACKETS = regex(r"\([^()]*\)")
_OF_ANY = topic_words("follow steps procedure process properly correctly")
"""Words of a question for a procedure that do not say for which."""


def whole_steps(quotes: Sequence[Chosen], asked: Collection[str]) -> Iterator[Chosen]:
    """The numbered lists that are asked for, whole (`asked`: topic words of the question, folded).

    Those that quotes are steps of, where what stands right above them names something of what is
    asked; and those of a quoted passage under a heading that names just this, or nothing else and
    has a quote right below it.
    """
    done: set[tuple[str, int]] = set()
    for quote in quotes:
        passage = quote.passage
        parts = parts_of(passage.text)
        for steps in _wanted(quote, parts, frozenset(asked)):
            if (passage.key, steps.start) not in done:
                done.add((passage.key, steps.start))
                last = steps.stop == len(parts)
                yield from _list_of(passage, parts[steps], goes_on=passage.goes_on and last)


def _wanted(quote: Chosen, parts: Sequence[Part], asked: frozenset[str]) -> Iterator[slice]:
    passage = quote.passage
    own = steps_at(parts, quote.span.start - passage.start)
    for steps in step_lists(parts):
        first = parts[steps.start]
        place = passage.locator_at(passage.start + first.start)
        if steps == own:
            if words_above(passage.text, parts, steps.start, place) & asked:
                yield steps
            continue
        begin = _moved(first.sentences[0], passage.start)
        heading = _heading(passage, begin)
        section = heading_over(passage, quote.span), passage.locator_at(quote.span.start)
        beside = section == (heading_over(passage, begin), place)
        if heading and (heading == asked - _OF_ANY or (beside and heading <= asked)):
            yield steps


def _heading(passage: Passage, span: Span) -> frozenset[str]:
    """The topic words of the heading that something stands under, without its number, and what is
    in brackets: "4.2 Blocking (day 2)"."""
    head = heading_over(passage, span)
    text = passage.text[head.start - passage.start : head.end - passage.start] if head else ""
    named = _IN_BRACKETS.sub(" ", text or heading_of(passage.locator_at(span.start)))
    return frozenset(word for word in topic_words(named) if word.isalpha())


def _list_of(passage: Passage, steps: Sequence[Part], *, goes_on: bool) -> Iterator[Chosen]:
    cut = len(steps) > MAX_ITEMS or goes_on
    for step in steps[:MAX_ITEMS]:
        for number, span in enumerate(step.sentences):
            moved = _moved(span, passage.start)
            yield Chosen(passage, moved, listed=True, further=number > 0, cut=cut)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
