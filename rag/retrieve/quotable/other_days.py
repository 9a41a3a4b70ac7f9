"""Filters what is told of another day than the one asked for: in a diary or minutes by the entry it
stands in, elsewhere by the days that it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rag.regex import regex
from rag.retrieve.leads.days import day_alone
from rag.retrieve.question import asks_whether
from rag.retrieve.signals import read_passage
from rag.text import (
    ENGLISH_WEEKDAYS,
    GERMAN_WEEKDAYS,
    Date,
    Span,
    dates,
    day_heading,
    is_of_day,
    sentence_spans,
    tells_day,
    topic_words,
)
from rag.text.context import headings_in
from rag.text.entries import is_date
from rag.types import Evidence, EvidenceSentence, Passage

_NOT_ON = regex(
    r"\b(?:before|after|until|till|since|between|last|next|first|vor|nach|bis|seit|ab|zwischen|"
    r"avant|après|depuis)\b|\b(?:from|by)\s+(?:the\s+)?(?:\w+,?\s)?$",
    re.IGNORECASE,
)
_DAY_OF_WEEK = rf"(?:(?:{ENGLISH_WEEKDAYS}|{GERMAN_WEEKDAYS}),?\s+)?(?:the\s+|dem\s+|den\s+)?"
_ON = regex(
    rf"(?:^|[\n;:,(]\s*|\b(?:on|am|and|und|le)\s+)(?:the\s+)?{_DAY_OF_WEEK}$", re.IGNORECASE
)
_BY = regex(
    r"\b(?:by|due(?: on| by)?|deadline|bis(?: zum)?|spätestens(?: am)?|no later than)\b\W{0,3}"
    rf"(?:the\s+)?{_DAY_OF_WEEK}$",
    re.IGNORECASE,
)
_ASKED_ON = regex(rf"\b(?:on|am)\s+(?:the\s+)?{_DAY_OF_WEEK}$", re.IGNORECASE)
_ASKED_BY = regex(rf"\b(?:by|bis(?: zum)?)\s+(?:the\s+)?{_DAY_OF_WEEK}$", re.IGNORECASE)
_OCCASION = regex(r"\b(?:at|during|of|bei)\s+(?:\w+\s+){1,4}$", re.IGNORECASE)
"""Of an occasion on that day ("at the meeting") anything may be told, also of what is to come."""
_PAST = regex(r"\b(?:was|were|did|had|hatten?|wurden?|war(?:en)?)\b", re.IGNORECASE)
_AHEAD = regex(
    r"\b(?:will|shall|(?:is|are|was|were) (?:due )?to|wird|werden|soll(?:en)?)\b", re.IGNORECASE
)
_AT_WEEKENDS = regex(
    r"\b(?:Satur|Sun)days?\b|\bweekends?\b|\b(?:Sams|Sonn)tags?\b|\bwochenenden?\b", re.IGNORECASE
)
_ON_WEEKDAYS = regex(
    r"\bweekdays?\b|\bMonday\s?(?:to|through|[-–])\s?Friday\b|\b(?:mon|diens|donners|frei)tags\b|"
    r"\bwochentags\b|\bMontag\s?(?:bis|[-–])\s?Freitag\b",
    re.IGNORECASE,
)
_ON_ALL = regex(
    r"\b(?:daily|holidays?|every day|all week|täglich|feiertags?|feiertagen|jeden Tag)\b",
    re.IGNORECASE,
)
_OPENS = 12  # characters before a day that opens a sentence: "On Tuesday, "
_FEWEST = 2  # entries of minutes; "Lease of 1 March" heads one document


def of_other_days(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """The places of sentences of another day's entry than the one that is asked about, which do not
    mention that, and of those that name other days alone."""
    found, asked = dates(evidence.question), evidence.question
    if len(found) == 1 and _is_asked_alone(found[0], asked):
        yield from _in_other_entries(evidence, found[0])
    for one in evidence.sentences:
        if len(found) == 1 and _names_others(one, found[0], asked):
            yield one.place
        if not found and _is_on_other_weekdays(one, asked):
            yield one.place


def _is_on_other_weekdays(sentence: EvidenceSentence, question: str) -> bool:
    """Does it say of weekdays alone what is asked of a Sunday, or the other way round?"""
    marks = (_AT_WEEKENDS, _ON_WEEKDAYS)
    asked = [bool(one.search(question)) for one in marks]
    if not any(asked) or all(asked) or asks_whether(question):
        return False
    told = _told(sentence)
    around = f"{told}\n{sentence.locator}"
    if _ON_ALL.search(around) or [bool(one.search(around)) for one in marks] != asked[::-1]:
        return False
    return bool(topic_words(question) & topic_words(told))


def _in_other_entries(evidence: Evidence, day: Date) -> Iterator[tuple[str, int]]:
    heads = {(one.passage.document_id, name)
             for one in evidence.sentences for name in _heads(one.passage)}  # fmt: skip
    times = Counter(document for document, _ in heads)
    for one in evidence.sentences:
        head = _head(one)
        sure = times[one.passage.document_id] >= _FEWEST or tells_day(head, first=True)
        if head and sure and not (_is_of(day, head, one) or _names(day, one.text)):
            yield one.place


def _names_others(sentence: EvidenceSentence, day: Date, question: str) -> bool:
    """Does it say of other days what is asked of this one: "on 5 June" for "on 6 June", "by 31
    March" for "by 31 May"? Not from when, nor until when, nor whether it was so."""
    before, behind = question[: day.start], question[day.end :]
    due = _ASKED_BY.search(before)
    asked = due or _ASKED_ON.search(before)
    if asked is None or _OCCASION.search(before[: asked.start()] + " ") or asks_whether(question):
        return False
    told = _told(sentence)
    own = dates(told)
    marks = _BY if due else _ON
    if not own or any(day.same_as(one) or not marks.search(told[: one.start]) for one in own):
        return False
    about = topic_words(before[: asked.start()] + behind)
    alike = due or day_alone(question) or not about or about & topic_words(told)
    ahead = _PAST.search(question) and _AHEAD.search(told)
    opens = own[0].start < _OPENS or not all(_is_later(one, day) for one in own)
    return bool(alike) and not ahead and not _is_told_of(sentence, day, opens=opens)


