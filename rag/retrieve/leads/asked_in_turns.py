"""Finds the question of an interview that a user asks: "When did you open the shop?" is "When did
Ruth Adler open her shop?", and all is told that is said to it there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rag.regex import regex
from rag.text import Span, names, said_words
from rag.text.interviews import Interview, Turn, interview
from rag.text.same_question import is_same
from rag.types import Chunk, Passage

_TITLE = r"(?:(?:Mrs?|Ms|Mx|Miss|Dr|Prof|Frau|Herr)\.?\s+)*"
_THEM = regex(r"\b(?:she|he|they)\b", re.IGNORECASE)
_THEIRS = regex(r"\b(?:her|his|their)\b", re.IGNORECASE)
_CALLED = regex(
    r"(?:(?:And|So|But|Well|Now|Then|Und|Aber),?\s+)?"
    r"(?:[A-ZÀ-ÖØ-Þ][\w.’'-]*(?:\s+[A-ZÀ-ÖØ-Þ][\w.’'-]*){0,3},\s+)?(?=\w)"
)
"""What stands before a question: "And", "Mrs Hall,"."""


class _Wording(NamedTuple):
    """A question as it may be put to somebody, and the words of whom it names, if of anybody."""

    text: str
    named: frozenset[str]


def is_asked_in_turn(question: str, chunk: Chunk) -> bool:
    """Does somebody ask it there, of whomever?"""
    found = interview(chunk.text, part=True)
    asked = (one for one in found.turns if one.label == found.asker) if found else ()
    return any(found is not None and _asks(found, one, question, chunk.title, "") for one in asked)


def told_in_turn(question: str, passage: Passage) -> list[Span]:
    """What is said, up to the next question of whoever asks there, to one that asks this of whom
    the question names; nothing where nobody does."""
    found = interview(passage.text, passage.speakers)
    for turn in found.turns if found else ():
        replies = found.replies(turn) if found and turn.label == found.asker else []
        if found is None or not replies:
            continue
        if _asks(found, turn, question, passage.title, found.name(replies[0].label)):
            return [span for one in replies for span in found.sentences(one)]
    return []


def _asks(found: Interview, turn: Turn, question: str, title: str, who: str) -> bool:
    """Is this what the turn asks `who`, or anybody where that is ""?"""
    asked = found.asked_in(turn)
    called = _CALLED.match(asked)
    bare = asked[called.end() :] if called else asked
    known = said_words(who)
    return any(
        is_same(one.text, words, [title, who])
        for one in _wordings(question)
        if not who or one.named <= known
        for words in dict.fromkeys((asked, bare))
    )


def _wordings(question: str) -> Iterator[_Wording]:
    yield _Wording(question, frozenset())
    yield _Wording(_put_to(question), frozenset())
    for name in names(question):
        whom = re.compile(rf"{_TITLE}{re.escape(name.text.removesuffix(_owner(name.text)))}")
        put = whom.sub("you", question).replace("you's", "your").replace("you’s", "your")
        words = frozenset(part.folded for part in name.parts)
        yield _Wording(_put_to(put), words)


def _owner(name: str) -> str:
    return next((end for end in ("'s", "’s", "'", "’") if name.endswith(end)), "")


def _put_to(question: str) -> str:
    return _THEIRS.sub("your", _THEM.sub("you", question))
