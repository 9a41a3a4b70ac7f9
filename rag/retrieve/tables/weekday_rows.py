"""Picks the row of a timetable that a weekday falls in: "Is the pool open on Tuesday?" is told by
"Monday–Thursday", and not by "Saturday, Sunday"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.regex import regex
from rag.text import Row, fold, said_words, topic_words
from rag.text.dates import MONTH

_FULL = (
    "monday montag lundi lunes lunedì",
    "tuesday dienstag mardi martes martedì",
    "wednesday mittwoch mercredi miércoles mercoledì",
    "thursday donnerstag jeudi jueves giovedì",
    "friday freitag vendredi viernes venerdì",
    "saturday samstag sonnabend samedi sábado sabato",
    "sunday sonntag dimanche domingo domenica",
)
_SHORT = ("mon mo", "tue tues di", "wed mi", "thu thur thurs do", "fri fr", "sat sa", "sun so")
_NUMBERS = {word: at for at, words in enumerate(_FULL) for word in words.split()}
_NAMED = _NUMBERS | {word: at for at, words in enumerate(_SHORT) for word in words.split()}
_WHOLE = {
    **dict.fromkeys(("daily", "every day", "täglich", "tous les jours"), range(7)),
    **dict.fromkeys(("weekdays", "werktags"), range(5)),
    **dict.fromkeys(("weekend", "weekends", "wochenende", "am wochenende"), range(5, 7)),
}
_WEEK = 7
_TO = regex(r"\s*[-–—]\s*|\s+(?:to|through|thru|bis|à|au|al?)\s+")
_AND = regex(r"\s*[,;/&+]\s*|\s+(?:and|und|et|y|e)\s+")
_DAY = rf"(?:{'|'.join(_NAMED)})s?\b\.?"
_BESIDE = regex(rf"\b({_DAY})\s+(?={_DAY})")
"""Between two days that only stand beside each other: "Tue Thu Sat"."""
_ASKED = regex(rf"\b(?P<day>{'|'.join(_NUMBERS)})s?\b", re.IGNORECASE)
_BARS = regex(
    r"\b(?:before|after|until|till|since|between|from|except|other|else|besides|without|only|first|"
    r"last|next|this|second|third|fourth|every other|or|holidays?|vor|nach|bis|seit|außer|ohne|nur|"
    r"oder|letzte\w*|erste\w*|nächste\w*|feiertag\w*)\b|\d",
    re.IGNORECASE,
)
"""With these, or a date, more than the weekday is asked for."""
_MONTH = regex(rf"\b{MONTH}")
_HOURS = frozenset(
    fold(word)
    for words in (
        "open opens opening hour hours time times close closes shut start starts end ends long",
        "geöffnet öffnet offen öffnen öffnungszeiten schließt geschlossen uhr ouvert ouvre ferme",
        "ist hat das der die am im wann von bis qu'est est le la abierto abre cierra",
    )
    for word in words.split()
)
_SEASONS = frozenset(map(fold, ("summer", "winter", "sommer", "season", "été", "hiver")))
_TIMED = regex(r"\b\d{1,2}(?:[.:]\d\d\b|\s?[ap]\.?m\b|\s?(?:h|uhr)\b|\s?[-–—]\s?\d)", re.IGNORECASE)
_SHUT = regex(
    r"\W*(?:closed|shut|geschlossen|ruhetag|zu|fermée?|cerrado|chiuso)?\W*", re.IGNORECASE
)
_LEAST = 2  # rows with weekdays, without which it is no timetable


class Asked(NamedTuple):
    """A weekday, from 0 for Monday, and the other topic words of the question that asks for it."""

    day: int
    about: frozenset[str]


def weekday_of(question: str) -> Asked | None:
    """The one weekday whose hours are asked for; None for none, or where more is said of it."""
    found = list(_ASKED.finditer(question))
    if len(found) != 1 or _BARS.search(question):
        return None
    rest = _MONTH.sub(" ", f"{question[: found[0].start()]} {question[found[0].end() :]}")
    about = topic_words(rest)
    if not about & _HOURS:
        return None
    return Asked(_NUMBERS[found[0]["day"].lower()], frozenset(about - _HOURS - _SEASONS))


def days_of(cell: str) -> frozenset[int]:
    """The weekdays that a cell says, and nothing else; none for any other cell."""
    text = re.sub(r"[*_`]", "", cell).strip(" .:").casefold()
    if text in _WHOLE:
        return frozenset(_WHOLE[text])
    days: set[int] = set()
    for part in _AND.split(_BESIDE.sub(r"\1, ", text)):
        ends = [_number(name) for name in _TO.split(part)]
        if not 1 <= len(ends) <= 2 or None in ends:
            return frozenset()
        first, last = (one for one in (ends[0], ends[-1]) if one is not None)
        days |= {at % _WEEK for at in range(first, last + (_WEEK if last < first else 0) + 1)}
    return frozenset(days)


def names_of(cell: str) -> frozenset[str]:
    """The English names, folded, of the weekdays that a cell says: of "Sat-Sun" both."""
    return frozenset(fold(_FULL[day].split()[0]) for day in days_of(cell))


def _number(name: str) -> int | None:
    bare = name.strip(" .")
    return _NAMED.get(bare, _NAMED.get(bare.removesuffix("s")))


def on_that_day(rows: Sequence[Row], asked: Asked, title: str, path: Sequence[str]) -> list[Row]:
    """The rows of a timetable that the weekday falls in, if it is of what is asked about.

    `path` are the headings that it stands below. One that names something else ("Café") has the
    hours of that, whatever the title says.
    """
    timed = [(row, days_of(row.cells[0].text)) for row in rows if row.cells]
    if sum(bool(days) for _, days in timed) < _LEAST or not any(map(_is_timed, rows)):
        return []
    own = topic_words(path[-1]) if path else frozenset()
    elsewhere = own - _HOURS - _SEASONS - topic_words(title)
    apart = bool(elsewhere) and not own & asked.about
    near = frozenset() if apart else said_words("\n".join((title, *path)))
    found = [(row, _words(row)) for row, days in timed if asked.day in days]
    return [
        row
        for row, words in found
        if asked.about <= near | words
        and (asked.about & words or (not apart and _is_of_hours(row)))
    ]


def names_it(sentence: str, asked: Asked, question: str) -> bool:
    """Does it say something of that weekday, or of the month that the question names?"""
    days = (_NUMBERS[found["day"].lower()] for found in _ASKED.finditer(sentence))
    months = {found[0].strip(".") for found in _MONTH.finditer(question)}
    return asked.day in days or any(
        one[0].strip(".") in months for one in _MONTH.finditer(sentence)
    )


def _is_of_hours(row: Row) -> bool:
    """Does it say mostly when, and not what there is at that time: "Monday; 18:00; Yoga"?"""
    told = [cell.text for cell in row.cells[1:] if cell.text.strip()]
    hours = sum(bool(_TIMED.search(text) or _SHUT.fullmatch(text)) for text in told)
    return hours * 2 > len(told)


def _is_timed(row: Row) -> bool:
    return any(_TIMED.search(cell.text) for cell in row.cells[1:])


def _words(row: Row) -> frozenset[str]:
    return frozenset(word for cell in row.cells for word in said_words(f"{cell.name} {cell.text}"))
