"""Opening hours: questions about them by day or month, and the section that answers these.

"Are you open in August?" is answered by "Closed in August.", and by the days that stand there
beside it. A month, a feast or a year that the section does not mention is not told.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from rag.regex import regex
from rag.text import ENGLISH_WEEKDAYS, GERMAN_WEEKDAYS, said_words, topic_words

_OPEN = r"(?:open|closed|shut|geöffnet|offen|geschlossen|zu|auf)"
_ASKED = tuple(
    regex(rf"\W*(?:(?:and|so|hi|hello)\W+)*{way}\W*", re.IGNORECASE)
    for way in (
        r"(?:is|are|will)\s+(?P<what>[\w\s'’&-]{2,60}?)\s+(?:(?:also|still|ever|usually|normally)\s+)*"
        rf"(?:be\s+)?{_OPEN}(?P<when>(?:\s[\w\s:.,'’-]{{1,60}})?)",
        r"(?:when|what time|at what time|how late|how long|until when)\s+(?:is|are|do|does|will)\s+"
        r"(?P<what>[\w\s'’&-]{2,60}?)\s+(?:be\s+)?(?:open|close|closed|shut)"
        r"(?P<when>(?:\s[\w\s:.,'’-]{1,60})?)",
        rf"(?:ist|sind|hat|haben|habt)\s+(?P<what>[\w\s'’&-]{{2,60}}?)(?P<when>(?:\s(?:am|im|an|in|um|"
        rf"auch|(?:{GERMAN_WEEKDAYS})s)\b[\w\s:.-]{{0,40}}?)?)"
        rf"\s+{_OPEN}",
    )
)
_HEADING = regex(
    r"(?:(?:our|the|opening|business|office|visiting|library|shop|service)\s+)*"
    r"(?:hours|times|opening)(?:\s+of\s+opening)?|when\s+(?:we|it)\s+(?:are|is)\s+open|"
    r"(?:unsere\s+)?(?:öffnungs|geschäfts|sprech)zeiten|heures\s+d['’]ouverture|orari\s+di\s+apertura",
    re.IGNORECASE,
)
_CLOCK = regex(r"\d{1,2}(?:[.:]\d\d)?")  # the hour of a day, or the day of a month
_DAYS = f"{ENGLISH_WEEKDAYS}|{GERMAN_WEEKDAYS}".lower().split("|")
_ALWAYS = " ".join(
    [
        *_DAYS,
        *(f"{day}s" for day in _DAYS),
        "weekend weekday day morning noon lunchtime afternoon evening night am pm",
        "today tonight tomorrow right now currently moment heute jetzt gerade",
        "wochenende tag morgen abend abends mittag uhr im um an",
    ]
)
"""Hours speak of all of these, named or not."""

_NOBODY = "you we it they there sie ihr es die der das"
_folded = cache(said_words)


class Hours(NamedTuple):
    """A question about hours: the words of what is to be open, and of when."""

    what: frozenset[str]
    when: frozenset[str]


def hours_of(question: str) -> Hours | None:
    """What it asks about hours; None for another question."""
    for asked in _ASKED:
        if found := asked.fullmatch(question):
            what = topic_words(found["what"]) - _folded(f"{_NOBODY} {_ALWAYS}")
            when = {one for one in topic_words(found["when"] or "") if not _CLOCK.fullmatch(one)}
            return Hours(frozenset(what), frozenset(when - _folded(_ALWAYS)))
    return None


def heads_hours(heading: str) -> bool:
    """Is it the heading of a section about hours?"""
    return _HEADING.fullmatch(heading.strip(" :*_#")) is not None


def are_told(hours: Hours, text: str) -> bool:
    """Does the section mention the month, the feast or the year that is asked about?"""
    return hours.when <= said_words(text)
