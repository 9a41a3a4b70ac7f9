"""Antecedents of "it": what it may stand for in a follow-up question ("the bridge" behind "When did
the firm build the bridge?")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.regex import regex
from rag.retrieve.follow_ups.agreement import MANY
from rag.retrieve.follow_ups.bare import bare_thing
from rag.retrieve.follow_ups.kinds import is_somebody, is_who
from rag.retrieve.follow_ups.persons import is_role, persons
from rag.retrieve.follow_ups.things import OWNED, PREPOSITIONS, THING, end_of_thing, thing_of
from rag.text import AUXILIARIES, Name, names, without_possessive

_AUXILIARY = regex(rf"\b(?:{AUXILIARIES})\s+(?=\S)", re.IGNORECASE)
_PERSONAL = regex(r"(?:i|you|we|one|there|it|he|she|they)\b", re.IGNORECASE)
_PHRASE = regex(rf"\b{PREPOSITIONS}\b", re.IGNORECASE)
_TO_DO = regex(r"\bto\s+\w+$", re.IGNORECASE)
_TIME = regex(
    r"days?|weeks?|months?|quarter|years?|morning|afternoon|evening|night|moment|time|spring|summer|"
    r"autumn|winter|season|beginning|start|end|past|future",
    re.IGNORECASE,
)
_OF_IT = regex(
    r"\bwhat\s+(?:is|was)\s+the\s+(?:name|title|address|location|age|size|length|width|height|depth|"
    r"weight|colour|color|capacity|author|meaning|purpose)\s+of\s+",
    re.IGNORECASE,
)
"""What it has, which is never it: "the name of the bank"."""
_HE = regex(r"\b(?:he|she|him|her|his|hers|mrs?|ms|dr)\b", re.IGNORECASE)


def what_it_is(question: str, answered: str = "") -> tuple[str, ...]:
    """Likeliest first: what the verb does something to, and then what does it, if that may be
    meant; a person is not. None where nothing can be told."""
    if asks := _OF_IT.search(question):
        question = question[asks.end() :]
    after = _AUXILIARY.search(question)
    if after is None or _PERSONAL.match(question, after.end()):
        return _first_thing(question)
    subject, end = _subject(question, after.end())
    if not subject:
        return _first_thing(question)
    name = next((one for one in names(question) if one.start == after.end()), None)
    told = f"{question} {answered}"
    is_person = _is_person(name, told) if name else _is_somebody(subject)
    found = tuple(_objects(question, end, told, anywhere=is_person or name is not None))
    if not found and is_person:
        return ()
    if not found or (MANY.fullmatch(found[0].split()[-1]) and not is_person):
        return (subject,)
    return found[:1] if is_person else (found[0], subject)


def _first_thing(question: str) -> tuple[str, ...]:
    """With an article or without, whichever comes first; else a name."""
    found = [one for form in (THING, OWNED) if (one := form.search(question))]
    first = min(found, key=lambda one: one.start(), default=None)
    bare = bare_thing(question)
    if bare and (first is None or bare[0] < first.start()):
        return (question[slice(*bare)],)
    if first is not None:
        return (question[first.start() : end_of_thing(question, first)],)
    name = thing_of(question)
    return (name,) if name else ()


def _subject(question: str, start: int) -> tuple[str, int]:
    """What stands there, and where it ends; "" where nothing with an article or a name does."""
    thing = THING.match(question, start) or OWNED.match(question, start)
    if thing is not None:
        end = end_of_thing(question, thing)
        return question[start:end], end
    name = next((one for one in names(question) if one.start == start), None)
    return (without_possessive(name.text), name.end) if name else ("", start)


def _objects(question: str, start: int, told: str, *, anywhere: bool) -> Iterator[str]:
    """The things behind the verb that are neither persons nor times; `anywhere` also those of
    phrases ("works on the survey")."""
    found = [(one.start(), end_of_thing(question, one)) for one in THING.finditer(question, start)]
    by_name = {one.start: one for one in names(question) if one.start >= start}
    found += [(one.start, one.end) for one in by_name.values()]
    bare = bare_thing(question)
    found += [bare] if bare and bare[0] > start and bare[0] not in by_name else []
    for place, end in sorted(found):
        thing, before = question[place:end], question[start:place].strip()
        reached = anywhere or _PHRASE.search(_TO_DO.sub("", before)) is None
        if not reached or not before or _is_somebody(thing) or _TIME.fullmatch(thing.split()[-1]):
            continue
        name = by_name.get(place)
        if name is None or not (_is_person(name, told) or _PHRASE.search(before)):
            yield without_possessive(thing)


def _is_person(name: Name, told: str) -> bool:
    """Is it written as persons are, of several words or of one of which "she" is said?"""
    may_be = bool(persons(f"of {name.text}"))
    return may_be and (len(name.parts) > 1 or _HE.search(told) is not None)


def _is_somebody(thing: str) -> bool:
    return is_role(thing) or (
        (is_somebody(thing) or is_who(thing)) and not thing.endswith("company")
    )
