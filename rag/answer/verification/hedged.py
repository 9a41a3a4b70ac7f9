"""Checks hedges: what the source says with reservation ("probably", "usually", "seems to", "some")
and a sentence without: at best partly borne out. By spelling, in English, German, French and, the
plainest, Spanish."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from rag.regex import regex
from rag.text import Term, content_terms, said_words, sentence_spans, terms

_ADVERBS = (
    r"probably|possibly|perhaps|maybe|presumably|apparently|seemingly|arguably|potentially|conceivably|"
    r"(?:more\s+|most\s+|very\s+)?likely(?:\s+to)?|sometimes|occasionally|usually|normally|typically|"
    r"generally|mostly|largely|partly|partially|in\s+part|for\s+the\s+most\s+part|as\s+a\s+rule|"
    r"wahrscheinlich|vermutlich|möglicherweise|vielleicht|voraussichtlich|anscheinend|manchmal|"
    r"gelegentlich|meist(?:ens)?|üblicherweise|normalerweise|in\s+der\s+Regel|teilweise|größtenteils|"
    r"probablement|peut-être|sans\s+doute|apparemment|parfois|généralement|habituellement|normalement|"
    r"en\s+partie|eventuell|al\s+parecer|probablemente|posiblemente|quizás?|tal\s+vez"
)
_VERBS = (
    r"seem(?:s|ed)?(?:\s+to)?|appear(?:s|ed)?\s+to|suggest(?:s|ed)?\s+that|tend(?:s|ed)?\s+to|help(?:s|ed)?(?:\s+to)?|"
    r"(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:thought|believed|said|reported|rumou?red|assumed|presumed|"
    r"alleged|suspected|supposed|expected|estimated|attributed)\s+to|"
    r"schein(?:t|en)|soll(?:en)?|semble(?:nt)?"
)
_HEDGE = regex(rf"\b(?:{_ADVERBS}|{_VERBS})\b", re.IGNORECASE)
_NEARLY = regex(
    r"\b(?:almost|nearly|virtually|practically|nahezu|fast|presque)\s+(?P<what>[^\W\d_]+)",
    re.IGNORECASE,
)
_RESERVED = regex(
    rf"{_HEDGE.pattern}|\b(?:(?-i:may)|might|can|could|would|should|possib\w+|probab\w+|likel\w+|chances?|"
    r"appear\w*|seem\w*|suggest\w*|tend\w*|help\w*|often|mainly|frequently|partial\w*|almost|nearly|virtually|"
    r"practically|roughly|thought|believed|said|reported|expected|attributed|alleged\w*|nahezu|fast|"
    r"oft|kann|können|könnte\w*|dürfte\w*|mögl\w+|presque|peut|peuvent|souvent|selon|laut|according)\b",
    re.IGNORECASE,
)
_CLAUSE = regex(r",?[^,;:.!?()]*")  # "Apparently, he left"
_MOST = regex(
    r"\b(?P<word>most|(?:the|a)\s+(?:great\s+|large\s+|vast\s+)?majority\s+of|(?:the\s+)?bulk\s+of)\s+"
    r"(?:of\s+)?(?:the\s+|its\s+|our\s+)?(?P<noun>[^\W\d_]+)",
    re.IGNORECASE,
)
_SOME = regex(
    r"\b(?P<word>some|a\s+few|few|several|certain|a\s+minority\s+of)\s+(?:of\s+)?(?:the\s+|its\s+|our\s+)?"
    r"(?P<noun>[^\W\d_]+)",
    re.IGNORECASE,
)
_MANY = regex(r"\b(?:most\w*|majority|bulk|all|every|each|half|percent)\b|\d|%", re.IGNORECASE)
_POINTING = regex(
    r"\b(?:it|they|this|these|those|he|she|er|sie|es|dies\w*|il|elle|ils|elles|cela|celui-ci)\b",
    re.IGNORECASE,
)
_MOSTLY = 0.8  # share of a sentence's words that a line has which says about the same
_POINTED = 0.6  # ... where it has a pronoun for the others


def unreserved(sentence: str, told: Sequence[str], source: str) -> str:
    """Which reservation of `told`, the sentences of the `source` that speak for it, the sentence
    drops, in words; or "". None that another sentence of the source says without."""
    return _more_than_some(sentence, told) or _without_hedge(sentence, told, source)


def _without_hedge(sentence: str, told: Sequence[str], source: str) -> str:
    if _RESERVED.search(sentence):
        return ""
    said = _words(content_terms(sentence))
    spoken = said_words(sentence)
    lines = [line for one in told for line in _sentences(one) if speaks_of(said, line)]
    faults = [_hedge_of(said, spoken, line) for line in lines]
    if not said or not faults or not all(faults):
        return ""
    plain = (line for line in _sentences(source) if speaks_of(said, line))
    return "" if any(not _hedge_of(said, spoken, line) for line in plain) else faults[0]


def _hedge_of(said: Set[str], spoken: Set[str], line: str) -> str:
    """The hedge of what is `said`: the next word that tells something behind it is among it."""
    for found in _HEDGE.finditer(line):
        clause = _CLAUSE.match(line, found.end())
        behind = content_terms(clause[0])[:1] if clause else ()
        if behind and behind[0].folded in said:
            return f'The cited text says "{found[0].lower()}".'
    for found in _NEARLY.finditer(line):
        what = terms(found["what"])
        if what and what[0].folded in spoken:
            return f'The cited text says "{found[0].lower()}".'
    return ""


def _more_than_some(sentence: str, told: Sequence[str]) -> str:
    """ "Most N", where the source has "some N"."""
    for said in _MOST.finditer(sentence):
        noun = _words(content_terms(said["noun"]))
        lines = [line for line in told if noun and noun <= _words(content_terms(line))]
        for line in lines:
            for found in _SOME.finditer(line):
                rest = f"{line[: found.start()]} {line[found.end() :]}"
                if _words(content_terms(found["noun"])) == noun and not _MANY.search(rest):
                    return (
                        f"The cited text says {found['word'].lower()}, not {said['word'].lower()}."
                    )
    return ""


def _sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


def speaks_of(said: Set[str], line: str) -> bool:
    """Has the line most of these words, or a pronoun in their place?"""
    least = _POINTED if _POINTING.search(line) else _MOSTLY
    return len(said & _words(content_terms(line))) >= least * len(said)


def _words(found: Sequence[Term]) -> set[str]:
    return {term.folded for term in found}
