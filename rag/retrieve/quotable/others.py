"""Filters what is said of another of its kind than the one asked about: the last thrower for the
first, the third quarter for the second; `marked` has those told apart by a number or a letter."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.retrieve.quotable.marked import is_of_another_mark
from rag.text import fold

_YES_NO = regex(
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
_ADJECTIVE = regex(
    rf"(?<![\w-])(?P<which>{'|'.join(sorted({w for s in _ALTERNATIVES for w in s}))})"
    r"\s(?P<noun>[^\W\d_]{3,})(?![\w-])",
    re.IGNORECASE,
)
_QUARTER = regex(r"\b(?:Q(?P<q>[1-4])|(?P<nth>[1-4])(?:Q\b|(?:st|nd|rd|th)\s(?=quarter\b)))", re.I)
_NTH = dict(zip("1234", ("first", "second", "third", "fourth"), strict=True))


def is_of_another_one(question: str, sentence: str, near: str, before: str = "") -> bool:
    """Does the sentence, which stands near such words (its title and heading, what it leans on) and
    behind such a sentence, speak of another one of those that the question asks about one of?"""
    if is_of_another_mark(question, sentence, near, before):
        return True
    return _is_another(*(_QUARTER.sub(_in_words, text) for text in (question, sentence, near)))


def _in_words(quarter: re.Match[str]) -> str:
    """ "Q3", "3Q" and "3rd" are all of the third quarter."""
    nth = _NTH[quarter["q"] or quarter["nth"]]
    return f"{nth} " if quarter[0][-1].isspace() else f"{nth} quarter"


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
