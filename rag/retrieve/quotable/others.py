"""What is said of another of its kind than the one asked about: of hive 1 for hive 2, of the last
thrower for the first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.text import FUNCTION_WORDS, fold, is_calendar

_NUMBERS = r"\d{1,3}(?:\s?(?:,|&|-|–|to|and|or|und|bis|oder)\s?\d{1,3})*"
_THING = re.compile(
    rf"(?<![\w-])(?P<noun>[^\W\d_]{{3,}})\s(?P<numbers>{_NUMBERS})(?![\w%°€£$.,:/-]*\w)"
)
_OPENS = re.compile(
    r"\W*(?:(?:the|in|on|for|at|from|of|to|with|der|die|das|in|auf|für|von)\s+){0,2}", re.IGNORECASE
)
_RANGE = re.compile(r"(\d{1,3})\s?(?:-|–|to|bis)\s?(\d{1,3})")
_OPEN_END = re.compile(
    r"\b(?:up to|at least|at most|from|until|under|over|below|above|more|less|higher|lower|older|"
    r"younger|before|after|each|every|all|other|bis|ab|unter|über|jeder?)\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"\W*(?:and\W+|so\W+)?(?:is|are|was|were|do|does|did|can|could|may|must|will|would|has|have|had|"
    r"should|shall)\b",
    re.IGNORECASE,
)
_ALTERNATIVES = tuple(
    frozenset(words.split())
    for words in (
        "first second third fourth fifth sixth last final",
        "single double triple twin",
        "minimum maximum",
        "spring summer autumn winter",
        "morning afternoon evening",
        "daily weekly monthly quarterly annual yearly",
        "junior senior",
        "upper lower middle",
        "northern southern eastern western",
        "left right",
        "oldest youngest",
        "largest smallest",
        "highest lowest",
        "red green blue yellow white black brown grey orange purple",
    )
)
_ADJECTIVE = re.compile(
    rf"(?<![\w-])(?P<which>{'|'.join(sorted({w for s in _ALTERNATIVES for w in s}))})"
    r"\s(?P<noun>[^\W\d_]{3,})(?![\w-])",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"\b(?:Q(?P<q>[1-4])|(?P<nth>[1-4])(?:Q\b|(?:st|nd|rd|th)\s(?=quarter\b)))", re.I
)
_NTH = dict(zip("1234", ("first", "second", "third", "fourth"), strict=True))


def is_of_another_one(question: str, sentence: str, near: str) -> bool:
    """Does the sentence, which stands near such words (its title and heading, the one before it),
    speak of another one of those that the question asks about one of?"""
    if _has_another_number(question, sentence, near):
        return True
    return _is_another(*(_QUARTER.sub(_in_words, text) for text in (question, sentence, near)))


def _in_words(quarter: re.Match[str]) -> str:
    """ "Q3", "3Q" and "3rd" are all of the third quarter."""
    nth = _NTH[quarter["q"] or quarter["nth"]]
    return f"{nth} " if quarter[0][-1].isspace() else f"{nth} quarter"


def _has_another_number(question: str, sentence: str, near: str) -> bool:
    """Does it open with "Hive 1", and nothing here names hive 2?"""
    asked = list(_numbered(question))
    opened = _OPENS.match(sentence)
    found = _THING.match(sentence, opened.end() if opened else 0)
    if found is None or len(asked) != 1 or _OPEN_END.search(f"{question} {sentence}"):
        return False
    noun, numbers = asked[0]
    if fold(found["noun"].casefold()) != noun:
        return False
    told = [have for text in (sentence, near) for kind, have in _numbered(text) if kind == noun]
    return len(numbers) == 1 and not any(numbers <= have for have in told)


def _numbered(text: str) -> Iterator[tuple[str, frozenset[int]]]:
    """The things with numbers in it, and these."""
    for found in _THING.finditer(text):
        noun = found["noun"].casefold()
        if noun in FUNCTION_WORDS or is_calendar(noun):
            continue
        numbers = {int(one) for one in re.findall(r"\d+", found["numbers"])}
        for first, last in _RANGE.findall(found["numbers"]):
            numbers |= set(range(int(first), int(last) + 1))
        yield fold(noun), frozenset(numbers)


def _is_another(question: str, sentence: str, near: str) -> bool:
    """Does it speak of the last of them where the first is asked for, and nowhere of the first, or
    stand in a report of another quarter? It may answer all the same where a yes or a no is wanted.
    """
    if _YES_NO.match(question):
        return False
    said = set(re.findall(r"[^\W\d_]+", f"{sentence} {near}".casefold()))
    for asked in _ADJECTIVE.finditer(question):
        which, noun = asked["which"].casefold(), fold(asked["noun"].casefold())
        others = next(one for one in _ALTERNATIVES if which in one)
        where = f"{near} {sentence}" if noun == fold("quarter") else sentence
        told = {
            found["which"].casefold()
            for found in _ADJECTIVE.finditer(where)
            if fold(found["noun"].casefold()) == noun
        }
        if which not in said and told & others:
            return True
    return False
