"""Checks a bare "No." or "Yes." together with the question that it answers.

Answered narrowly: the question's words all stand in one sentence of the source, in their order,
and that sentence denies or affirms them without any condition, exception or other degree. What
is told in other words than the question's is left in doubt. English is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.answer.verification.polarity import EXCEPTION, NEGATION
from rag.regex import regex
from rag.text import Term, content_terms, figures, sentence_spans, terms, topic_words

_BARE = regex(r"\W*(?P<answer>yes|no)\W*", re.IGNORECASE)
_ASKS = regex(
    r"(?:is|are|was|were|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|"
    r"had)\s[^?]*\??\s*",
    re.IGNORECASE,
)
_ALLOWED = frozenset({"allow", "permit"})
_FORBIDDEN = regex(r"\b(?:forbidden|prohibited|banned|disallowed)\b", re.IGNORECASE)
_NARROWS = regex(
    r"\b(?:only|if|unless|when|while|until|till|before|after|during|from|since|because|but|although|"
    r"though|however|provided|subject|or|than|too|enough|either|longer|hardly|yet|any\s?more)\b|"
    r"[;:?]",
    re.IGNORECASE,
)
_DEGREES = frozenset(
    [
        "all",
        "every",
        "each",
        "both",
        "some",
        "most",
        "many",
        "few",
        "several",
        "other",
        "such",
        "always",
    ]
)
_DEGREES_ALSO = frozenset(["usually", "normally", "generally", "often", "sometimes", "still"])
_POINTS_BACK = regex(r"(?:this|that|it|these|those|they|such|so|here|there)\b", re.IGNORECASE)
_SHORT = regex(r"n['’]t$|(?<=can)not$")
_MODALS = {
    "may": "may",
    "can": "may",
    "ca": "may",
    "must": "must",
    "shall": "must",
    "should": "should",
} | {
    "could": "might",
    "might": "might",
    "will": "will",
    "wo": "will",
    "would": "would",
}


def is_bare(sentence: str) -> bool:
    """Is it "Yes" or "No" and nothing else?"""
    return _BARE.fullmatch(sentence) is not None


def answered(sentence: str, question: str, source: str, about: str) -> str:
    """The sentence of `source` that answers `question` as the bare `sentence` does; or "".

    `about` is what the source is of: its title and headings. Words of it narrow nothing. Where
    another sentence has the question's words too, and says anything else, nothing is answered.
    """
    bare = _BARE.fullmatch(sentence)
    if bare is None or not _ASKS.fullmatch(question.strip()) or _NARROWS.search(question[:-1]):
        return ""
    if NEGATION.search(question) or EXCEPTION.search(question) or "," in question:
        return ""
    told = [source[span.start : span.end] for span in sentence_spans(source)]
    said = {one: _answer(question, one, about) for one in told}
    answers = {answer for answer in said.values() if answer}
    if answers != {bare["answer"].lower()} or _taken_back(question, told, said):
        return ""
    return next(one for one in told if said[one])


def _answer(question: str, told: str, about: str) -> str:
    """ "yes", "no", "unsure" of one that narrows it, or "" of one that says nothing of it."""
    topic = content_terms(question)
    read = content_terms(told)
    forbidden = _FORBIDDEN.search(told)
    wanted = [term for term in topic if not (forbidden and term.folded in _ALLOWED)]
    words = [term.folded for term in read]
    if not wanted or not {term.folded for term in wanted} <= set(words):
        return ""
    if not _plain(question, told) or not _in_order(wanted, words):
        return "unsure"
    asked = {term.folded for term in topic} | topic_words(about)
    known = asked | ({forbidden[0].lower()} if forbidden else set())
    more = [term for term in read if term.folded not in known and term.text.lower() not in known]
    if any(not NEGATION.fullmatch(term.text) for term in more):
        return "unsure"
    denials = len(NEGATION.findall(told)) + (forbidden is not None)
    return ("yes", "no", "unsure")[min(denials, 2)]


def _plain(question: str, told: str) -> bool:
    """Is it said without condition, and with the same degrees, modals and figures?"""
    if _NARROWS.search(told) or EXCEPTION.search(told):
        return False
    if _degrees(question) != _degrees(told) or _modals(question) != _modals(told):
        return False
    asked, given = figures(question), figures(told)
    return len(asked) == len(given) and all(
        any(one.same_as(other) for other in given) for one in asked
    )


def _degrees(text: str) -> set[str]:
    return {term.text.lower() for term in terms(text)} & (_DEGREES | _DEGREES_ALSO)


def _modals(text: str) -> set[str]:
    words = (_SHORT.sub("", term.text.lower()) for term in terms(text))
    return {_MODALS[word] for word in words if word in _MODALS}


def _in_order(wanted: Sequence[Term], words: Sequence[str]) -> bool:
    at = -1
    for term in wanted:
        if term.folded not in words[at + 1 :]:
            return False
        at = words.index(term.folded, at + 1)
    return True


def _taken_back(question: str, told: Sequence[str], said: dict[str, str]) -> bool:
    """Does the sentence behind the answer limit it, or go on about the same, so that it may?

    "Pets are not allowed. Except guide dogs." "Pets are not allowed. Small pets are fine." "Tenants
    may sublet the flat. This needs the consent of the landlord."
    """
    topic = topic_words(question)
    return any(
        said[one]
        and (
            EXCEPTION.search(following)
            or _NARROWS.match(following)
            or _POINTS_BACK.match(following)
            or topic & topic_words(following)
        )
        for one, following in pairwise(told)
    )
