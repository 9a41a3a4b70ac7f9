"""The same question in nearly the same words: one that somebody asks, and one that a source asks.

"How much notice do I have to give?" is "How much notice must I give?". Who must is the same in
both, or they are two questions: "How much notice must you give?" is another. Only who asks "How do
you book?" means anybody, and so "How do I book?".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rag.regex import regex
from rag.text.english import AUXILIARIES, QUESTION_WORDS
from rag.text.sentences import plain
from rag.text.terms import content_terms, said_words, terms, topic_words

_LABEL = regex(
    r"[\s*_>#]*(?:(?:Q|F|Question|Frage)\s?\d*\s?[.:)]|(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[a-z]\)))?[\s*_]+",
    re.IGNORECASE,
)
_WHO = r"(?P<who>i|we|you|he|she|it|they|one|anyone|anybody|(?:the|a|an)\s+\w+)"
_SAME = tuple(
    (regex(rf"\b(?:{form})\b", re.IGNORECASE), put)
    for form, put in (
        (r"(?:can|may)not", "may not"),
        (r"can['’]t", "may not"),
        (r"won['’]t", "will not"),
        (r"(?<=\w)n['’]t", " not"),
        (
            r"(?<=\bwhat)['’]s|(?<=\bwhere)['’]s|(?<=\bwho)['’]s|(?<=\bhow)['’]s|(?<=\bwhen)['’]s",
            " is",
        ),
        (r"(?<=\bi)['’]m", " am"),
        (rf"(?:am|are|is)\s+{_WHO}\s+(?:allowed|permitted)\s+to", r"may \g<who>"),
        (rf"do(?:es)?\s+{_WHO}\s+(?:have|need)\s+to", r"must \g<who>"),
        (r"ha(?:ve|s)\s+to|needs?\s+to", "must"),
        (r"can|could", "may"),
        (r"are", "is"),
        (r"does", "do"),
        (r"were", "was"),
        (r"has", "have"),
        # "A" is a name ("plan A"), but not where all words have capitals ("Book A Boat")
        (r"(?-i:a|(?<=[a-z]\s)A(?=\s[A-Z][a-z]))(?!\W*\Z)|an|the|my|our|any|please", " "),
    )
)
_ANYBODY = regex(
    r"\b(?:(?:can|could|may|(?:how|where|when)\s+do)\s+you|do\s+you\s+(?:have|need)\s+to|"
    r"are\s+you\s+(?:allowed|permitted)\s+to)\b",
    re.IGNORECASE,
)
"""What one asks of people in general; "Do you deliver?" is asked of somebody."""

_ANOTHER = regex(
    r"\b(?:i|me|my|mine|we|us|our|ours|he|him|his|she|her|hers|they|them|their)\b", re.IGNORECASE
)
_YOU = regex(r"\byou(r?)\b", re.IGNORECASE)
_SIGNS = str.maketrans({"%": " percent ", "€": " euro ", "$": " dollar ", "£": " pound "})
_ASKS = regex(rf"(?:{QUESTION_WORDS}|{AUXILIARIES})\b", re.IGNORECASE)
_PLACE = regex(r"(?:in|at|for|of|with|on|by|under|within|from)\b", re.IGNORECASE)
_MONTH = "may"  # behind a preposition it is one
_LEAST = 2  # words: "Why?" is no question by itself


def is_sought(question: str) -> bool:
    """Can it be a source's own question, with something that it asks about?"""
    return len(terms(question)) >= _LEAST and bool(content_terms(question))


def unlabelled(asked: str) -> str:
    """A source's question without its number, "Q:" and the signs of bold."""
    found = _LABEL.match(asked)
    return plain(asked[found.end() :] if found else asked).strip(" *_#")


def is_same(question: str, asked: str, around: Iterable[str] = ()) -> bool:
    """Does the question ask what a source asks in these words, `around` which it says what it is
    about: "at Merrow Court" may be added?"""
    asked = unlabelled(asked)
    if not _asks(asked):
        return False
    rest = _rest(question, asked)
    if not rest:
        return rest is not None
    more = " ".join(rest)
    about = topic_words(more) | {_MONTH}.intersection(rest)
    known = {word for one in around for word in said_words(one)}
    return _PLACE.match(more) is not None and about <= known and bool(about)


def goes_further(question: str, asked: str) -> bool:
    """Does it ask just this, or this with more words behind: "May I sublet my flat?" beside "May I
    sublet?"? What is denied of the one is denied of the other."""
    asked = unlabelled(asked)
    return _asks(asked) and _rest(question, asked) is not None


def _rest(question: str, asked: str) -> tuple[str, ...] | None:
    """The words that the question has behind those that a source asks; None if it asks others."""
    theirs = _words(asked)
    for mine in (_words(question), _words(_of_anybody(question))):
        if mine[: len(theirs)] == theirs:
            return mine[len(theirs) :]
    return None


def _of_anybody(question: str) -> str:
    """ "How do I book?" for "How do you book?", where nobody else is spoken of."""
    if not _ANYBODY.search(question) or _ANOTHER.search(question):
        return question
    return _YOU.sub(lambda you: "my" if you[1] else "I", question)


def _asks(asked: str) -> bool:
    return (asked.endswith("?") or _ASKS.match(asked) is not None) and is_sought(asked)


@lru_cache(256)
def _words(question: str) -> tuple[str, ...]:
    """Its words in one form, in their order."""
    said = plain(question).translate(_SIGNS)
    for form, put in _SAME:
        said = form.sub(put, said)
    return tuple(term.folded for term in terms(said))
