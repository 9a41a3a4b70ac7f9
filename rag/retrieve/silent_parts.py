"""Words the note on the parts of a question that the documents do not answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.regex import regex
from rag.retrieve.contacts import tells_contact
from rag.retrieve.evidence import LIKELY
from rag.retrieve.follow_ups.joined import each_in_full
from rag.retrieve.follow_ups.pointing import says_nothing_of_what
from rag.retrieve.question import ASKS_PRICE, asks_whether, parse, tells_price
from rag.retrieve.signals import read_passage
from rag.text import dates, named_words, said_words, topic_words
from rag.types import Citation, Evidence, EvidenceSentence

_HOW = regex(r"\bhow [^\W_]+", re.IGNORECASE)
"""How big, how much: what is measured, which an answer need not say again."""


def unsaid(evidence: Evidence, threshold: float, shown: Sequence[Citation]) -> str:
    """What to tell the reader of the parts below the threshold; "" where there is nothing to tell.

    Not of a part that one of the shown quotes answers all the same: it stands among the likeliest
    for that part, or holds the kind of thing that is wanted and all that the part is about, or a
    span of time and the day of which it is asked; or it is the likeliest for a part that asks the
    same of somebody else, and names whom this one asks of, too.
    """
    answered = [part for part in evidence.parts if part.probability >= threshold]
    full = each_in_full([part.question for part in evidence.parts]) if evidence.parts else ()
    silent = [
        f'"{part.question}"'
        for part, asked in zip(evidence.parts, full, strict=True)
        if part.probability < threshold
        and not any(_answers(part, asked, one) or _tells_both(part, answered, one) for one in shown)
    ]
    return f"The documents don't say: {', '.join(silent)}" if silent else ""


def _answers(part: Evidence, full: str, shown: Citation) -> bool:
    asked = parse(part.question)
    met = asked.is_met_by(shown.quote)
    if met is False:
        return False
    for one in part.sentences[:1]:
        is_sure = one.score >= LIKELY or tells_contact(part.question, shown.quote)
        if is_sure and _is_at(shown, one):
            return True
    if says_nothing_of_what(part.question) and asked.lasts_by(shown.quote):
        return True  # "... and how long do I have?"
    days = dates(part.question)
    if asked.lasts_by(shown.quote) and any(
        day.same_as(one) for day in days for one in dates(shown.quote)
    ):
        return True
    priced = tells_price(full, shown.quote)
    about = topic_words(_HOW.sub(" ", full)) - (ASKS_PRICE if priced else frozenset())
    told = said_words(f"{shown.passage.title}\n{shown.quote}")
    is_told = (met is True or priced or asks_whether(full)) and about <= told
    return bool(about) and (is_told or about == _headed(shown))


def _tells_both(part: Evidence, answered: Sequence[Evidence], shown: Citation) -> bool:
    """ "Ann blames the pump, Ben the valve" for "what did Ann think and what did Ben think"."""
    named = named_words(part.question)
    if not named or not named <= said_words(shown.quote):
        return False
    asked = topic_words(part.question) - named
    return any(
        asked & (topic_words(other.question) - named_words(other.question))
        and not named & named_words(other.question)
        and named_words(other.question)
        and _is_at(shown, other.sentences[0])
        for other in answered
        if other.sentences
    )


def _is_at(shown: Citation, sentence: EvidenceSentence) -> bool:
    place = (shown.passage.document_id, shown.start)
    return (sentence.passage.document_id, sentence.start) == place


def _headed(shown: Citation) -> frozenset[str]:
    """The topic words of the heading that a quote stands below."""
    one = shown.passage
    place = read_passage(one)
    starts = (one.start + span.start for span in place.spans)
    about = next((a for a, at in zip(place.titles, starts, strict=True) if at == shown.start), "")
    return topic_words(about.removeprefix(one.title).lstrip(" >"))
