"""The steps of a procedure, all of them: some of them are worse than none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rag.answer.complete import MAX_ITEMS, Chosen
from rag.text import Span
from rag.text.parts import Part, parts_of
from rag.text.steps import steps_at, words_above
from rag.types import Passage


def whole_steps(quotes: Sequence[Chosen], asked: Collection[str]) -> Iterator[Chosen]:
    """The numbered lists that quotes are steps of, whole, where what stands right above them names
    something of what is asked (`asked`: its topic words, folded)."""
    done: set[tuple[str, int]] = set()
    for quote in quotes:
        passage = quote.passage
        parts = parts_of(passage.text)
        steps = steps_at(parts, quote.span.start - passage.start)
        if not parts[steps] or (passage.key, steps.start) in done:
            continue
        done.add((passage.key, steps.start))
        place = passage.locator_at(passage.start + parts[steps.start].start)
        if words_above(passage.text, parts, steps.start, place) & set(asked):
            last = steps.stop == len(parts)
            yield from _list_of(passage, parts[steps], goes_on=passage.goes_on and last)


def _list_of(passage: Passage, steps: Sequence[Part], *, goes_on: bool) -> Iterator[Chosen]:
    cut = len(steps) > MAX_ITEMS or goes_on
    for step in steps[:MAX_ITEMS]:
        for number, span in enumerate(step.sentences):
            moved = Span(span.start + passage.start, span.end + passage.start)
            yield Chosen(passage, moved, listed=True, further=number > 0, cut=cut)
