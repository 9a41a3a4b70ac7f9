"""Adds to a reply quoted from an interview the question before it, and the rest of the reply."""

from __future__ import annotations

from rag.text import Span, is_labelled_answer, is_question
from rag.text.interviews import interview
from rag.types import EvidenceSentence

_SENTENCES = 5  # of a reply that is told whole
_LONGEST = 400  # ... and its characters


def exchange(sentence: EvidenceSentence) -> list[Span]:
    """Of the sentence that a short reply opens with: what was asked, and the rest of the reply.
    "Per wants flats." would hide what she says of herself right behind. Offsets are into the
    document; nothing of what is marked "Q:" and "A:", where each question stands for itself."""
    passage, begin = sentence.passage, sentence.passage.start
    found = interview(passage.text, passage.speakers)
    turn = found.turn_at(sentence.start - begin) if found else None
    opens = found is not None and found.opens(sentence.start - begin)
    if not found or not turn or not opens or is_labelled_answer(sentence.text):
        return []
    at = found.turns.index(turn)
    if turn.label == found.asker or not at:
        return []
    asked = found.sentences(found.turns[at - 1])[-1:]
    told = found.sentences(turn)
    reply = passage.text[told[0].start : told[-1].end]
    short = len(told) <= _SENTENCES and len(reply) <= _LONGEST and "\n\n" not in reply
    spans = [
        *(one for one in asked if is_question(passage.text[slice(*one)])),
        *(told[1:] if short else ()),
    ]
    return [Span(one.start + begin, one.end + begin) for one in spans]
