"""A prompt of as much of the evidence as a model's context window has room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rag.answer.answerer import Answerer
from rag.llm import count_prompt
from rag.types import Evidence, Message, Passage


class Fitted(NamedTuple):
    """A prompt, and the passages in it."""

    prompt: tuple[Message, ...]
    passages: tuple[Passage, ...]


def fit(
    answerer: Answerer,
    question: str,
    passages: Sequence[Passage],
    evidence: Evidence,
    room: int | None,
) -> Fitted:
    """The prompt with as many passages as `room` (tokens; None: any number) allows, one at least.

    Those with the likeliest sentences stay longest. What stays keeps its order.
    """
    likeliest = [sentence.passage for sentence in evidence.sentences]
    ranked = list(dict.fromkeys(one.key for one in (*likeliest, *passages) if one in passages))
    while True:
        read = tuple(passage for passage in passages if passage.key in ranked)
        prompt = answerer.prompt(question, read)
        if room is None or len(read) <= 1 or count_prompt(prompt) <= room:
            return Fitted(prompt, read)
        ranked.pop()
