"""Filters the steps of a procedure for another thing than the one asked about."""

from __future__ import annotations

from rag.text import said_words, topic_words
from rag.text.parts import parts_of
from rag.text.steps import done_to, steps_at, words_above
from rag.types import EvidenceSentence


def is_of_another_thing(sentence: EvidenceSentence, question: str) -> bool:
    """Is it a step of what a heading says is done to something else?

    "Connecting the sauna heater" is no answer to "How do I connect the heat pump?" where the
    passage knows the heat pump, and neither the heading nor a step does.
    """
    things = done_to(question)
    if not things:
        return False
    passage = sentence.passage
    parts = parts_of(passage.text)
    steps = steps_at(parts, sentence.start - passage.start)
    if not parts[steps]:
        return False
    first, last = parts[steps.start], parts[steps.stop - 1]
    place = passage.locator_at(passage.start + first.start)
    above = words_above(passage.text, parts, steps.start, place)
    own = said_words(f"{passage.title}\n{passage.text[first.start : last.end]}")
    another = bool(above - topic_words(question))
    return another and not things & (above | own) and things <= said_words(passage.text)
