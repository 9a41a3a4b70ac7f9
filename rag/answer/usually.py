"""What holds as a rule, beside what holds only under a condition that nobody asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from rag.regex import regex
from rag.text import topic_words
from rag.types import EvidenceSentence

_CONDITION = regex(
    r"(?:if|in case|in the event|should|unless|wenn|falls|sollten?|im falle?|si|en cas)\b"
    r"(?P<case>[^,]+),",
    re.IGNORECASE,
)
_ENOUGH = 0.5  # share of the best sentence's score


def as_a_rule(
    kept: Sequence[EvidenceSentence], ranked: Sequence[EvidenceSentence], asked: Set[str]
) -> list[EvidenceSentence]:
    """The likeliest sentence of the same document that sets no condition, where all that is kept
    does: "If it rains, the photos are taken in the chapel" is not where they are taken.

    `asked`: the question's topic words; none where they name something of the condition.
    """
    if not kept or not all(_has_condition(one, asked) for one in kept):
        return []
    fit = (
        one
        for one in ranked
        if one not in kept
        and one.passage.document_id == kept[0].passage.document_id
        and one.score >= _ENOUGH * kept[0].score
        and not _CONDITION.match(one.text)
        and topic_words(one.text) & asked
    )
    return [one for one in [next(fit, None)] if one is not None]


def _has_condition(sentence: EvidenceSentence, asked: Set[str]) -> bool:
    found = _CONDITION.match(sentence.text)
    return found is not None and not topic_words(found["case"]) & asked
