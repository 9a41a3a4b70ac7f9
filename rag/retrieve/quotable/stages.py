"""Filters what holds before, during or after a thing where another of the three is asked about: the
notice during the trial period, where it is asked what it is after that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.regex import regex
from rag.retrieve.question import asks_whether
from rag.retrieve.sifting import sifted
from rag.text import content_terms, is_calendar, said_words, topic_words
from rag.types import Evidence, EvidenceSentence

_NOUN = (
    r"(?:(?:the|a|an|my|your|our|his|her|their|its|this|that|every|each)\s+)?(?P<{0}>[^\W\d_]+"
    r"(?:\s[^\W\d_]+)?)"
)
_BEHIND = regex(
    r"\b(?:(?P<before>before|prior to|ahead of)|(?P<during>during|throughout)|"
    r"(?P<after>after|following))\s+(?:the\s+(?P<end>end|start|beginning)\s+of\s+)?"
    + _NOUN.format("thing"),
    re.IGNORECASE,
)
_OVER = regex(
    r"\b(?:once|when|as soon as|now that|if)\s+"
    + _NOUN.format("thing")
    + r"\s(?:is|are|has|have)\s(?:been\s)?(?:over|finished|done|completed|ended|expired|passed)\b",
    re.IGNORECASE,
)
_BOTH = regex(
    r"\b(?:after(?:wards?|\sthat|\sthis)|before\s(?:that|this)|thereafter|beforehand|later|"
    r"otherwise|at other times)\b",
    re.IGNORECASE,
)
"""What tells of more than one of the three."""


def without_other_stages(evidence: Evidence) -> Evidence:
    """The evidence for quotes, where more is asked than whether: without sentences that only tell
    what holds at another stage of a thing, and, where there are such, without those that have less
    of the question's words. Improbable where nothing else tells."""
    return evidence if asks_whether(evidence.question) else sifted(evidence, _of_its_stage)


def _of_its_stage(evidence: Evidence) -> list[EvidenceSentence]:
    asked = dict(_stages(evidence.question))
    others = [one for one in evidence.sentences if asked and _is_of_another(one.text, asked)]
    if not others:
        return list(evidence.sentences)
    about = topic_words(evidence.question) - asked.keys()
    told = about.intersection(*(said_words(one.text) for one in others))

    def is_told(text: str) -> bool:
        at_its_stage = any(asked.get(thing) == stage for thing, stage in _stages(text))
        return at_its_stage or bool(_BOTH.search(text)) or told <= said_words(text)

    return [one for one in evidence.sentences if one not in others and is_told(one.text)]


def _is_of_another(text: str, asked: dict[str, str]) -> bool:
    told = list(_stages(text)) if not _BOTH.search(text) else []
    stages = {thing: {stage for one, stage in told if one == thing} for thing in asked}
    return any(found and asked[thing] not in found for thing, found in stages.items())


def _stages(text: str) -> Iterator[tuple[str, str]]:
    """Each thing, folded, and what is told of: "before", "during" or "after" it."""
    for found in _BEHIND.finditer(text):
        stage = next(one for one in ("before", "during", "after") if found[one])
        if not found["end"] or (stage, found["end"].casefold()) == ("after", "end"):
            yield from ((word, stage) for word in _head(found["thing"]))
    for found in _OVER.finditer(text):
        yield from ((word, "after") for word in _head(found["thing"]))


def _head(words: str) -> list[str]:
    """The first word of what is named, folded; none for a day or a month."""
    found = [term.folded for term in content_terms(words)][:1]
    return [word for word in found if not is_calendar(word)]