def _is_later(one: Date, other: Date) -> bool:
    """Is it a day behind the other, of the same year where one has none?"""
    if one.year and other.year and one.year != other.year:
        return one.year > other.year
    return min(one.readings) > max(other.readings)


def _told(sentence: EvidenceSentence) -> str:
    """Its words; a row's with the names of its columns."""
    one, own = sentence.passage, Span(*sentence.within)
    place = read_passage(one)
    return place.texts[place.spans.index(own)] if own in place.spans else sentence.text


def _is_told_of(sentence: EvidenceSentence, day: Date, *, opens: bool) -> bool:
    """Does it stand below the day, or behind it in its paragraph, unless it `opens` there with
    something else?"""
    passage, own = sentence.passage, Span(*sentence.within)
    above = f"{passage.title}\n{sentence.locator}\n{_head(sentence)}"
    paragraph = passage.text[: own.start].rpartition("\n\n")[2]
    goes_on = not opens and not sentence.text.startswith("|")
    return _names(day, above) or (goes_on and _names(day, paragraph))


def _heads(passage: Passage) -> Iterator[str]:
    """The headings with a day under which parts of a passage stand."""
    paths = (headings_in(chunk.locator) for chunk in passage.chunks)
    return (name for path in paths for name in path if tells_day(name))


def _head(sentence: EvidenceSentence) -> str:
    """What says of which day's entry a sentence is; the title of a document that is one."""
    passage, own = sentence.passage, Span(*sentence.within)
    path = sentence.locator
    head = day_heading(passage.text, sentence_spans(passage.text), own, path)
    return head or (passage.title if is_date(passage.title) else "")


def _is_of(day: Date, head: str, sentence: EvidenceSentence) -> bool:
    """Is the entry of the day? Its year may stand above."""
    above = sentence.locator
    return is_of_day(day, head, f"{sentence.passage.title} {above}")


def _names(day: Date, text: str) -> bool:
    return any(day.same_as(one) for one in dates(text))


def _is_asked_alone(day: Date, question: str) -> bool:
    """Is the day asked about, and not what was before, or since?"""
    around = (question[: day.start], question[day.end :].rstrip())
    return not any(map(_NOT_ON.search, around))
