"""Filters what is said of a thing with another number, letter or compass point than the one asked
about: of Block C for Block A, of hive 1 for hive 2, of class 5b for class 6b."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from rag.regex import regex
from rag.text import (
    AUXILIARIES,
    FUNCTION_WORDS,
    GERMAN_SMALL_WORDS,
    fold,
    is_calendar,
    measure_behind,
    said_words,
    terms,
    topic_words,
)

_ONE = r"\d{1,3}[A-Za-z]?|[A-Z]\d{1,3}|[IVX]{2,5}|[A-Z]|North|South|East|West|Nord|Süd|Ost"
_WRITTEN_SMALL = (
    r"|[bcdf-hj-np-tvwxz]|a(?!\s(?:day|week|month|quarter|year|night|hour|time|person|head|few|lot)"
    r"\b)|(?:north|south|east|west)(?!\sof\b)"
)
_RANGE = r"-|–|to|bis"
_JOINT = rf"\s?(?:,\s?(?:and\s|or\s)?|&|/|{_RANGE}|and|or|und|oder)\s?"
_ENDS = r"(?![\w%°€£$.,:/-]*\w|['’](?!s\b))"


def _thing(one: str) -> re.Pattern[str]:
    noun = r"(?<![\w-])(?P<noun>[^\W\d_]{3,}):?\s"
    return re.compile(rf"{noun}(?P<marks>(?:{one})(?:{_JOINT}(?:{one}))*){_ENDS}")


_THING, _MAYBE_SMALL = _thing(_ONE), _thing(_ONE + _WRITTEN_SMALL)
_FROM_TO = regex(rf"(\w+)\s?(?:{_RANGE})\s?(\w+)")
_PARTS = regex(r"\d+|[^\W\d_]+")
_COMPASS = {"nord": "north", "süd": "south", "ost": "east"}
_NUMERALS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi"
_ROMAN = {numeral: at for at, numeral in enumerate(_NUMERALS.split(), 1)}

_ENDING = 2  # letters

_OPENS = regex(
    r"\W*(?:(?:the|in|on|for|at|from|of|to|with|der|die|das|den|dem|im|am|auf|für|von|vom)\s+)"
    r"{0,2}",
    re.IGNORECASE,
)
_BOUND = regex(
    r"\b(?:up to|at least|at most|from|between|until|till|under|over|below|above|than|before|after|"
    r"only|bis|ab|zwischen|unter|über|vor|nach|nur)\s(?:\w+\s)?$",
    re.IGNORECASE,
)
_BOUND_BEHIND = regex(
    rf"\s?(?:(?:{_RANGE})\s|(?:(?:and|or|und|oder)\s)?(?:over|under|above|below|up|upwards?|onwards?|"
    r"older|younger|higher|lower|more|less|later|earlier|älter|jünger|höher|mehr|aufwärts)\b)",
    re.IGNORECASE,
)
_EVERY = regex(r"\b(?:each|every|all|any|other|both|alle[nr]?|jede[rs]?|andere[nr]?)\b", re.I)
_THE_REST = regex(r"\b(?:others|rest|remaining|elsewhere|übrigen|anderen)\b", re.I)
_NO_SUBJECTS = (
    "if when while because since though although unless whereas where than like unlike as except "
    "but not no without instead besides apart before after via near opposite behind beside "
    "wenn falls weil während obwohl als wie außer statt ohne nicht nach vor ist sind war waren "
    "wird werden wurde wurden hat haben kann können muss müssen soll sollen darf dürfen"
)
_NO_SUBJECT = frozenset(_NO_SUBJECTS.split()) | frozenset(AUXILIARIES.split("|"))
_TO = regex(
    r"\b(?:to|into|onto|with|by|like|than|opposite|behind|beside|near|between|against|zu|zum|zur|"
    r"mit|bei|neben|hinter|gegenüber)\s(?:\w+\s)?$",
    re.IGNORECASE,
)
_BEHIND = regex(r"(?<=\d)\s([^\W\d_]+)")
_MUCH = regex(r"\b(?:how\s(?:much|many)|wie\s?viele?)\s$", re.IGNORECASE)
_VALUE = regex(
    r"\W*(?:\w+\s)?(?:when|who|wer|wann|(?:how|wie)\s?(?:much|many|long|often|old|viele?|lange|oft))\b",
    re.IGNORECASE,
)


class _Thing(NamedTuple):
    """ "Blocks A and C": its noun, folded; what tells them apart, each in its parts ("5b": 5, "b");
    how many of them are written; and where."""

    noun: str
    marks: frozenset[tuple[int | str, ...]]
    written: int
    start: int
    end: int

    def is_kind_of(self, other: _Thing) -> bool:
        """Have they one noun, be it "Gruppe" and "Gruppen"?"""
        short, long = sorted((self.noun, other.noun), key=len)
        return long.startswith(short) and len(long) - len(short) <= _ENDING

    def has(self, marks: frozenset[tuple[int | str, ...]]) -> bool:
        """May one of them be meant? "5" may be of "5b", and "A" of "A4"."""
        return any(one[: len(other)] == other[: len(one)] for one in self.marks for other in marks)


def is_of_another_mark(question: str, sentence: str, near: str, before: str = "") -> bool:
    """Does it tell of Block C, where the question asks about Block A, and no word here names that?

    `near`: what is said of the sentence (its title and headings, " > " between, and what it leans
    on); `before`: the sentence before it, which it may go on from.
    """
    asked = list(_things(question, small=True))
    kinds = Counter(one.noun for one in asked)
    for thing in asked:
        if kinds[thing.noun] > 1 or thing.written > 1 or _is_open(question, thing):
            continue
        if any(_names(text, thing) for text in (sentence, near)):
            continue
        goes_on = _names(before, thing)
        counted = _counted(question, thing)
        here = [
            one
            for one in _things(sentence)
            if one.is_kind_of(thing) and not (counted and counted == _counted(sentence, one))
        ]
        if any(_is_told_of(one, sentence, thing, question, goes_on=goes_on) for one in here):
            return True
        if not here and not goes_on and any(_heads(head, thing) for head in near.split(" > ")):
            return True
    return False


def _counted(text: str, thing: _Thing) -> str:
    """What may be counted there, if it is no thing at all: "borrow 12 books"."""
    behind = _BEHIND.match(text, thing.end)
    return fold(behind[1]) if behind and text[thing.start].islower() else ""


def _heads(heading: str, asked: _Thing) -> bool:
    """Is it the heading of another one of the kind?"""
    first = next(_things(heading), None)
    if first is None or not first.is_kind_of(asked) or _is_open(heading, first):
        return False
    return _OPENS.fullmatch(heading[: first.start]) is not None


def _things(text: str, *, small: bool = False) -> Iterator[_Thing]:
    """What it has; those told apart by a small letter only where they may be written so."""
    for found in (_MAYBE_SMALL if small else _THING).finditer(text):
        noun = found["noun"].casefold()
        measured = found["marks"][-1:].isdigit() and measure_behind(text, found.end())[0]
        if noun in FUNCTION_WORDS or is_calendar(noun) or measured:
            continue
        written = re.findall(r"\w+", re.sub(r"\b(?:and|or|und|oder|to|bis)\b", " ", found["marks"]))
        marks = {reading for one in written for reading in _readings(one)}
        for first, last in _FROM_TO.findall(found["marks"]):
            marks |= set(_between(first, last))
        yield _Thing(fold(noun), frozenset(marks), len(written), found.start(), found.end())


def _readings(mark: str) -> Iterator[tuple[int | str, ...]]:
    """Its parts; "V" may be a letter or five."""
    mark = mark.casefold()
    if mark in _ROMAN:
        yield (_ROMAN[mark],)
        if len(mark) > 1:
            return
    yield tuple(
        int(part) if part.isdigit() else _COMPASS.get(part, part) for part in _PARTS.findall(mark)
    )


def _between(first: str, last: str) -> Iterator[tuple[int | str, ...]]:
    """All from one to the other; what fits any, where that cannot be counted."""
    (one, *_), (other, *_) = (list(_readings(mark)) for mark in (first, last))
    match one, other:
        case (int(low),), (int(high),):
            yield from ((at,) for at in range(low, high + 1))
        case (str(low),), (str(high),) if len(low) == len(high) == 1:
            yield from ((chr(at),) for at in range(ord(low), ord(high) + 1))
        case _:
            yield ()


def _names(text: str, asked: _Thing) -> bool:
    found = _things(text, small=True)
    return any(one.is_kind_of(asked) and one.has(asked.marks) for one in found)


def _is_open(text: str, thing: _Thing) -> bool:
    """Is it a bound ("from week 3", "year 3 and up"), or are all told of, or the rest?"""
    if _BOUND.search(text[: thing.start]) or _BOUND_BEHIND.match(text, thing.end):
        return True
    folded = [(term.start, term.folded) for term in terms(text)]
    return _THE_REST.search(text) is not None or any(
        thing.noun in [word for start, word in folded if start >= found.end()][:3]
        for found in _EVERY.finditer(text)
    )


def _is_told_of(one: _Thing, sentence: str, asked: _Thing, question: str, *, goes_on: bool) -> bool:
    """Is this what the sentence is about, and not only a thing that it mentions?"""
    if _is_open(sentence, one):
        return False
    before = sentence[: one.start]
    if _OPENS.fullmatch(before) or _MUCH.search(question[: asked.start]):
        return True
    led = _led_by(before)
    if led and led == _led_by(question[: asked.start]):
        return True
    if goes_on or _TO.search(before):
        return False
    return _is_subject(sentence, one) or _holds_all(sentence, question, asked)


def _led_by(before: str) -> str:
    """The word before "in Block", "for the flat": "boiler", "keys"; "" if none stands there."""
    words = [term for term in terms(before) if not _is_small(term.text)]
    last = words[-1] if words else None
    if last is None or len(terms(before[last.end :])) > 2 or _has_verb(before[last.end :]):
        return ""
    return "" if re.search(r"[^\w\s]", before[last.end :]) else last.folded


def _is_subject(sentence: str, one: _Thing) -> bool:
    """Does it stand before the verb: "The roof of House B is repaired"?"""
    behind = re.match(r"(?:['’]s\b)?\s([^\W\d_]+)", sentence[one.end :])
    if behind is None or _has_verb(sentence[: one.start]):
        return False
    return _has_verb(behind[1]) or not _is_small(behind[1])


def _holds_all(sentence: str, question: str, asked: _Thing) -> bool:
    """Has it every other word of a question that asks when, who or how much; two at least?"""
    value = _VALUE.match(question)
    if value is None:
        return False
    rest = question[value.end() : asked.start] + question[asked.end :]
    words = topic_words(rest) - GERMAN_SMALL_WORDS
    return len(words) > 1 and words <= said_words(sentence)


def _has_verb(text: str) -> bool:
    """... or a word with which no subject begins: "if", "unlike", "not"."""
    return any(term.text.casefold() in _NO_SUBJECT for term in terms(text))


def _is_small(word: str) -> bool:
    return word.casefold() in FUNCTION_WORDS
