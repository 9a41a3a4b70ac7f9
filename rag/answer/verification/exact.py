"""Checks what can be compared exactly: figures, dates, names; and opposites.

All of it is by spelling, in English; each fault comes as a reason in words. A sentence that the
source says in other words, without any of these, is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence, Set

from rag.answer.verification.clock import time_at, wrong_time
from rag.answer.verification.limits import turned_bound, turns_time
from rag.answer.verification.literal import unlike_literal
from rag.answer.verification.polarity import says_opposite
from rag.answer.verification.shares import wrong_share
from rag.regex import regex
from rag.text import (
    ENGLISH_WEEKDAYS,
    GERMAN_SMALL_WORDS,
    GERMAN_WEEKDAYS,
    MONTH,
    Date,
    Figure,
    Name,
    Term,
    content_terms,
    dates,
    figures,
    fold,
    has_german,
    is_german,
    month_of,
    names,
    ordinals,
    topic_words,
    unlike_version,
    weekday_of,
)

_CALENDAR = regex(
    rf"\b(?:(?P<month>(?=[A-Z]){MONTH})|(?P<weekday>{ENGLISH_WEEKDAYS}|{GERMAN_WEEKDAYS})s?\b|"
    rf"(?P<weekly>{GERMAN_WEEKDAYS.lower()})s\b)"
)
_DATE_IN_DIGITS = regex(
    r"\b[12]\d{3}-(\d\d)-\d\d\b|\b\d\d?\.(\d\d?)\.(?:\d{4}|\d\d)\b|\b(\d\d?)/(\d\d?)/\d{2,4}\b"
)  # its month; between slashes, both that it may be
_LONG_WORD = 40  # characters

_SAME_WORDS = 0.6  # share of a sentence's content words from which on another is nearly the same
_SAME_SENTENCE = 0.8  # ... from which on the one is a copy of the other but for a word or two


def exact_fault(
    sentence: str, quote: str, around: str, spared: Container[int] = frozenset()
) -> str:
    """The first fault of `sentence` against its best quote, in words; "" if there is none.

    `around` is what may be taken as said beside the quote: title, headings, whom a pronoun means.
    The figures that begin where `spared` says need not be given.
    """
    read = f"{around}\n{quote}"
    return (
        _wrong_figure(sentence, read, spared)
        or wrong_time(sentence, read)
        or wrong_share(sentence, read)
        or _wrong_version(sentence, read)
        or _wrong_ordinal(sentence, read)
        or _wrong_date(sentence, read)
        or _wrong_name(sentence, read)
        or unlike_literal(sentence, read)
    )


def turned(sentence: str, quote: str) -> str:
    """The opposite, or an opposite bound; both at once may say the same: "closed until 9", "open
    from 9"."""
    opposite = says_opposite(sentence, quote)
    if opposite and turns_time(sentence, quote):
        return ""
    return opposite or turned_bound(sentence, quote)


def _wrong_figure(sentence: str, read: str, spared: Container[int]) -> str:
    known = (*figures(read), *ordinals(read))
    same = _same_dates(sentence, read)
    for figure in figures(sentence):
        if figure.start in spared or any(figure.start in date for date in same):
            continue
        written = figure.written(sentence)
        if sentence[figure.start : figure.end].lower() == "one":
            continue  # more often a pronoun than a count
        if _is_round(written) and not any(_is_round(other.written(read)) for other in known):
            continue  # "more than a hundred", where the source says 120
        if not any(_is_same(figure, other) for other in known):
            if time := time_at(sentence, figure.start):
                return f"The cited text does not give the time {time}."
            return f"The cited text does not give the figure {written}."
    return ""


def _is_same(figure: Figure, other: Figure) -> bool:
    """Not how long something is and how many times: "two weeks" and "two times"."""
    apart = {figure.unit, other.unit} & {"x"} and (figure.measure or other.measure)
    return figure.same_as(other) and not apart


def _wrong_version(sentence: str, read: str) -> str:
    version = unlike_version(sentence, read)
    return f"The cited text does not give the version {version}." if version else ""


def _is_round(written: str) -> bool:
    """ "a hundred", "a million": seldom meant to the last digit."""
    return written.lower().startswith(("a ", "an "))


def _wrong_ordinal(sentence: str, read: str) -> str:
    """In words only where the source has another before the same: "second" is also a time."""
    given = ordinals(read)
    known = (*figures(read), *given)
    for ordinal in ordinals(sentence):
        if any(ordinal.same_as(other) for other in known):
            continue
        written = ordinal.written(sentence)
        if any(ordinal.start in date for date in _same_dates(sentence, read)):
            continue
        if written[0].isdigit():
            return f"The cited text does not give the figure {written}."
        counted = _word_behind(sentence, ordinal)
        for other in given:
            if counted and counted == _word_behind(read, other):
                return f"The cited text says {other.written(read)}, not {written}."
    return ""


