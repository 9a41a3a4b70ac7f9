"""Questions in a source: they state nothing, and what they ask is told by their answers.

"Are dogs allowed? No, only cats" denies what it asks, "Yes" affirms it, and where the answer is
neither, or none, nobody can tell. English, German and French.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from rag.answer.verification.polarity import NEGATION
from rag.answer.verification.support import coverage
from rag.regex import regex
from rag.text import Span, Term, content_terms, is_question, sentence_spans, terms, topic_words
from rag.types import Support

_HEADING = regex(r"^ {0,3}#{1,6}[ \t]+(?P<words>[^\n]*\?)[ \t#*_]*$", re.MULTILINE)
_LABEL = regex(r"[\s*_>-]*(?:(?:Q|A|F|R|Question|Answer|Frage|Antwort|Réponse)\s?[:.]\s*)?[\s*_]*")
_OPEN = regex(
    r"\W*(?:\w+\W+){0,2}?(?:what|which|who|whom|whose|when|where|why|how|was|wer|wem|wen|wessen|wann|wo\w*|"
    r"warum|wie\w*|welche\w*|que|qu['’]\w*|quel\w*|qui|quand|où|pourquoi|comment|combien|quoi)\b",
    re.IGNORECASE,
)
_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|can|could|may|might|must|should|will|would|has|have|had)"
)
_SUBJECT = r"(?:it|he|she|they|you|we|i|this|that|these|those|there|(?:the\s)?\w+)"
_NO = regex(
    r"(?:no|nope|never|not|sorry|unfortunately,?\s+(?:not?|\w+\s+(?:cannot|\w+n['’]t|\w+\s+not))|"
    rf"{_SUBJECT}\s+(?:{_AUXILIARY}\s+not|cannot|\w+n['’]t)(?=\s*(?:[.,;!]|$))|"
    r"nein|nie|niemals|nicht|leider\s+(?:nicht|nein)|keineswegs|"
    r"non|jamais|pas|malheureusement\s+(?:non|pas))\b",
    re.IGNORECASE,
)
_YES = regex(
    r"(?:yes|yeah|sure|certainly|of\s+course|indeed|correct|right|absolutely|"
    rf"{_SUBJECT}\s+{_AUXILIARY}(?=\s*(?:[.,;!]|$))|"
    r"ja|jawohl|natürlich|selbstverständlich|richtig|oui|si|bien\s+sûr|tout\s+à\s+fait|sí)\b",
    re.IGNORECASE,
)
_DENIAL = regex(
    r"\b(?:(?:does|do|did)\s+not|(?:do|does|did)n['’]t|n['’]?e(?=\s.*\bpas\b)|n['’](?=\w+\s+pas\b)|"
    r"not|never|nicht|pas)\s*|n['’]t\b|(?<=can)not\b",
    re.IGNORECASE,
)
_NO_ARTICLE = regex(r"\b(?:no|keine?[mnrs]?|aucune?)\s+", re.IGNORECASE)
_LEAST = 0.5  # share of a sentence's words that a question has which it may rest on
_ANSWERS = 2  # sentences of an answer that are looked at


class _Says(StrEnum):
    YES = "yes"
    NO = "no"
    NEITHER = "neither"


class _Asked(NamedTuple):
    """A question that is answered by yes or no, and the answer; `word` is its "Yes" or "No"."""

    question: Span
    word: Span
    answer: str
    says: _Says


class Reading(NamedTuple):
    """A sentence and the text that it is to be held against, of the same length as the source.

    Where the source's answer does not bear it out: how far it does at best, and why; then the text
    is without the question."""

    sentence: str
    text: str
    support: Support = Support.SUPPORTED
    reason: str = ""


def read_asked(sentence: str, text: str) -> Reading | None:
    """How `sentence` is to be read beside a text that asks what it says; None if none does."""
    wanted = content_terms(sentence)
    told = [text[one.start : one.end] for one in sentence_spans(text)]
    stated = max((_covered(wanted, one) for one in told if not is_question(one)), default=0.0)
    for one in _asked(text):
        question = text[one.question.start : one.question.end]
        share = _covered(wanted, question)
        if share <= stated or share < _LEAST:
            if _covered(wanted, one.answer) == 1.0 and one.word.end > one.word.start:
                return Reading(sentence, _without(text, one))  # "No, heating is billed apart."
            continue
        return _reading(sentence, text, one)
    return None


def _reading(sentence: str, text: str, one: _Asked) -> Reading:
    asked = text[one.question.start : one.question.end]
    denies = _denies(sentence) != _denies(asked)
    unasked = _without(text, one)
    if one.says is _Says.NEITHER:
        return Reading(sentence, unasked, Support.PARTIAL, "The cited text only asks this.")
    if denies == (one.says is _Says.NO):
        plain = _NO_ARTICLE.sub("", _DENIAL.sub("", sentence)) if denies else sentence
        return Reading(plain, _without(text, one, keep=True))
    known = topic_words(asked)
    own = topic_words(sentence) - known
    corrected = own & topic_words(one.answer)
    support = Support.PARTIAL if corrected else Support.UNSUPPORTED
    return Reading(sentence, unasked, support, f"The cited text asks this and answers {one.says}.")


def _denies(text: str) -> bool:
    return NEGATION.search(text) is not None


def _covered(wanted: tuple[Term, ...], text: str) -> float:
    return coverage(wanted, topic_words(text))


def _without(text: str, one: _Asked, keep: bool = False) -> str:
    """The text without the "Yes" or "No", and with the question as a statement, or without it."""
    start, end = one.question
    mark = "." if text[end - 1] == "?" else text[end - 1]
    asked = f"{text[start : end - 1]}{mark}" if keep else " " * (end - start)
    blank = re.sub(r"[^\n]", " ", text[one.word.start : one.word.end])
    return f"{text[:start]}{asked}{text[end : one.word.start]}{blank}{text[one.word.end :]}"


def _asked(text: str) -> Iterator[_Asked]:
    """The questions that are answered by yes or no, in their order."""
    spans = sentence_spans(text)
    found = [one for one in spans if is_question(text[one.start : one.end])]
    found += [Span(*one.span("words")) for one in _HEADING.finditer(text)]
    for asked in sorted(set(found)):
        start = asked.start + len(_label(text, asked.start))
        end = text.rfind("?", asked.start, asked.end) + 1 or asked.end  # it may be without a mark
        if _OPEN.match(text, start, end) or len(terms(text[start:end])) < 2:
            continue
        behind = [one for one in spans if one.start >= asked.end]
        answers = []
        for one in behind[:_ANSWERS]:
            if is_question(text[one.start : one.end]):
                break
            answers.append(one)
        at = end + len(_label(text, end))
        answer = text[at : answers[-1].end] if answers else ""
        no, yes = _NO.match(answer), _YES.match(answer)
        word = no or yes
        says = _Says.NO if no else _Says.YES if yes else _Says.NEITHER
        length = word.end() if word else 0
        if word and re.match(r"\s*[,.;:!]", answer[length:]):
            length += answer[length:].index(answer[length:].lstrip()[0]) + 1
        yield _Asked(Span(start, end), Span(at, at + length), answer[length:], says)


def _label(text: str, at: int) -> str:
    found = _LABEL.match(text, at)
    return found[0] if found else ""
