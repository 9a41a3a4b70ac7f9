"""Drops from a follow-up's evidence what the last answer has quoted, beside what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.retrieve.follow_ups.swapping import something_else
from rag.text import said_words, topic_words
from rag.types import Evidence, Message


def not_told_before(question: str, evidence: Evidence, history: Sequence[Message]) -> Evidence:
    """The evidence without the sentences that the answer before has quoted, but for its best one:
    what leans on a question finds what answers that as well. A question of several parts keeps all,
    and any one what it asks about instead: "and by bank?" the sentence on banks.
    """
    new = topic_words(something_else(question)) - _asked_before(history)
    told = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    if not told or evidence.parts:
        return evidence
    best, *others = evidence.sentences or (None,)
    said = _evened(told)
    left = tuple(
        one
        for one in others
        if one is not None
        and (_evened(one.text) not in said or (new and new <= said_words(one.text)))
    )
    return replace(evidence, sentences=(best, *left)) if best is not None else evidence


def _asked_before(history: Sequence[Message]) -> frozenset[str]:
    """The words of the last question."""
    last = next((turn.content for turn in reversed(history) if turn.role == "user"), "")
    return said_words(last)


def _evened(text: str) -> str:
    return " ".join(text.split()).casefold()
