"""Filters what is only mentioned as excluded: "£9,000, excluding catering" does not tell the
catering budget, nor does a runbook that is "not for Heron" tell of Heron's queue."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.retrieve.question import Wanted, parse
from rag.text import figures, fold, is_calendar, said_words, topic_words
from rag.types import EvidenceSentence

_LESS = regex(
    r"\b(?:exclud(?:es|ing)|exclusive\sof|excl\.?|not\sinclud(?:es|ed|ing)|does\snot\sinclude|without|apart\s"
    r"from|other\sthan|except(?:\sfor)?|net\sof|plus|ohne|zuzüglich|zzgl\.|exklusive|hors)\s"
    r"(?P<what>[^.,;:()|\n]{2,60})",
    re.IGNORECASE,
)
_SUM = regex(
    r"\b(?:amounts?|budgets?|charges?|costs?|fees?|prices?|rates?|rent|salar(?:y|ies)|sums?|totals?|preise?|"
    r"kosten|gebühr(?:en)?|miete)\b",
    re.IGNORECASE,
)
_NOT_FOR = regex(
    r"(?:\b(?i:not|nicht|never)[*_]*\s(?:(?:valid|meant|intended|written|applicable)\s)?(?:for|für)|"
    r"\b(?i:not|never)\s(?:apply|applicable)\sto|\bgilt\snicht\sfür)\s(?:the\s|our\s)?(?P<name>[A-Z][\w'’-]{2,})"
    r"|\b(?P<own>[A-Z][\w'’-]{2,})\s(?:has|have)\s(?:its|their)\sown\s",
)


def is_excluded(question: str, sentence: EvidenceSentence) -> bool:
    """Has the sentence what is asked about only where it says what is not in its figure, or is its
    document not for that?"""
    passage = sentence.passage
    where = f"{passage.title}\n{sentence.locator}"
    return _is_less(question, sentence.text, where) or _is_not_for(question, sentence, where)


def _is_less(question: str, text: str, where: str) -> bool:
    """Only of a sum or another figure; "Is delivery included?" is answered by it."""
    wanted = parse(question).wanted
    sums = wanted is Wanted.FIGURE or (wanted is Wanted.ANY and _SUM.search(question))
    if not sums or _LESS.search(question):
        return False
    asked = topic_words(question)
    for found in _LESS.finditer(text):
        of = asked & topic_words(found["what"])
        rest = f"{text[: found.start()]} {text[found.end() :]}\n{where}"
        if of and not figures(found["what"]) and of.isdisjoint(said_words(rest)):
            return True
    return False


def _is_not_for(question: str, sentence: EvidenceSentence, where: str) -> bool:
    """Does the passage say that it is not for somebody or something whom the question names, and
    the sentence does not?"""
    asked = said_words(question)
    told = said_words(f"{where}\n{sentence.text}")
    for found in _NOT_FOR.finditer(sentence.passage.text):
        name = fold((found["name"] or found["own"]).removesuffix("'s").removesuffix("’s"))
        if name in asked and name not in told and not is_calendar(name):
            return True
    return False
