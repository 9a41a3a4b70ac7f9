"""A condition or an exception of the source that a sentence leaves out: "if", "only with".

By spelling, in English, German and French. Such a sentence is at best partly borne out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answer.verification.hedged import speaks_of
from rag.text import GERMAN_SMALL_WORDS, content_terms, sentence_spans
from rag.text.french import FRENCH_SMALL_WORDS
from rag.text.spanish import SPANISH_SMALL_WORDS

_ONLY_WHEN = (
    r"(?:only|solely|exclusively)\s+(?:if|when|where|with|after|before|on|in|at|by|during|between|until|"
    r"from|under|upon|once|while|within|through|via)"
)
_CONDITION = re.compile(
    r"\b(?:if|unless|except(?:ing)?|excluding|apart\s+from|other\s+than|with\s+the\s+exception\s+of|"
    rf"provided(?:\s+that)?|(?:as|so)\s+long\s+as|subject\s+to|on\s+condition\s+that|{_ONLY_WHEN}|"
    r"wenn|falls|sofern|soweit|vorausgesetzt|es\s+sei\s+denn|außer|ausgenommen|mit\s+Ausnahme|"
    r"nur\s+(?:wenn|falls|mit|nach|bei|an|am|im|in|auf|für|unter|zwischen|gegen)|"
    r"sauf|excepté|hormis|pourvu\s+que|à\s+condition|si(?=\s)|s['’]il|siempre\s+que|a\s+condición|"
    r"(?:seulement|uniquement)\s+(?:si|avec|après|avant|sur|en|le|les|du|au|sous|dans|par))\b",
    re.IGNORECASE,
)
_ONLY_BEHIND = re.compile(
    r"\b(?:with|on|by|at|after|during|in)\s+"
    r"(?P<needed>(?:(?!(?:with|on|by|at|after|during|in)\b)[\w'’-]+\s+){1,5})only\b",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"\bwith\s+(?P<needed>(?:[\w'’-]+\s+){0,5}?(?:consent|permission|approval|authori[sz]ation|prescription))\b",
    re.IGNORECASE,
)
"""What has to be there first, whatever else: "with the landlord's written consent"."""
_CONDITIONED = re.compile(
    r"\b(?:if|when|where|provided|(?:as|so)\s+long\s+as|subject\s+to|in\s+case|with|without|for|unless|"
    r"only|except\w*|solely|wenn|falls|sofern|nur|außer|bei|mit|ohne|sauf|si|s['’]il|seulement|uniquement|avec|sans|con|sin|cuando)\b",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\([^()]*\)")
_TOLD = re.compile(
    r"\b(?:was|were|had|did|wrote|came|went|got|took|gave|made|saw|found|left|met|began|became|won|lost|"
    r"built|died|wurden?|war(?:en)?|hatten?|fut|furent)\b|"
    r"(?<!\bis )(?<!\bare )(?<!\bbe )(?<!ly )\b\w*[a-df-z]ed\b",
    re.IGNORECASE,
)
"""What has happened; that it did under a condition takes nothing from it."""
_COORDINATE = re.compile(r";|,?\s+(?:but|whereas|aber|sondern|mais)\s+|,\s+(?:and|while|und|et)\s+")
_CLAUSE = re.compile(r"[^,;:.!?()]*")
_SMALL = GERMAN_SMALL_WORDS | FRENCH_SMALL_WORDS | SPANISH_SMALL_WORDS
_OWN = 0.5  # share of a sentence's words that the clause with the condition has
_TOLD_BESIDE = 0.5  # share of a condition's words with which the rest of the answer tells it


def dropped_condition(sentence: str, quote: str, question: str, beside: str = "") -> str:
    """Does `sentence` say without a condition what `quote` says with one, which `question` has not
    either, nor `beside`, the rest of the answer? As a fault, or "". What stands in brackets is said
    aside."""
    if _CONDITIONED.search(sentence):
        return ""
    said = _words(sentence)
    quote = _BRACKETED.sub(" ", quote)
    lines = [quote[span.start : span.end] for span in sentence_spans(quote)]
    faults = [
        _dropped(said, line, _words(question), _words(beside))
        for line in lines
        if speaks_of(said, line)
    ]
    return faults[0] if faults and all(faults) else ""


def _dropped(said: set[str], line: str, asked: set[str], beside: set[str]) -> str:
    """The fault of one sentence of the source, which has the words `said`."""
    clauses = _COORDINATE.split(line)
    if any(said <= _words(one) and not any(_conditions(one)) for one in clauses):
        return ""
    for clause in clauses:
        for condition, needed, rest in _conditions(clause):
            own = said & rest
            told = needed & said or needed & asked or _mostly_in(needed, beside)
            if needed and not told and len(own) >= _OWN * len(said):
                return f'The cited text says this with a condition: "{condition}".'
    return ""


def _conditions(clause: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """Each condition of a clause: its first words, its content words, and those of the rest."""
    for found in _CONDITION.finditer(clause):
        only = found[0].lower().startswith(("only", "solely", "exclusively", "nur", "seul", "uniq"))
        if only and not found[0].lower().endswith("if") and _TOLD.search(clause):
            continue
        behind = _CLAUSE.match(clause, found.end())
        end = behind.end() if behind else found.end()
        yield (
            found[0].lower(),
            _words(clause[found.end() : end]),
            _words(clause[: found.start()]) | _words(clause[end:]),
        )
    for pattern in (_ONLY_BEHIND, _LEAVE):
        for found in pattern.finditer(clause):
            if not _TOLD.search(clause):
                rest = _words(clause[: found.start()]) | _words(clause[found.end() :])
                yield found[0].lower(), _words(found["needed"]), rest


def _mostly_in(needed: set[str], beside: set[str]) -> bool:
    return bool(needed) and len(needed & beside) >= _TOLD_BESIDE * len(needed)


def _words(text: str) -> set[str]:
    return {term.folded for term in content_terms(text) if term.text.lower() not in _SMALL}
