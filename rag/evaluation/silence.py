"""Whether the documents know nothing of a question: no place in them comes near to an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from rag.evaluation.clauses import DATE
from rag.regex import regex
from rag.text import plain, sentence_spans, topic_words

_NEAR = 0.5  # of a question's other topic words, in one place with its name: that may answer it
_NEAR_IF_FOUND = 0.33  # ... in a place that a search by meaning finds: other words may say it there
_POINTS_BACK = regex(r"(?:it|he|she|they|this|that|these|those|its|his|her|their)\b", re.I)


class Place(NamedTuple):
    """A sentence, with the one before it if it points back: folded words, and is there a date?"""

    words: frozenset[str]
    dated: bool


Find = Callable[[str], Sequence[str]]
"""The texts that a search by meaning finds for a question, best first."""


def place_of(text: str) -> Place:
    """A stretch of text as a place."""
    return Place(topic_words(text), bool(DATE.search(text)))


def places_of(sentences: Sequence[str], title: str) -> list[Place]:
    """Every sentence under its title, with the one before it where it speaks of that."""
    return [
        place_of(f"{title} {sentences[at - 1] if at and _points_back(text) else ''} {text}")
        for at, text in enumerate(sentences)
    ]


def _points_back(sentence: str) -> bool:
    return bool(_POINTS_BACK.match(sentence))


class Silence:
    """Compares questions with every place, and with what a search by meaning finds."""

    def __init__(self, places: Iterable[Place], find: Find) -> None:
        self._places = tuple(places)
        self._find = find

    def about(self, name: str, question: str) -> bool:
        """Is nothing said of `name` that shares half of the question's other words?"""
        named = topic_words(name)
        asked = topic_words(question) - named

        def tells(place: Place, near: float) -> bool:
            return named <= place.words and _share(asked, place) >= near

        return not self._any(tells, question)

    def of_date(self, question: str) -> bool:
        """Does no place with a date share half of the question's words?"""
        asked = topic_words(question)

        def tells(place: Place, near: float) -> bool:
            return place.dated and _share(asked, place) >= near

        return not self._any(tells, question)

    def of_words(self, name: str, words: frozenset[str]) -> bool:
        """Does no place that names it hold any of these words?"""
        named = topic_words(name)
        return not any(named <= place.words and words & place.words for place in self._places)

    def _any(self, tells: Callable[[Place, float], bool], question: str) -> bool:
        if any(tells(place, _NEAR) for place in self._places):
            return True
        found = (place for text in self._find(question) for place in places_of(_split(text), ""))
        return any(tells(place, _NEAR_IF_FOUND) for place in found)


def _split(text: str) -> list[str]:
    return [plain(text[span.start : span.end]) for span in sentence_spans(text)]


def _share(asked: frozenset[str], place: Place) -> float:
    return len(asked & place.words) / len(asked) if asked else 1.0