def _word_behind(text: str, figure: Figure) -> str:
    """The word that follows at once, in its one form."""
    following = re.match(r"[\s-]([^\W\d_]+)", text[figure.end : figure.end + _LONG_WORD])
    return fold(following[1]) if following else ""


def _wrong_date(sentence: str, read: str) -> str:
    given = dates(read)
    for date in dates(sentence):
        turned = any(one.slashed and one.slashed == date.slashed[::-1] for one in given)
        if turned and not any(date.same_as(one) for one in given):
            return (
                f"The cited text does not give the date {_bare(sentence[date.start : date.end])}."
            )
        if not date.slashed and _is_of_another_month(date, given, read):
            return (
                f"The cited text does not give the date {_bare(sentence[date.start : date.end])}."
            )
    same = _same_dates(sentence, read)
    known = {_named(match) for match in _CALENDAR.finditer(read)}
    for found in _DATE_IN_DIGITS.finditer(read):
        known.update(int(number) for number in found.groups() if number)
    known.update(month for one in given for month, _ in one.readings)
    for match in _CALENDAR.finditer(sentence):
        if _named(match) not in known and not any(match.start() in one for one in same):
            return f"The cited text does not say {_bare(match[0])}."
    return ""


def _is_of_another_month(date: Date, given: Sequence[Date], read: str) -> bool:
    """Has the source the day of a date, each time with other months, and nowhere alone?"""
    days = {day for _, day in date.readings}
    others = [one for one in given if days & {day for _, day in one.readings}]
    if len(days) > 1 or not others or any(date.readings & one.readings for one in others):
        return False
    alone = (
        one.value
        for one in figures(read)
        if not any(it.start <= one.start < it.end for it in given)
    )
    return not days & {int(value) for value in alone}


def _bare(date: str) -> str:
    """Without the full stop of "Apr." or of the sentence."""
    return date.rstrip(".")


def _named(match: re.Match[str]) -> int:
    """The number of a month, or that of a weekday below zero."""
    if match["month"]:
        return month_of(match["month"])
    return -weekday_of(match["weekday"] or match["weekly"].capitalize())


def _same_dates(sentence: str, read: str) -> list[range]:
    """Where the sentence has a date that `read` has, too, maybe written in another way."""
    given = dates(read)
    return [
        range(date.start, date.end)
        for date in dates(sentence)
        if any(date.same_as(one) and (one.year or not date.year) for one in given)
    ]


def _wrong_name(sentence: str, read: str) -> str:
    words = topic_words(read)
    german = is_german(sentence)
    for name in names(sentence):
        if german and not _is_surely_name(name):
            continue
        if not _known(name.parts, words, german):
            return f"The cited text does not name {name.text}."
    return ""


def unknown_noun(sentence: str, read: str) -> str:
    """A German noun, or maybe a name, that `read` has in no form, in words; or ""."""
    if not is_german(sentence):
        return ""
    words = topic_words(read)
    for name in names(sentence):
        if not _known(name.parts, words, german=True):
            return f"The cited text does not have {name.text} in it."
    return ""


def _is_surely_name(name: Name) -> bool:
    """Has it a capital or a digit inside a word? In German every noun begins with a capital."""
    return any(not letter.islower() for part in name.parts for letter in part.text[1:])


def _known(parts: Iterable[Term], words: Set[str], german: bool) -> bool:
    """Are all of them among the words, in German in any form?"""
    if not german:
        return {part.folded for part in parts} <= words
    return all(
        part.text.lower() in GERMAN_SMALL_WORDS or has_german(part.folded, words) for part in parts
    )


def replaced_name(sentence: str, near: str) -> str:
    """A name that stands where `near`, a sentence of nearly the same words, has another; or "".

    A day of the week or a month is none, and is compared as such.
    """
    words = content_terms(sentence)
    said = {term.folded for term in words}
    read = topic_words(near)
    shared = len(said & read) / len(said) if said else 0.0
    if shared < _SAME_WORDS:
        return ""
    german = is_german(sentence)
    if shared >= _SAME_SENTENCE:  # then a capital tells a name even where a sentence begins
        strange = [
            term.text
            for term in words
            if term.text[0].isupper()
            and not _CALENDAR.match(term.text)
            and not _known([term], read, german)
        ]
        gone = [one for one in names(near) if not _known(one.parts, said, german)]
    else:
        strange = [one.text for one in names(sentence) if not _known(one.parts, read, german)]
        gone = [one for one in names(near) if not _known(one.parts[-1:], said, german)]
    if strange and gone:
        return f"The cited text says {gone[0].text} here, not {strange[0]}."
    return ""
