"""What all formats say in the same words: how a turn ended, who answered and when, a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from rag.export.record import Doubt, Exchange, Footnote
from rag.markup.words import (
    NO_DOCUMENTS,
    NO_QUESTION,
    NONE_CHOSEN,
    NOT_IN_ASKED,
    NOT_SHOWN,
    SUPPORT_WORDS,
    day,
    model_label,
)
from rag.types import Answer, Ending, Marker, RefusalReason
from rag.types.stretches import touched

NOT_BORNE_OUT = "Not fully borne out"
"""Over the sentences that their sources do not bear out, each with its reason."""

_HEADINGS: dict[Ending, str] = {
    "answered": "",
    "refused": "Not in the documents",
    "stopped": "Stopped; what is here was not checked against its sources",
    "failed": "This question could not be answered",
}


def heading(
    ending: Ending, within: str, refusal: RefusalReason | None = None, *, is_hint: bool = False
) -> str:
    """How a turn ended, where it is not an answer; `within` which documents, where not all."""
    if is_hint:
        return NO_QUESTION
    if refusal == "unsupported":
        return NOT_SHOWN
    if refusal == "empty_corpus":
        return NONE_CHOSEN if within else NO_DOCUMENTS
    return NOT_IN_ASKED if ending == "refused" and within else _HEADINGS[ending]


def moment(when: datetime) -> str:
    """ "28 November 2026, 09:05"."""
    return f"{day(when.date())}, {when:%H:%M}"


def signature(turn: Exchange) -> str:
    """When it was asked, who answered, how long it took."""
    seconds = f"{turn.seconds:.1f} s" if turn.seconds else ""
    return " · ".join(filter(None, (moment(turn.asked), model_label(turn.who), seconds)))


def doubt_words(doubt: Doubt) -> str:
    """ "Partly in the source: The source does not say since when."."""
    words = SUPPORT_WORDS[doubt.support]
    return f"{words}: {doubt.reason}" if doubt.reason else f"{words}."


def sentence(turn: Exchange | Answer, doubt: Doubt) -> str:
    """The doubted sentence without its footnotes, in one line."""
    kept, at = [], doubt.start
    for marker in turn.markers:
        if doubt.start <= marker.start and marker.end <= doubt.end:
            kept.append(turn.text[at : marker.start].rstrip(" "))
            at = marker.end
    return " ".join("".join([*kept, turn.text[at : doubt.end]]).split())


def is_letters(turn: Exchange | Answer, doubt: Doubt) -> bool:
    """Is the doubted sentence a source's own letters, not Markdown?"""
    return touched(turn.literal, doubt.start, doubt.end)


def by_number(footnotes: Sequence[Footnote]) -> list[tuple[int, list[Footnote]]]:
    """The footnotes of each number."""
    return [(n, list(of)) for n, of in groupby(footnotes, key=lambda one: one.number)]


def place(one: Footnote) -> str:
    """The locator, where it says more than the title."""
    return one.locator if one.locator != one.title else ""


def known(turn: Exchange, marker: Marker) -> bool:
    """Does a footnote stand behind this marker?"""
    return any(one.number == marker.number for one in turn.footnotes)
