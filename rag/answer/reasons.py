"""Finds the sentence that gives the reason of another, where a question asks why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import islice

from rag.answer.beside import following
from rag.regex import regex
from rag.text import topic_words
from rag.text.leaning import points_back
from rag.text.verb_forms import base
from rag.types import EvidenceSentence

_WHY = regex(r"\s*(?:and |but )?(?:why|how come|for what reason)\b", re.IGNORECASE)
_CAUSE = regex(
    r"\b(?:because|since|due to|owing to|so that|in order to|to avoid|as a result|reasons?|"
    r"therefore|thanks to)\b",
    re.IGNORECASE,
)
_BLAMES = regex(
    r"\b(?:blam(?:e[sd]?|ing)|(?:was|were|is|are) caused by|the causes?|attributed to|put down to|"
    r"the reasons?|the fault of|at fault|to blame)\b",
    re.IGNORECASE,
)
"""Names the cause of what was told before: "The inquiry blamed a faulty casting"."""
_OF_ITS_OWN = regex(r"\w[^.;:]*?,?\s(?:because|since|so that|in order to)\s", re.IGNORECASE)
"""Gives the reason of what it says itself."""
_TELLS_WHY = regex(r"\b(?:told|tells?|explain(?:s|ed)|asked)\b[^,;:]*\bwhy\b[^,;:]*\.$")
_SOON = 3  # sentences


def asks_why(question: str) -> bool:
    """Is a reason asked for?"""
    return bool(_WHY.match(question))


def with_reason(kept: list[EvidenceSentence], most: int, asked: Set[str]) -> list[EvidenceSentence]:
    """Where the best sentence says what was asked about and not why: with the one that follows it,
    or a later one that names the cause.

    "Learners find no work. Firms would rather have one expert." is how reasons are often told; not
    by "Nobody was hurt, since it was noon". Where one says that it is told why: that alone, the
    next sentence keeps its promise. `asked`: the question's topic words.
    """
    told = [one for one in kept if _tells_why(one, asked)]
    best = told[0] if told else kept[0] if kept else None
    if best is None or _CAUSE.search(best.text):
        return kept
    reason = _reason(best, asked)
    if told:
        return [best, reason] if reason else [best]
    if reason is None or reason.place in {one.place for one in kept}:
        return kept
    return [best, reason, *kept[1 : most - 1]]


def _tells_why(sentence: EvidenceSentence, asked: Set[str]) -> bool:
    """Does it say of all that was asked that somebody told why, and leave that to the next one?"""
    said = {base(word) for word in topic_words(sentence.text)}
    whole = {base(word) for word in asked} <= said
    return whole and _TELLS_WHY.search(sentence.text) is not None and bool(following(sentence))


def _reason(sentence: EvidenceSentence, asked: Set[str]) -> EvidenceSentence | None:
    behind = list(islice(_behind(sentence), _SOON))
    if not behind or points_back(behind[0].text):
        return behind[0] if behind else None
    blames = next((one for one in behind if _BLAMES.search(one.text)), None)
    said = topic_words(behind[0].text)
    of_another = _OF_ITS_OWN.match(behind[0].text) and asked.isdisjoint(said)
    return blames or (None if of_another else behind[0])


def _behind(sentence: EvidenceSentence) -> Iterator[EvidenceSentence]:
    """The sentences that follow it in its paragraph."""
    while (behind := following(sentence)) is not None:
        yield behind
        sentence = behind
